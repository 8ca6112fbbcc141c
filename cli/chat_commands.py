"""What can be typed in a conversation besides questions: a function each, with its own help."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from uuid import uuid4

from ..adapters.errors import BadInput, NotFound, UnknownName
from ..adapters.nearest import unknown
from ..adapters.receipts import Feedback, Receipt
from ..nodes.context import Mode
from ..nodes.forcing import refuse_unknown
from ..nodes.routes import default_routes
from .files import written_to
from .output import console, excerpt, hang, note, place, table

if TYPE_CHECKING:
    from .chat import Chat

Command = Callable[["Chat", str], None]


def obey(chat: Chat, line: str) -> bool:
    """Do what a slash command says; False where it says to leave. Raises `TriviumError`."""
    name, _, argument = line[1:].partition(" ")
    if name in ("quit", "exit", "q"):
        return False
    if name not in COMMANDS:
        raise UnknownName(unknown("command", f"/{name}", [f"/{known}" for known in COMMANDS]))
    COMMANDS[name](chat, argument.strip())
    return True


def help_(chat: Chat, argument: str) -> None:
    """List these commands."""
    rows = [(f"/{name}", (command.__doc__ or "").strip()) for name, command in COMMANDS.items()]
    table(("command", "what it does"), [*rows, ("/quit", "End; so does Ctrl-D.")])


def route(chat: Chat, argument: str) -> None:
    """Force a route for what follows; without a name Trivium chooses again."""
    refuse_unknown(argument, "", default_routes(), chat.trivium.services.contracts)
    chat.asking["route"] = argument
    note(f"route: {argument or 'Trivium chooses'}")


def mode(chat: Chat, argument: str) -> None:
    """Say when verdicts come: verify, annotate or off."""
    if argument not in get_args(Mode):
        raise UnknownName(unknown("mode", argument, get_args(Mode)))
    chat.asking["mode"] = argument  # type: ignore[typeddict-item]
    note(f"mode: {argument}")


def new(chat: Chat, argument: str) -> None:
    """Begin another conversation, under a name if one is given."""
    chat.asking["thread"], chat.last = argument or f"chat-{uuid4().hex[:8]}", ""
    note(f"conversation {chat.asking['thread']}")


def turns(chat: Chat, argument: str) -> None:
    """Show what was said in this conversation."""
    thread, who = chat.asking["thread"], chat.asking["principal"]
    out = console()
    for turn in chat.run(chat.trivium.turns(thread, principal=who)):
        hang(out, "› " if turn.role == "user" else "  ", turn.content)


def threads(chat: Chat, argument: str) -> None:
    """List your conversations; /new NAME goes on with one."""
    found = chat.run(chat.trivium.threads(principal=chat.asking["principal"]))
    table(("name", "#", "first question"), [(t.id, str(t.questions), t.title) for t in found])


def fork(chat: Chat, argument: str) -> None:
    """Go on in a copy of this conversation, of its first N questions if a number is given."""
    thread, who = chat.asking["thread"], chat.asking["principal"]
    told = chat.run(chat.trivium.thread(thread, principal=who))
    kept = int(argument) if argument.isdecimal() else 0 if argument else len(told)
    if not 0 < kept <= len(told):
        raise BadInput(f"Name how many of the {len(told)} questions to keep: /fork 2.")
    made = chat.run(chat.trivium.fork(thread, at=told[kept - 1].id, principal=who))
    chat.asking["thread"], chat.last = made.id, told[kept - 1].id
    note(f"conversation {made.id}, with {made.questions} questions of {thread}")


def export(chat: Chat, argument: str) -> None:
    """Write this conversation into a file, as JSON."""
    if not argument:
        raise BadInput("Name a file: /export leave.json.")
    thread, who = chat.asking["thread"], chat.asking["principal"]
    told = chat.run(chat.trivium.export_thread(thread, principal=who))
    with written_to(argument) as write:
        write(told)
    note(f"wrote {len(told['messages'])} messages")


def delete(chat: Chat, argument: str) -> None:
    """Delete this conversation, with its receipts, and begin another one."""
    thread, who = chat.asking["thread"], chat.asking["principal"]
    gone = chat.run(chat.trivium.delete_thread(thread, principal=who))
    note(f"deleted {thread} with {gone} receipts")
    new(chat, "")


def sources(chat: Chat, argument: str) -> None:
    """Show the sources of the last answer in full."""
    out = console()
    for citation in _last(chat).citations:
        hang(out, f"[{citation.number}] ", place(citation.title, citation.context, citation.page))
        hang(out, "    ", excerpt(citation.quote, 2000), style="dim")


def explain(chat: Chat, argument: str) -> None:
    """Show how the last answer was made, as a tree."""
    from .explain import explain as tree

    tree(console(), _last(chat))


def search(chat: Chat, argument: str) -> None:
    """Find passages, without an answer."""
    hits = chat.run(chat.trivium.search(argument, principal=chat.asking["principal"], limit=8))
    out = console()
    for hit in hits:
        passage = hit.passage
        hang(out, "· ", place(passage.title, passage.context, passage.page), head_style="cyan")
        hang(out, "  ", excerpt(passage.text, 200), style="dim")


def documents(chat: Chat, argument: str) -> None:
    """List the documents that you may read."""
    found = chat.run(chat.trivium.documents(principal=chat.asking["principal"], limit=1000))
    table(("title", "status", "#"), [(d.title, d.status, str(d.passages)) for d in found])


def add(chat: Chat, argument: str) -> None:
    """Add a file or a folder, for everybody of your tenant."""
    if not argument:
        raise BadInput("Name a file or a folder: /add contracts/nda.pdf.")
    who = chat.asking["principal"]
    report = chat.run(chat.trivium.ingest([Path(argument)], tenant=who.tenant, user=who.user))
    for refused in report.rejected:
        note(f"{refused.name}: {refused.reason}")
    note(f"{len(report.documents)} documents are in, {len(report.rejected)} stay out")


def good(chat: Chat, argument: str) -> None:
    """Say that the last answer was good, with a comment if you like."""
    _rate(chat, Feedback(rating="good", comment=argument))


def bad(chat: Chat, argument: str) -> None:
    """Say that it was not."""
    _rate(chat, Feedback(rating="bad", comment=argument))


COMMANDS: dict[str, Command] = {
    "help": help_,
    "route": route,
    "mode": mode,
    "new": new,
    "turns": turns,
    "threads": threads,
    "fork": fork,
    "export": export,
    "delete": delete,
    "sources": sources,
    "explain": explain,
    "search": search,
    "documents": documents,
    "add": add,
    "good": good,
    "bad": bad,
}


def _last(chat: Chat) -> Receipt:
    if not chat.last:
        raise NotFound("There is no answer yet: ask something first.")
    return chat.run(chat.trivium.receipt(chat.last, principal=chat.asking["principal"]))


def _rate(chat: Chat, feedback: Feedback) -> None:
    receipt = _last(chat)
    who = chat.asking["principal"]
    chat.run(chat.trivium.feedback(receipt.id, feedback, principal=who))
    note("noted")
