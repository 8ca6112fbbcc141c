"""Prompts are text files; a variable that is missing, or one too many, is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent / "prompts"


def prompt(name: str, **values: str) -> str:
    """Fill `prompts/<name>.md`. Raises `KeyError` unless the values are exactly its variables."""
    template = _template(name)
    wanted = set(template.get_identifiers())
    if wanted != values.keys():
        wrong = ", ".join(sorted(wanted ^ values.keys()))
        raise KeyError(f"the prompt {name} and its values differ in: {wrong}")
    return template.substitute(values)


@cache
def _template(name: str) -> Template:
    return Template((_FOLDER / f"{name}.md").read_text(encoding="utf-8").strip())
