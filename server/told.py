"""What every protocol tells of an answer beside its own fields, and where its markers lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..nodes.events import Finished, Sentence, Source, Verdicts

_MARKER = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One marker: its place in the text, in code points, and where a click on it goes."""

    start: int
    end: int
    title: str
    url: str


def marks(done: Finished, home: str) -> Iterator[Mark]:
    """Yield every marker that has a source; `home` is the address that the page is reached at."""
    sources = {source["number"]: source for source in done["citations"]}
    for found in _MARKER.finditer(done["text"]):
        source = sources.get(int(found[1]))
        if source is not None:
            yield Mark(
                start=found.start(),
                end=found.end(),
                title=source["title"],
                url=address(source, home),
            )


def address(source: Source, home: str) -> str:
    """Return where a source is read: its own address, else its place on Trivium's page."""
    own = f"{home}#/documents/{source['document_id']}/{source['start']}-{source['end']}"
    return source["url"] or own


def verdict(event: Sentence | Verdicts) -> dict[str, Any]:
    """Return what is said of a sentence."""
    return {"index": event["index"], "label": event["label"], "score": event["score"]}


def told(done: Finished, reason: str) -> dict[str, Any]:
    """Return what Trivium says of an answer beside a protocol's own fields."""
    return {
        "outcome": done["outcome"],
        "route": done["route"],
        "reason": reason,
        "receipt_id": done["id"],
        "citations": done["citations"],
        "degraded": done["degraded"],
    }
