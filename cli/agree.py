"""What contexts will cost, told before they are written, and what came of them."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

import typer

from .output import hang, line, note

if TYPE_CHECKING:
    from rich.console import Console

    from ..ingest.estimate import Estimate
    from ..ingest.report import Contexts
    from .progress import Drawer


def agreed(told: Estimate, *, yes: bool, quiet: bool, drawn: Drawer | None) -> bool:
    """Tell the cost, and say whether it is agreed to: by `--yes`, or by a person at a terminal."""
    with drawn.aside() if drawn else nullcontext():
        if not (quiet and yes):
            note(_sentence(told))
        if yes or quiet or not (sys.stdin.isatty() and sys.stderr.isatty()):
            return yes
        return typer.confirm("Write them?", err=True)


def _sentence(told: Estimate) -> str:
    documents = "a document" if told.documents == 1 else f"{told.documents:,} documents"
    what = (
        f"{told.passages:,} passages of {documents} lack a context; {told.model} "
        f"would read about {told.tokens_in:,} tokens ({told.cached_tokens:,} of them from its "
        f"cache) and write {told.tokens_out:,}"
    )
    if not told.priced:
        return (
            f"{what}. Its price is not known: set TRIVIUM_MODEL_USD_PER_MILLION_IN and _OUT to "
            "see what that costs."
        )
    most = f", at most ${told.most_usd:.2f} without a cache" if told.cached_tokens else ""
    return f"{what}: about ${told.usd:.2f}{most}."


def show_contexts(out: Console, contexts: Contexts) -> None:
    """Say how many were written, what they cost, and what is lacking."""
    used = contexts.usage
    if contexts.written:
        money = f", ${used.cost_usd:.4f}" if used.cost_usd else ""
        said = (
            f"{contexts.written:,} contexts written: {used.tokens_in:,} tokens read "
            f"({used.cached_tokens:,} from the cache), {used.tokens_out:,} written{money}"
        )
        hang(out, "✓ ", said, head_style="green")
    if not contexts.left:
        return
    why = f" ({line(contexts.stopped)})" if contexts.stopped else ""
    way = "with --yes they are written" if contexts.declined else "the next ingest tries again"
    said = f"{contexts.left:,} passages have no context{why}: {way}."
    hang(out, "! ", said, head_style="yellow")
