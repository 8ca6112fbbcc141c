"""Cohere's embeddings through its own SDK, from a server on this machine."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from dataclasses import replace

import numpy as np
import pytest

from trivium.adapters._cohere import Cohere
from trivium.adapters.base import Parts
from trivium.adapters.cohere_server import KEY, CohereServer, Fault
from trivium.adapters.embedders.cohere import CohereEmbedder, connect
from trivium.adapters.errors import TriviumError, UnknownSetting, Upstream, UpstreamTimeout
from trivium.adapters.secrets import Secret
from trivium.adapters.terms import Passage

pytestmark = pytest.mark.loopback

LIES: list[Fault] = ["no_results", "too_few", "nan", "wrong_dimensions", "not_an_object"]


def passage(number: int) -> Passage:
    text = f"text number {number}"
    return Passage(
        id=str(number),
        document_id="d",
        version="",
        ordinal=number,
        start=0,
        end=len(text),
        text=text,
        title="Title",
    )


@pytest.fixture
async def embedder(server: CohereServer) -> AsyncGenerator[CohereEmbedder]:
    server.fault = ""
    server.asked.clear()
    one, two = (Cohere(Secret(KEY), server.url) for _ in range(2))
    made = CohereEmbedder(one, two, dimensions=32)
    yield made
    await made.close()


async def test_questions_and_passages_are_embedded_each_in_their_way(
    embedder: CohereEmbedder, server: CohereServer
) -> None:
    await embedder.query("Where?")
    await embedder.passages([passage(1)])

    question, passages = server.asked
    assert (question["input_type"], question["texts"]) == ("search_query", ["Where?"])
    assert passages["input_type"] == "search_document"
    assert passages["texts"] == ["Title\ntext number 1"]
    assert {body["output_dimension"] for body in server.asked} == {32}


async def test_many_passages_go_in_requests_that_cohere_takes(
    embedder: CohereEmbedder, server: CohereServer
) -> None:
    found = await embedder.passages([passage(n) for n in range(200)])

    assert sorted(len(body["texts"]) for body in server.asked) == [8, 96, 96]
    assert [embedded.id for embedded in found] == [str(n) for n in range(200)]
    assert all(embedded.sentences is None for embedded in found)


@pytest.mark.parametrize("lie", LIES)
async def test_an_answer_that_cannot_be_true_is_refused(
    embedder: CohereEmbedder, server: CohereServer, lie: Fault
) -> None:
    server.fault = lie

    with pytest.raises(Upstream):
        await embedder.query("Where?")


async def test_a_question_is_asked_once_and_not_waited_for_beyond_its_time(
    server: CohereServer,
) -> None:
    one, two = (Cohere(Secret(KEY), server.url) for _ in range(2))
    embedder = CohereEmbedder(one, two, dimensions=32, timeout_s=0.3)
    server.fault = ""
    await embedder.query("Warm.")
    server.asked.clear()
    server.fault = "hang"
    begun = time.monotonic()

    with pytest.raises(UpstreamTimeout, match=r"within 0\.3 s"):
        await embedder.query("Where?")

    assert time.monotonic() - begun < 2
    assert len(server.asked) == 1
    await embedder.close()


async def test_passages_that_fail_are_no_reason_to_leave_questions_alone(
    embedder: CohereEmbedder, server: CohereServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trivium.adapters.embedders.cohere._BULK_RETRIES", 0)
    server.fault = "down"
    for _ in range(4):
        with pytest.raises(TriviumError):
            await embedder.passages([passage(1)])
    server.fault = ""

    assert len(await embedder.query("Where?")) == 32


async def test_passages_wait_out_a_failure(embedder: CohereEmbedder, server: CohereServer) -> None:
    class Once(list):  # type: ignore[type-arg]
        def append(self, body: object) -> None:
            super().append(body)
            server.fault = "rate_limited" if len(self) == 1 else ""

    server.asked = Once()

    (embedded,) = await embedder.passages([passage(1)])

    assert len(server.asked) == 2
    assert np.linalg.norm(embedded.vector) == pytest.approx(1, abs=1e-5)


def test_the_vectors_origin_names_model_and_dimensions(at_cohere: Parts) -> None:
    named = {**at_cohere.options, "model_argument": "embed-v5.0", "embed_dimensions": 256}

    assert connect(at_cohere).name == "cohere/embed-v4.0/1024"
    assert connect(replace(at_cohere, options=named)).name == "cohere/embed-v5.0/256"


def test_without_a_key_it_says_which(at_home: Parts) -> None:
    with pytest.raises(UnknownSetting, match="set COHERE_API_KEY"):
        connect(at_home)
