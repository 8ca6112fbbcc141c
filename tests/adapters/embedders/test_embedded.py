from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import trivium.adapters.embedders.embedded as embedded
from trivium.adapters.embedders.embedded import MiniLM
from trivium.adapters.errors import Unavailable
from trivium.adapters.sentences import sentence_spans
from trivium.adapters.terms import Embedded, Passage

TEXT = (
    "The museum was founded in 1871 by a group of sailors. "
    "Admission costs nine euros for adults and four for children. "
    "Its roof was destroyed by a storm in the winter of 1953."
)
PRICE = "How much is a ticket?"


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


def passage(text: str, *, title: str = "") -> Passage:
    return Passage(
        id="p",
        document_id="d",
        version="v",
        ordinal=0,
        start=0,
        end=len(text),
        text=text,
        title=title,
    )


async def one(minilm: MiniLM, text: str, *, title: str = "") -> Embedded:
    (result,) = await minilm.passages([passage(text, title=title)])
    return result


async def nearest(minilm: MiniLM, result: Embedded, question: str) -> int:
    assert result.sentences is not None
    rows = result.sentences.astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return int(np.argmax(rows @ await minilm.query(question)))


async def test_the_sentence_that_answers_is_the_nearest(minilm: MiniLM) -> None:
    result = await one(minilm, TEXT, title="Museum of the Sea")

    assert await nearest(minilm, result, PRICE) == 1
    assert await nearest(minilm, result, "Which year did it open?") == 0
    assert await nearest(minilm, result, "What damaged the roof?") == 2


async def test_characters_that_cannot_be_read_do_not_shift_the_sentences(minilm: MiniLM) -> None:
    text = TEXT.replace("founded", "fou\ud800nded").replace("1871", "\x00\x001871")

    assert await nearest(minilm, await one(minilm, text), PRICE) == 1


async def test_a_sentence_behind_the_limit_has_zeros(minilm: MiniLM) -> None:
    text = "A word follows a word. " * 100

    sentences = (await one(minilm, text)).sentences

    assert sentences is not None
    assert len(sentences) == len(sentence_spans(text))
    assert sentences[0].any()
    assert not sentences[-1].any()


async def test_an_endless_heading_leaves_room_for_the_text(minilm: MiniLM) -> None:
    result = await one(minilm, TEXT, title="Museum " * 2000)

    assert result.sentences is not None
    assert result.sentences[1].any()


async def test_company_in_a_batch_hardly_changes_a_vector(minilm: MiniLM) -> None:
    alone = await one(minilm, TEXT)

    together = await minilm.passages([passage(TEXT), passage("Short."), passage(TEXT * 3)])

    assert together[0].vector @ alone.vector > 0.98


async def test_a_question_does_not_wait_for_the_passages_before_it(minilm: MiniLM) -> None:
    await minilm.query("warm")
    bulk = asyncio.create_task(minilm.passages([passage(TEXT * 4)] * 60))
    await asyncio.sleep(0)

    await minilm.query(PRICE)

    assert not bulk.done()
    await bulk


async def test_passages_stop_at_the_next_batch_when_nobody_waits(minilm: MiniLM) -> None:
    bulk = asyncio.create_task(minilm.passages([passage(TEXT * 4)] * 1000))
    await minilm.query(PRICE)

    bulk.cancel()

    with pytest.raises(asyncio.CancelledError):
        await bulk
    assert (await one(minilm, TEXT)).id == "p"


async def test_nothing_is_loaded_before_the_first_use(tmp_path: Path) -> None:
    minilm = MiniLM(tmp_path)

    with pytest.raises(Unavailable, match=r"tokenizer\.json is missing"):
        await minilm.query(PRICE)


def test_the_model_stays_small_enough_to_ship() -> None:
    assert (Path(embedded.__file__).parent / "minilm" / "model.onnx").stat().st_size < 40_000_000


async def test_what_is_written_about_a_passage_moves_its_vector_and_none_of_its_sentences(
    minilm: MiniLM,
) -> None:
    text = "It has four seats. " * 60
    plain = Passage(id="p", document_id="d", version="", ordinal=0, start=0, end=9, text=text)
    asked = await minilm.query("How many seats does the Zephyr have?")

    situated = replace(plain, about="This is about the cabin of the Zephyr.")
    bare, told = await minilm.passages([plain, situated])

    assert float(told.vector @ asked) > float(bare.vector @ asked) + 0.02
    assert np.linalg.norm(told.vector) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(told.sentences, bare.sentences)
