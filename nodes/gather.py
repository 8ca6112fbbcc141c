"""Bring documents whole, narrowed to what fits."""

from __future__ import annotations

from ..adapters.asking import HEADROOM
from ..adapters.base import Services
from ..adapters.terms import Document, Hit, Passage, Scope, tokens
from .budget import fitting
from .circumstances import token_scale
from .context import Context
from .dense import look
from .earlier import earlier_hits
from .naming import named
from .rerank import shown
from .search import fused, with_new
from .state import State, Update

# For one fact, this many times what an answerer gains from at once is worth a last try.
_TRY = 2
_PAGE = 200
# More documents than this are not looked through for a name; those that were found are.
_LISTED_MOST = 1_000


async def gather(state: State, services: Services, context: Context) -> Update:
    """Read the documents that the question is about, in a stable order, until the window's share.

    A question about documents that it names gets those; else everything where it fits, and where
    it does not, or on the ladder, the documents whose passages match best. It searches only for
    the last: what is read whole needs no search.
    """
    room, update = _room(state, services, context), Update()
    evidence = None if state.go == "gather" else await _documents(state, room, services, context)
    if evidence is None:
        hits = state.hits
        if not hits:
            hits = await _hits(state.standalone, services, context)
            hits = fused([hits, await earlier_hits(state, services, context)])
            update = {"hits": hits, "queries": with_new(state.queries, [state.standalone])}
        evidence = await _likeliest(hits, room, services, context.principal.scope)
    services.emit(shown(evidence))
    return {
        **update,
        "evidence": evidence,
        "members": {**state.members, "store": services.store.name},
        "note": f"{len(evidence)} passages, documents as whole as they fit",
    }


def _room(state: State, services: Services, context: Context) -> int:
    share = int(context.window_tokens * HEADROOM / token_scale(services, services.answerer))
    if state.chosen.shape == "look_up" and services.reads_tokens:
        return min(share, _TRY * services.reads_tokens)
    return share


async def _hits(text: str, services: Services, context: Context) -> list[Hit]:
    hits, _ = await look(text, services, context.principal.scope, limit=context.search_limit)
    return hits


async def _documents(
    state: State, room: int, services: Services, context: Context
) -> list[Passage] | None:
    """Read the documents that are named, or all where all fit; None where a search must tell."""
    scope = context.principal.scope
    corpus = await services.store.corpus(scope)
    whole = state.chosen.shape in ("whole", "compare")
    if corpus.tokens > room and not whole:
        return None
    if corpus.documents <= _LISTED_MOST:
        documents = await _all(services, scope)
    else:
        documents = await _found(state, services, context)
    ids = named(state.standalone, documents) if whole else []
    if not ids and corpus.tokens <= room:
        ids = [document.id for document in documents]
    return fitting(await services.store.read(scope, ids), room) if ids else None


async def _all(services: Services, scope: Scope) -> list[Document]:
    documents: list[Document] = []
    after = ""
    while page := await services.store.documents(scope, limit=_PAGE, after=after):
        documents += page
        after = page[-1].id
    return documents


async def _found(state: State, services: Services, context: Context) -> list[Document]:
    hits = state.hits or await _hits(state.standalone, services, context)
    scope = context.principal.scope
    read = [await services.store.document(scope, name) for name in _best(hits)]
    return [document for document in read if document]


async def _likeliest(hits: list[Hit], room: int, services: Services, scope: Scope) -> list[Passage]:
    """Read the documents of the best hits while they fit; of a larger one, what is near its hit."""
    evidence: list[Passage] = []
    for name, passage in _best(hits).items():
        document = await services.store.document(scope, name)
        if document is None:
            continue
        fits = max(1, document.passages * room // max(1, document.tokens))
        first = 0 if document.tokens <= room else max(0, passage.ordinal - fits // 2)
        read = await services.store.read(scope, [name], first=first, limit=fits + 1)
        taken = fitting(read, room)
        evidence += taken
        room -= sum(tokens(each.text) for each in taken)
        if len(taken) < len(read):
            break
    return evidence


def _best(hits: list[Hit]) -> dict[str, Passage]:
    """Return each document's best passage, the best document first."""
    best: dict[str, Passage] = {}
    for hit in hits:
        best.setdefault(hit.passage.document_id, hit.passage)
    return best
