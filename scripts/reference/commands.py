"""The commands as their own `--help` tells them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from trivium.cli.main import app

_HEAD = """\
# Commands

What `--help` says of each command. [The command line](../cli.md) shows how they go together, what \
they print with `--json`, and their [exit codes](../cli.md#exit-codes).

*This page is made from the commands themselves: `python -m scripts.reference`.*

"""
_WIDTH = 88


def page() -> str:
    """Return the page, a section for each command."""
    return _HEAD + "\n".join(_sections(typer.main.get_command(app), "trivium", None))


def _sections(command: Any, name: str, above: Any) -> Iterator[str]:
    context = command.context_class(
        command, info_name=name, parent=above, terminal_width=_WIDTH, max_content_width=_WIDTH
    )
    shown = context.command_path
    lines = [line.rstrip() for line in command.get_help(context).strip().splitlines()]
    yield f"## {shown}\n\n```text\n" + "\n".join(lines) + "\n```\n"
    for inner, child in getattr(command, "commands", {}).items():
        yield from _sections(child, inner, context)
