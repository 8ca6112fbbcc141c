"""Whether a look-up is better read from all the documents at once than searched for."""

from __future__ import annotations

from ..terms import Setting

# Share of the model's window that documents may fill: answers get worse, and each one dearer, long
# before the window ends.
HEADROOM = 0.15


def worth_reading_whole(setting: Setting) -> tuple[float, str]:
    """Return how much speaks for reading everything (0 to 1), and why in half a sentence."""
    if setting.corpus_tokens <= 0:
        return 0.0, "there are no documents yet"
    size = setting.corpus_tokens / max(1, setting.window_tokens)
    if size > HEADROOM:
        return 0.05, f"searching is cheaper than reading all {setting.corpus_tokens:,} tokens"
    # A first filling changes every document once; only more than that is restlessness.
    if setting.changes_per_week > max(1, setting.corpus_documents):
        return 0.2, "the documents change too often to be kept ready"
    return 0.95, f"all {setting.corpus_tokens:,} tokens of documents fit well into the window"
