"""Bars for an ingest: a line a stage, with the rate and the time that remains."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .output import console, shorten

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from ..ingest.report import Progress

_STAGES = {
    "words": ("documents", "documents"),
    "contexts": ("contexts", "passages"),
    "vectors": ("vectors", "passages"),
}


@contextmanager
def bars(*, quiet: bool, passing: bool = False) -> Iterator[Drawer | None]:
    """Give a callback that draws on stderr, or None where nobody would see it.

    Bars that are `passing` are gone when they are done.
    """
    screen = console(stderr=True)
    if quiet or not screen.is_terminal:
        yield None
        return
    from rich import progress as rich

    with rich.Progress(
        rich.TextColumn("  {task.description:<14}", markup=False),
        rich.BarColumn(bar_width=24, complete_style="cyan", finished_style="green"),
        rich.TextColumn("{task.completed:,.0f}/{task.total:,.0f}", markup=False),
        rich.TextColumn("{task.fields[about]}", style="dim", markup=False),
        console=screen,
        transient=passing,
    ) as drawn:
        yield Drawer(drawn)


class Drawer:
    """Draws a bar a stage as it is told how far that is."""

    def __init__(self, drawn: Bars):
        self._drawn = drawn
        self._tasks: dict[str, TaskID] = {}

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Stop drawing while something is asked."""
        self._drawn.stop()
        try:
            yield
        finally:
            self._drawn.start()

    def __call__(self, progress: Progress) -> None:
        title, unit = _STAGES.get(progress.stage, (progress.stage, ""))
        if progress.stage not in self._tasks:
            self._tasks[progress.stage] = self._drawn.add_task(title, total=0, about="")
        self._drawn.update(
            self._tasks[progress.stage],
            completed=progress.done,
            total=max(progress.total, progress.done),
            about=_about(progress, unit),
        )


def _about(progress: Progress, unit: str) -> str:
    parts = [f"{progress.rate_per_s:,.0f} {unit}/s"] if progress.rate_per_s else []
    if progress.done < progress.total:
        if progress.remaining_s:
            parts.append(f"{duration(progress.remaining_s)} left")
        if progress.name:
            parts.append(shorten(progress.name, 30))
    return "  ".join(parts)


def duration(seconds: float) -> str:
    """Say a duration in minutes and seconds, or in hours and minutes."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
