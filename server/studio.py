"""What `langgraph dev` serves beside Studio: the HTTP door, over the members of Studio's graph."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from ..adapters.errors import Forbidden
from ..graph.library import Trivium
from ..graph.studio import services, settings
from .app import create_app
from .errors import error_response
from .keyring import Keyring


class Door(BaseRoute):
    """Leads to a whole application, with its guard, for the paths that are its own and no others.

    LangGraph's server takes over an application's routes and puts its own behind them; a guard over
    all of them would turn away Studio's page, which comes from another origin.
    """

    def __init__(self, app: Starlette) -> None:
        self._app = app
        self._keyring: Keyring = app.state.keyring

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether the application has this path, be it with another method."""
        known = (route.matches(scope)[0] for route in self._app.router.routes)
        return (Match.NONE if all(found is Match.NONE for found in known) else Match.FULL), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on.

        LangGraph's server lets pages from everywhere read what it answers; without keys nothing of
        ours may be read so.
        """
        headers = Headers(scope=scope)
        origin, own = headers.get("origin"), headers.get("host", "")
        foreign = origin is not None and origin.partition("://")[2] != own
        refused = error_response(Forbidden("Only Trivium's own page may ask this without a key."))
        reached = refused if foreign and not self._keyring.needed else self._app
        await reached(scope, receive, send)


def beside_studio(trivium: Trivium) -> FastAPI:
    """Make the application that LangGraph's server extends; it opens and closes `trivium`."""
    door = create_app(trivium)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None, None]:
        async with trivium, door.router.lifespan_context(door):
            yield

    app = FastAPI(openapi_url=None, lifespan=lifespan)
    app.router.routes.append(Door(door))
    # LangGraph's server asks for this, and puts its own operations beside ours.
    app.openapi = door.openapi  # type: ignore[method-assign]
    return app


app = beside_studio(Trivium.open(settings, services))
