"""What a question has become: read by every node, changed by what a node returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

from ..adapters.receipts import Citation, Claim, Outcome, StepRecord
from ..adapters.terms import Decision, Hit, Passage, Turn


@dataclass(kw_only=True)
class Question:
    """What a caller gives. `history` replaces the thread's own where it is given."""

    question: str
    history: list[Turn] = field(default_factory=list[Turn])
    thread: str = ""


@dataclass(kw_only=True)
class State(Question):
    """Everything a run knows so far; `condense` clears what belongs to one question.

    `turns` and `earlier` outlive the question: the conversation, and the passages that its answers
    cited. `evidence` is what the present attempt may rest on, cited inside as [1], [2], ... in
    this order; `citations` is what has left, numbered as the reader sees it.
    """

    turns: list[Turn] = field(default_factory=list[Turn])
    earlier: list[Passage] = field(default_factory=list[Passage])

    id: str = ""
    started: float = 0.0
    standalone: str = ""
    decision: Decision | None = None
    route: str = ""
    queries: list[str] = field(default_factory=list[str])
    rungs: list[str] = field(default_factory=list[str])
    hits: list[Hit] = field(default_factory=list[Hit])
    evidence: list[Passage] = field(default_factory=list[Passage])
    text: str = ""
    claims: list[Claim] = field(default_factory=list[Claim])
    citations: list[Citation] = field(default_factory=list[Citation])
    failed: list[str] = field(default_factory=list[str])
    no_answer: str = ""
    settled: bool = False
    stopped: str = ""
    outcome: Outcome | None = None
    degraded: list[str] = field(default_factory=list[str])
    steps: list[StepRecord] = field(default_factory=list[StepRecord])
    receipt_id: str = ""
    index_version: str = ""


class Update(TypedDict, total=False):
    """What a node returns: only the keys it changed."""

    turns: list[Turn]
    earlier: list[Passage]
    id: str
    started: float
    standalone: str
    decision: Decision | None
    route: str
    queries: list[str]
    rungs: list[str]
    hits: list[Hit]
    evidence: list[Passage]
    text: str
    claims: list[Claim]
    citations: list[Citation]
    failed: list[str]
    no_answer: str
    settled: bool
    stopped: str
    outcome: Outcome | None
    degraded: list[str]
    steps: list[StepRecord]
    receipt_id: str
    index_version: str
