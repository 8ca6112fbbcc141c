"""Any tenant, group, id and text has a place in Weaviate, and no two the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trivium.adapters.stores._weaviate_names import (
    asked_as,
    new_edition,
    order_key,
    pack,
    readers,
    stale_edition,
    tenant_key,
    unpack,
)
from trivium.adapters.stores._weaviate_schema import Names
from trivium.adapters.terms import Scope

_ANY = st.text(st.characters(codec=None))


@given(_ANY)
def test_any_text_comes_back(text: str) -> None:
    kept = pack(text)

    assert unpack(kept) == text
    assert "\0" not in kept
    kept.encode()


@given(_ANY, _ANY)
def test_two_tenants_are_never_one(one: str, other: str) -> None:
    assert (tenant_key(one) == tenant_key(other)) == (one == other)


@pytest.mark.parametrize("name", ["default", "acme-2", "a" * 63])
def test_a_plain_tenant_keeps_its_name(name: str) -> None:
    assert tenant_key(name) == name


@pytest.mark.parametrize("name", ["", "Acme", "x-1", "a b", "*", "ü", "a" * 64])
def test_another_tenant_is_named_by_a_hash(name: str) -> None:
    assert tenant_key(name).startswith("x-")


@given(st.sets(_ANY), st.sets(_ANY))
def test_whoever_shares_a_group_may_read(groups: set[str], mine: set[str]) -> None:
    asked = asked_as(Scope(groups=frozenset(mine)))
    assert asked is not None

    assert bool(set(asked) & set(readers(groups))) == Scope(groups=frozenset(mine)).allows(
        "default", frozenset(groups)
    )


@given(st.sets(_ANY))
def test_ids_are_sorted_apart(ids: set[str]) -> None:
    assert len({order_key(name) for name in ids}) == len(ids)
    assert all(order_key(name).strip() == order_key(name) for name in ids)


def test_later_editions_are_greater_and_none_is_stale_at_once() -> None:
    first, second = new_edition(), new_edition()

    assert stale_edition() < first < second


def test_generations_are_told_apart() -> None:
    names = Names("Trivium")

    assert names.number(names.generation(12)) == 12
