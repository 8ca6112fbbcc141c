"""Who asks, and what they ask: what every resource is handed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Request

from ..adapters.terms import Principal
from ..graph.library import Trivium
from .errors import BadRequest

_NAME_CHARS = 200

Named = Annotated[str | None, Header()]


async def trivium_of(request: Request) -> Trivium:
    """Return the Trivium that this server serves."""
    served: Trivium = request.app.state.trivium
    return served


async def principal_of(
    request: Request,
    x_trivium_user: Named = None,
    x_trivium_tenant: Named = None,
    x_trivium_groups: Annotated[str | None, Header(description="separated by commas")] = None,
) -> Principal:
    """Return who the headers name, else the principal of the settings.

    A named user or tenant has only the groups that the headers give, never the settings' own.
    """
    local: Principal = request.app.state.trivium.settings.principal
    if not (x_trivium_user or x_trivium_tenant or x_trivium_groups is not None):
        return local
    groups = header_text(x_trivium_groups or "", "X-Trivium-Groups").split(",")
    return Principal(
        user=header_text(x_trivium_user or "", "X-Trivium-User") or local.user,
        tenant=header_text(x_trivium_tenant or "", "X-Trivium-Tenant") or local.tenant,
        groups=frozenset(group.strip() for group in groups if group.strip()),
    )


def header_text(value: str, name: str) -> str:
    """Read a header that may hold UTF-8, as a header's Latin-1. Raises `BadRequest`."""
    text = value.encode("latin-1", "replace").decode("utf-8", "replace").strip()
    if len(text) > _NAME_CHARS and name != "X-Trivium-Groups":
        raise BadRequest(f"{name} is longer than {_NAME_CHARS} characters: shorten it.", name)
    return text


Served = Annotated[Trivium, Depends(trivium_of)]
Who = Annotated[Principal, Depends(principal_of)]
