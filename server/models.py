"""The names under which Trivium can be asked, as models: what GET /v1/models lists."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from fastapi import APIRouter
from pydantic import BaseModel

from ..adapters.nearest import unknown
from ..graph.library import Trivium
from ..nodes.routes import default_routes
from .errors import ModelNotFound
from .openai_shapes import errors
from .principal import Keyed, Served

router = APIRouter(tags=["models"])

_CHOOSE = "trivium"
_TUNED = f"{_CHOOSE}-tuned-"


class Way(NamedTuple):
    """What a model's name asks for: a route and a tuned model, each empty where Trivium chooses."""

    route: str = ""
    model: str = ""
    description: str = ""


class Model(BaseModel):
    """A name that can be asked."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "trivium"
    description: str = ""


class ModelList(BaseModel):
    """All of them."""

    object: Literal["list"] = "list"
    data: list[Model]


def ways(trivium: Trivium) -> dict[str, Way]:
    """Return the names: `trivium`, one a route, and `trivium-tuned-NAME` one a tuned model."""
    named = {_CHOOSE: Way(description="Trivium chooses the route.")}
    for route in default_routes():
        named[f"{_CHOOSE}-{route.name.replace('_', '-')}"] = Way(route.name, "", route.when)
    for contract in trivium.services.contracts:
        named[_TUNED + contract.name] = Way("", contract.name, contract.purpose)
    return named


def way_of(name: str, trivium: Trivium) -> Way:
    """Return what a model's name asks for. Raises `ModelNotFound`, naming the nearest."""
    known = ways(trivium)
    if name in known:
        return known[name]
    raise ModelNotFound(unknown("model", name, known))


@router.get("/v1/models", response_model=ModelList, responses=errors())
async def list_models(trivium: Served, key: Keyed) -> dict[str, Any]:
    """List the names that can be asked."""
    data = [{"id": name, "description": way.description} for name, way in ways(trivium).items()]
    return {"data": data}


@router.get("/v1/models/{name}", response_model=Model, responses=errors(404))
async def one_model(name: str, trivium: Served, key: Keyed) -> dict[str, Any]:
    """Return one of them."""
    return {"id": name, "description": way_of(name, trivium).description}
