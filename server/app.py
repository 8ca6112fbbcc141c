"""The HTTP door as an ASGI application."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from .. import __version__
from ..adapters.errors import TriviumError
from ..graph.library import Trivium
from . import (
    ag_ui,
    chat,
    documents,
    events,
    examples,
    feedback,
    health,
    me,
    metrics,
    models,
    page,
    receipts,
    responses,
    search,
    threads,
    ui_messages,
)
from .audit import Audit, AuditLog
from .errors import add_handlers
from .guard import Guard
from .keyring import Keyring
from .limits import Limits, RateHeaders
from .mcp import McpDoor
from .oidc import Issuer

_log = logging.getLogger(__name__)

_RESOURCES = (
    chat,
    events,
    responses,
    ui_messages,
    ag_ui,
    models,
    documents,
    search,
    threads,
    receipts,
    feedback,
    me,
    health,
    metrics,
    examples,
    page,
)


def create_app(trivium: Trivium) -> FastAPI:
    """Make the application that serves an opened Trivium; whoever opened it closes it."""
    settings = trivium.settings
    app = FastAPI(
        title="Trivium",
        version=__version__,
        description="Answers by the cheapest route that can be trusted, every sentence checked.",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.trivium = trivium
    app.state.metrics = metrics.Metrics()
    app.state.keyring = Keyring.of(settings)
    app.state.issuer = Issuer.of(settings)
    app.state.limits = Limits(settings.requests_per_minute)
    app.state.audit = AuditLog(settings, app.state.keyring)
    app.state.tools = McpDoor(trivium)
    # The last one added is the first to see a request.
    app.add_middleware(RateHeaders)
    app.add_middleware(Audit, log=app.state.audit)
    app.add_middleware(Guard, settings=settings, keyring=app.state.keyring)
    add_handlers(app)
    for resource in _RESOURCES:
        app.include_router(resource.router)
    app.router.routes.append(app.state.tools.route)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
    warming = asyncio.create_task(_warm(app.state.trivium), name="trivium-warm")
    yield
    await app.state.tools.close()
    warming.cancel()
    await asyncio.gather(warming, return_exceptions=True)
    await asyncio.to_thread(app.state.audit.close)


async def _warm(trivium: Trivium) -> None:
    """Load the encoder before the first question asks for it; take up vectors that wait."""
    try:
        await trivium.services.embedder.query("warm")
    except TriviumError as error:
        _log.warning("The embedder does not work yet: %s", error)
    trivium.resume()
