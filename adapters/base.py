"""What each family of adapters must do, and Services, which holds a member of each."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Protocol

from .afterwards import Afterwards
from .meter import Meter
from .recording import Ledger as Ledger
from .situating import Contextualiser as Contextualiser
from .terms import (
    Ask,
    Contract,
    Corpus,
    Decision,
    Document,
    Embedded,
    Hit,
    NoAnswer,
    Passage,
    Query,
    Reranked,
    Scope,
    Setting,
    Turn,
    Usage,
    Verdict,
)

if TYPE_CHECKING:
    from .terms import Vector


Told = Callable[[int, int], None]  # how many are done, of how many


class Store(Protocol):
    """Keeps documents and finds passages in them; every read is limited to a scope inside it."""

    name: str

    async def search(self, query: Query, scope: Scope, *, limit: int) -> list[Hit]:
        """Return the best `limit` passages by words and vectors together, best first."""

    async def read(
        self, scope: Scope, documents: Sequence[str], *, first: int = 0, limit: int | None = None
    ) -> list[Passage]:
        """Return the passages of these documents in their order, from ordinal `first` on.

        `limit` counts passages over all documents. Unknown or hidden documents give nothing.
        """

    async def sentences(self, scope: Scope, passages: Sequence[str]) -> Mapping[str, Embedded]:
        """Return what was attached to these passage ids; ids without vectors are absent."""

    async def documents(self, scope: Scope, *, limit: int = 100, after: str = "") -> list[Document]:
        """List documents by id, those behind the id `after`; a page of at most `limit`."""

    async def document(self, scope: Scope, document_id: str) -> Document | None:
        """Return one document without its text; None when there is none or it may not be read."""

    async def text(self, scope: Scope, document_id: str) -> str | None:
        """Return the extracted text that the passages' offsets point into."""

    async def corpus(self, scope: Scope) -> Corpus:
        """Count what the scope sees; cheap enough to ask with every question."""

    async def put(self, document: Document, text: str, passages: Sequence[Passage]) -> None:
        """Store or replace a document in one step: no search sees half of it.

        Its words can be found on return; its vectors once they are attached.
        """

    async def delete(self, scope: Scope, document_id: str) -> bool:
        """Remove a document with everything of it; False when the scope sees no such document."""

    async def pending(self, scope: Scope, *, limit: int) -> list[Passage]:
        """Return passages that have no vector yet, the oldest first."""

    async def attach(self, vectors: Sequence[Embedded], *, origin: str) -> None:
        """Add vectors to stored passages; ids that are gone by now are passed over.

        `origin` names the embedder. Vectors of another origin than the index holds raise
        `MixedVectors`.
        """

    async def reindex(self, embedder: Embedder, told: Told | None = None) -> int:
        """Make the vectors anew where they are of another embedder; return how many were made.

        It may be stopped at any time and goes on where it was when it is called again. Questions
        are answered meanwhile, by words alone where the store cannot keep both.
        """

    async def close(self) -> None:
        """Let go of files and connections."""


class Embedder(Protocol):
    """Turns text into vectors of length 1."""

    name: str
    dimensions: int

    async def query(self, text: str) -> Vector:
        """Embed a question. Long text is cut at the model's limit."""

    async def passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        """Embed `heading` and `text` of each passage, in the given order."""


class Reranker(Protocol):
    """Puts hits into a better order."""

    name: str

    async def rerank(
        self, question: str, hits: Sequence[Hit], *, limit: int, timeout_s: float = 30.0
    ) -> Reranked:
        """Return the best `limit` hits with this member's scores, best first, and the cost.

        It asks once: what fails or takes longer than `timeout_s` raises `Upstream`.
        """


class Answerer(Protocol):
    """Writes, or quotes, an answer from passages.

    One that costs something has an attribute `price` (see price.py), by which an attempt is
    estimated before it begins; one that runs here has `local = True` and reads for nothing.
    """

    name: str

    def answer(self, ask: Ask) -> AsyncGenerator[str | NoAnswer | Usage, None]:
        """Yield the answer's text piece by piece with [n] markers, then at most one Usage.

        A NoAnswer says that the passages do not hold the answer; no text follows it.
        """


class Classifier(Protocol):
    """Chooses the route."""

    name: str

    async def classify(
        self, question: str, setting: Setting, *, vector: Vector | None = None
    ) -> Decision:
        """Choose among the routes that the setting allows. `vector` is the question's, if known."""


class Rewriter(Protocol):
    """Finds other words for a question."""

    name: str

    async def condense(self, question: str, history: Sequence[Turn]) -> str:
        """Make a follow-up a question that stands alone; without history return it unchanged."""

    async def rewrite(
        self, question: str, *, tried: Sequence[str], failed: Sequence[str], seen: Sequence[Passage]
    ) -> list[str]:
        """Return new queries, none of them in `tried`, aimed at the `failed` claims, if any.

        `seen` is the evidence so far. An empty list means that nothing new comes to mind.
        """


class Checker(Protocol):
    """Judges claims against evidence."""

    name: str

    async def check(
        self, claims: Sequence[str], evidence: Sequence[Passage], *, scope: Scope
    ) -> list[Verdict]:
        """Return one verdict a claim, in order. Claims come without citation markers."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Models tried beside a contract's own: a canary for a share of the askers, and a shadow.

    The shadow may take `timeout_s` seconds and `max_usd` US dollars an answer; 0 means no limit.
    """

    canary: Answerer | None = None
    share: float = 0.0
    shadow: Answerer | None = None
    timeout_s: float = 30.0
    max_usd: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Services:
    """The outside world, bound when the graph is built.

    `emit` sends an event to whoever watches the run; `clock` gives unix seconds. `reads_tokens` is
    how much evidence the answerer gains from for one fact; 0 means its window. `tuned` and `trials`
    go by the contracts' names. `meter` knows what models told of their tokens and caches.
    """

    store: Store
    embedder: Embedder
    reranker: Reranker
    answerer: Answerer
    classifier: Classifier
    rewriter: Rewriter
    checker: Checker
    ledger: Ledger
    contextualiser: Contextualiser | None = None
    contracts: tuple[Contract, ...] = ()
    reads_tokens: int = 0
    tuned: Mapping[str, Answerer] = field(default_factory=dict[str, Answerer])
    trials: Mapping[str, Trial] = field(default_factory=dict[str, Trial])
    afterwards: Afterwards = field(default_factory=Afterwards)
    meter: Meter = field(default_factory=Meter)
    clock: Callable[[], float] = time
    emit: Callable[[Mapping[str, object]], None] = lambda event: None


@dataclass(kw_only=True)
class Parts:
    """What a member's `connect(parts)` is given: where to keep things, and the members before it.

    `connect` is quick and opens no connection: that is for the first use. `options` are settings.
    """

    home: Path
    options: Mapping[str, object] = field(default_factory=dict[str, object])
    embedder: Embedder | None = None
    store: Store | None = None
    ledger: Ledger | None = None
