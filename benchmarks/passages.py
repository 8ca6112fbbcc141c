"""A corpus of ready-made passages, embedded for real, each a document of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from trivium import Document, Passage, Trivium
from trivium.adapters.terms import digest

_AT_ONCE = 256


async def put_passages(trivium: Trivium, rows: Sequence[Mapping[str, Any]], home: Path) -> None:
    """Store and embed the `passage` and `title` of each row, unless that was done before."""
    if (home / "complete").exists():
        return
    store, embedder = trivium.services.store, trivium.services.embedder
    made = [_document(row["passage"], row["title"], f"passages/{row['id']}") for row in rows]
    for document, passage in made:
        await store.put(document, passage.text, [passage])
    passages = [passage for _, passage in made]
    for start in range(0, len(passages), _AT_ONCE):
        vectors = await embedder.passages(passages[start : start + _AT_ONCE])
        await store.attach(vectors, origin=embedder.name)
    (home / "complete").touch()


def _document(text: str, title: str, source: str) -> tuple[Document, Passage]:
    document = Document(
        id=digest(source), title=title, source=source, version=digest(text), tokens=len(text) // 4
    )
    passage = Passage(
        id=f"{document.id}:0",
        document_id=document.id,
        version=document.version,
        ordinal=0,
        start=0,
        end=len(text),
        text=text,
        title=title,
    )
    return document, passage
