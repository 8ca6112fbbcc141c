"""Trivium inside a FastAPI application that is there already.

One Trivium is opened with the application and closed with it; an endpoint of the application's own
asks it in the name of whoever is signed in. Run it with
`uvicorn examples.inside_fastapi:app` and `curl 'http://127.0.0.1:8000/help?q=...'`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException, Request

from trivium import Principal, Trivium


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open Trivium with the application."""
    async with Trivium.open() as trivium:
        if not (await trivium.corpus()).documents:
            await trivium.ingest(["samples/moorlight"])
        app.state.trivium = trivium
        yield


app = FastAPI(title="The staff portal", lifespan=lifespan)


def signed_in(x_user: Annotated[str, Header()] = "") -> Principal:
    """Return who is signed in, as this application knows it."""
    if not x_user:
        raise HTTPException(401, "Sign in first.")
    return Principal(user=x_user, groups=frozenset({"staff"}))


@app.get("/help")
async def help_(
    q: str, request: Request, who: Annotated[Principal, Depends(signed_in)]
) -> dict[str, Any]:
    """Answer a question of a colleague; what is not grounded is not shown."""
    trivium: Trivium = request.app.state.trivium
    answer = await trivium.ask(q, principal=who, deadline_s=5)
    if answer.outcome != "grounded":
        return {"answer": None, "hint": "Ask the people team.", "receipt": answer.receipt.id}
    sources = [{"title": c.title, "quote": c.quote} for c in answer.citations]
    return {"answer": answer.text, "sources": sources, "receipt": answer.receipt.id}
