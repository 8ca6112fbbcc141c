"""Everything goes from one store to another, can be stopped, and is compared afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from trivium.adapters.errors import Unavailable
from trivium.adapters.stores.embedded import EmbeddedStore
from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import Embedded, Query, Scope
from trivium.ingest.copy import copy

from ..adapters.stores.making import ODD, ORIGIN, OWNER, axis, embed, make


async def filled() -> MemoryStore:
    """Documents of two tenants and several groups; one of them waits for its vectors."""
    store = MemoryStore()
    for n, text in enumerate(ODD):
        await store.put(*make(f"d{n}", text, "the pump", groups={"x"} if n % 2 else ()))
    await store.put(
        *make("south", "windmill", tenant="south", updated=12.5, about="Of mills.", added_by="ann")
    )
    await store.put(*make("empty"))
    await embed(store, *[n % 8 for n in range(2 * len(ODD))])
    return store


async def test_everything_arrives(tmp_path: Path) -> None:
    source, target = await filled(), EmbeddedStore(tmp_path)

    copied = await copy(source, target, origin=ORIGIN)

    assert copied.equal
    assert (copied.documents, copied.carried) == (len(ODD) + 2, len(ODD) + 2)
    assert (copied.passages, copied.vectors) == (2 * len(ODD) + 1, 2 * len(ODD))
    assert copied.only_there == 0
    hits = await target.search(Query(text="windmill"), Scope(tenant="south"), limit=1)
    assert [hit.passage.document_id for hit in hits] == ["south"]
    assert [p.document_id for p in await target.pending(OWNER, limit=9)] == ["south"]
    kept = await target.document(OWNER, "south")
    assert kept is not None
    assert kept.added_by == "ann"
    back = MemoryStore()
    assert (await copy(target, back, origin=ORIGIN)).hash_to == copied.hash_to
    await target.close()


async def test_what_is_there_is_passed_over(tmp_path: Path) -> None:
    source, target = await filled(), EmbeddedStore(tmp_path)
    await copy(source, target, origin=ORIGIN)
    await source.put(*make("d0", "another text"))
    await target.put(*make("mine", "of its own"))

    again = await copy(source, target, origin=ORIGIN)

    assert again.equal
    assert (again.carried, again.only_there) == (1, 1)
    await target.close()


class Failing(MemoryStore):
    """Fails at the third document."""

    left = 3

    async def put(self, document, text, passages) -> None:
        self.left -= 1
        if not self.left:
            raise Unavailable("gone")
        await super().put(document, text, passages)


async def test_stopped_it_goes_on_where_it_was() -> None:
    source, target = await filled(), Failing()
    with pytest.raises(Unavailable):
        await copy(source, target, origin=ORIGIN)

    copied = await copy(source, target, origin=ORIGIN)

    assert copied.equal
    assert copied.documents == len(ODD) + 2


class Lossy(MemoryStore):
    """Keeps another vector than it was given."""

    async def attach(self, vectors, *, origin: str) -> None:
        wrong = [Embedded(id=v.id, vector=axis(7), sentences=v.sentences) for v in vectors]
        await super().attach(wrong, origin=origin)


async def test_a_vector_that_is_another_is_noticed() -> None:
    copied = await copy(await filled(), Lossy(), origin=ORIGIN)

    assert not copied.equal
    assert copied.vectors_differ == 2 * len(ODD) - len(
        [n for n in range(2 * len(ODD)) if n % 8 == 7]
    )
    assert copied.hash_from == copied.hash_to


class Cutting(MemoryStore):
    """Keeps a shorter text than it was given."""

    async def put(self, document, text, passages) -> None:
        await super().put(document, text[:-1], passages)


async def test_a_text_that_is_another_is_noticed() -> None:
    copied = await copy(await filled(), Cutting(), origin=ORIGIN)

    assert not copied.equal
    assert copied.hash_from != copied.hash_to
    assert "d0" in copied.unequal


async def test_progress_is_told() -> None:
    told = []

    await copy(await filled(), MemoryStore(), origin=ORIGIN, progress=told.append)

    assert told[-1].done == told[-1].total == len(ODD) + 2


async def test_who_added_a_document_is_compared_too() -> None:
    source, target = MemoryStore(), MemoryStore()
    await source.put(*make("d", "the pump", added_by="ann"))
    await target.put(*make("d", "the pump"))

    copied = await copy(source, target, origin=ORIGIN)

    assert (copied.carried, copied.equal) == (1, True)
    assert [document.added_by for document in await target.documents(OWNER)] == ["ann"]
