import asyncio

import pytest

from trivium.adapters.errors import Upstream
from trivium.server.completions import Completion
from trivium.server.sse import DONE, PING, EventStream, Feed, frame

WORDS = Completion(model="trivium", created=0, home="http://here/")


async def sent(stream: EventStream) -> list[bytes]:
    messages = []

    async def send(message):
        messages.append(message)

    await stream.stream_response(send)
    return [message["body"] for message in messages[1:-1]]


async def test_pings_keep_a_silent_stream_open():
    async def slowly():
        yield b"a"
        await asyncio.sleep(0.05)
        yield b"b"

    bodies = await sent(EventStream(Feed(slowly()), WORDS, ping_s=0.01))
    assert [body for body in bodies if body != PING] == [b"a", b"b", DONE]
    assert bodies.index(PING) == 1


async def test_what_fails_before_the_first_frame_is_raised():
    async def failing():
        raise Upstream("No.")
        yield b""

    with pytest.raises(Upstream):
        await Feed(failing()).begin(1)


async def test_a_slow_beginning_is_not_waited_for():
    async def slowly():
        await asyncio.sleep(0.05)
        yield b"a"

    feed = Feed(slowly())
    await feed.begin(0.01)
    assert await sent(EventStream(feed, WORDS, ping_s=1)) == [b"a", DONE]


async def test_leaving_closes_the_source():
    closed = asyncio.Event()

    async def endless():
        try:
            while True:
                yield b"a"
                await asyncio.sleep(0)
        finally:
            closed.set()

    feed = Feed(endless())
    items = feed.items(1)
    assert await anext(items) == b"a"
    await items.aclose()
    assert closed.is_set()


def test_a_frame_is_one_line_of_json():
    assert frame({"a": "x\ny"}) == b'data: {"a":"x\\ny"}\n\n'
