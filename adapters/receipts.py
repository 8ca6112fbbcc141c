"""The record of one request: what was asked, done, found, checked and spent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any, Literal

from .terms import Label, Shape

Outcome = Literal[
    "grounded",
    "partial",
    "abstained_no_evidence",
    "abstained_unsupported",
    "budget_exhausted",
    "direct",
]

# Which of the models under a contract on trial answered; empty where none is on trial.
Side = Literal["", "present", "canary"]


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
    """One sentence of an answer with its verdict; `citations` are numbers of the answer's list.

    `passage_id` carries it, from `start` to `end` in its document's text; empty when nothing does.
    """

    text: str
    label: Label
    score: float
    citations: tuple[int, ...] = ()
    reason: str = ""
    passage_id: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """What one node did. Times in milliseconds since the run began, money in US dollars.

    What is `expected_` was estimated before a model was called. `sentences` counts those that had
    left when an answer's step ended, `failed` are those that it held back.
    """

    name: str
    start_ms: float
    ms: float
    note: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cached_tokens: int = 0
    cost_usd: float = 0.0
    expected_in: int = 0
    expected_out: int = 0
    expected_usd: float = 0.0
    member: str = ""
    sentences: int = 0
    failed: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What the asker thought of an answer."""

    rating: Literal["good", "bad"]
    comment: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """What a model under trial would have answered; nobody was shown it.

    It had one attempt at the evidence of the last one. `agreed` says whether each of the two
    answers carries what the other says. `outcome` is empty where it failed, and `error` says how.
    """

    model: str
    outcome: Outcome | Literal[""] = ""
    text: str = ""
    claims: tuple[Claim, ...] = ()
    agreed: bool = False
    degraded: tuple[str, ...] = ()
    error: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0
    ms: float = 0.0


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
    mode: str = ""
    shape: Shape = "look_up"
    stopped: str = ""
    alternatives: Mapping[str, float] = field(default_factory=dict[str, float])
    features: Mapping[str, float | str] = field(default_factory=dict[str, float | str])
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
    cached_tokens: int = 0
    cost_usd: float = 0.0
    expected_in: int = 0
    expected_out: int = 0
    expected_usd: float = 0.0
    ms: float = 0.0
    side: Side = ""
    shadow: Shadow | None = None
    feedback: tuple[Feedback, ...] = ()
    deleted: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain values, ready for `json.dumps`."""
        return _row(self)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Receipt:
        """Read back what `as_json` gave; fields of a newer version are passed over."""
        made: Receipt = _made(cls, row)
        return made


_INNER: dict[type[Any], dict[str, type[Any]]] = {
    Receipt: {
        "citations": Citation,
        "claims": Claim,
        "steps": StepRecord,
        "shadow": Shadow,
        "feedback": Feedback,
    },
    StepRecord: {"failed": Claim},
    Shadow: {"claims": Claim},
}
_NAMES = {
    kind: tuple(f.name for f in fields(kind))
    for kind in (Receipt, Citation, Claim, StepRecord, Shadow, Feedback)
}


def _row(item: Any) -> dict[str, Any]:
    """Do what `asdict` does in a fraction of its time: every question writes a receipt."""
    kind = type(item)
    row = {name: getattr(item, name) for name in _NAMES[kind]}
    for name in _INNER.get(kind, ()):
        row[name] = _each(_row, row[name])
    return row


def _known(kind: type[Any], row: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: row[name] for name in _NAMES[kind] if name in row}
    inner = _INNER.get(kind, {})
    for name, value in known.items():
        if name in inner:
            known[name] = _each(partial(_made, inner[name]), value)
        elif isinstance(value, list):
            known[name] = tuple(value)
    return known


def _made(kind: type[Any], row: Mapping[str, Any]) -> Any:
    return kind(**_known(kind, row))


def _each(make: Callable[[Any], Any], value: Any) -> Any:
    if isinstance(value, tuple | list):
        return tuple(make(each) for each in value)
    return None if value is None else make(value)
