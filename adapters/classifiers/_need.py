"""Whether a tuned model needs the documents: facts that it cannot have learned stand there."""

from __future__ import annotations

from math import exp, log, log10

from ..terms import Contract, Setting
from ._behaviour import Asked, Promise

# The examples of a contract say more of what it needs than one request does.
_REQUEST, _PROMISE = 0.5, 1.0
# A collection of this size says nothing either way; ten times as much, or as little, says 1.
_MIDDLING_TOKENS = 100_000
_MOST_OF_SIZE = 1.5
# Changes in a week from which some have surely touched its topics since, and what they say then.
_CHANGING, _CHANGED = 5.0, 6.0
_CERTAIN = 0.97


def need(asked: Asked, contract: Contract, promise: Promise, setting: Setting) -> tuple[float, str]:
    """Return how likely the documents are needed (0 to 1), and why in half a sentence."""
    if setting.corpus_tokens <= 0:
        return 0.0, "there are no documents to look into"
    changed = set(contract.topics) & set(setting.changed_topics)
    if changed:
        topics = ", ".join(sorted(changed))
        return _CERTAIN, f"documents on {topics} changed after its snapshot {contract.snapshot}"
    facts = _PROMISE * _odds(promise.shapes["none"]) + _REQUEST * _odds(asked.shapes["none"])
    size = log10(setting.corpus_tokens / _MIDDLING_TOKENS)
    size = max(-_MOST_OF_SIZE, min(_MOST_OF_SIZE, size))
    change = _change(contract, setting)
    odds = facts + size + change
    share = 1.0 / (1.0 + exp(-odds))
    if odds <= 0:
        return share, "it needs no facts from documents"
    if change > facts:
        changes = f"{setting.changes_per_week:,.3g} documents change in a week"
        return share, f"{changes}, and it knows its topics as of {contract.snapshot}"
    return share, f"the facts stand in {setting.corpus_tokens:,} tokens of documents"


def _change(contract: Contract, setting: Setting) -> float:
    """What has changed on its topics since the snapshot is not known here; the pace is."""
    if not (contract.snapshot and contract.topics):
        return 0.0
    return _CHANGED * min(1.0, setting.changes_per_week / _CHANGING)


def _odds(none: float) -> float:
    kept = max(0.01, min(0.99, none))
    return log((1 - kept) / kept)
