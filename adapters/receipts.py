"""The record of one request: what was asked, done, found, checked and spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from .terms import Label

Outcome = Literal[
    "grounded",
    "partial",
    "abstained_no_evidence",
    "abstained_unsupported",
    "budget_exhausted",
    "direct",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A source as the answer shows it: `number` is the n of its [n] markers.

    `start` and `end` are the offsets of the carrying span in the document's text; `quote` is what
    stood there, `hash` that of the whole passage.
    """

    number: int
    document_id: str
    passage_id: str
    version: str
    hash: str
    start: int
    end: int
    quote: str
    title: str = ""
    url: str = ""
    context: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence of an answer with its verdict; `citations` are numbers of the answer's list."""

    text: str
    label: Label
    score: float
    citations: tuple[int, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """What one node did. Times in milliseconds since the run began, money in US dollars."""

    name: str
    start_ms: float
    ms: float
    note: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0
    member: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What the asker thought of an answer."""

    rating: Literal["good", "bad"]
    comment: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The record of one request; see docs/receipts.md for every field."""

    id: str
    at: float
    tenant: str
    user: str
    thread: str
    question: str
    standalone: str
    route: str
    reason: str
    confidence: float
    forced: bool
    outcome: Outcome
    text: str
    model: str = ""
    stopped: str = ""
    alternatives: Mapping[str, float] = field(default_factory=dict[str, float])
    queries: tuple[str, ...] = ()
    rungs: tuple[str, ...] = ()
    evidence: tuple[Mapping[str, str], ...] = ()
    citations: tuple[Citation, ...] = ()
    claims: tuple[Claim, ...] = ()
    steps: tuple[StepRecord, ...] = ()
    degraded: tuple[str, ...] = ()
    members: Mapping[str, str] = field(default_factory=dict[str, str])
    index_version: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0
    ms: float = 0.0
    feedback: tuple[Feedback, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain values, ready for `json.dumps`."""
        return asdict(self)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Receipt:
        """Read back what `as_json` gave; fields of a newer version are passed over."""
        known = {f.name: row[f.name] for f in fields(cls) if f.name in row}
        for name, kind in _ROWS.items():
            known[name] = tuple(_read(kind, item) for item in known.get(name, ()))
        for name in ("queries", "rungs", "degraded", "evidence"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)


_ROWS: dict[str, type[Any]] = {
    "citations": Citation,
    "claims": Claim,
    "steps": StepRecord,
    "feedback": Feedback,
}


def _read(kind: type[Any], row: Mapping[str, Any]) -> Any:
    known = {f.name: row[f.name] for f in fields(kind) if f.name in row}
    if kind is Claim:
        known["citations"] = tuple(known.get("citations", ()))
    return kind(**known)
