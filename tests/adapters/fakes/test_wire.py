"""The port that a fake listens at."""

from __future__ import annotations

from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from openai import APIConnectionError, OpenAI

from trivium.adapters.fakes.openai import KEY, FakeOpenAI

pytestmark = pytest.mark.loopback


def ask(server: FakeOpenAI, raised: list[Exception]) -> None:
    messages: Any = [{"role": "user", "content": "Hello"}]
    with OpenAI(api_key=KEY, base_url=server.url, max_retries=0, timeout=20) as client:
        try:
            client.chat.completions.create(model="gpt", messages=messages)
        except APIConnectionError as error:
            raised.append(error)


def test_a_port_that_is_taken_is_an_error() -> None:
    with FakeOpenAI() as server:
        taken = FakeOpenAI(port=int(server.url.rpartition(":")[2]))
        with pytest.raises(OSError, match="address already in use"):
            taken.__enter__()


def test_closing_hangs_up_on_whoever_still_waits() -> None:
    raised: list[Exception] = []
    begun = monotonic()
    with FakeOpenAI(fault="hang") as server:
        waiting = Thread(target=ask, args=(server, raised))
        waiting.start()
        while not server.asked:
            sleep(0.01)
    waiting.join(5)

    assert raised
    assert monotonic() - begun < 5
