"""Leaks planted one at a time: what would be told if a scope were dropped in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from trivium.adapters.base import Services
from trivium.adapters.errors import NotFound
from trivium.adapters.terms import Principal, Query, Scope, digest
from trivium.graph import library
from trivium.ingest import build, pipeline
from trivium.server import health, keyring

Leak = Callable[[Services, pytest.MonkeyPatch], Services]
LEAKS: dict[str, Leak] = {}


class Instead:
    """A member with one method of a test's own, which is handed the member too."""

    def __init__(self, member: Any, **methods: Callable[..., Any]) -> None:
        self._member, self._methods = member, methods

    def __getattr__(self, name: str) -> Any:
        if name not in self._methods:
            return getattr(self._member, name)
        return lambda *given, **named: self._methods[name](self._member, *given, **named)


def leak(made: Leak) -> Leak:
    LEAKS[made.__name__] = made
    return made


def _wider(verbs: str, widen: Callable[[Scope], Scope]) -> Leak:
    def method(verb: str) -> Callable[..., Any]:
        async def wider(member: Any, *given: Any, **named: Any) -> Any:
            wide = [widen(one) if isinstance(one, Scope) else one for one in given]
            return await getattr(member, verb)(*wide, **named)

        return wider

    def plant(services: Services, patch: pytest.MonkeyPatch) -> Services:
        methods = {verb: method(verb) for verb in verbs.split(" and ")}
        return replace(services, store=Instead(services.store, **methods))

    return plant


# A document is read by two verbs, each of which looks: one alone that forgets to tells nothing.
for _verbs in ("search", "documents", "document and text", "corpus", "delete"):
    LEAKS[f"{_verbs} of every tenant"] = _wider(_verbs, lambda scope: Scope.owner())
    LEAKS[f"{_verbs} of every group"] = _wider(_verbs, lambda s: Scope.owner(s.tenant))
    LEAKS[f"{_verbs} of the group in every tenant"] = _wider(
        _verbs, lambda scope: Scope(tenant=None, groups=scope.groups)
    )


@leak
def a_search_remembered_by_its_words(services: Services, patch: pytest.MonkeyPatch) -> Services:
    known: dict[str, Any] = {}

    async def search(member: Any, query: Query, scope: Scope, *, limit: int) -> Any:
        if query.text not in known:
            known[query.text] = await member.search(query, scope, limit=limit)
        return known[query.text]

    return replace(services, store=Instead(services.store, search=search))


@leak
def an_order_remembered_by_the_question(services: Services, patch: pytest.MonkeyPatch) -> Services:
    known: dict[str, Any] = {}

    async def rerank(member: Any, question: str, hits: Any, **named: Any) -> Any:
        if question not in known:
            known[question] = await member.rerank(question, hits, **named)
        return known[question]

    return replace(services, reranker=Instead(services.reranker, rerank=rerank))


@leak
def the_last_conversation(services: Services, patch: pytest.MonkeyPatch) -> Services:
    said: list[Any] = []

    async def condense(member: Any, question: str, history: Sequence[Any]) -> str:
        before = " ".join(turn.content for turn in said)
        said[:] = history
        return f"{await member.condense(question, history)} {before}".strip()

    return replace(services, rewriter=Instead(services.rewriter, condense=condense))


@leak
def threads_by_their_names_alone(services: Services, patch: pytest.MonkeyPatch) -> Services:
    patch.setattr(library, "thread_key", lambda principal, thread: digest(thread))
    return services


def _anybody(verb: str) -> Leak:
    def plant(services: Services, patch: pytest.MonkeyPatch) -> Services:
        owners: dict[str, Principal] = {}

        async def record(member: Any, receipt: Any) -> None:
            owners[receipt.id] = Principal(tenant=receipt.tenant, user=receipt.user)
            await member.record(receipt)

        async def method(member: Any, who: Principal, *given: Any, **named: Any) -> Any:
            named_in = [one for one in given if one in owners]
            owner = owners[named_in[0]] if named_in else next(iter(owners.values()), who)
            return await getattr(member, verb)(owner, *given, **named)

        ledger = Instead(services.ledger, record=record, **{verb: method})
        return replace(services, ledger=ledger)

    return plant


for _verb in ("receipt", "receipts", "feedback"):
    LEAKS[f"the {_verb} of anybody"] = _anybody(_verb)


@leak
def an_error_that_names_what_is_there(services: Services, patch: pytest.MonkeyPatch) -> Services:
    async def document(member: Any, scope: Scope, name: str) -> Any:
        kept = await member.document(scope, name)
        hidden = None if kept else await member.document(Scope.owner(), name)
        if hidden:
            raise NotFound(f"You may not read {hidden.title!r}.")
        return kept

    return replace(services, store=Instead(services.store, document=document))


@leak
def ids_without_their_tenant_and_user(services: Services, patch: pytest.MonkeyPatch) -> Services:
    def named(tenant: str, source: str) -> str:
        return digest(source.rpartition("/")[2])

    for module in (build, pipeline):
        patch.setattr(module, "document_id", named)
    return services


@leak
def metrics_for_everybody(services: Services, patch: pytest.MonkeyPatch) -> Services:
    patch.setattr(keyring.Keyring, "find", _as_operator(keyring.Keyring.find))
    return services


def _as_operator(find: Callable[..., Any]) -> Callable[..., Any]:
    return lambda ring, secret: replace(find(ring, secret), operator=True)


@leak
def counts_when_it_is_ready(services: Services, patch: pytest.MonkeyPatch) -> Services:
    told = health.Ready

    def shown(**fields: Any) -> Any:
        return told(**{**fields, "documents": 12})

    patch.setattr(health, "Ready", shown)
    return services
