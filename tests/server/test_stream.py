import asyncio
import json

import pytest

from trivium.adapters.errors import Upstream

pytestmark = pytest.mark.loopback

BACKUPS = "Backups are kept for thirty days. They live in two places."


async def chunks(door, **fields):
    """Return the frames of a streamed answer, and what stood behind the last."""
    answer = await door.ask(stream=True, **fields)
    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = [line for line in answer.text.split("\n\n") if line]
    assert all(line.startswith("data: ") for line in lines)
    *frames, last = [line[6:] for line in lines]
    return [json.loads(frame) for frame in frames], last


@pytest.fixture
async def streamed(door, script):
    await door.add(BACKUPS)
    script.pieces = ["Backups are kept ", "for thirty days. [1] They live", " in two places. [1]"]
    return await chunks(door)


def test_it_ends_with_done(streamed):
    assert streamed[1] == "[DONE]"


def test_one_id_goes_through_all_chunks(streamed):
    assert len({chunk["id"] for chunk in streamed[0]}) == 1
    assert {chunk["object"] for chunk in streamed[0]} == {"chat.completion.chunk"}


def test_the_role_comes_first_with_the_route(streamed):
    first = streamed[0][0]
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert first["trivium"]["route"] == "retrieval"


def test_sentences_come_one_by_one_with_their_verdicts(streamed):
    said = [chunk for chunk in streamed[0] if chunk["choices"][0]["delta"].get("content")]
    texts = [chunk["choices"][0]["delta"]["content"].strip() for chunk in said]
    assert texts == ["Backups are kept for thirty days. [1]", "They live in two places. [1]"]
    assert [chunk["trivium"]["label"] for chunk in said] == ["supported", "supported"]


def test_citations_come_before_the_end(streamed):
    *_, cited, last = streamed[0]
    places = [a["url_citation"] for a in cited["choices"][0]["delta"]["annotations"]]
    text = "".join(c["choices"][0]["delta"].get("content", "") for c in streamed[0])
    assert [text[p["start_index"] : p["end_index"]] for p in places] == ["[1]", "[1]"]
    assert cited["choices"][0]["finish_reason"] is None
    assert last["choices"][0]["finish_reason"] == "stop"


def test_the_finish_chunk_has_an_empty_delta_and_tells_the_outcome(streamed):
    last = streamed[0][-1]
    assert last["choices"][0]["delta"] == {}
    assert last["trivium"]["outcome"] == "grounded"
    assert last["trivium"]["receipt_id"].startswith("r_")
    assert last["trivium"]["citations"][0]["number"] == 1


def test_usage_is_not_told_unasked(streamed):
    assert all("usage" not in chunk for chunk in streamed[0])


async def test_usage_comes_last_in_a_chunk_without_choices(door):
    await door.add(BACKUPS)
    *before, last = (await chunks(door, stream_options={"include_usage": True}))[0]
    assert last["choices"] == []
    assert last["usage"]["total_tokens"] == 17
    assert all(chunk["usage"] is None for chunk in before)


async def test_nothing_between_buffers_a_stream(door):
    answer = await door.ask(stream=True)
    assert answer.headers["x-accel-buffering"] == "no"
    assert answer.headers["cache-control"] == "no-cache"


async def test_an_unsupported_sentence_never_leaves(door, script):
    await door.add(BACKUPS)
    script.pieces = ["Backups are kept for thirty days. [1] ", "Cats are unsupported. [1]"]
    frames, _ = await chunks(door)
    text = "".join(c["choices"][0]["delta"].get("content", "") for c in frames)
    assert "Cats" not in text
    assert frames[-1]["trivium"]["outcome"] == "partial"


async def test_an_error_on_the_way_is_a_frame_of_its_own(door, script):
    await door.add(BACKUPS)
    script.error, script.error_after = Upstream("The model broke off: try again."), 1
    frames, last = await chunks(door)
    assert frames[-1]["error"]["message"] == "The model broke off: try again."
    assert "choices" not in frames[-1]
    assert last == "[DONE]"


async def test_an_unforeseen_error_on_the_way_tells_an_id_alone(door, script, caplog):
    await door.add(BACKUPS)
    script.error, script.error_after = ZeroDivisionError("secret"), 1
    frames, _ = await chunks(door)
    error = frames[-1]["error"]
    assert "secret" not in error["message"]
    assert any(record.message.split(":")[0] in error["message"] for record in caplog.records)


async def test_a_reader_who_leaves_cancels_the_run(door, script):
    await door.add(BACKUPS)
    script.wait_s = 30
    body = {"messages": [{"role": "user", "content": "How long?"}], "stream": True}
    async with door.client.stream("POST", "/v1/chat/completions", json=body) as answer:
        assert answer.status_code == 200
        await script.begun.wait()
    await asyncio.wait_for(script.cancelled.wait(), 5)
