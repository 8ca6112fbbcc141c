"""Estimates before a call and the provider's figures after it, over the vendors' protocols."""

from __future__ import annotations

import pytest

from trivium.adapters.answerers import chat
from trivium.adapters.base import Answerer, Parts
from trivium.adapters.fakes.server import FakeServer
from trivium.adapters.meter import Meter, prefix_key
from trivium.adapters.terms import Ask, Passage, Scope, Usage

from .conftest import Options

pytestmark = pytest.mark.loopback
HARBOUR = "The harbour closes at night. Ships wait outside until the pilot boat comes out. " * 200
MODEL = "fake-model"


def asked(question: str = "When does the harbour close?", *, tenant: str = "ann") -> Ask:
    passage = Passage(
        id="p", document_id="d", version="", ordinal=0, start=0, end=len(HARBOUR), text=HARBOUR
    )
    scope = Scope(tenant=tenant)
    return Ask(question=question, passages=(passage,), scope=scope, index_version="7")


@pytest.fixture
def meter() -> Meter:
    return Meter()


@pytest.fixture
def parts(at_model: Options, meter: Meter) -> Parts:
    return at_model(meter=meter, model_usd_per_million_in=2.0, model_usd_per_million_out=8.0)


async def used(answerer: Answerer, ask: Ask) -> Usage:
    *_, usage = [piece async for piece in answerer.answer(ask)]
    assert isinstance(usage, Usage)
    return usage


async def test_what_was_expected_stands_beside_what_the_provider_told(parts: Parts) -> None:
    usage = await used(chat.connect(parts), asked())

    assert usage.expected_in == pytest.approx(usage.tokens_in, rel=0.02)
    assert usage.expected_out > 0
    assert usage.expected_usd == pytest.approx(
        (2 * usage.expected_in + 8 * usage.expected_out) / 1e6
    )


async def test_the_estimate_learns_how_long_the_models_tokens_are(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trivium.adapters.fakes.server.tokens", lambda text: len(text) // 3)
    answerer = chat.connect(parts)

    first, second = await used(answerer, asked()), await used(answerer, asked("What else?"))

    assert first.expected_in < 0.8 * first.tokens_in
    assert second.expected_in == pytest.approx(second.tokens_in, rel=0.02)


async def test_what_should_be_cached_is_expected_to_be_and_its_hit_rate_counted(
    parts: Parts, meter: Meter, vendor: str
) -> None:
    answerer = chat.connect(parts)

    cold, warm = await used(answerer, asked()), await used(answerer, asked("What else?"))
    known = meter.prefix(f"{vendor}:{MODEL}", prefix_key(Scope(tenant="ann"), "7"))

    assert (cold.cached_tokens, warm.cached_tokens > 0.9 * warm.tokens_in) == (0, True)
    assert warm.tells_cache
    assert warm.expected_usd <= cold.expected_usd
    assert known is not None
    assert known.asked == 1
    assert known.hit_rate == pytest.approx(warm.cached_tokens / warm.tokens_in)


async def test_another_scope_is_another_prefix(parts: Parts, meter: Meter, vendor: str) -> None:
    answerer = chat.connect(parts)

    for tenant in ("ann", "bob"):
        await used(answerer, asked(tenant=tenant))

    for tenant in ("ann", "bob"):
        known = meter.prefix(f"{vendor}:{MODEL}", prefix_key(Scope(tenant=tenant), "7"))
        assert known is not None
        assert known.hit_rate is None


async def test_an_answer_that_is_left_has_read_the_prompt(
    parts: Parts, meter: Meter, server: FakeServer, vendor: str
) -> None:
    server.token_s = 0.02
    pieces = chat.connect(parts).answer(asked())
    await anext(pieces)
    await pieces.aclose()

    known = meter.prefix(f"{vendor}:{MODEL}", prefix_key(Scope(tenant="ann"), "7"))

    assert known is not None
    assert known.at > 0


async def test_a_form_has_its_estimate_too(parts: Parts) -> None:
    from trivium.adapters.asides import asides
    from trivium.adapters.chat.model import chat_model
    from trivium.adapters.chat.structured import Structured

    schema = {
        "title": "Ready",
        "description": "Whether you are ready",
        "type": "object",
        "properties": {"ready": {"type": "boolean"}},
        "required": ["ready"],
        "additionalProperties": False,
    }
    with asides() as aside:
        await Structured(chat_model(parts.options)).ask(
            [{"role": "user", "content": "Are you ready?"}], schema
        )

    assert aside.usage.expected_in > 0
    assert aside.usage.expected_usd > 0
