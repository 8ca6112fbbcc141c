"""Text and questions as the words index takes them."""

from __future__ import annotations

import re
import unicodedata

# Scripts written without spaces: each character is indexed as a word, neighbours asked as a phrase.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_CHARACTER = re.compile(f"([{UNSPACED}])")
_TERM = re.compile(f"[{UNSPACED}]+|[^\\W_{UNSPACED}]+")
_MOST_TERMS = 64  # of a question; each costs a pass over its postings

_STOP = frozenset(
    """a about all also am an and any are as at be because been before being between both but by can
    could did do does doing done each else for from had has have having he her here hers him his how
    i if in into is it its itself just let me more most much must my no nor not now of off on once
    only or other our ours out over own please shall she should so some such tell than that the
    their them then there these they this those through to too under until up upon us very was we
    were what when where which while who whom whose why will with would you your yours""".split()
)


def indexed(text: str) -> str:
    """Return the text as it goes into the index."""
    if text.isascii():
        return text
    return _CHARACTER.sub(r" \1 ", text).encode("utf-8", "replace").decode()


def terms(question: str) -> list[str]:
    """Return the words to look for: each once, without those that stand in every text."""
    found = dict.fromkeys(_TERM.findall(unicodedata.normalize("NFC", question).casefold()))
    telling = [term for term in found if term not in _STOP]
    return (telling or list(found))[:_MOST_TERMS]


def expression(term: str) -> str:
    """Return the FTS5 expression that finds a term; quoted, so that it can't hold any syntax."""
    if not _CHARACTER.match(term):
        return f'"{term}"'
    pairs = [term[i : i + 2] for i in range(max(1, len(term) - 1))]
    return " OR ".join(f'"{" ".join(pair)}"' for pair in pairs)


def match(question: str) -> str:
    """Return the FTS5 query for a question; empty when it holds no word."""
    return " OR ".join(map(expression, terms(question)))
