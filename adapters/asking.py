"""What is asked, decided, answered and judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from .sources import Hit, Passage, Scope

# Share of the window that documents may fill: answers get worse long before the window ends.
HEADROOM = 0.66

Knowledge = Literal["none", "look_up", "whole"]
Shape = Literal["none", "look_up", "whole", "compare"]
Label = Literal["supported", "unsupported", "no_claim"]
# What an answer is judged by: the documents, the asker's own text, or that and nothing to cite.
RestsOn = Literal["documents", "asker", "nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a step cost. Money in US dollars.

    `cached_tokens` are those read from a provider's cache, if it `tells_cache`. What is `expected_`
    was estimated before a model was called.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    cached_tokens: int = 0
    cost_usd: float = 0.0
    member: str = ""
    tells_cache: bool = False
    expected_in: int = 0
    expected_out: int = 0
    expected_usd: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            cost_usd=self.cost_usd + other.cost_usd,
            member=other.member or self.member,
            tells_cache=self.tells_cache or other.tells_cache,
            expected_in=self.expected_in + other.expected_in,
            expected_out=self.expected_out + other.expected_out,
            expected_usd=self.expected_usd + other.expected_usd,
        )

    def expected(self, before: Usage) -> Usage:
        """Return this usage with what was estimated before."""
        return replace(
            self,
            expected_in=before.tokens_in,
            expected_out=before.tokens_out,
            expected_usd=before.cost_usd,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reranked:
    """What a reranker gives back: hits, best first, and what it cost."""

    hits: Sequence[Hit]
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True, kw_only=True)
class Situated:
    """What a contextualiser wrote of a passage's place, empty for nothing, and what it cost."""

    text: str = ""
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """What an answerer yields instead of text when the evidence does not hold the answer."""

    reason: str


class BrokenOff(str):
    """A piece without text: the sentence before it stops in the middle and does not count."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message of a conversation."""

    role: Literal["user", "assistant", "system"]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What an answerer is asked for.

    `passages` are cited as [1], [2], ... in this order. `kept` is text that was verified already
    and left: the answer continues it and does not say it again. `index_version` is set where whole
    documents are given, which the next question of this scope begins with too.
    """

    question: str
    passages: tuple[Passage, ...] = ()
    scope: Scope = Scope()
    shape: Shape = "look_up"
    history: tuple[Turn, ...] = ()
    kept: str = ""
    max_tokens: int = 1024
    timeout_s: float = 30.0
    index_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a claim is carried by the evidence.

    `passage` is the index of the carrying passage and `span` the offsets in that passage's text;
    both None when nothing carries it. `reason` is a few words for a person.
    """

    claim: str
    label: Label
    score: float
    passage: int | None = None
    span: tuple[int, int] | None = None
    reason: str = ""

    @property
    def supported(self) -> bool:
        """True for a supported claim; a sentence that claims nothing is not supported either."""
        return self.label == "supported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What a tuned model promises: when it fits a question and what it gives back.

    `schema` is a JSON schema of its output, `snapshot` the ISO date its training data ends at. The
    share `canary` of the conversations is answered by `canary_model`; `shadow` is a model that is
    asked after the answer has left, for the receipt alone.
    """

    name: str
    purpose: str
    examples: tuple[str, ...] = ()
    model: str = ""
    schema: Mapping[str, object] | None = None
    snapshot: str = ""
    topics: tuple[str, ...] = ()
    owner: str = ""
    fallback: str = ""
    canary: float = 0.0
    canary_model: str = ""
    shadow: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The circumstances a route is chosen in: what the asker may see and how it is used.

    `changes_per_week` counts documents changed or added. Prices are US dollars for a million tokens
    read, and for what a search costs besides. 0 means not known for `questions_per_hour`, and no
    limit for `latency_budget_s`. `quality` is the share of right answers by route, where it was
    measured on this collection. `cache_warm` says whether the prefix is known to be cached;
    `cache_hit_rate` is the share of a warm one that was really read from the cache, where that was
    seen. `changed_topics` are topics of the models whose documents changed after the model's
    snapshot.
    """

    corpus_tokens: int = 0
    corpus_documents: int = 0
    changes_per_week: float = 0.0
    questions_per_hour: float = 0.0
    window_tokens: int = 128_000
    private: bool = False
    models: tuple[Contract, ...] = ()
    usd_per_million: float = 2.5
    cached_usd_per_million: float = 0.25
    usd_per_search: float = 0.0
    cache_lifetime_s: float = 3600.0
    cache_warm: bool | None = None
    cache_hit_rate: float | None = None
    latency_budget_s: float = 0.0
    quality: Mapping[str, float] = field(default_factory=dict[str, float])
    changed_topics: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: Mapping[str, object]) -> Setting:
        """Make one from TOML or JSON; raises `BadInput` with the nearest right name."""
        from .registry import setting_of

        return setting_of(given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The chosen route, and why. `model` names the contract of a tuned or hybrid route.

    `rests_on` is the route's own, which the graph adds to what a classifier chose.
    """

    route: str
    confidence: float
    reason: str
    shape: Shape = "look_up"
    model: str = ""
    forced: bool = False
    rests_on: RestsOn = "documents"
    alternatives: Mapping[str, float] = field(default_factory=dict[str, float])
    features: Mapping[str, float | str] = field(default_factory=dict[str, float | str])
