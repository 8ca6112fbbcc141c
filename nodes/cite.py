"""Citations: from the answerer's [n] over the evidence to the reader's [n] over what was cited."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..adapters.receipts import Citation
from ..adapters.terms import Passage, Verdict
from ..adapters.visible import visible
from .events import Source

MARKERS = re.compile(r"(?:[ \t]*\[\d{1,3}(?:[ \t]*,[ \t]*\d{1,3})*\])+")
_NUMBER = re.compile(r"\d+")
_FENCE = "```"


def cited(sentence: str, evidence: Sequence[Passage]) -> list[int]:
    """Return the indexes (from 0) into the evidence that a sentence's markers name and exist."""
    numbers = [int(n) for marks in MARKERS.findall(sentence) for n in _NUMBER.findall(marks)]
    return [n - 1 for n in dict.fromkeys(numbers) if 0 < n <= len(evidence)]


def bare(sentence: str) -> str:
    """Return the sentence without markers and white space around it."""
    return MARKERS.sub("", sentence).strip()


def claim_of(sentence: str) -> str:
    """Return the sentence as a claim: bare, but code (which may hold `[1]`) as it is."""
    text = sentence.strip()
    return text if text.startswith(_FENCE) else bare(text)


def cite(
    citations: Sequence[Citation], passage: Passage, verdict: Verdict | None
) -> tuple[list[Citation], int]:
    """Give the passage its number for the reader; a second span in it widens the first.

    Returns the citations with the passage among them, and its number.
    """
    found = passage.spans[0] if passage.spans else (0, len(passage.text))
    start, end = verdict.span if verdict and verdict.span else found
    for index, known in enumerate(citations):
        if known.passage_id == passage.id:
            first = min(known.start - passage.start, start)
            last = max(known.end - passage.start, end)
            changed = _citation(passage, known.number, first, last)
            return [*citations[:index], changed, *citations[index + 1 :]], known.number
    number = len(citations) + 1
    return [*citations, _citation(passage, number, start, end)], number


def _citation(passage: Passage, number: int, start: int, end: int) -> Citation:
    return Citation(
        number=number,
        document_id=passage.document_id,
        passage_id=passage.id,
        version=passage.version,
        hash=passage.hash,
        start=passage.start + start,
        end=passage.start + end,
        quote=visible(passage.text[start:end]),
        title=passage.title,
        url=passage.url,
        context=passage.context,
        page=passage.page,
    )


def marked(sentence: str, numbers: Sequence[int]) -> str:
    """Put the reader's markers behind the sentence, before the white space that follows it.

    Behind code they stand on a line of their own, and in a table's row inside its last cell.
    """
    marks = " ".join(f"[{n}]" for n in numbers)
    if sentence.rstrip().endswith(_FENCE):
        return f"{sentence.rstrip()}\n\n{marks}" if marks else sentence
    body = MARKERS.sub("", sentence)
    text = body.rstrip()
    after = body[len(text) :]
    if text.endswith("|") and marks:
        return f"{text[:-1].rstrip()} {marks} |{after}"
    return f"{text} {marks}{after}" if marks else body


def source(passage: Passage, number: int) -> Source:
    """Show a passage to whoever watches."""
    return Source(
        number=number,
        document_id=passage.document_id,
        passage_id=passage.id,
        title=passage.title,
        context=passage.context,
        url=passage.url,
        page=passage.page,
        start=passage.start,
        end=passage.end,
        quote=passage.text,
    )


def shown_citation(citation: Citation) -> Source:
    """Show a citation to whoever watches."""
    return Source(
        number=citation.number,
        document_id=citation.document_id,
        passage_id=citation.passage_id,
        title=citation.title,
        context=citation.context,
        url=citation.url,
        page=citation.page,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
    )
