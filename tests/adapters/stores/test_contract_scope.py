"""No store shows or changes what the scope does not allow."""

from __future__ import annotations

from random import Random

import pytest

from trivium.adapters.base import Store
from trivium.adapters.terms import Query, Scope

from .making import EVERYBODY, axis, embed, found, make, search


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
