"""`trivium documents`: list what is in, show one with its text, delete one."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ..adapters.errors import BadInput
from ..adapters.terms import Principal
from ..graph.settings import load_settings
from .options import Groups, Json, Tenant, User, principal, refuse_before_verb
from .output import clean, console, line, note, shorten, table, when, write_json
from .run import run_shelf

if TYPE_CHECKING:
    from ..adapters.terms import Document
    from ..graph.shelf import Shelf

app = typer.Typer(rich_markup_mode=None)

_PAGE = 500
Id = Annotated[str, typer.Argument(metavar="ID", help="A document's id, or its beginning.")]


@app.callback(invoke_without_command=True)
def documents(
    context: typer.Context,
    user: User = "",
    group: Groups = None,
    tenant: Tenant = "",
    json: Json = False,
) -> int:
    """List documents, show one, delete one."""
    command = context.invoked_subcommand
    if command is None:
        return list_(user, group, tenant, json)
    refuse_before_verb("documents", command, user, group, tenant, json)
    return 0


@app.command("list")
def list_(user: User = "", group: Groups = None, tenant: Tenant = "", json: Json = False) -> int:
    """List the documents that the asker may read."""
    settings = load_settings()
    asker = principal(settings, user, tenant, group)

    async def work(shelf: Shelf) -> list[Document]:
        found: list[Document] = []
        while page := await shelf.documents(
            principal=asker, limit=_PAGE, after=found[-1].id if found else ""
        ):
            found += page
        return found

    found = run_shelf(settings, work)
    if json:
        write_json({"documents": found})
    elif not found:
        note("There are no documents: `trivium ingest PATH` takes some in.")
    elif console().is_terminal:
        table(("id", "title", "passages", "groups", "from"), map(_short, found))
    else:
        table(("id", "title", "passages", "status", "groups", "from"), map(_row, found))
    return 0


@app.command()
def show(
    id: Id, user: User = "", group: Groups = None, tenant: Tenant = "", json: Json = False
) -> int:
    """Show a document with its text."""
    settings = load_settings()
    asker = principal(settings, user, tenant, group)

    async def work(shelf: Shelf) -> tuple[Document, str]:
        document = await _find(shelf, id, asker)
        return document, await shelf.text(document.id, principal=asker)

    document, text = run_shelf(settings, work)
    if json:
        write_json({**asdict(document), "text": text})
        return 0
    out = console()
    out.print(clean(document.title), style="bold", soft_wrap=True)
    out.print(
        f"{line(document.source)}  {when(document.updated, short=True)}",
        style="dim",
        soft_wrap=True,
    )
    out.print()
    out.print(clean(text), soft_wrap=True)
    return 0


@app.command()
def delete(
    id: Id, user: User = "", group: Groups = None, tenant: Tenant = "", json: Json = False
) -> int:
    """Delete a document; no question asked afterwards sees it."""
    settings = load_settings()
    asker = principal(settings, user, tenant, group)

    async def work(shelf: Shelf) -> Document:
        document = await _find(shelf, id, asker)
        await shelf.delete(document.id, principal=asker)
        return document

    gone = run_shelf(settings, work)
    if json:
        write_json({"deleted": gone.id})
    else:
        note(f"Deleted {gone.title} ({gone.id}).")
    return 0


async def _find(shelf: Shelf, id: str, asker: Principal) -> Document:
    """Return the document with this id, or the only one whose id begins so."""
    behind = await shelf.documents(principal=asker, limit=2, after=id)
    begun = [document for document in behind if document.id.startswith(id)]
    if len(begun) > 1:
        raise BadInput(f"Several documents' ids begin with {id!r}: give more of it.")
    return begun[0] if begun else await shelf.document(id, principal=asker)


def _short(document: Document) -> tuple[str, ...]:
    id, title, passages, status, groups, source = _row(document)
    waiting = "" if status == "ready" else ", vectors to come"
    return id[:8], title, passages + waiting, groups, shorten(source.rpartition("/")[2], 30)


def _row(document: Document) -> tuple[str, ...]:
    groups = ", ".join(sorted(document.groups)) or "all"
    return (
        document.id,
        document.title,
        f"{document.passages:,}",
        document.status,
        groups,
        document.source,
    )
