"""Judge a claim against given texts: no server, no store, no event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..adapters.base import Parts
from ..adapters.load import load
from ..adapters.sentences import sentences
from ..adapters.terms import Passage, Scope, Verdict

if TYPE_CHECKING:
    from ..adapters.base import Checker


def check(claim: str, evidence: Sequence[str]) -> Verdict:
    """Return whether the evidence carries a claim; several sentences hold if each of them does.

    `passage` is the index into `evidence`, `span` the offsets in that text. Blocks for a few
    milliseconds (a second at the first call); may be called from any thread, and where an event
    loop runs.
    """
    judged = check_each(claim, evidence)
    if len(judged) == 1:
        return judged[0]
    claims = [verdict for verdict in judged if verdict.label != "no_claim"]
    weakest = min(claims or judged, key=lambda verdict: verdict.score)
    return replace(weakest, claim=claim)


def check_each(answer: str, evidence: Sequence[str]) -> list[Verdict]:
    """Return a verdict for each sentence of an answer; those of an empty one are one."""
    if isinstance(evidence, str):
        raise TypeError("evidence is a list of texts, not one text")
    passages = [as_passage(index, text) for index, text in enumerate(evidence)]
    checker, loop = _running()
    asked = checker.check(sentences(answer) or [answer], passages, scope=Scope())
    return asyncio.run_coroutine_threadsafe(asked, loop).result()


def as_passage(index: int, text: str) -> Passage:
    """Return a text given as evidence as the passage that it is judged as."""
    return Passage(
        id=str(index),
        document_id="",
        version="",
        ordinal=index,
        start=0,
        end=len(text),
        text=text,
    )


_lock = threading.Lock()


def _running() -> tuple[Checker, asyncio.AbstractEventLoop]:
    with _lock:
        return _started()


@lru_cache(maxsize=1)
def _started() -> tuple[Checker, asyncio.AbstractEventLoop]:
    """Make the checker once, and the loop in a thread of its own that it runs on."""
    parts = Parts(home=Path())
    parts.embedder = load("embedders", "embedded").connect(parts)
    checker: Checker = load("checkers", "embedded").connect(parts)
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="trivium-check", daemon=True).start()
    return checker, loop
