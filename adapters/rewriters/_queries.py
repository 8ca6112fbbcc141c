"""Other queries for one question: fewer words, the telling ones first, words of what was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from .._text import STOP, content, names, normal, stem, words
from .._values import dates, numbers
from ..terms import Passage
from ._spelling import respelt

_MOST = 3  # new queries a call: each costs a search
_HEADING_WORDS = 3
_HEADED = 8  # passages whose headings are read: those behind them have other subjects
# What a question says about itself and no document says back.
_ASKING = frozenset(
    """tell show explain describe find list please know want need question answer mean say said
    according document documents mention mentioned information detail details summarise summarize
    compare""".split()
)


def queries(
    question: str, tried: Sequence[str], failed: Sequence[str], seen: Sequence[Passage]
) -> list[str]:
    """Return up to three new queries; equal words in another order count as tried."""
    known = {_key(query) for query in (question, *tried)}
    found: list[str] = []
    for query in _ways(question, failed, seen):
        key = _key(query)
        if key and key not in known:
            known.add(key)
            found.append(query)
        if len(found) == _MOST:
            break
    return found


def _ways(question: str, failed: Sequence[str], seen: Sequence[Passage]) -> Iterator[str]:
    telling = keywords(question)
    first = _sharp(question)
    for claim in failed[:2]:
        yield " ".join(dict.fromkeys([*telling, *_new(_sharp(claim) or keywords(claim), telling)]))
    yield respelt(question, seen)
    yield " ".join([*first, *_new(telling, first)])
    headings = _headings(seen[:_HEADED], telling)
    if headings:
        yield " ".join([*telling, *headings])
    for claim in failed[:1]:
        yield " ".join(keywords(claim)[:8])
    yield " ".join(first)
    # The last words of a question say what it is about more often than the first.
    yield " ".join(telling[-max(2, len(telling) // 2) :])
    yield " ".join(sorted(telling, key=len, reverse=True)[:2])


def keywords(text: str) -> list[str]:
    """Return the telling words of a text, each once, in their order."""
    return [
        word
        for word in dict.fromkeys(words(text))
        if word not in STOP and word not in _ASKING and (len(word) > 1 or word.isdigit())
    ]


def _sharp(text: str) -> list[str]:
    """Return the names, numbers and dates: what stands in few passages."""
    values = [date.text for date in dates(text)] + [number.text for number in numbers(text)]
    return list(dict.fromkeys([*names(text), *(w for value in values for w in words(value))]))


def _new(some: Sequence[str], known: Sequence[str]) -> list[str]:
    have = set(map(stem, known))
    return [word for word in some if stem(word) not in have]


def _headings(seen: Sequence[Passage], telling: Sequence[str]) -> list[str]:
    """Return words of the headings over what was seen, those over most passages first."""
    counted = Counter(word for passage in seen for word in dict.fromkeys(keywords(passage.heading)))
    fresh = _new([word for word, _ in counted.most_common()], telling)
    return [word for word in fresh if not word.isdigit()][:_HEADING_WORDS]


def _key(query: str) -> str:
    """Return what two queries share that would find the same."""
    return " ".join(sorted(set(content(query)))) or normal(query)
