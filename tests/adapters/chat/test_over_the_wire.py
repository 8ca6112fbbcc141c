"""The answerer with LangChain's own clients, over the vendors' protocols."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from trivium.adapters.answerers import chat
from trivium.adapters.base import Answerer
from trivium.adapters.errors import (
    Garbled,
    KeyRefused,
    ModelRefused,
    PromptTooLong,
    RateLimited,
    TriviumError,
    Unavailable,
    Upstream,
    UpstreamTimeout,
)
from trivium.adapters.fakes.faults import Fault
from trivium.adapters.fakes.openai import KEY
from trivium.adapters.fakes.server import FakeServer
from trivium.adapters.terms import Ask, NoAnswer, Passage, Scope, Usage

from .conftest import Options

pytestmark = pytest.mark.loopback
HARBOUR = "The harbour closes at night. Ships wait outside until the pilot boat comes out."
QUESTION = "When does the harbour close?"
FAULTS: list[tuple[Fault, type[TriviumError]]] = [
    ("bad_request", Upstream),
    ("unauthorised", KeyRefused),
    ("no_model", Upstream),
    ("too_long", PromptTooLong),
    ("filtered_question", ModelRefused),
    ("rate_limited", RateLimited),
    ("no_credit", KeyRefused),
    ("down", Upstream),
    ("unavailable", Upstream),
    ("overloaded", Upstream),
    ("hang", UpstreamTimeout),
    ("hang_within", UpstreamTimeout),
    ("dropped", Upstream),
    ("ended", Garbled),
    ("error_within", Upstream),
    ("not_json", Garbled),
    ("empty", Garbled),
    ("filtered", ModelRefused),
]


def passages(*texts: str) -> tuple[Passage, ...]:
    return tuple(
        Passage(id=f"{n}", document_id=f"d{n}", version="", ordinal=0, start=0, end=len(t), text=t)
        for n, t in enumerate(texts)
    )


async def said(answerer: Answerer, ask: Ask) -> tuple[str, Any, Usage]:
    """Return text, NoAnswer and usage."""
    pieces = [piece async for piece in answerer.answer(ask)]
    refusals = [piece for piece in pieces if isinstance(piece, NoAnswer)]
    usage = pieces[-1]
    assert isinstance(usage, Usage)
    text = "".join(piece for piece in pieces if isinstance(piece, str))
    return text, refusals[0] if refusals else None, usage


async def test_it_answers_with_the_numbers_of_the_documents(at_model: Options) -> None:
    answerer = chat.connect(at_model())

    text, refusal, usage = await said(
        answerer, Ask(question=QUESTION, passages=passages("Bread needs flour.", HARBOUR))
    )

    assert text.startswith("The harbour closes at night. [2]")
    assert refusal is None
    assert usage.tokens_in > 100
    assert usage.tokens_out > 5


async def test_what_no_document_holds_is_no_answer(at_model: Options) -> None:
    text, refusal, _ = await said(
        chat.connect(at_model()), Ask(question="Who owns Mars?", passages=passages(HARBOUR))
    )

    assert (text, bool(refusal)) == ("", True)


@pytest.mark.parametrize(("fault", "kind"), FAULTS)
async def test_every_failure_has_a_kind_and_shows_no_key(
    at_model: Options, server: FakeServer, fault: Fault, kind: type[TriviumError]
) -> None:
    server.fault = fault
    answerer = chat.connect(at_model(model_timeout_s=0.3 if "hang" in fault else 10.0))

    with pytest.raises(kind) as caught:
        await said(answerer, Ask(question=QUESTION, passages=passages(HARBOUR)))

    assert type(caught.value) is kind
    assert KEY not in str(caught.value)
    assert "fake-model" in str(caught.value)


async def test_a_model_that_is_limited_is_left_alone_as_long_as_it_asks(
    at_model: Options, server: FakeServer
) -> None:
    answerer = chat.connect(at_model())
    server.fault, server.retry_after_s = "rate_limited", 7.0
    with pytest.raises(RateLimited) as caught:
        await said(answerer, Ask(question=QUESTION, passages=passages(HARBOUR)))
    asked = len(server.asked)

    with pytest.raises(Unavailable):
        await said(answerer, Ask(question=QUESTION, passages=passages(HARBOUR)))

    assert caught.value.wait_s == 7.0
    assert len(server.asked) == asked == 1


async def test_a_short_wait_that_a_model_asks_for_is_sat_out(
    at_model: Options, server: FakeServer
) -> None:
    answerer = chat.connect(at_model())
    server.retry_after_s = 0.1
    server.next_faults.append("rate_limited")

    text, _, _ = await said(answerer, Ask(question=QUESTION, passages=passages(HARBOUR)))

    assert text
    assert len(server.asked) == 2


async def test_no_wait_takes_more_than_half_of_the_time(
    at_model: Options, server: FakeServer
) -> None:
    answerer = chat.connect(at_model())
    server.retry_after_s = 1.0
    server.next_faults.append("rate_limited")

    with pytest.raises(RateLimited):
        await said(answerer, Ask(question=QUESTION, passages=passages(HARBOUR), timeout_s=1.5))


async def test_roles_leave_a_model_alone_together(at_model: Options, server: FakeServer) -> None:
    server.fault, server.retry_after_s = "rate_limited", 7.0
    ask = Ask(question=QUESTION, passages=passages(HARBOUR))
    first, second = chat.connect(at_model()), chat.connect(at_model())
    with pytest.raises(RateLimited):
        await said(first, ask)

    with pytest.raises(Unavailable):
        await said(second, ask)

    assert len(server.asked) == 1


@pytest.mark.parametrize("fault", ["filtered_question", "too_long"])
async def test_what_lies_in_the_question_does_not_stop_the_next_one(
    at_model: Options, server: FakeServer, fault: Fault
) -> None:
    answerer, ask = chat.connect(at_model()), Ask(question=QUESTION, passages=passages(HARBOUR))
    server.fault = fault
    for _ in range(4):
        with pytest.raises(Upstream):
            await said(answerer, ask)

    server.fault = ""
    assert (await said(answerer, ask))[0]


async def test_a_key_that_a_server_repeats_is_not_told(
    at_model: Options, server: FakeServer
) -> None:
    server.key = "another"

    with pytest.raises(KeyRefused, match="Incorrect key") as caught:
        await said(chat.connect(at_model()), Ask(question=QUESTION, passages=passages(HARBOUR)))

    assert KEY not in str(caught.value)


async def test_a_model_that_loops_is_stopped(at_model: Options, server: FakeServer) -> None:
    server.fault = "loop"

    text, _, usage = await said(
        chat.connect(at_model()), Ask(question=QUESTION, passages=passages(HARBOUR))
    )

    assert 0 < text.count("harbour") < 12
    assert usage.tokens_out < 200


async def test_closing_hangs_up_at_once(at_model: Options, server: FakeServer) -> None:
    server.token_s = 0.05
    pieces = chat.connect(at_model()).answer(Ask(question=QUESTION, passages=passages(HARBOUR)))
    assert isinstance(pieces, AsyncGenerator)

    await anext(pieces)
    await pieces.aclose()
    await asyncio.sleep(0.3)

    assert server.asked[-1].sent < 5


async def test_the_next_question_over_whole_documents_is_read_from_the_cache(
    at_model: Options,
) -> None:
    answerer = chat.connect(at_model())
    given = passages(HARBOUR * 100, "Bread needs flour. " * 100)

    await said(answerer, Ask(question=QUESTION, passages=given, index_version="7"))
    _, _, again = await said(
        answerer, Ask(question="What needs flour?", passages=given[::-1], index_version="7")
    )

    assert again.cached_tokens > 0.9 * again.tokens_in


async def test_another_scope_shares_nothing_of_the_cache(
    at_model: Options, server: FakeServer
) -> None:
    answerer = chat.connect(at_model())
    given = passages(HARBOUR * 100)

    for tenant in ("ann", "bob"):
        scope = Scope(tenant=tenant)
        await said(answerer, Ask(question=QUESTION, passages=given, scope=scope, index_version="7"))

    assert [asked.cached for asked in server.asked] == [0, 0]


async def test_openai_is_told_which_prompts_begin_alike(
    at_model: Options, server: FakeServer, vendor: str
) -> None:
    answerer = chat.connect(at_model())

    for version in ("7", "7", "8"):
        ask = Ask(question=QUESTION, passages=passages(HARBOUR), index_version=version)
        await said(answerer, ask)

    keys = [asked.body.get("prompt_cache_key") for asked in server.asked]
    if vendor == "openai":
        assert keys[0] == keys[1] != keys[2]
    else:
        assert keys == [None] * 3


async def test_ones_own_server_needs_no_key(at_model: Options, server: FakeServer) -> None:
    server.key = None
    given = {"model": "vllm:fake-model", "model_base_url": f"{server.url}/v1", "model_api_key": ""}

    if "/chat/completions" in server.dialects:
        text, _, _ = await said(
            chat.connect(at_model(**given)), Ask(question=QUESTION, passages=passages(HARBOUR))
        )

        assert text
        assert server.asked[-1].body["cache_salt"]
        assert server.asked[-1].body["max_tokens"] == 1024


def test_it_works_in_one_event_loop_after_another(at_model: Options) -> None:
    answerer = chat.connect(at_model())
    ask = Ask(question=QUESTION, passages=passages(HARBOUR))

    async def asked() -> str:
        text, _, _ = await said(answerer, ask)
        await answerer.close()
        return text

    for _ in range(2):
        assert asyncio.run(asked())
