"""Two people ask, upload, delete, fork, leave and restart in any order; what must hold, holds."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from trivium import Principal

from .world import World

ANN, BOB = Principal(user="ann", groups={"legal"}), Principal(user="bob", groups={"sales"})
# Ann is also met without her group, in the same conversations.
askers = st.sampled_from([ANN, BOB, Principal(user="ann")])
questions = st.sampled_from(
    ["How heavy is the lamp?", "And the oil?", "What does it need every week?", "Why is that so?"]
)
kept_threads = st.sampled_from(["one", "two", "one again"])
threads = st.just("") | kept_threads
routes = st.sampled_from(["", "retrieval", "long_context", "hybrid", "tuned", "direct"])
names = st.sampled_from(["lamps", "pumps"])
groups = st.sampled_from([frozenset[str](), frozenset({"legal"}), frozenset({"sales"})])


class Threads(RuleBasedStateMachine):
    """Each rule does one thing to the real Trivium and to the model beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._home = Path(mkdtemp())
        self._world = World(self._home)
        self._do(self._world.open())

    def teardown(self) -> None:
        self._do(self._world.close())
        self._loop.close()
        rmtree(self._home)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        self._loop.run_until_complete(work)

    @rule(owner=st.sampled_from([ANN, BOB]), name=names, groups=groups)
    def upload_or_change(self, owner: Principal, name: str, groups: frozenset[str]) -> None:
        self._do(self._world.put(owner, name, groups))

    @rule(asker=askers, question=questions, thread=threads, route=routes)
    def ask(self, asker: Principal, question: str, thread: str, route: str) -> None:
        self._do(self._world.ask(asker, question, thread, route))

    @rule(asker=askers, pair=st.tuples(questions, questions), thread=kept_threads)
    def ask_two_at_once(self, asker: Principal, pair: tuple[str, str], thread: str) -> None:
        self._do(self._world.ask_at_once(asker, pair, thread))

    @rule(asker=askers, question=questions, thread=kept_threads, after=st.integers(0, 22))
    def leave_midway(self, asker: Principal, question: str, thread: str, after: int) -> None:
        self._do(self._world.leave(asker, question, thread, after))

    @precondition(lambda self: self._world.shelf)
    @rule(data=st.data(), question=questions, meanwhile=st.booleans())
    def delete(self, data: st.DataObject, question: str, meanwhile: bool) -> None:
        document = data.draw(st.sampled_from(sorted(self._world.shelf.values(), key=str)))
        asker = ANN if document.readable(ANN) else BOB
        if meanwhile:
            self._do(self._world.delete_meanwhile(asker, question, document))
        else:
            self._do(self._world.delete(document, asker))

    @precondition(lambda self: self._world.begun())
    @rule(data=st.data())
    def fork(self, data: st.DataObject) -> None:
        user, source = data.draw(st.sampled_from(self._world.begun()))
        turns = data.draw(st.integers(1, self._world.certain[user, source]))
        self._do(self._world.fork(user, source, turns, data.draw(kept_threads)))

    @precondition(lambda self: self._world.begun())
    @rule(data=st.data())
    def delete_a_thread(self, data: st.DataObject) -> None:
        user, thread = data.draw(st.sampled_from(self._world.begun()))
        self._do(self._world.delete_thread(user, thread))

    @rule()
    def restart(self) -> None:
        self._do(self._world.close())
        self._do(self._world.open())

    @invariant()
    def it_is_as_the_model_says(self) -> None:
        self._do(self._world.check())


_HURRY = settings(
    max_examples=20,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


class TestThreads(Threads.TestCase):
    settings = _HURRY


@pytest.mark.long
class TestThreadsForLong(Threads.TestCase):
    settings = settings(_HURRY, max_examples=120, stateful_step_count=30)
