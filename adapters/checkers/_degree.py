"""What turns a statement: negation, hedges, quantifiers and bounds."""

from __future__ import annotations

import re

from .._text import opposed, stem
from ._claim import Said
from ._reading import Sentence

_QUANTIFIERS = tuple(
    frozenset(words.split())
    for words in (
        "all every each always any entire whole everyone",
        "most mostly usually generally typically majority often",
        "some several many sometimes few certain",
        "none no never neither",
    )
)
_HEDGED = re.compile(
    r"""\b(?:may|might|could|possibly|perhaps|reportedly|allegedly|probably|likely|believed|thought
    |suggests?|suggested|seems?|appears?|expected|planned|plans|proposed|considered|rumou?red
    |potentially|can|alleged|claims?|claimed|scheduled|would|hopes?|hoped|aims?|intend\w*)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_STRONG = re.compile(
    r"""\b(?:always|all|every|only|never|none|must|exclusively|entirely|completely|certainly
    |definitely|prove[sdn]?|guarantee\w*)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_AT_LEAST = re.compile(
    r"\b(?:at least|more than|over|no (?:fewer|less) than|minimum|exceed\w*|above|or more)\b", re.I
)
_AT_MOST = re.compile(
    r"""\b(?:at\ most|less\ than|fewer\ than|under|up\ to|no\ more\ than|maximum|below|or\ less
    |not\ more)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def degree(said: Said, sentence: Sentence) -> dict[str, float]:
    """Return how sure and how general the claim is against the sentence that it rests on."""
    here, there = said.text, sentence.text
    hedged = [_HEDGED.search(text) is not None for text in (here, there)]
    least = [_AT_LEAST.search(text) is not None for text in (here, there)]
    most = [_AT_MOST.search(text) is not None for text in (here, there)]
    against = (least[0] and most[1] and not least[1]) or (most[0] and least[1] and not most[1])
    return {
        "quantifier": _quantifier(set(said.tokens), set(sentence.tokens)),
        "hedge_lost": float(hedged[1] and not hedged[0]),
        "hedge_added": float(hedged[0] and not hedged[1]),
        "bound_against": float(against),
        "bound_added": float((least[0] or most[0]) and not (least[1] or most[1])),
        "strong": float(_STRONG.search(here) is not None and _STRONG.search(there) is None),
    }


def _quantifier(mine: set[str], theirs: set[str]) -> float:
    """Return 1 for another quantifier, half for an "all" where there is none."""
    worst = 0.0
    for number, quantifiers in enumerate(_QUANTIFIERS[:3]):
        if mine & quantifiers and not theirs & quantifiers:
            if any(theirs & other for other in _QUANTIFIERS):
                return 1.0
            worst = max(worst, 0.5 * (number == 0))
    return worst


def denied(said: Said, sentence: Sentence) -> str:
    """Say how one side denies what the other says; "" if it does not."""
    there = sentence.negations
    for scope in said.negations:
        prefixed = any(stem(f"un{word}") in sentence.stems for word in scope)
        if not prefixed and not any(_same_matter(scope, other) for other in there):
            return "not denied in evidence"
    for scope in there:
        shared = len(scope & said.stems)
        if shared * 2 > len(scope) and not any(
            _same_matter(mine, scope) for mine in said.negations
        ):
            return "negated in evidence"
    return ""


def _same_matter(scope: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two negations deny the same: half of the shorter one's words in the other."""
    return scope == other or 2 * len(scope & other) >= max(1, min(len(scope), len(other)))


def opposite(said: Said, text: str) -> str:
    """Return a word of the claim whose opposite stands in the text; or nothing."""
    return opposed(said.text, text)
