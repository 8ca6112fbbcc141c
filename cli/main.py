"""`trivium`: find the command, run it, turn what went wrong into a sentence and an exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import Annotated

import typer

from ..adapters.errors import TriviumError, UnknownSetting
from .ask import ask
from .chat import chat
from .compare import compare
from .copy import copy
from .doctor import doctor
from .documents import app as documents
from .graph import graph
from .ingest import ingest
from .keys import app as keys
from .mcp import mcp
from .output import complain, write_json
from .person import app as person
from .receipts import receipts
from .reindex import reindex
from .search import search
from .serve import serve
from .threads import app as threads

app = typer.Typer(
    name="trivium",
    help="Answers by the cheapest route that can be trusted, every sentence checked.",
    epilog="Every command takes --help, and --json for programs.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_COMMANDS = (ask, chat, ingest, copy, reindex, search, receipts, compare, serve, mcp, graph, doctor)
for _command in _COMMANDS:
    app.command()(_command)
app.add_typer(documents, name="documents")
app.add_typer(threads, name="threads")
app.add_typer(person, name="person")
app.add_typer(keys, name="keys")


def _version(wanted: bool) -> None:
    if wanted:
        from .. import __version__

        typer.echo(f"trivium {__version__}")
        raise typer.Exit


@app.callback()
def _trivium(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Answers by the cheapest route that can be trusted, every sentence checked."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (docs/cli.md lists them)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given[: given.index("--")] if "--" in given else "--json" in given
    sys.excepthook = partial(_unforeseen, as_json)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = typer.main.get_command(app).main(given, "trivium", standalone_mode=False)
    except typer.TyperException as error:
        return _usage(error, as_json)
    except typer.Abort:
        return 130
    except TriviumError as error:
        if _debug():
            traceback.print_exc()
        _tell(error.code, str(error), as_json)
        return error.exit_code
    return code if isinstance(code, int) else 0


def _usage(error: typer.TyperException, as_json: bool) -> int:
    message = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        if message:
            typer.echo(message, err=True)
        return 2
    message = message.replace("Value error, ", "").rstrip(".")
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "trivium"
    _tell("bad_input", f"{message}; `{command} --help` helps.", as_json)
    return 2


def _tell(code: str, message: str, as_json: bool) -> None:
    if as_json:
        with suppress(OSError):  # standard output itself may be what fails
            return write_json({"error": {"code": code, "message": message}})
    complain(message)


def _debug() -> bool:
    from ..graph.settings import load_settings

    try:
        return load_settings().log_level == "debug"
    except UnknownSetting:
        return False


def _unforeseen(
    as_json: bool,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
) -> None:
    if _debug():
        sys.__excepthook__(kind, error, trace)
    what = f"{kind.__name__}: {error}" if str(error) else kind.__name__
    hint = "TRIVIUM_LOG_LEVEL=debug shows where, and `trivium doctor` looks for the cause."
    _tell("unforeseen", f"Something unforeseen happened ({what}); {hint}", as_json)
