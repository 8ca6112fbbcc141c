"""What happens in a run, told as it happens: the one stream that every door projects.

Their order is the table in `order.py`; docs/events.md explains both.
"""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from ..adapters.receipts import Outcome
from ..adapters.terms import Label


class Started(TypedDict):
    """The run begins; `id` is also its receipt's id."""

    type: Literal["started"]
    id: str
    thread: str
    question: str
    standalone: str


class Routed(TypedDict):
    """The route was chosen; `alternatives` are the scores of all routes on offer."""

    type: Literal["routed"]
    route: str
    model: str
    confidence: float
    forced: bool
    reason: str
    alternatives: dict[str, float]


class Stepped(TypedDict):
    """A node began or ended; `ms` since the run began at "start", its own time at "end".

    What the node read, wrote and cost is told at its end.
    """

    type: Literal["step"]
    name: str
    status: Literal["start", "end"]
    ms: float
    note: str
    tokens_in: int
    tokens_out: int
    cost_usd: float


class Source(TypedDict):
    """A cited passage as the reader sees it: `number` is the n of [n]."""

    number: int
    document_id: str
    passage_id: str
    title: str
    context: str
    url: str
    page: int
    start: int
    end: int
    quote: str


class Evidence(TypedDict):
    """The passages that the attempt may rest on."""

    type: Literal["evidence"]
    passages: list[Source]


class Sentence(TypedDict):
    """A sentence that leaves: `text` with its white space and markers, ready to be appended."""

    type: Literal["sentence"]
    index: int
    text: str
    label: Label | Literal["pending"]
    score: float
    citations: list[Source]


class Verdicts(TypedDict):
    """The verdict on a sentence that left before it was checked."""

    type: Literal["verdict"]
    index: int
    label: Label
    score: float
    reason: str


class Rung(TypedDict):
    """The ladder is climbed: what is tried now, and why."""

    type: Literal["rung"]
    name: str
    why: str
    queries: list[str]


class Finished(TypedDict):
    """The run is over: the whole answer as it stands in the receipt."""

    type: Literal["finished"]
    id: str
    outcome: Outcome
    route: str
    text: str
    citations: list[Source]
    degraded: list[str]
    stopped: str
    tokens_in: int
    tokens_out: int
    cost_usd: float
    ms: float


Event = Started | Routed | Stepped | Evidence | Sentence | Verdicts | Rung | Finished
