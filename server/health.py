"""GET /healthz and /readyz: whether the process lives, and whether it can answer."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from ..adapters.terms import Scope
from .openai_shapes import errors
from .principal import Served

router = APIRouter(tags=["upkeep"])

_FAMILIES = (
    "store",
    "embedder",
    "reranker",
    "answerer",
    "classifier",
    "rewriter",
    "checker",
    "ledger",
)


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Ready(BaseModel):
    """The store and the ledger answer too."""

    status: Literal["ready"] = "ready"
    members: dict[str, str] = Field(description="the member at work in each family")
    documents: int | None = Field(description="null where keys are needed")
    pending: int | None = Field(
        description="passages that wait for their vectors; null where keys are needed"
    )


@router.get("/healthz")
async def healthz() -> Alive:
    """Answer, and touch nothing."""
    return Alive()


@router.get("/readyz", responses=errors())
async def readyz(request: Request, trivium: Served) -> Ready:
    """Ask the store what it holds, and the ledger; 503 with a sentence where one cannot say."""
    corpus = await trivium.services.store.corpus(Scope.owner())
    await trivium.services.ledger.asked("", since=trivium.services.clock())
    members = {family: getattr(trivium.services, family).name for family in _FAMILIES}
    if request.app.state.keyring.needed:
        return Ready(members=members, documents=None, pending=None)
    return Ready(members=members, documents=corpus.documents, pending=corpus.pending)
