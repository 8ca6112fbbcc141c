"""What goes into an ingest and what is told of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from time import monotonic
from typing import Literal

from ..adapters.terms import Document, Usage, digest

Change = Literal["added", "replaced", "unchanged"]
Stage = Literal["words", "contexts", "vectors"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A document that came through a door: the bytes of a file, or its text.

    `source` is its identity; without one it is the name, or the text itself where there is none.
    """

    name: str = ""
    data: bytes | None = None
    text: str | None = None
    title: str = ""
    url: str = ""
    source: str = ""

    @property
    def safe_name(self) -> str:
        """The last part of the name, without anything that a path or a terminal would heed."""
        last = PurePosixPath(self.name.replace("\\", "/")).name
        return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "", last).strip(". ")[-200:]

    @property
    def identity(self) -> str:
        """What tells this document from others of its tenant."""
        named = self.source or self.safe_name or self.title
        return named or f"text:{digest(self.text or '')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A document that is in, and what that changed."""

    document: Document
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A file that did not go in; the reason is a sentence with the way out."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contexts:
    """What came of the contexts: how many passages have one now, and how many still lack it.

    `stopped` says why nobody asked any more, `declined` that the cost was told and not agreed to.
    """

    written: int = 0
    left: int = 0
    stopped: str = ""
    declined: bool = False
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an ingest did. `skipped` holds what a folder had besides documents: pictures, programs.

    `removed` holds the ids of pruned documents.
    """

    documents: tuple[Added, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    contexts: Contexts | None = None

    def __add__(self, other: Report) -> Report:
        return Report(
            documents=self.documents + other.documents,
            rejected=self.rejected + other.rejected,
            removed=self.removed + other.removed,
            skipped=self.skipped + other.skipped,
            contexts=self.contexts or other.contexts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it is: documents in the stage `words`, else passages."""

    stage: Stage
    done: int
    total: int
    rate_per_s: float
    remaining_s: float
    name: str = ""


Watch = Callable[[Progress], None]


@dataclass(slots=True)
class Meter:
    """Counts, and tells whoever watches."""

    stage: Stage
    total: int
    watch: Watch | None = None
    done: int = 0
    started: float = field(default_factory=monotonic)

    def add(self, count: int, name: str = "") -> None:
        """Count some more as done."""
        self.done += count
        if self.watch is None:
            return
        rate = self.done / max(monotonic() - self.started, 1e-6)
        left = max(self.total - self.done, 0)
        self.watch(
            Progress(
                stage=self.stage,
                done=self.done,
                total=max(self.total, self.done),
                rate_per_s=rate,
                remaining_s=left / rate if rate else 0.0,
                name=name,
            )
        )
