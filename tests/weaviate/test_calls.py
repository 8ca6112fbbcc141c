"""What the store does about a node that has not heard yet what the cluster agreed on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from trivium.adapters.stores import _weaviate_calls
from trivium.adapters.stores._weaviate_calls import Calls
from trivium.adapters.stores._weaviate_errors import Failed
from trivium.adapters.stores._weaviate_schema import Names

UNHEARD = [
    "search failed with message could not find class TPassages in schema",
    "could not get tenants: class not found not found",
]

TOO_FEW = [
    'cannot achieve consistency level "ALL": broadcast: connection refused',
    "cannot reach enough replicas: required 3 replicas, got 2",
]


class Node:
    """A connection to a node that says these before it does what it is asked to."""

    def __init__(self, *says: str) -> None:
        self._says = list(says)

    async def call(self, job: Callable[[Any], Awaitable[Any]], *, times: float = 1) -> Any:
        if self._says:
            raise Failed(self._says.pop(0))
        return await job(self)


async def ask(*says: str) -> str:
    calls = Calls(Node(*says), Names("T"), 3, _ready=True)  # type: ignore[arg-type]

    async def job(client: Any) -> str:
        return "found"

    return await calls.run(job)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_weaviate_calls, "_PAUSE_S", 0.0)


@pytest.mark.parametrize("said", UNHEARD)
async def test_a_node_that_has_not_heard_of_a_collection_is_asked_again(said: str) -> None:
    assert await ask(said, said) == "found"


async def test_it_is_not_asked_for_ever() -> None:
    with pytest.raises(Failed, match="could not find class"):
        await ask(*UNHEARD[:1] * 9)


async def test_what_else_fails_is_told_at_once() -> None:
    with pytest.raises(Failed, match="disk"):
        await ask("the disk is full")


class Levels:
    """A client that notes at which levels collections are used."""

    def __init__(self) -> None:
        self.collections, self.used = self, list[str]()

    def use(self, name: str) -> Levels:
        return self

    def with_consistency_level(self, level: Any) -> Levels:
        self.used.append(str(level.value))
        return self


@pytest.mark.parametrize("said", TOO_FEW)
async def test_a_change_goes_to_all_nodes_and_to_most_once_one_is_gone(said: str) -> None:
    client = Levels()
    calls = Calls(Node(), Names("T"), 3, _ready=True)  # type: ignore[arg-type]

    async def job(_: Any) -> str:
        calls.of(client, "T", None, all_=True)  # type: ignore[arg-type]
        if client.used[-1] == "ALL":
            raise Failed(said)
        return "written"

    assert await calls.change(job) == "written"
    assert client.used == ["ALL", "ALL", "QUORUM"]
    assert await calls.change(job) == "written"
    assert client.used[3:] == ["QUORUM"]


async def test_a_node_that_is_back_is_written_to_again(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Levels()
    calls = Calls(Node(), Names("T"), 3, _ready=True)  # type: ignore[arg-type]
    monkeypatch.setattr(_weaviate_calls, "_MOST_S", 0.0)
    calls.do_with_most()
    calls.of(client, "T", None, all_=True)  # type: ignore[arg-type]
    calls.of(client, "T", None)  # type: ignore[arg-type]
    assert client.used == ["ALL", "QUORUM"]
