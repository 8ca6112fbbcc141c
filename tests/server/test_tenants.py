"""Whatever one asks for, nothing of another tenant or group comes back: no word, count or cache."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from trivium import Contract, Settings
from trivium.adapters.cohere_server import KEY as COHERE_KEY
from trivium.adapters.cohere_server import CohereServer
from trivium.adapters.fakes.openai import KEY, FakeOpenAI
from trivium.adapters.secrets import Secret
from trivium.graph.wiring import services_from
from trivium.server.app import create_app

from ..weaviate.running import shared
from .asking import CASES, DOORS, QUESTION, asked
from .leaks import LEAKS
from .tenants import GROUPS, World, opened

pytestmark = pytest.mark.loopback

TONE = Contract(name="tone", purpose="a brisk tone", examples=("Say it briskly.",))
WHO: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "quarry-nobody": ("quarry", ()),
    "quarry-law": ("quarry", GROUPS[:1]),
    "quarry-sales-board": ("quarry", (GROUPS[1], GROUPS[3])),
    "quarry-all": ("quarry", GROUPS),
    "orchard-nobody": ("orchard", ()),
    "orchard-law": ("orchard", GROUPS[:1]),
    "orchard-staff": ("orchard", GROUPS[2:3]),
    "orchard-all": ("orchard", GROUPS),
}
FEW = ("quarry-nobody", "quarry-law", "orchard-law")
_WEAVIATE = pytest.param("weaviate", marks=pytest.mark.weaviate)


async def walk(world: World) -> list[str]:
    """Ask for everything as everybody, one after the other and back; return what leaked."""
    for askers in (world.askers, world.askers[::-1]):
        for made in dict.fromkeys(CASES.values()):
            for asker in askers:
                await made(asker, world)
    return world.leaks()


@asynccontextmanager
async def vendors(home: Path) -> AsyncIterator[tuple[Settings, Callable[[], list[str]]]]:
    """Yield settings that lead to a chat model and a reranker, and what these were sent."""
    with FakeOpenAI() as model, CohereServer() as cohere:
        settings = Settings(
            home=home,
            port=0,
            models=(TONE,),
            answerer="chat",
            rewriter="chat",
            reranker="cohere",
            model="openai:fake-model",
            model_base_url=f"{model.url}/v1",
            model_api_key=Secret(KEY),
            cohere_base_url=cohere.url,
            cohere_api_key=Secret(COHERE_KEY),
        )

        def sent() -> list[str]:
            bodies = [*(asked.body for asked in model.asked), *cohere.asked]
            model.asked.clear()
            cohere.asked.clear()
            return [json.dumps(body) for body in bodies]

        yield settings, sent


@pytest.fixture(params=["embedded", "vendors", _WEAVIATE])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    if request.param == "vendors":
        async with vendors(tmp_path) as (settings, sent):
            async with opened(settings, services_from(settings), few(), sent=sent) as made:
                yield made
                assert all(asker.cache_keys for asker in made.askers)
        return
    settings = plain(tmp_path)
    if request.param == "weaviate":
        settings = replace(settings, store="weaviate", **shared())
    async with opened(settings, services_from(settings), WHO) as made:
        yield made


def plain(home: Path) -> Settings:
    return Settings(home=home, port=0, models=(TONE,))


def few() -> dict[str, tuple[str, tuple[str, ...]]]:
    return {name: WHO[name] for name in FEW}


def every(routes: Iterable[Any]) -> Iterator[Any]:
    for route in routes:
        included = getattr(route, "original_router", None)
        yield from every(included.routes) if included else [route]


async def test_every_operation_has_a_case(tmp_path: Path) -> None:
    settings = plain(tmp_path)
    async with opened(settings, services_from(settings), {}, ()) as world:
        described = (await world.door.client.get("/openapi.json")).json()["paths"]
        app = create_app(world.door.trivium)
    found = {f"{verb.upper()} {path}" for path, verbs in described.items() for verb in verbs}
    for route in every(app.routes):  # those too that are not described
        methods = getattr(route, "methods", None) or {"*"}
        found |= {f"{verb} {route.path}" for verb in methods - {"HEAD", "OPTIONS"}}
    assert found == CASES.keys(), "write a case in asking.py that asks for it as everybody"


async def test_nothing_of_anothers_comes_back(world: World) -> None:
    assert await walk(world) == []
    for asker in world.askers:  # what is one's own does, at every door
        told = {door: "" for door in DOORS}
        for each in asker.told:
            told[each.operation] = told.get(each.operation, "") + each.answer
        own = [paper.of("brand") for paper in world.ids if asker.sees(paper)]
        assert all(brand in told["POST /v1/search"] for brand in own)
        assert all(any(brand in told[door] for brand in own) for door in DOORS)


async def test_nothing_of_anothers_comes_back_when_all_ask_at_once(tmp_path: Path) -> None:
    settings = plain(tmp_path)
    async with opened(settings, services_from(settings), WHO) as world:
        for _ in range(3):
            await asyncio.gather(*(asked(each, world, QUESTION) for each in world.askers))
        assert world.leaks() == []


@pytest.mark.long
@pytest.mark.parametrize("name", LEAKS)
async def test_a_planted_leak_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    settings = plain(tmp_path)
    services = LEAKS[name](services_from(settings), monkeypatch)
    try:
        async with opened(settings, services, few()) as world:
            seen = await walk(world)
    except AssertionError as error:
        seen = [str(error)]
    assert seen
