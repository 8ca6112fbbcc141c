"""Documents and passages as objects in Weaviate, and back."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import time
from typing import TYPE_CHECKING, Any

from ..terms import Document, Embedded, Passage, Scope, tokens
from ._stems import Stems
from ._weaviate_names import key, new_edition, order_key, pack, readers, tenant_key, unpack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from weaviate.collections.classes.filters import FilterReturn

Row = Mapping[str, Any]

PASSAGE = (
    "edition passage_id document_id version ordinal start stop page text title context about url"
    " tenant groups waiting"
).split()
TEXT_CHARS = 1_000_000  # of a document's text in one object


@dataclass(frozen=True, slots=True)
class Record:
    """What the catalogue holds of a document: with it its present edition, and what that lacks."""

    document: Document
    edition: str
    pieces: int
    pending: int
    embedded: int

    @property
    def key(self) -> str:
        """The tenant's name in Weaviate."""
        return tenant_key(self.document.tenant)


def record_of(row: Row) -> Record:
    """Read a record. Counts of another edition than the present one are not believed."""
    passages = int(row["passages"])
    pending, embedded = int(row["pending"]), int(row["embedded"])
    if row["counted"] != row["edition"]:
        pending, embedded = passages, 0
    document = Document(
        id=unpack(row["document_id"]),
        title=unpack(row["title"]),
        source=unpack(row["source"]),
        version=unpack(row["version"]),
        tenant=unpack(row["tenant"]),
        groups=frozenset(json.loads(row["groups"])),
        url=unpack(row["url"]),
        pages=tuple(json.loads(row["pages"])),
        updated=float(row["updated"]),
        tokens=int(row["tokens"]),
        passages=passages,
        status="words" if pending else "ready",
        added_by=unpack(row.get("added_by")),
    )
    return Record(document, str(row["edition"]), int(row["pieces"]), pending, embedded)


def row_of(document: Document, text: str, passages: int, edition: str) -> dict[str, Any]:
    """Write the record of a document that was just stored."""
    return {
        "sorted_by": order_key(document.id),
        "tenant_key": tenant_key(document.tenant),
        "readers": readers(document.groups),
        "edition": edition,
        "counted": edition,
        "waiting": passages > 0,
        "passages": passages,
        "pending": passages,
        "embedded": 0,
        "tokens": document.tokens or tokens(text),
        "updated": float(document.updated),
        "since": time(),
        "gone": False,
        "pieces": -(-len(text) // TEXT_CHARS),
        "document_id": pack(document.id),
        "title": pack(document.title),
        "source": pack(document.source),
        "version": pack(document.version),
        "tenant": pack(document.tenant),
        "groups": json.dumps(sorted(document.groups)),
        "url": pack(document.url),
        "pages": json.dumps(document.pages),
        "added_by": pack(document.added_by),
    }


def gone_row() -> dict[str, Any]:
    """Write the record of a document that was deleted."""
    nothing = {"passages": 0, "pending": 0, "embedded": 0, "tokens": 0, "waiting": False}
    return {"gone": True, "since": time(), "edition": new_edition(), **nothing}


def passage_of(row: Row) -> Passage:
    """Read a passage."""
    return Passage(
        id=unpack(row["passage_id"]),
        document_id=unpack(row["document_id"]),
        version=unpack(row["version"]),
        ordinal=int(row["ordinal"]),
        start=int(row["start"]),
        end=int(row["stop"]),
        text=unpack(row["text"]),
        title=unpack(row["title"]),
        context=unpack(row["context"]),
        about=unpack(row.get("about")),
        url=unpack(row["url"]),
        page=int(row["page"]),
        tenant=unpack(row["tenant"]),
        groups=frozenset(json.loads(row["groups"])),
    )


def passage_rows(
    document: Document, passages: Sequence[Passage], edition: str, stems: Stems
) -> list[dict[str, Any]]:
    """Write passages, with the words they are found by. Who may read is the document's to say."""
    # A word in title or heading path counts twice, as in the embedded index.
    headings = stems.of([f"{document.title}\n{passage.context}" for passage in passages])
    texts = stems.of([f"{passage.about}\n{passage.text}" for passage in passages])
    return [
        {**_row(document, passage), "edition": edition, "words": f"{heading} {heading} {text}"}
        for passage, heading, text in zip(passages, headings, texts, strict=True)
    ]


def _row(document: Document, passage: Passage) -> dict[str, Any]:
    return {
        "passage": key(passage.id),
        "document": key(document.id),
        "readers": readers(document.groups),
        "waiting": True,
        "passage_id": pack(passage.id),
        "document_id": pack(document.id),
        "version": pack(document.version),
        "ordinal": passage.ordinal,
        "start": passage.start,
        "stop": passage.end,
        "page": passage.page,
        "text": pack(passage.text),
        "title": pack(document.title),
        "context": pack(passage.context),
        "about": pack(passage.about),
        "url": pack(document.url),
        "tenant": pack(document.tenant),
        "groups": json.dumps(sorted(document.groups)),
    }


def with_sentences(row: Row, item: Embedded) -> dict[str, Any]:
    """Return a passage's row as it is once its vector is there."""
    kept = {name: value for name, value in row.items() if value is not None}
    kept |= {"waiting": False}
    kept.pop("sentences", None)
    if item.sentences is not None:
        kept["sentences"] = base64.b64encode(item.sentences.astype("int8").tobytes()).decode()
    return kept


def sentences_of(row: Row, dimensions: int) -> NDArray[np.int8] | None:
    """Read the vectors of a passage's sentences."""
    import numpy as np

    kept = row.get("sentences")
    if not kept:
        return None
    return np.frombuffer(base64.b64decode(kept), np.int8).reshape(-1, dimensions)


def visible(asked: list[str] | None) -> list[FilterReturn]:
    """Return the condition that a scope's groups mean."""
    from weaviate.classes.query import Filter

    return [] if asked is None else [Filter.by_property("readers").contains_any(asked)]


def every(conditions: Sequence[FilterReturn]) -> FilterReturn | None:
    """Return the condition that all of them hold."""
    from weaviate.classes.query import Filter

    return Filter.all_of(list(conditions)) if conditions else None


def allowed(record: Record | None, scope: Scope) -> bool:
    """Say whether the scope sees the document."""
    return record is not None and scope.allows(record.document.tenant, record.document.groups)


def ready(record: Record) -> Record:
    """Return the record as it is with all its vectors."""
    return replace(record, pending=0, embedded=record.document.passages)
