"""What every store does, run over every member in the folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import numpy as np
import pytest

from trivium.adapters.base import Parts, Store
from trivium.adapters.errors import MixedVectors
from trivium.adapters.load import load, members
from trivium.adapters.terms import Embedded, Hit, Query, Scope

from .making import EVERYBODY, ORIGIN, OWNER, axis, embed, make

ODD = [
    "null \x00 byte",
    "lone \ud83d surrogate",
    "family 👩‍👩‍👧 emoji",
    "日本語のテキストです",
    "Ελληνικά café naïve",
    "tab\tand\r\nlines",
    "'; DROP TABLE documents; --",
]
SYNTAX = [
    '"',
    "'",
    "AND",
    "OR",
    "NOT pump",
    "NEAR(",
    "pump*",
    "text:pump",
    "(",
    "^pump",
    "-",
    "a:b",
]


@pytest.fixture(params=members("stores"))
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    made: Store = load("stores", request.param).connect(Parts(home=tmp_path / "home"))
    yield made
    await made.close()


def found(hits: list[Hit]) -> list[str]:
    return [hit.passage.document_id for hit in hits]


async def search(store: Store, text: str, scope: Scope = EVERYBODY, limit: int = 10) -> list[str]:
    return found(await store.search(Query(text=text), scope, limit=limit))


# Search


async def test_what_was_put_is_found_by_its_words_at_once(store: Store) -> None:
    await store.put(*make("pump", "The pump needs oil every month."))
    await store.put(*make("door", "The door closes by itself."))

    assert (await search(store, "Which oil does the pump need?"))[0] == "pump"


async def test_the_better_match_comes_first(store: Store) -> None:
    await store.put(*make("other", "The valve leaks."))
    await store.put(*make("both", "The pump and its valve."))

    hits = await store.search(Query(text="pump valve"), EVERYBODY, limit=10)

    assert found(hits) == ["both", "other"]
    assert hits[0].score >= hits[1].score
    assert hits[0].words > 0


async def test_words_of_the_title_and_the_headings_count(store: Store) -> None:
    await store.put(*make("a", "It takes two weeks.", title="Delivery", context="Iceland"))
    await store.put(*make("b", "It takes two days.", title="Delivery", context="Norway"))

    assert (await search(store, "iceland delivery"))[0] == "a"


async def test_attached_vectors_find_what_words_do_not(store: Store) -> None:
    await store.put(*make("two", "first", "second"))
    await embed(store, 0, 1)

    hits = await store.search(Query(text="", vector=axis(1)), EVERYBODY, limit=1)

    assert [hit.passage.text for hit in hits] == ["second"]
    assert hits[0].vectors == pytest.approx(1, abs=1e-3)


async def test_words_find_what_has_no_vector_yet(store: Store) -> None:
    await store.put(*make("old", "The pump."))
    await embed(store, 0)
    await store.put(*make("new", "The windmill."))

    hits = await store.search(Query(text="windmill", vector=axis(0)), EVERYBODY, limit=10)

    assert "new" in found(hits)


async def test_a_query_can_be_narrowed_to_documents(store: Store) -> None:
    for name in ("a", "b", "c"):
        await store.put(*make(name, "The pump."))
    await embed(store, 0, 0, 0)

    query = Query(text="pump", vector=axis(0), documents=frozenset({"b", "gone"}))

    assert found(await store.search(query, EVERYBODY, limit=10)) == ["b"]


async def test_narrowed_to_no_document_nothing_is_found(store: Store) -> None:
    await store.put(*make("a", "The pump."))
    await embed(store, 0)

    query = Query(text="pump", vector=axis(0), documents=frozenset())

    assert await store.search(query, EVERYBODY, limit=10) == []


async def test_no_more_than_the_limit_is_found(store: Store) -> None:
    await store.put(*make("many", *(f"pump {n}" for n in range(20))))

    assert len(await search(store, "pump", limit=7)) == 7
    assert await search(store, "pump", limit=0) == []


@pytest.mark.parametrize("text", ["", " ", "\x00", "?!", *SYNTAX])
async def test_any_question_is_only_words(store: Store, text: str) -> None:
    await store.put(*make("a", "The pump and the text near it."))

    assert set(await search(store, text)) <= {"a"}


@pytest.mark.parametrize("text", SYNTAX)
async def test_syntax_does_not_hide_the_words_beside_it(store: Store, text: str) -> None:
    await store.put(*make("a", "The turbine stands still."))

    assert await search(store, f"turbine {text}") == ["a"]


async def test_an_enormous_question_is_answered(store: Store) -> None:
    await store.put(*make("a", "The pump."))

    assert await search(store, "pump " * 200_000) == ["a"]


async def test_an_empty_store_finds_nothing(store: Store) -> None:
    assert await store.search(Query(text="pump", vector=axis(0)), EVERYBODY, limit=10) == []


# Reading


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


# Changing


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


# Vectors


async def test_passages_wait_for_vectors_oldest_first(store: Store) -> None:
    await store.put(*make("b", "b0", "b1"))
    await store.put(*make("a", "a0"))

    async def waiting(limit: int) -> list[str]:
        return [passage.text for passage in await store.pending(OWNER, limit=limit)]

    assert await waiting(10) == ["b0", "b1", "a0"]
    assert await waiting(2) == ["b0", "b1"]
    assert await waiting(0) == []
    await embed(store, 0)
    assert await waiting(10) == ["b1", "a0"]


async def test_a_document_is_ready_when_none_of_its_passages_waits(store: Store) -> None:
    async def status() -> str:
        kept = await store.document(EVERYBODY, "a")
        assert kept is not None
        assert [d.status for d in await store.documents(EVERYBODY)] == [kept.status]
        return kept.status

    await store.put(*make("a", "one", "two"))
    assert await status() == "words"
    await embed(store, 0)
    assert await status() == "words"
    await embed(store, 1)
    assert await status() == "ready"


async def test_what_was_attached_comes_back(store: Store) -> None:
    await store.put(*make("a", "one", "two", "three"))
    attached = await embed(store, 3, 4)
    waiting = (await store.pending(OWNER, limit=1))[0]
    await store.attach([], origin=ORIGIN)

    kept = await store.sentences(EVERYBODY, [*(item.id for item in attached), waiting.id, "gone"])

    assert set(kept) == {item.id for item in attached}
    for item in attached:
        assert kept[item.id].vector == pytest.approx(item.vector, abs=1e-3)
        assert kept[item.id].sentences is not None
        assert np.array_equal(kept[item.id].sentences, item.sentences)


async def test_vectors_of_passages_that_are_gone_are_passed_over(store: Store) -> None:
    await store.put(*make("a", "one"))
    gone = await embed(store, 0)
    await store.delete(OWNER, "a")
    await store.put(*make("b", "two"))

    await store.attach(gone, origin=ORIGIN)

    assert await store.search(Query(text="", vector=axis(0)), OWNER, limit=10) == []
    assert len(await store.pending(OWNER, limit=10)) == 1


async def test_vectors_of_another_embedder_are_refused(store: Store) -> None:
    await store.put(*make("a", "one", "two"))
    attached = await embed(store, 0)

    with pytest.raises(MixedVectors, match=r"other/8.*trivium ingest") as refused:
        await store.attach(attached, origin="other/8")

    assert ORIGIN in str(refused.value)
    assert len(await store.pending(OWNER, limit=10)) == 1


async def test_an_index_without_vectors_takes_any_embedder(store: Store) -> None:
    await store.put(*make("a", "one"))
    await embed(store, 0)
    await store.delete(OWNER, "a")
    _, _, passages = made = make("b", "two")
    await store.put(*made)

    vector = axis(1, dimensions=4)
    await store.attach([Embedded(id=passages[0].id, vector=vector)], origin="other/4")

    hits = await store.search(Query(text="", vector=vector), EVERYBODY, limit=10)
    assert found(hits) == ["b"]


# Numbers


async def test_the_corpus_counts_what_the_scope_sees(store: Store) -> None:
    await store.put(*make("a", "one two three", "four", updated=4e9))
    await store.put(*make("b", "five", groups={"x"}, updated=1.0))
    await embed(store, 0)

    public, all_ = await store.corpus(EVERYBODY), await store.corpus(OWNER)

    assert (public.documents, public.passages, public.pending) == (1, 2, 1)
    assert (all_.documents, all_.passages, all_.pending) == (2, 3, 2)
    assert 0 < public.tokens < all_.tokens
    assert (public.changed_last_week, all_.changed_last_week) == (1, 1)


async def test_the_version_changes_with_every_change(store: Store) -> None:
    seen = [(await store.corpus(EVERYBODY)).version]

    async def changed() -> bool:
        seen.append((await store.corpus(EVERYBODY)).version)
        return seen[-1] not in seen[:-1]

    await store.put(*make("a", "one"))
    assert await changed()
    await embed(store, 0)
    assert await changed()
    await store.put(*make("a", "one"))
    assert await changed()
    await store.delete(OWNER, "a")
    assert await changed()
    assert (await store.corpus(EVERYBODY)).version == seen[-1]


# Scope


@pytest.mark.parametrize("seed", range(4))
async def test_no_verb_shows_what_the_scope_does_not_allow(store: Store, seed: int) -> None:
    random = Random(seed)
    tenants, names = ["north", "south", "*", "default"], ["x", "y", "z", "*", "x\x1fy"]
    made = {}
    for number in range(24):
        groups = frozenset(random.sample(names, random.choice([0, 0, 1, 2])))
        tenant = random.choice(tenants)
        made[f"d{number:02}"] = rows = make(
            f"d{number:02}", "The pump.", tenant=tenant, groups=groups
        )
        await store.put(*rows)
    await embed(store, *[0] * 20)
    scopes = [
        Scope(
            tenant=random.choice([*tenants, None]),
            groups=random.choice([None, frozenset(random.sample(names, random.randint(0, 4)))]),
        )
        for _ in range(12)
    ]
    for scope in scopes:
        allowed = {
            name
            for name, (document, _, _) in made.items()
            if scope.allows(document.tenant, document.groups)
        }
        assert await _seen_by_every_verb(store, scope, made) == {
            verb: allowed for verb in ("search", "read", "list", "document", "text")
        }
        waiting = {passage.document_id for passage in await store.pending(scope, limit=99)}
        assert waiting == {name for name in allowed if name >= "d20"}
        near = await store.search(Query(text="", vector=axis(0)), scope, limit=99)
        assert set(found(near)) == {name for name in allowed if name < "d20"}
        ids = [passages[0].id for _, _, passages in made.values()]
        assert len(await store.sentences(scope, ids)) == len(near)
        assert (await store.corpus(scope)).documents == len(allowed)


async def _seen_by_every_verb(store: Store, scope: Scope, made: dict) -> dict[str, set[str]]:
    read = await store.read(scope, list(made))
    return {
        "search": set(await search(store, "pump", scope, limit=99)),
        "read": {passage.document_id for passage in read},
        "list": {document.id for document in await store.documents(scope)},
        "document": {name for name in made if await store.document(scope, name)},
        "text": {name for name in made if await store.text(scope, name) is not None},
    }


async def test_what_the_scope_hides_cannot_be_deleted(store: Store) -> None:
    await store.put(*make("a", "The pump.", tenant="north", groups={"x"}))

    assert await store.delete(Scope(tenant="south", groups=None), "a") is False
    assert await store.delete(Scope(tenant="north"), "a") is False
    assert await store.delete(Scope(tenant="north", groups=frozenset({"x"})), "a") is True


async def test_narrowing_does_not_reach_beyond_the_scope(store: Store) -> None:
    await store.put(*make("a", "The pump.", groups={"x"}))
    await embed(store, 0)

    query = Query(text="pump", vector=axis(0), documents=frozenset({"a"}))

    assert await store.search(query, EVERYBODY, limit=10) == []


async def test_the_limit_counts_only_what_may_be_seen(store: Store) -> None:
    await store.put(*make("hidden", *["The pump pump pump."] * 300, groups={"x"}))
    await store.put(*make("seen", "The pump, somewhere in a much longer sentence about others."))
    await embed(store, *[0] * 300, 1)

    query = Query(text="pump", vector=axis(0))

    assert found(await store.search(query, EVERYBODY, limit=1)) == ["seen"]
