"""`trivium chat`: a conversation at the terminal, with commands that begin with a slash."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from ..adapters.errors import TriviumError
from ..graph.settings import Settings, load_settings
from .ask import Asking, as_json, on_screen
from .options import Groups, Json, Tenant, User, principal
from .output import complain, note
from .samples import provide

if TYPE_CHECKING:
    from ..graph.library import Trivium

_HISTORY = "chat_history"
_HISTORY_LINES = 1000


def chat(
    thread: Annotated[
        str, typer.Option(metavar="NAME", help="A conversation to go on with.", show_default=False)
    ] = "",
    samples: Annotated[
        bool, typer.Option("--samples", help="Load the sample documents first.")
    ] = False,
    user: User = "",
    group: Groups = None,
    tenant: Tenant = "",
    json: Json = False,
) -> int:
    """Ask one question after another; /help lists what else can be typed."""
    settings = load_settings()
    asking: Asking = {
        "thread": thread or f"chat-{uuid4().hex[:8]}",
        "principal": principal(settings, user, tenant, group),
        "route": "",
        "model": "",
        "mode": None,
        "deadline_s": None,
    }
    # One loop for all questions, and none while the next is typed: Ctrl-C ends an answer alone.
    with asyncio.Runner() as runner:
        trivium = runner.run(_open(settings, samples=samples, quiet=json))
        try:
            _converse(Chat(runner, trivium, asking, as_json=json))
        finally:
            runner.run(trivium.close())
    return 0


class Chat:
    """A conversation: how its next question is asked, and what its last answer was."""

    def __init__(
        self, runner: asyncio.Runner, trivium: Trivium, asking: Asking, *, as_json: bool
    ) -> None:
        self.run = runner.run
        self.trivium, self.asking = trivium, asking
        self.as_json = as_json
        self.last = ""

    def take(self, line: str) -> bool:
        """Do what a line says; False where it says to leave. What goes wrong is told."""
        try:
            if line.startswith("/"):
                from .chat_commands import obey

                return obey(self, line)
            self._ask(line)
        except TriviumError as error:
            complain(str(error))
        except KeyboardInterrupt:
            note("stopped")
        return True

    def _ask(self, question: str) -> None:
        tell = as_json if self.as_json else on_screen
        self.last = self.run(tell(self.trivium, question, self.asking)).receipt


def _converse(chat: Chat) -> None:
    typed = sys.stdin.isatty() and not chat.as_json
    if typed:
        _remember(history_of(chat.trivium.settings))
        note(f"Conversation {chat.asking['thread']}. /help lists commands, Ctrl-D ends.")
    while True:
        try:
            line = input("\n› " if typed else "").strip()
        except (EOFError, KeyboardInterrupt):
            if typed:
                typer.echo()
            return
        if line and not chat.take(line):
            return


def history_of(settings: Settings) -> Path:
    """Return the file of what was typed at this machine."""
    return settings.home / _HISTORY


def _remember(path: Path) -> None:
    """Have arrow keys bring back earlier lines and Tab complete commands, where Python can."""
    with suppress(ImportError):
        import atexit
        import readline

        from .chat_commands import COMMANDS

        names = [f"/{name} " for name in COMMANDS]
        readline.set_completer(
            lambda text, n: [*(name for name in names if name.startswith(text)), None][n]
        )
        readline.set_completer_delims("\n")
        readline.parse_and_bind("tab: complete")
        readline.set_history_length(_HISTORY_LINES)
        with suppress(OSError):
            path.touch(mode=0o600)
            readline.read_history_file(path)
            atexit.register(readline.write_history_file, path)


async def _open(settings: Settings, *, samples: bool, quiet: bool) -> Trivium:
    from ..graph.library import Trivium

    trivium = await Trivium.open(settings).__aenter__()
    await provide(trivium, wanted=samples, quiet=quiet)
    return trivium
