"""The options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from ..adapters.errors import BadInput
from ..adapters.terms import Principal
from ..graph.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
User = Annotated[str, typer.Option("--user", metavar="NAME", help="Who asks.", show_default=False)]
Tenant = Annotated[
    str, typer.Option("--tenant", metavar="NAME", help="Whose documents.", show_default=False)
]
Groups = Annotated[
    list[str] | None,
    typer.Option(
        "--group",
        metavar="NAME",
        help="A group of whoever asks; repeatable.",
        show_default=False,
    ),
]

To = Annotated[str, typer.Option("--to", metavar="FILE", help="Where to write; - to stdout.")]


def refuse_before_verb(name: str, verb: str, *given: object) -> None:
    """Raise `BadInput` for options before a verb, which would not reach it."""
    if any(given):
        raise BadInput(f"Options stand behind the verb: `trivium {name} {verb} --...`.")


def principal(settings: Settings, user: str, tenant: str, groups: list[str] | None) -> Principal:
    """Return who asks: what the options say, the settings for what they leave open."""
    return Principal(
        user=user or settings.user,
        tenant=tenant or settings.tenant,
        groups=frozenset(groups or settings.groups),
    )
