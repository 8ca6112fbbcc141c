"""`trivium threads`: list conversations, show one, fork, delete and export them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..adapters.errors import BadInput
from ..adapters.receipts import Receipt
from ..adapters.recording import Conversation
from ..graph.settings import load_settings
from .files import written_to
from .options import Groups, Json, Tenant, To, User, principal, refuse_before_verb
from .output import console, hang, line, note, shorten, table, when, write_json
from .run import run_shelf

if TYPE_CHECKING:
    from ..graph.conversations import Conversations

app = typer.Typer(rich_markup_mode=None)

Id = Annotated[str, typer.Argument(metavar="ID", help="A conversation's name.")]


@app.callback(invoke_without_command=True)
def threads(
    context: typer.Context,
    user: User = "",
    group: Groups = None,
    tenant: Tenant = "",
    json: Json = False,
) -> int:
    """List conversations, show one, fork, delete and export them."""
    command = context.invoked_subcommand
    if command is None:
        return list_(50, user, group, tenant, json)
    refuse_before_verb("threads", command, user, group, tenant, json)
    return 0


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(metavar="N", help="How many to list.", min=1)] = 50,
    user: User = "",
    group: Groups = None,
    tenant: Tenant = "",
    json: Json = False,
) -> int:
    """List your conversations, the latest used first."""
    settings = load_settings()
    asker = principal(settings, user, tenant, group)

    async def work(kept: Conversations) -> list[Conversation]:
        return await kept.threads(principal=asker, limit=limit)

    found = run_shelf(settings, work)
    if json:
        write_json({"threads": found})
    elif not found:
        note("There are no conversations: `trivium chat` begins one, and `ask --thread NAME`.")
    else:
        short = console().is_terminal
        table(("id", "last used", "#", "first question"), (_row(t, short=short) for t in found))
    return 0


@app.command()
def show(
    id: Id, user: User = "", group: Groups = None, tenant: Tenant = "", json: Json = False
) -> int:
    """Show what was said in a conversation."""
    settings = load_settings()
    asker = principal(settings, user, tenant, group)

    async def work(kept: Conversations) -> list[Receipt]:
        return await kept.thread(id, principal=asker)

    told = run_shelf(settings, work)
    if json:
        receipts = [receipt.as_json() for receipt in told]
        write_json({"id": id, "title": told[0].question, "receipts": receipts})
        return 0
    out = console()
    for number, receipt in enumerate(told, 1):
        hang(out, f"{number}. ", line(receipt.question), style="bold")
        hang(out, "   ", receipt.text)
        hang(out, "   ", f"{receipt.route}, {receipt.outcome}, {receipt.id}", style="dim")
    return 0


@app.command()
def fork(
    id: Id,
    turn: Annotated[
        int | None,
        typer.Option(metavar="N", help="How many questions to keep; else all.", min=1),
    ] = None,
    name: Annotated[
        str, typer.Option(metavar="NAME", help="The new one's name.", show_default=False)
    ] = "",
    user: User = "",
    group: Groups = None,
    tenant: Tenant = "",
    json: Json = False,
) -> int:
    """Begin a conversation with what was said in another one; each then goes its own way."""
    settings = load_settings()
    asker = principal(settings, user, tenant, group)

    async def work(kept: Conversations) -> Conversation:
        told = await kept.thread(id, principal=asker)
        if turn and turn > len(told):
            raise BadInput(f"The conversation {id!r} has {len(told)} questions: name one of them.")
        last = told[(turn or 0) - 1].id
        return await kept.fork(id, at=last, name=name, principal=asker)

    made = run_shelf(settings, work)
    if json:
        write_json(made)
    else:
        note(f"{made.id} begins with {made.questions} questions of {id}.")
    return 0


@app.command()
def delete(
    id: Id, user: User = "", group: Groups = None, tenant: Tenant = "", json: Json = False
) -> int:
    """Delete a conversation with the receipts that no fork of it holds."""
    settings = load_settings()
    asker = principal(settings, user, tenant, group)

    async def work(kept: Conversations) -> int:
        return await kept.delete_thread(id, principal=asker)

    gone = run_shelf(settings, work)
    if json:
        write_json({"deleted": id, "receipts": gone})
    else:
        note(f"Deleted the conversation {line(id)} with {gone} receipts.")
    return 0


@app.command()
def export(
    id: Id,
    to: To = "-",
    user: User = "",
    group: Groups = None,
    tenant: Tenant = "",
    json: Json = False,
) -> int:
    """Write a conversation as JSON: what was said, with receipts and sources."""
    settings = load_settings()
    asker = principal(settings, user, tenant, group)

    async def work(kept: Conversations) -> dict[str, object]:
        return await kept.export_thread(id, principal=asker)

    told = run_shelf(settings, work)
    if to == "-":
        write_json(told)
        return 0
    with written_to(to) as write:
        write(told)
    said = len(told["messages"])  # type: ignore[arg-type]
    write_json({"exported": said}) if json else note(f"Wrote {said} messages to {to}.")
    return 0


def _row(thread: Conversation, *, short: bool) -> tuple[str, ...]:
    return (
        thread.id,
        when(thread.updated, short=short),
        str(thread.questions),
        shorten(thread.title, 60) if short else line(thread.title),
    )
