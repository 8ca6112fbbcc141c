"""A stream of OpenAI's as plain dicts."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import pytest

from trivium.adapters.chat.brief import Chunks


class Response:
    """What came over the wire, piece by piece."""

    request: Any = None

    def __init__(self, *pieces: str) -> None:
        self._pieces = pieces
        self.closed = False

    async def aiter_bytes(self) -> AsyncGenerator[bytes, None]:
        for piece in self._pieces:
            yield piece.encode()

    async def aclose(self) -> None:
        self.closed = True


def frame(text: str = "", **more: Any) -> str:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None, **more}
    return f"data: {json.dumps({'id': 'c', 'choices': [choice]})}\n\n"


async def texts(*pieces: str) -> Sequence[str]:
    async with Chunks(Response(*pieces)) as chunks:
        return [c["choices"][0]["delta"].get("content", "") async for c in chunks]


async def test_what_came_together_is_one() -> None:
    assert await texts(frame("The ") + frame("sky "), frame("is ") + frame("blue.")) == [
        "The sky ",
        "is blue.",
    ]


async def test_a_chunk_may_come_in_two_halves() -> None:
    whole = frame("sky")

    assert await texts(frame("The ") + whole[:20], whole[20:], "data: [DONE]\n\n") == [
        "The ",
        "sky",
    ]


async def test_what_holds_more_than_text_stays_by_itself() -> None:
    end = frame("", finish_reason="stop")
    tool = frame("", delta={"content": "", "tool_calls": [{"index": 0}]})
    usage = 'data: {"choices": [], "usage": {"prompt_tokens": 3}}\n\n'

    async with Chunks(Response(frame("a") + frame("b") + tool + end + usage)) as chunks:
        found = [chunk async for chunk in chunks]

    assert [len(chunk["choices"]) for chunk in found] == [1, 1, 1, 0]
    assert found[0]["choices"][0]["delta"]["content"] == "ab"
    assert found[2]["choices"][0]["finish_reason"] == "stop"


async def test_one_chunk_stays_short() -> None:
    found = await texts(frame("word ") * 200)

    assert "".join(found) == "word " * 200
    assert max(map(len, found)) <= 210


async def test_an_error_within_is_the_clients() -> None:
    from openai import APIError

    error = 'data: {"error": {"message": "It broke."}}\n\n'

    with pytest.raises(APIError, match="It broke"):
        await texts(frame("The "), error)


@pytest.mark.parametrize("line", ["data: {\n\n", "data: 7\n\n"])
async def test_what_is_no_object_is_nonsense(line: str) -> None:
    with pytest.raises(ValueError, match="no object|Expecting"):
        await texts(line)


async def test_leaving_hangs_up() -> None:
    response = Response(frame("a"), frame("b"))

    async with Chunks(response) as chunks:
        async for _ in chunks:
            break

    assert response.closed
