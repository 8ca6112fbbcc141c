"""Questions answered with vectors of somebody else's embedder, and after it was changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from trivium import Settings, Trivium
from trivium.adapters.cohere_server import KEY, CohereServer
from trivium.adapters.errors import MixedVectors
from trivium.adapters.secrets import Secret
from trivium.ingest.report import Upload

FOLDER = Path(__file__).parents[1] / "adapters/embedders/modules"
OWN = "langchain:own_embeddings.OwnEmbeddings"
LEAVE = "Full-time employees get 28 days of annual leave. Unused days lapse on 31 March."
LEASE = "The lease of the office in Utrecht ends in May. The landlord wants a higher rent."
QUESTION = "How many days of annual leave do full-time employees get?"
FOLLOW_UP = "And when do unused days of it lapse?"


@pytest.fixture(autouse=True)
def own_modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(FOLDER))
    yield
    sys.modules.pop("own_embeddings", None)


def upload(title: str, text: str) -> Upload:
    return Upload(name=f"{title}.md", text=text, title=title)


TEXTS = [upload("Leave", LEAVE), upload("Lease", LEASE)]


@pytest.fixture
async def written(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path / "home", embedder=OWN)
    async with Trivium.open(settings) as trivium:
        await trivium.add(TEXTS)
        await trivium.embed()
    return settings


@pytest.mark.parametrize("route", ["", "retrieval", "long_context"])
async def test_every_way_to_an_answer_works_with_vectors_of_other_lengths(
    written: Settings, route: str
) -> None:
    async with Trivium.open(written) as trivium:
        answer = await trivium.ask(QUESTION, thread="t", route=route)
        further = await trivium.ask(FOLLOW_UP, thread="t", route=route)

    assert "28 days" in answer.text
    assert answer.outcome == "grounded"
    assert answer.receipt.degraded == ()
    assert "31 March" in further.text


async def test_after_the_embedder_was_changed_answers_come_by_words(written: Settings) -> None:
    changed = Settings(home=written.home, embedder="hashed")

    async with Trivium.open(changed) as trivium:
        answer = await trivium.ask(QUESTION, thread="t", route="retrieval")
        further = await trivium.ask(FOLLOW_UP, thread="t", route="retrieval")

    assert "28 days" in answer.text
    assert answer.receipt.degraded == ("no_dense",)
    assert "31 March" in further.text


async def test_its_vectors_are_not_put_beside_the_old_ones(written: Settings) -> None:
    changed = Settings(home=written.home, embedder="hashed")

    async with Trivium.open(changed) as trivium:
        await trivium.add([upload("More", "The canteen serves soup on Mondays.")])
        with pytest.raises(MixedVectors, match="`trivium reindex`"):
            await trivium.embed()


async def test_made_anew_they_are_used_again(written: Settings) -> None:
    changed = Settings(home=written.home, embedder="hashed")

    async with Trivium.open(changed) as trivium:
        services = trivium.services
        assert await services.store.reindex(services.embedder) == 2
        answer = await trivium.ask(QUESTION, route="retrieval")

    assert answer.receipt.degraded == ()
    assert answer.outcome == "grounded"


@pytest.mark.loopback
async def test_a_question_goes_on_by_words_while_the_embedder_is_down(tmp_path: Path) -> None:
    with CohereServer() as server:
        settings = Settings(
            home=tmp_path / "home",
            embedder="cohere",
            cohere_api_key=Secret(KEY),
            cohere_base_url=server.url,
        )
        async with Trivium.open(settings) as trivium:
            await trivium.add(TEXTS)
            await trivium.embed()
            dense = await trivium.ask(QUESTION, route="retrieval")
            server.fault = "down"
            server.asked.clear()
            words = await trivium.ask("What lapses on 31 March?", route="retrieval")

    assert dense.receipt.degraded == ()
    assert words.receipt.degraded == ("no_dense",)
    assert "Unused days lapse" in words.text
    assert len(server.asked) == 1
