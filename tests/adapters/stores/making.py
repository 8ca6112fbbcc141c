"""Documents, passages and vectors for tests of stores."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from trivium.adapters.base import Store
from trivium.adapters.terms import Document, Embedded, Hit, Passage, Query, Scope, digest

if TYPE_CHECKING:
    from trivium.adapters.terms import Vector

OWNER = Scope.owner()
EVERYBODY = Scope()
ORIGIN = "test/8"

ODD = [
    "null \x00 byte",
    "lone \ud83d surrogate",
    "family 👩‍👩‍👧 emoji",
    "日本語のテキストです",
    "Ελληνικά café naïve",
    "tab\tand\r\nlines",
    "'; DROP TABLE documents; --",
]


def axis(number: int, *, dimensions: int = 8) -> Vector:
    """A vector of length 1 along one axis."""
    return np.eye(dimensions, dtype=np.float32)[number]


def make(
    name: str,
    *texts: str,
    tenant: str = "default",
    groups: Iterable[str] = (),
    title: str = "",
    context: str = "",
    about: str = "",
    updated: float = 0.0,
    added_by: str = "",
) -> tuple[Document, str, list[Passage]]:
    """A document of these passages, a line each, ready for `put`."""
    text = "\n".join(texts)
    document = Document(
        id=name,
        title=title or f"About {name}",
        source=f"{name}.txt",
        version=digest(text),
        tenant=tenant,
        groups=frozenset(groups),
        url=f"https://example.org/{name}",
        pages=(0, 3),
        updated=updated,
        added_by=added_by,
    )
    passages, start = [], 0
    for ordinal, piece in enumerate(texts):
        passages.append(
            Passage(
                id=digest(f"{name} {document.version} {ordinal}"),
                document_id=name,
                version=document.version,
                ordinal=ordinal,
                start=start,
                end=start + len(piece),
                text=piece,
                title=document.title,
                context=context,
                about=about,
                url=document.url,
                page=ordinal + 1,
                tenant=tenant,
                groups=document.groups,
            )
        )
        start += len(piece) + 1
    return document, text, passages


async def embed(store: Store, *numbers: int, scope: Scope = OWNER) -> list[Embedded]:
    """Attach an axis each to the oldest pending passages."""
    waiting = await store.pending(scope, limit=len(numbers))
    vectors = [
        Embedded(
            id=passage.id,
            vector=axis(number),
            sentences=np.full((2, 8), number, np.int8),
        )
        for passage, number in zip(waiting, numbers, strict=True)
    ]
    await store.attach(vectors, origin=ORIGIN)
    return vectors


def found(hits: list[Hit]) -> list[str]:
    return [hit.passage.document_id for hit in hits]


async def search(store: Store, text: str, scope: Scope = EVERYBODY, limit: int = 10) -> list[str]:
    return found(await store.search(Query(text=text), scope, limit=limit))
