"""Who asks, and what they ask: what every resource is handed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Request

from ..adapters.errors import Forbidden, NotKnown
from ..adapters.terms import Principal
from ..graph.library import Trivium
from .audit import note
from .errors import BadRequest
from .keyring import Key, Keyring
from .limits import Limits
from .oidc import Issuer

_NAME_CHARS = 200

Named = Annotated[str | None, Header()]


async def trivium_of(request: Request) -> Trivium:
    """Return the Trivium that this server serves."""
    served: Trivium = request.app.state.trivium
    return served


async def key_of(
    request: Request,
    authorization: Annotated[str | None, Header(description="Bearer and a key")] = None,
) -> Key | None:
    """Return the key of the request; None where no keys are set. Raises `NotKnown`."""
    ring: Keyring = request.app.state.keyring
    request.state.key = None
    if not ring.needed:
        return None
    kind, _, secret = (authorization or "").partition(" ")
    key = await _found(request, secret.strip()) if kind.lower() == "bearer" else None
    if key is None:
        raise NotKnown(
            "This key lets nobody in: send a good one as `Authorization: Bearer KEY`."
            if authorization
            else "A key is needed (`trivium keys create` makes one): `Authorization: Bearer KEY`."
        )
    note(request, who=key.principal, key=key)
    limits: Limits = request.app.state.limits
    request.state.headers = await limits.take(key)
    request.state.key = key
    return key


async def _found(request: Request, secret: str) -> Key | None:
    """Look among the keys, else ask the issuer, whose tokens have two dots."""
    key: Key | None = request.app.state.keyring.find(secret)
    issuer: Issuer | None = request.app.state.issuer
    if key is None and issuer is not None and secret.count(".") == 2:
        return await issuer.key(secret)
    return key


async def principal_of(
    request: Request,
    key: Annotated[Key | None, Depends(key_of)],
    x_trivium_user: Named = None,
    x_trivium_tenant: Named = None,
    x_trivium_groups: Annotated[str | None, Header(description="separated by commas")] = None,
) -> Principal:
    """Return who asks.

    With keys it is whom the key stands for; only a key that speaks for others may name somebody
    else, in its own tenant and within its own groups. Without keys it is who the headers name, else
    the principal of the settings; a named one has only the groups that the headers give.
    """
    local: Principal = key.principal if key else request.app.state.trivium.settings.principal
    if not (x_trivium_user or x_trivium_tenant or x_trivium_groups is not None):
        note(request, who=local)
        return local
    groups = header_text(x_trivium_groups or "", "X-Trivium-Groups").split(",")
    named = Principal(
        user=header_text(x_trivium_user or "", "X-Trivium-User") or local.user,
        tenant=header_text(x_trivium_tenant or "", "X-Trivium-Tenant") or local.tenant,
        groups=frozenset(group.strip() for group in groups if group.strip()),
    )
    who = named if key is None else _spoken_for(key, named)
    note(request, who=who)
    return who


def _spoken_for(key: Key, named: Principal) -> Principal:
    """Return who a key names. Raises `Forbidden`."""
    if not key.speaks_for_others:
        raise Forbidden(
            "This key stands for one user: leave the X-Trivium headers away, or use a key made "
            "with `trivium keys create --speaks-for-others`."
        )
    if named.tenant != key.tenant or not named.groups <= frozenset(key.groups):
        raise Forbidden(
            f"This key speaks for users of the tenant {key.tenant!r} within its groups "
            f"({', '.join(key.groups) or 'none'}): name no other."
        )
    return named


def header_text(value: str, name: str) -> str:
    """Read a header that may hold UTF-8, as a header's Latin-1. Raises `BadRequest`."""
    text = value.encode("latin-1", "replace").decode("utf-8", "replace").strip()
    if len(text) > _NAME_CHARS and name != "X-Trivium-Groups":
        raise BadRequest(f"{name} is longer than {_NAME_CHARS} characters: shorten it.", name)
    return text


async def operator_of(key: Annotated[Key | None, Depends(key_of)]) -> None:
    """Let in who may see numbers over all tenants. Raises `Forbidden`."""
    if key is not None and not key.operator:
        raise Forbidden("This needs a key made with `trivium keys create --operator`.")


Served = Annotated[Trivium, Depends(trivium_of)]
Who = Annotated[Principal, Depends(principal_of)]
Keyed = Annotated[Key | None, Depends(key_of)]
