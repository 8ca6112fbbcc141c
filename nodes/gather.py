"""Bring documents whole, narrowed to what fits."""

from __future__ import annotations

from ..adapters.base import Services
from ..adapters.terms import Document, Hit, Query, Scope
from .budget import fitting
from .context import Context
from .dense import vector_of
from .naming import named
from .rerank import shown
from .state import State, Update

# Answers get worse long before a window is full; half of it is the usual safe share.
_WINDOW_SHARE = 0.5
_PAGE = 200


async def gather(state: State, services: Services, context: Context) -> Update:
    """Read the documents that the question is about, in a stable order, until the window's share.

    A question about documents that it names gets those; else everything where it fits, and where
    it does not, the documents whose passages match best.
    """
    scope, room = context.principal.scope, int(context.window_tokens * _WINDOW_SHARE)
    hits = state.hits or await _hits(state.standalone, services, context)
    ids = await _documents(state, hits, room, services, scope)
    read = await services.store.read(scope, ids)
    evidence = fitting(read, room)
    services.emit(shown(evidence))
    return {
        "hits": hits,
        "evidence": evidence,
        "queries": state.queries or [state.standalone],
        "members": {**state.members, "store": services.store.name},
        "note": f"{len(evidence)} passages of {len(ids)} documents, whole",
    }


async def _hits(text: str, services: Services, context: Context) -> list[Hit]:
    query = Query(text=text, vector=await vector_of(text, services))
    return await services.store.search(query, context.principal.scope, limit=context.search_limit)


async def _documents(
    state: State, hits: list[Hit], room: int, services: Services, scope: Scope
) -> list[str]:
    found = list(dict.fromkeys(hit.passage.document_id for hit in hits))
    corpus = await services.store.corpus(scope)
    fits = corpus.tokens <= room
    documents = await _all(services, scope) if fits else await _some(found, services, scope)
    if state.go != "gather":
        whole = state.chosen.shape in ("whole", "compare")
        if whole and (chosen := named(state.standalone, documents)):
            return chosen
        if fits:
            return [d.id for d in documents]
    return _filled([d for i in found for d in documents if d.id == i], room)


async def _all(services: Services, scope: Scope) -> list[Document]:
    documents: list[Document] = []
    after = ""
    while page := await services.store.documents(scope, limit=_PAGE, after=after):
        documents += page
        after = page[-1].id
    return documents


async def _some(ids: list[str], services: Services, scope: Scope) -> list[Document]:
    found = [await services.store.document(scope, i) for i in ids]
    return [document for document in found if document]


def _filled(documents: list[Document], room: int) -> list[str]:
    """Take documents in this order while they fit; the first is taken in any case."""
    taken: list[str] = []
    for document in documents:
        if taken and document.tokens > room:
            continue
        taken.append(document.id)
        room -= document.tokens
    return taken
