"""What a question has become: read by every node, changed by what a node returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypedDict

from ..adapters.receipts import Citation, Claim, Outcome, StepRecord
from ..adapters.terms import Decision, Hit, Passage, Turn, Usage

Stop = Literal["", "settled", "deadline", "tokens", "money", "ladder_spent", "no_progress"]


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
    cited. `evidence` is what the present attempt may rest on, cited inside as [1], [2], ... in this
    order. `text`, `claims` and `citations` are what has left so far, numbered as the reader sees
    it, and `cited` the passages behind it; a further attempt continues them. `read` names the sets
    of evidence that were answered from already. `asking` are the queries to run next and `queries`
    those that were run; `width` counts how often the search was widened; `go` is the step that the
    ladder leads to next.
    """

    turns: list[Turn] = field(default_factory=list[Turn])
    earlier: list[Passage] = field(default_factory=list[Passage])

    id: str = ""
    started: float = 0.0
    standalone: str = ""
    decision: Decision | None = None
    asking: list[str] = field(default_factory=list[str])
    queries: list[str] = field(default_factory=list[str])
    rungs: list[str] = field(default_factory=list[str])
    width: int = 0
    go: str = ""
    hits: list[Hit] = field(default_factory=list[Hit])
    evidence: list[Passage] = field(default_factory=list[Passage])
    read: list[str] = field(default_factory=list[str])
    text: str = ""
    claims: list[Claim] = field(default_factory=list[Claim])
    citations: list[Citation] = field(default_factory=list[Citation])
    cited: list[Passage] = field(default_factory=list[Passage])
    failed: list[Claim] = field(default_factory=list[Claim])
    no_answer: str = ""
    stopped: Stop = ""
    outcome: Outcome | None = None
    degraded: list[str] = field(default_factory=list[str])
    usage: Usage = Usage()
    note: str = ""
    steps: list[StepRecord] = field(default_factory=list[StepRecord])
    members: dict[str, str] = field(default_factory=dict[str, str])
    index_version: str = ""

    @property
    def chosen(self) -> Decision:
        """The decision, once `classify` has made it."""
        assert self.decision is not None, "classify comes first"
        return self.decision


class Update(TypedDict, total=False):
    """What a node returns: only the keys it changed. `note` is a few words for a person."""

    history: list[Turn]
    turns: list[Turn]
    earlier: list[Passage]
    id: str
    started: float
    standalone: str
    decision: Decision | None
    asking: list[str]
    queries: list[str]
    rungs: list[str]
    width: int
    go: str
    hits: list[Hit]
    evidence: list[Passage]
    read: list[str]
    text: str
    claims: list[Claim]
    citations: list[Citation]
    cited: list[Passage]
    failed: list[Claim]
    no_answer: str
    stopped: Stop
    outcome: Outcome | None
    degraded: list[str]
    usage: Usage
    note: str
    steps: list[StepRecord]
    members: dict[str, str]
    index_version: str
