"""Write `.env.example`, `trivium.toml` and `docs/settings.md` from the settings themselves."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from textwrap import wrap
from typing import Any, get_type_hints

from ..adapters.secrets import Secret
from .settings import CONFIG, FILE
from .settings_fields import PREFIX, Settings, about, variable
from .settings_values import expected

_ENV_HEAD = f"""\
# Every variable that Trivium reads, at its default. Copy this file to `.env`, remove the `#` before
# what you want to change, and load it with `set -a; . ./.env; set +a` (docker compose reads it by
# itself). The environment wins over {FILE}.

# Another settings file than {FILE} in the working directory.
#{CONFIG}={FILE}"""

_TOML_HEAD = f"""\
# Every setting of Trivium, at its default. Remove the `#` before what you want to change.
# The environment wins over this file: `port` is {PREFIX}PORT there."""

_MODEL = """\
#[[models]]
#name = "support-tone"
#purpose = "answers customers in our support team's tone"
#examples = ["Reply to this complaint", "Make this sound like us"]
#model = "openai:ft:..."
#snapshot = "2026-06-30"
#topics = ["returns", "shipping"]
#owner = "support@example.com"
#fallback = ""
#canary = 0.1
#canary_model = "openai:ft:..."
#shadow = "openai:ft:..."
"""

_DOC_HEAD = f"""\
# Settings

With nothing set, Trivium needs no key and no network. A setting is read from the environment
(`{PREFIX}PORT`), else from `{FILE}` (`port`) in the working directory or wherever
`{CONFIG}` points, else it has its default. Names in lists are separated by commas in the
environment; an empty variable counts as not set. A name that does not exist is an error that tells
the nearest right one. `trivium doctor` shows every value and where it came from.

A member is the name of a file in `adapters/<family>/`, or the dotted path of a module of your own.

*This page is made from the settings themselves: `python -m trivium.graph.settings --write`.*"""


def render_env_example() -> str:
    """Return the text of `.env.example`."""
    lines = [_ENV_HEAD]
    for section, name, default in _settings():
        if name == "models":
            continue
        lines += _comment(section, name)
        lines.append(f"#{variable(name)}={_text(default)}")
    return "\n".join(lines) + "\n"


def render_toml() -> str:
    """Return the text of a `trivium.toml` with everything in it commented out."""
    lines = [_TOML_HEAD]
    for section, name, default in _settings():
        if isinstance(default, Secret):
            continue
        lines += _comment(section, name)
        lines.append(_MODEL.rstrip() if name == "models" else f"#{name} = {_toml(default)}")
    return "\n".join(lines) + "\n"


def render_docs() -> str:
    """Return the text of `docs/settings.md`."""
    lines = [_DOC_HEAD]
    kinds = get_type_hints(Settings)
    for section, name, default in _settings():
        if section:
            lines += ["", f"## {section}", ""]
            lines += ["| variable | key | default | takes | what it is |", "|---|---|---|---|---|"]
        in_environment = "" if name == "models" else f"`{variable(name)}`"
        in_file = "" if isinstance(default, Secret) else f"`{name}`"
        shown = f"`{_text(default)}`" if _text(default) else ""
        takes = expected(kinds[name], about(name)).rstrip(",")
        cells = (in_environment, in_file, shown, takes, about(name).doc)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines).rstrip() + f"\n\n```toml\n{_MODEL.replace('#', '')}```\n"


FILES = {
    ".env.example": render_env_example,
    FILE: render_toml,
    "docs/settings.md": render_docs,
}


def main(arguments: Sequence[str]) -> int:
    """With `--write` write the files below the working directory, else say which would change."""
    stale = 0
    for name, render in FILES.items():
        path, text = Path(name), render()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        if "--write" in arguments:
            path.write_text(text, encoding="utf-8")
        else:
            sys.stderr.write(f"{name} is stale: python -m trivium.graph.settings --write\n")
            stale = 1
    return stale


def _settings() -> Iterator[tuple[str, str, Any]]:
    for f in fields(Settings):
        yield about(f.name).section, f.name, f.default


def _comment(section: str, name: str) -> list[str]:
    head = ["", f"# ---- {section} " + "-" * (90 - len(section)), ""] if section else [""]
    return head + wrap(about(name).doc, 100, initial_indent="# ", subsequent_indent="# ")


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(str(item) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _toml(value: Any) -> str:
    if isinstance(value, Path):
        return json.dumps(str(value))
    return json.dumps(list(value) if isinstance(value, tuple) else value)
