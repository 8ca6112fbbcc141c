"""What the server sends has OpenAI's shapes; and each kind of difference would be seen."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from trivium.adapters.errors import TooMany, Upstream
from trivium.adapters.secrets import Secret

from .conftest import serving
from .members import services
from .openai_shape import (
    RECORD,
    chat_stream,
    differences,
    frames,
    refusal,
    responses_stream,
)
from .openai_types import NAMES, shapes
from .shapes import Record

pytestmark = pytest.mark.loopback

BACKUPS = "Backups are kept for thirty days. They live in two places."
QUESTION = "How long are backups kept?"
POSTED = httpx.Request("POST", "http://here/v1/chat/completions")


@pytest.fixture
async def told(door: Any, script: Any) -> Any:
    await door.add(BACKUPS)
    script.pieces = ["Backups are kept ", "for thirty days. [1] They live", " in two places. [1]"]
    return door


async def test_nothing_differs(told: Any) -> None:
    def ask() -> list[str]:
        with httpx.Client(base_url=told.url, timeout=20) as client:
            return list(differences(client))

    assert await asyncio.to_thread(ask) == []


@pytest.mark.parametrize("error", [Upstream("It broke off."), TooMany("Wait.", wait_s=1)])
async def test_nothing_differs_when_a_model_breaks_off(told: Any, script: Any, error: Any) -> None:
    script.error, script.error_after = error, 2
    answer = await told.ask(stream=True)
    assert list(chat_stream(answer, order="failed_chat")) == []
    answer = await told.client.post("/v1/responses", json={"input": QUESTION, "stream": True})
    assert list(responses_stream(answer, order="failed_responses")) == []


async def test_nothing_differs_when_the_budget_ends(settings: Any, script: Any) -> None:
    async with serving(settings(max_tokens=1), services(script)) as door:
        await door.add(BACKUPS)
        chat = await door.ask(stream=True)
        body = {"input": QUESTION, "stream": True}
        response = await door.client.post("/v1/responses", json=body)
    assert [*chat_stream(chat), *responses_stream(response)] == []
    assert '"finish_reason":"length"' in chat.text
    assert "response.incomplete" in response.text


async def test_nothing_differs_without_a_good_key(settings: Any, script: Any) -> None:
    async with serving(settings(api_key=Secret("0123456789abcdef")), services(script)) as door:
        for headers in ({}, {"Authorization": "Bearer wrong"}):
            answer = await door.client.get("/v1/models", headers=headers)
            assert not list(refusal(answer, (401, "authentication_error", None, None)))


def test_the_record_is_what_openais_client_declares() -> None:
    declared = shapes()
    assert {name: RECORD.shapes[name] for name in declared} == declared
    assert RECORD.shapes.keys() - declared == {"ErrorBody"}
    assert len(NAMES) > 30


USAGE = {"completion_tokens": 5, "prompt_tokens": 12, "total_tokens": 17}


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ({"total_tokens": "17"}, "Usage.total_tokens is '17' and not of the type integer"),
        ({"total_tokens": True}, "Usage.total_tokens is True and not of the type integer"),
        ({"total_tokens": None}, "Usage.total_tokens is None and not of the type integer"),
        ({"tokens": 17}, "Usage.tokens is not in Usage"),
        ({"prompt_tokens_details": {"cached_tokens": "0"}},
         "Usage.prompt_tokens_details.cached_tokens is '0' and not of the type integer"),
    ],
)  # fmt: skip
def test_a_field_that_differs_is_seen(change: dict[str, Any], seen: str) -> None:
    assert RECORD.differences(USAGE, "Usage", "Usage") == []
    assert RECORD.differences({**USAGE, **change}, "Usage", "Usage") == [seen]


def test_a_field_that_is_missing_is_seen() -> None:
    error = {"message": "No.", "type": "server_error", "code": None, "param": None}
    assert RECORD.differences({"error": error}, "ErrorBody", "body") == []
    for name in error:
        less = {other: value for other, value in error.items() if other != name}
        told = RECORD.differences({"error": less}, "ErrorBody", "body")
        assert told == [f"body.error.{name} is missing"]


@pytest.mark.parametrize(
    ("kind", "value", "seen"),
    [
        ("'a' | 'b'", "c", "at is 'c' and not 'a'"),
        ("[string]", ["a", 1], "at[1] is 1 and not of the type string"),
        ("[string]", "a", "at is 'a' and not a list"),
        ("{integer}", {"a": None}, "at[a] is None and not of the type integer"),
        ("Usage | null", 1, "at is 1 and not a Usage"),
    ],
)
def test_a_value_of_another_type_is_seen(kind: str, value: Any, seen: str) -> None:
    assert RECORD.differences(value, kind, "at") == [seen]


@pytest.mark.parametrize(
    ("was", "becomes", "seen"),
    [
        ('"role":"assistant","content":""', "", "the order is"),
        ("data: [DONE]\n\n", "", "the order is"),
        ('"finish_reason":"stop"', '"finish_reason":"end"', "and not 'stop'"),
        ('"object":"chat.completion.chunk"', '"object":"chunk"', "and not 'chat.completion.chunk'"),
        ('"delta":{},', '"delta":{"content":""},', "the order is"),
        ('"created":', '"created":1', "created changes"),
        ('"model":"trivium"', '"model":"other"', "model changes"),
        ('"logprobs":null,', '"logprobs":null,"usage":null,', "is not in ChunkChoice"),
    ],
)
async def test_a_stream_that_differs_is_seen(told: Any, was: str, becomes: str, seen: str) -> None:
    answer = await told.ask(stream=True)
    assert was in answer.text
    text = answer.text.replace(was, becomes, 1)
    assert any(seen in each for each in chat_stream(_like(answer, text)))


async def test_tokens_where_nobody_asked_for_them_are_seen(told: Any) -> None:
    answer = await told.ask(stream=True, stream_options={"include_usage": True})
    assert list(chat_stream(answer, usage=True)) == []
    assert any("tokens are told 1 times" in each for each in chat_stream(answer))
    answer = await told.ask(stream=True)
    assert any("tokens are told 0 times" in each for each in chat_stream(answer, usage=True))


@pytest.mark.parametrize(
    ("was", "becomes", "seen"),
    [
        ('"sequence_number":3', '"sequence_number":4', "has the number 4"),
        ("event: response.created", "event: response.begun", "is called 'response.begun'"),
        ("event: response.output_text.done", "event: response.failed", "the order is"),
        ('"output_index":0', '"output_index":"0"', "not of the type integer"),
        ('"annotation_index":0,', "", "annotation_index is missing"),
    ],
)
async def test_events_that_differ_are_seen(told: Any, was: str, becomes: str, seen: str) -> None:
    answer = await told.client.post("/v1/responses", json={"input": QUESTION, "stream": True})
    assert was in answer.text
    text = answer.text.replace(was, becomes, 1)
    assert any(seen in each for each in responses_stream(_like(answer, text)))


def test_a_refusal_that_differs_is_seen() -> None:
    error = {"message": "No.", "type": "invalid_request_error", "code": "bad", "param": "n"}
    answer = httpx.Response(400, json={"error": error}, request=POSTED)
    wanted = [400, "invalid_request_error", "bad", "n"]
    assert list(refusal(answer, wanted)) == []
    for place in range(4):
        other = [*wanted[:place], "other", *wanted[place + 1 :]]
        [seen] = refusal(answer, other)
        assert seen.endswith("and not 'other'")


async def test_another_kind_of_content_is_seen(told: Any) -> None:
    answer = await told.ask(stream=True)
    plain = httpx.Response(200, text=answer.text)
    assert list(chat_stream(plain)) == ["stream is of the content type text/plain"]


def test_comments_between_the_events_are_passed_over() -> None:
    assert frames(': ping\n\ndata: {"a": 1}\n\n') == [("", {"a": 1})]


def test_of_a_union_the_nearest_alternative_is_told() -> None:
    record = Record(shapes={"A": {"x": "integer", "y": "integer"}})
    assert record.differences({"x": 1, "y": ""}, "null | A", "at") == [
        "at.y is '' and not of the type integer"
    ]


def _like(answer: httpx.Response, text: str) -> httpx.Response:
    kind = {"content-type": answer.headers["content-type"]}
    return httpx.Response(200, text=text, headers=kind)
