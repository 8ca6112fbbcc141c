"""`trivium search`: the passages a question finds, without an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..graph.settings import load_settings
from .options import Groups, Json, Tenant, User, principal
from .output import console, excerpt, line, note, place, table, write_json
from .run import run_shelf

if TYPE_CHECKING:
    from ..adapters.terms import Hit
    from ..graph.shelf import Shelf


def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What to look for.")],
    limit: Annotated[
        int, typer.Option(metavar="N", help="How many passages.", min=1, max=1000)
    ] = 5,
    user: User = "",
    group: Groups = None,
    tenant: Tenant = "",
    json: Json = False,
) -> int:
    """Find passages, best first."""
    settings = load_settings()
    asker = principal(settings, user, tenant, group)

    async def work(shelf: Shelf) -> list[Hit]:
        return await shelf.search(query, principal=asker, limit=limit)

    hits = run_shelf(settings, work)
    if json:
        write_json({"hits": hits})
    elif not hits:
        note("Nothing was found.")
    else:
        _on_screen(hits)
    return 0


def _on_screen(hits: list[Hit]) -> None:
    out = console()
    if not out.is_terminal:
        rows = ((f"{h.score:.3f}", _where(h), excerpt(h.passage.text, 300)) for h in hits)
        table(("score", "where", "text"), rows)
        return
    from rich.padding import Padding
    from rich.text import Text

    for number, hit in enumerate(hits, 1):
        head = Text(f"{number:>2}  ", style="cyan")
        head.append(_where(hit), style="bold").append(f"  {hit.score:.3f}", style="dim")
        out.print(head)
        if hit.passage.about:
            about = Text(line(hit.passage.about), style="dim italic")
            out.print(Padding(about, (0, 2, 0, 4)), width=min(out.width, 104))
        text = Text(excerpt(hit.passage.text, 300))
        out.print(Padding(text, (0, 2, 1, 4)), width=min(out.width, 104))


def _where(hit: Hit) -> str:
    return place(hit.passage.title, hit.passage.context, hit.passage.page)
