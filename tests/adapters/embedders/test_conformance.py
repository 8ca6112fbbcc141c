"""What every embedder does, run over every member in the folder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import asdict

import numpy as np
import pytest

from trivium.adapters.base import Embedder, Parts
from trivium.adapters.cohere_server import KEY
from trivium.adapters.load import load
from trivium.adapters.secrets import Secret
from trivium.adapters.sentences import sentence_spans
from trivium.adapters.terms import Embedded, Passage
from trivium.graph.settings import Settings

from ..conftest import every

HARBOUR = "The harbour closes at night. Ships wait outside until the pilot boat comes out."
BREAD = "Bread needs flour, water, salt and yeast. Knead the dough and let it rest."
ODD = [
    "",
    " \n ",
    "\x00",
    "\ud800",
    "a\ud83db\x00c",
    "日本語のテキスト",
    "x" * 1_000_000,
    "y z " * 250_000,
]


@pytest.fixture(scope="module", params=every("embedders"))
def member(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    options = asdict(Settings())
    if request.param == "cohere":
        server = request.getfixturevalue("server")
        options |= {"cohere_api_key": Secret(KEY), "cohere_base_url": server.url}
        options["embed_timeout_s"] = 30.0  # a busy machine takes seconds to import the SDK
    elif request.param == "langchain":
        options["model_argument"] = "own_embeddings.OwnEmbeddings"
    parts = Parts(home=tmp_path_factory.mktemp("home"), options=options)
    made: Embedder = load("embedders", request.param).connect(parts)
    return made


@pytest.fixture
async def embedder(member: Embedder) -> AsyncGenerator[Embedder]:
    yield member
    if hasattr(member, "close"):
        await member.close()


def passage(text: str, *, id: str = "p", title: str = "", context: str = "") -> Passage:
    return Passage(
        id=id,
        document_id="d",
        version="v",
        ordinal=0,
        start=0,
        end=len(text),
        text=text,
        title=title,
        context=context,
    )


async def embed(embedder: Embedder, *passages: Passage) -> list[Embedded]:
    return await embedder.passages(passages)


def is_unit(vector: np.ndarray, dimensions: int) -> bool:
    return vector.shape == (dimensions,) and bool(abs(np.linalg.norm(vector) - 1) < 1e-3)


async def test_says_its_name_and_dimensions(embedder: Embedder) -> None:
    assert embedder.name
    await embedder.query("What is this?")
    assert embedder.dimensions > 0


async def test_a_question_is_a_vector_of_length_one(embedder: Embedder) -> None:
    vector = await embedder.query("When does the harbour close?")

    assert vector.dtype == np.float32
    assert is_unit(vector, embedder.dimensions)


async def test_the_same_question_has_the_same_vector(embedder: Embedder) -> None:
    first = await embedder.query("When does the harbour close?")
    second = await embedder.query("When does the harbour close?")

    assert first @ second > 0.999


async def test_questions_at_one_time_do_not_mix(embedder: Embedder) -> None:
    questions = [f"Who is number {n}?" for n in range(20)]

    together = await asyncio.gather(*map(embedder.query, questions))

    for question, vector in zip(questions, together, strict=True):
        assert vector @ await embedder.query(question) > 0.999


async def test_passages_come_back_in_their_order(embedder: Embedder) -> None:
    given = [passage(HARBOUR * n, id=f"p{n}") for n in (5, 1, 9, 2)]

    embedded = await embed(embedder, *given)

    assert [e.id for e in embedded] == ["p5", "p1", "p9", "p2"]
    assert all(is_unit(e.vector, embedder.dimensions) for e in embedded)


async def test_no_passages_give_nothing(embedder: Embedder) -> None:
    assert await embed(embedder) == []


async def test_the_passage_about_the_question_is_nearer(embedder: Embedder) -> None:
    question = await embedder.query("When does the harbour close for ships?")

    harbour, bread = await embed(embedder, passage(HARBOUR), passage(BREAD))

    assert harbour.vector @ question > bread.vector @ question


async def test_title_and_heading_count(embedder: Embedder) -> None:
    question = await embedder.query("Rotterdam opening hours")

    plain, titled = await embed(
        embedder,
        passage(HARBOUR),
        passage(HARBOUR, title="Rotterdam", context="Opening hours"),
    )

    assert titled.vector @ question > plain.vector @ question


async def test_sentences_are_rows_in_their_order_or_absent(embedder: Embedder) -> None:
    (embedded,) = await embed(embedder, passage(f"{HARBOUR} {BREAD}", title="Mixed"))

    if embedded.sentences is not None:
        assert embedded.sentences.dtype == np.int8
        assert embedded.sentences.shape == (4, embedder.dimensions)
        question = await embedder.query("Bread needs flour, water, salt and yeast.")
        assert int(np.argmax(unit_rows(embedded.sentences) @ question)) == 2


@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text[:8]))
async def test_odd_text_has_a_vector_too(embedder: Embedder, text: str) -> None:
    question = await embedder.query(text)
    (embedded,) = await embed(embedder, passage(text[:20_000], title=text[:20]))

    assert is_unit(question, embedder.dimensions)
    assert is_unit(embedded.vector, embedder.dimensions)
    if embedded.sentences is not None:
        assert len(embedded.sentences) == len(sentence_spans(text[:20_000]))


def unit_rows(sentences: np.ndarray) -> np.ndarray:
    rows = sentences.astype(np.float32)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
