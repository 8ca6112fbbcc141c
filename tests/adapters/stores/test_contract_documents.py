"""How every store keeps, gives back, replaces and deletes documents."""

from __future__ import annotations

import pytest

from trivium.adapters.base import Store
from trivium.adapters.terms import Query, Scope

from .making import EVERYBODY, ODD, OWNER, axis, embed, found, make, search


async def test_passages_come_back_as_they_were_put(store: Store) -> None:
    document, text, passages = make(
        "a", "One.", "Two.", groups={"x", "y"}, context="Part > Chapter"
    )
    await store.put(document, text, passages)

    assert await store.read(OWNER, ["a"]) == passages
    hits = await store.search(Query(text="two"), OWNER, limit=1)
    assert hits[0].passage == passages[1]


async def test_passages_are_read_in_the_order_asked_for(store: Store) -> None:
    for name in ("a", "b"):
        await store.put(*make(name, f"{name}0", f"{name}1", f"{name}2"))

    async def read(*names: str, first: int = 0, limit: int | None = None) -> list[str]:
        rows = await store.read(EVERYBODY, names, first=first, limit=limit)
        return [passage.text for passage in rows]

    assert await read("b", "a") == ["b0", "b1", "b2", "a0", "a1", "a2"]
    assert await read("b", first=1, limit=1) == ["b1"]
    assert await read("a", "b", limit=4) == ["a0", "a1", "a2", "b0"]
    assert await read("gone", "a", limit=1) == ["a0"]
    assert await read("a", limit=0) == []


async def test_a_document_comes_back_with_its_counts(store: Store) -> None:
    document, text, passages = make("a", "One two three.", "Four.", updated=12.5)
    await store.put(document, text, passages)

    kept = await store.document(EVERYBODY, "a")

    assert kept is not None
    assert (kept.id, kept.title, kept.source, kept.version, kept.url) == (
        document.id,
        document.title,
        document.source,
        document.version,
        document.url,
    )
    assert (kept.pages, kept.updated, kept.passages) == ((0, 3), 12.5, 2)
    assert kept.tokens > 0
    assert await store.text(EVERYBODY, "a") == text


async def test_what_is_not_there_is_none(store: Store) -> None:
    assert await store.document(OWNER, "a") is None
    assert await store.text(OWNER, "a") is None
    assert await store.delete(OWNER, "a") is False
    assert await store.read(OWNER, ["a"]) == []
    assert await store.sentences(OWNER, ["a"]) == {}


async def test_documents_are_listed_in_pages(store: Store) -> None:
    for name in "dbeac":
        await store.put(*make(name, "text"))

    pages, after = [], ""
    while page := [d.id for d in await store.documents(EVERYBODY, limit=2, after=after)]:
        pages.append(page)
        after = page[-1]

    assert pages == [["a", "b"], ["c", "d"], ["e"]]
    assert await store.documents(EVERYBODY, limit=0) == []


@pytest.mark.parametrize("text", ODD)
async def test_odd_text_comes_back_where_it_was(store: Store, text: str) -> None:
    document, whole, passages = make("odd", f"before {text} after", "turbine", title=text)
    await store.put(document, whole, passages)

    kept = await store.text(EVERYBODY, "odd")
    rows = await store.read(EVERYBODY, ["odd"])

    assert kept is not None
    assert len(kept) == len(whole)
    assert [kept[row.start : row.end] for row in rows] == [row.text for row in rows]
    assert await search(store, f"{text} turbine")


@pytest.mark.parametrize("name", ODD)
async def test_odd_names_are_only_names(store: Store, name: str) -> None:
    await store.put(*make("a", "The pump."))
    scope = Scope(tenant=name, groups=frozenset({name}))

    assert await store.document(EVERYBODY, name) is None
    assert await search(store, "pump", scope) == []
    assert await store.documents(scope, after=name) == []
    assert await store.delete(scope, "a") is False


async def test_putting_again_replaces_everything(store: Store) -> None:
    await store.put(*make("a", "The pump.", "The valve."))
    await embed(store, 0, 1)
    await store.put(*make("a", "The windmill."))

    assert await search(store, "pump valve") == []
    assert await search(store, "windmill") == ["a"]
    assert [p.text for p in await store.read(EVERYBODY, ["a"])] == ["The windmill."]
    assert await store.search(Query(text="", vector=axis(0)), EVERYBODY, limit=10) == []
    assert (await store.corpus(EVERYBODY)).passages == 1


async def test_putting_again_can_move_to_another_tenant(store: Store) -> None:
    await store.put(*make("a", "The pump.", tenant="north"))
    await store.put(*make("a", "The pump.", tenant="south", groups={"x"}))

    assert await search(store, "pump", Scope(tenant="north")) == []
    assert await search(store, "pump", Scope(tenant="south")) == []
    assert await search(store, "pump", Scope(tenant="south", groups=frozenset({"x"}))) == ["a"]


async def test_what_is_deleted_is_gone_everywhere(store: Store) -> None:
    _, _, passages = made = make("a", "The pump.")
    await store.put(*made)
    await store.put(*make("b", "The valve."))
    await embed(store, 0, 1)

    assert await store.delete(EVERYBODY, "a") is True

    assert await search(store, "pump") == []
    near = await store.search(Query(text="pump", vector=axis(0)), OWNER, limit=10)
    assert "a" not in found(near)
    assert await store.read(OWNER, ["a"]) == []
    assert await store.text(OWNER, "a") is None
    assert await store.sentences(OWNER, [passages[0].id]) == {}
    assert (await store.corpus(OWNER)).documents == 1
    assert await store.delete(EVERYBODY, "a") is False


async def test_a_document_without_passages_is_kept(store: Store) -> None:
    await store.put(*make("empty"))

    kept = await store.document(EVERYBODY, "empty")

    assert kept is not None
    assert kept.status == "ready"
    assert await store.read(EVERYBODY, ["empty"]) == []


@pytest.mark.parametrize("user", ["ann", "", *ODD])
async def test_who_added_a_document_is_kept_with_it(store: Store, user: str) -> None:
    await store.put(*make("a", "The pump.", added_by=user))
    await embed(store, 0)

    kept = await store.document(EVERYBODY, "a")
    assert kept is not None
    assert kept.added_by == user
    assert [row.added_by for row in await store.documents(EVERYBODY)] == [user]
    await store.put(*make("a", "The valve.", added_by="bob"))
    assert [row.added_by for row in await store.documents(EVERYBODY)] == ["bob"]
