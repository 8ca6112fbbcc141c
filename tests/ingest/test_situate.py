"""Contexts for the passages of stored documents: once each, and what fails stays as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from trivium.adapters.contextualisers.scripted import ScriptedContextualiser
from trivium.adapters.errors import (
    Garbled,
    KeyRefused,
    ModelRefused,
    RateLimited,
    TriviumError,
    Upstream,
)
from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import Document, Passage, Query, Scope, Situated
from trivium.ingest.report import Contexts, Progress
from trivium.ingest.situate import situate

OWNER = Scope.owner()
LINE = "It lasts for two years. "


async def put(store: MemoryStore, name: str = "d", passages: int = 4, *, version: str = "1") -> str:
    text = LINE * passages
    rows = [
        Passage(
            id=f"{name}-{n}", document_id=name, version=version, ordinal=n, title=name,
            start=n * len(LINE), end=(n + 1) * len(LINE), text=LINE,
        )
        for n in range(passages)
    ]  # fmt: skip
    document = Document(id=name, title=name, source=name, version=version, tokens=len(text) // 4)
    await store.put(document, text, rows)
    return name


async def write(store: MemoryStore, member: Any, *names: str, **given: Any) -> Contexts:
    return await situate(store, member, names or ("d",), **{"pause_s": 0.01, **given})


async def abouts(store: MemoryStore, name: str = "d") -> list[str]:
    return [passage.about for passage in await store.read(OWNER, [name])]


def failing(*, first: int, error: Callable[[], TriviumError]) -> ScriptedContextualiser:
    """A member whose first calls fail, and which then writes."""
    left = [first]

    def says(text: str, passage: Passage) -> str | Exception:
        left[0] -= 1
        return error() if left[0] >= 0 else f"Place {passage.ordinal}."

    return ScriptedContextualiser(says)


async def test_every_passage_gets_a_context_that_is_searched_and_no_part_of_its_text() -> None:
    store = MemoryStore()
    before = await store.read(OWNER, [await put(store)])

    told = await write(store, ScriptedContextualiser(lambda t, p: f"Clause number{p.ordinal}."))

    after = await store.read(OWNER, ["d"])
    assert (told.written, told.left) == (4, 0)
    assert [p.about for p in after] == [f"Clause number{n}." for n in range(4)]
    assert [(p.start, p.end, p.text) for p in after] == [(p.start, p.end, p.text) for p in before]
    assert not {p.id for p in after} & {p.id for p in before}
    [hit] = await store.search(Query(text="number3"), OWNER, limit=5)
    assert hit.passage.ordinal == 3


async def test_the_first_passage_of_a_document_is_alone_and_then_so_many_come_at_a_time() -> None:
    store, running, most = MemoryStore(), 0, []

    class Counting(ScriptedContextualiser):
        async def situate(self, text: str, passage: Passage) -> Situated:
            nonlocal running
            running += 1
            most.append(running)
            await asyncio.sleep(0.01)
            running -= 1
            return await super().situate(text, passage)

    await write(store, Counting(), await put(store, passages=9), at_once=3)

    assert most[0] == 1
    assert most[1] == 1
    assert max(most) == 3


async def test_what_has_a_context_is_not_asked_about_again() -> None:
    store, member = MemoryStore(), ScriptedContextualiser()
    await put(store)
    await write(store, member)

    assert await write(store, member) == Contexts()
    assert len(member.asked) == 4


async def test_a_document_of_one_passage_needs_none() -> None:
    store, member = MemoryStore(), ScriptedContextualiser()
    assert await write(store, member, await put(store, passages=1), "not there") == Contexts()
    assert member.asked == []


@pytest.mark.parametrize("error", [ModelRefused, Garbled])
async def test_a_passage_that_fails_stays_bare_and_is_tried_with_the_next_ingest(
    error: type[TriviumError],
) -> None:
    store, member = MemoryStore(), failing(first=1, error=lambda: error("no"))
    await put(store)

    told = await write(store, member)
    assert (told.written, told.left, told.stopped) == (3, 1, "")
    assert await abouts(store) == ["", "Place 1.", "Place 2.", "Place 3."]

    told = await write(store, member)
    assert (told.written, told.left) == (1, 0)
    assert (await abouts(store))[0] == "Place 0."
    assert len(member.asked) == 5


@pytest.mark.parametrize("error", [lambda: RateLimited("slow"), lambda: Upstream("down")])
async def test_what_may_pass_is_waited_for(error: Callable[[], TriviumError]) -> None:
    store, member = MemoryStore(), failing(first=3, error=error)
    await put(store)

    told = await write(store, member)

    assert (told.written, told.stopped) == (4, "")
    assert len(member.asked) == 7


async def test_a_limit_holds_all_callers_as_long_as_the_vendor_asks() -> None:
    store, times = MemoryStore(), []

    def says(text: str, passage: Passage) -> str | Exception:
        times.append(asyncio.get_running_loop().time())
        return RateLimited("slow", wait_s=0.3) if len(times) == 2 else "Place."

    await put(store, passages=8)
    await write(store, ScriptedContextualiser(says), at_once=2)

    later = [when for when in times if when > times[1] + 0.01]
    assert min(later) >= times[1] + 0.3


async def test_where_the_model_is_gone_the_rest_waits_and_it_says_why() -> None:
    store, member = MemoryStore(), failing(first=99, error=lambda: Upstream("The model is down."))
    names = [await put(store, name) for name in ("a", "b")]

    told = await write(store, member, *names)

    assert (told.written, told.left, told.stopped) == (0, 8, "The model is down.")
    assert len(member.asked) <= 2 * 5
    assert await abouts(store, "a") == [""] * 4


async def test_a_refused_key_is_not_tried_again() -> None:
    store, member = MemoryStore(), failing(first=99, error=lambda: KeyRefused("no key"))
    await put(store)

    assert (await write(store, member)).stopped == "no key"
    assert len(member.asked) == 1


async def test_a_document_that_was_replaced_meanwhile_stays_as_it_is_now() -> None:
    store = MemoryStore()
    await put(store)

    class Slow(ScriptedContextualiser):
        async def situate(self, text: str, passage: Passage) -> Situated:
            await put(store, version="2")
            return await super().situate(text, passage)

    told = await write(store, Slow())

    assert (told.written, told.left) == (0, 4)
    assert await abouts(store) == [""] * 4


async def test_a_document_that_was_deleted_meanwhile_stays_deleted() -> None:
    store = MemoryStore()
    await put(store)

    class Slow(ScriptedContextualiser):
        async def situate(self, text: str, passage: Passage) -> Situated:
            await store.delete(OWNER, "d")
            return await super().situate(text, passage)

    await write(store, Slow())

    assert await store.document(OWNER, "d") is None


async def test_progress_counts_passages() -> None:
    store, seen = MemoryStore(), list[Progress]()
    await put(store)
    await write(store, ScriptedContextualiser(), progress=seen.append)

    assert [(p.stage, p.done, p.total) for p in seen] == [("contexts", n, 4) for n in range(1, 5)]
