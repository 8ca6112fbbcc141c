"""Who asks, what they may read, and what there is to read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]  # shape (dimensions,), length 1
    Matrix = NDArray[np.float32]  # shape (rows, dimensions), every row of length 1

Status = Literal["words", "ready"]


def tokens(text: str) -> int:
    """Estimate the tokens of `text`: four characters each, as most English tokenizers come to."""
    return (len(text) + 3) // 4


def digest(text: str) -> str:
    """Return the hash (32 hex digits) that names this text; lone surrogates are allowed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The filter a principal implies; `None` in a field means no limit there (owners only)."""

    tenant: str | None = "default"
    groups: frozenset[str] | None = frozenset()

    @classmethod
    def owner(cls, tenant: str | None = None) -> Scope:
        """Everything, of one tenant or of all: for ingest and upkeep, never for a question."""
        return cls(tenant=tenant, groups=None)

    def allows(self, tenant: str, groups: frozenset[str]) -> bool:
        """Say whether a document of `tenant` and `groups` may be read; no groups means all may."""
        if self.tenant is not None and tenant != self.tenant:
            return False
        return self.groups is None or not groups or bool(groups & self.groups)

    @property
    def key(self) -> str:
        """A string equal for equal scopes only: the first part of every cache's key."""
        return json.dumps([self.tenant, None if self.groups is None else sorted(self.groups)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who asks. `groups` may be given as any set of names."""

    user: str = "local"
    tenant: str = "default"
    groups: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", frozenset(self.groups))

    @property
    def scope(self) -> Scope:
        """What this principal may read."""
        return Scope(tenant=self.tenant, groups=self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the store knows of a document, without its text.

    `source` is where it came from and its identity within (tenant, groups): the same source again
    replaces the document. `version` is the hash of the content it was made from. `updated` is unix
    seconds. `pages` holds the offset in the text at which each page starts; empty where there are
    none. `added_by` is the user whose document it is; empty where it is nobody's in particular.
    """

    id: str
    title: str
    source: str
    version: str
    tenant: str = "default"
    groups: frozenset[str] = frozenset()
    url: str = ""
    pages: tuple[int, ...] = ()
    updated: float = 0.0
    tokens: int = 0
    passages: int = 0
    status: Status = "words"
    added_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of a document and where it came from.

    `start` and `end` are offsets in code points into the document's extracted text, and `text` is
    exactly what stands there. `context` is the heading path ("Leave > Parental leave"), and `about`
    what a model wrote of the passage's place in its document, which is searched with it and never
    quoted. `ordinal` counts the passages of a document from 0. `page` counts from 1; 0 where there
    are no pages. `spans` are the offsets in `text` of what a reranker found to answer the question.
    """

    id: str
    document_id: str
    version: str
    ordinal: int
    start: int
    end: int
    text: str
    title: str = ""
    context: str = ""
    url: str = ""
    page: int = 0
    tenant: str = "default"
    groups: frozenset[str] = frozenset()
    spans: tuple[tuple[int, int], ...] = ()
    about: str = ""

    @property
    def hash(self) -> str:
        """The hash of the text alone: what a receipt holds to show that it is still the same."""
        return digest(self.text)

    @property
    def heading(self) -> str:
        """Title and heading path in one line: the passage's context in both indexes."""
        return " > ".join(part for part in (self.title, self.context) if part)

    def lead(self, heading_characters: int | None = None) -> str:
        """Return the lines that are searched with the text and stand before it, the heading cut."""
        lines = (self.heading[:heading_characters], self.about)
        return "".join(f"{line}\n" for line in lines if line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found; higher scores are better, and only comparable in one result.

    `words` and `vectors` are what the two halves of a hybrid search gave it: the BM25 score
    (0 when none) and the cosine (-1 to 1, 0 when there is no vector). `spans` are the offsets in
    the passage's text of what a reranker found to answer the question, the best first.
    """

    passage: Passage
    score: float
    words: float = 0.0
    vectors: float = 0.0
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to look for: words always, the vector where there is an embedder that works.

    `documents` narrows the search to these ids.
    """

    text: str
    vector: Vector | None = None
    documents: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What a scope sees, in numbers. `version` changes with every change inside the scope."""

    documents: int = 0
    passages: int = 0
    pending: int = 0
    tokens: int = 0
    changed_last_week: int = 0
    version: str = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """The vector of a passage and, where the embedder has them, those of its sentences.

    `sentences` is int8 of shape (sentences, dimensions), in the order of
    `sentence_spans(passage.text)`; a row divided by its length is the sentence's vector.
    """

    id: str
    vector: Vector
    sentences: NDArray[np.int8] | None = None
