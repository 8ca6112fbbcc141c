"""The route for one question in a described setting, without a graph or a store."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Mapping
from functools import cache

from ..adapters.classifiers.embedded import EmbeddedClassifier
from ..adapters.embedders.embedded import MiniLM
from ..adapters.terms import Decision, Setting

# What a request wants stands at its start or its end; the encoder's time grows with the length.
_HEAD, _TAIL = 240, 80


def decide(question: str, setting: Setting | Mapping[str, object]) -> Decision:
    """Choose the route with the embedded members; may be called from any thread, or in a loop.

    A mapping is read as `Setting.of` reads it. The first call loads the encoder.
    """
    given = setting if isinstance(setting, Setting) else Setting.of(setting)
    return _decider(os.getpid()).decide(question, given)


class _Decider:
    """Runs the embedded classifier, with one thread for the encoder, on a loop of its own."""

    def __init__(self) -> None:
        self._embedder = MiniLM(threads=1)
        self._classifier = EmbeddedClassifier(self._embedder)
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="trivium-decide", daemon=True).start()

    def decide(self, question: str, setting: Setting) -> Decision:
        # Embedded in the thread that asks: each change of threads costs a tenth of a millisecond.
        vector = self._embedder.embed(_edges(question))
        work = self._classifier.classify(question, setting, vector=vector)
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


@cache
def _decider(process: int) -> _Decider:
    """Make one a process: after a fork the thread of the other process is not there."""
    return _Decider()


def _edges(question: str) -> str:
    if len(question) <= _HEAD + _TAIL:
        return question
    return f"{question[:_HEAD]} {question[-_TAIL:]}"
