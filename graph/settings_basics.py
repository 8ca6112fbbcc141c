"""The settings of every Trivium: where it keeps things, who asks, its members, one question."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..adapters.secrets import Secret
from ..nodes.context import Mode
from .settings_values import setting

LogLevel = Literal["debug", "info", "warning", "error"]
Threads = Literal["embedded", "postgres"]


@dataclass(frozen=True, kw_only=True)
class Basics:
    """What every Trivium is made from."""

    home: Path = setting(
        Path(".trivium"),
        "The folder for everything embedded: database, vectors, receipts. Relative to where "
        "Trivium is started.",
        section="Where",
    )
    host: str = setting("127.0.0.1", "The address that `trivium serve` listens on.")
    port: int = setting(
        8080, "The port that `trivium serve` listens on; 0 takes a free one.", least=0, most=65535
    )
    log_level: LogLevel = setting(
        "info", "How much is logged; `debug` also shows the traceback of an error."
    )

    tenant: str = setting(
        "default", "The tenant of whoever asks from this machine.", section="Who asks"
    )
    user: str = setting("local", "The name of whoever asks from this machine.")
    groups: tuple[str, ...] = setting((), "The groups of whoever asks from this machine.")
    api_key: Secret = setting(
        Secret(),
        "A key for this same asker over HTTP; with one, or with `trivium keys create`, every "
        "request needs a key and the server may listen elsewhere. Only in the environment.",
    )

    store: str = setting(
        "embedded", "Keeps documents and finds passages.", section="Members of the families"
    )
    embedder: str = setting(
        "embedded",
        "Turns text into vectors: `cohere`, or LangChain's by name: "
        "`openai:text-embedding-3-small`.",
    )
    reranker: str = setting("embedded", "Puts what was found into a better order.")
    answerer: str = setting("embedded", "Writes, or quotes, the answer.")
    classifier: str = setting("embedded", "Chooses the route.")
    rewriter: str = setting("embedded", "Finds other words for a question.")
    checker: str = setting("embedded", "Judges each sentence by the evidence.")
    ledger: str = setting("embedded", "Keeps receipts and feedback.")
    threads: Threads = setting("embedded", "Keeps conversations.")

    mode: Mode = setting(
        "verify",
        "`verify`: only supported sentences leave; `annotate`: verdicts follow; `off`: recorded.",
        section="One question",
    )
    deadline_s: float = setting(
        30.0, "Seconds for a whole question; 0 means no limit.", least=0, most=86_400
    )
    max_tokens: int = setting(0, "Tokens for a whole question; 0 means no limit.", least=0)
    max_cost_usd: float = setting(
        0.0, "US dollars for a whole question; 0 means no limit.", least=0
    )
    window_tokens: int = setting(
        128_000, "The answering model's context window, in tokens.", least=1
    )
    search_limit: int = setting(40, "How many passages a search brings.", least=1, most=10_000)
    keep: int = setting(8, "How many passages an answer may rest on.", least=1, most=1_000)
    ladder: tuple[str, ...] = setting(
        ("rewrite", "widen", "stuff"), "What is tried, in this order, when a check fails."
    )
