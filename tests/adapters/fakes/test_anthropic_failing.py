"""Each fault reaches Anthropic's client as Anthropic's own would."""

from __future__ import annotations

import anthropic as sdk
import pytest
from anthropic import Anthropic

from trivium.adapters.fakes.anthropic import FakeAnthropic
from trivium.adapters.fakes.faults import Fault

from .conftest import ANSWER, PROMPT

pytestmark = pytest.mark.loopback


def streamed(client: Anthropic) -> str:
    with client.messages.stream(
        model="claude", max_tokens=100, messages=[{"role": "user", "content": PROMPT}]
    ) as stream:
        return "".join(stream.text_stream)


@pytest.mark.parametrize(
    ("fault", "raised", "kind"),
    [
        ("bad_request", sdk.BadRequestError, "invalid_request_error"),
        ("unauthorised", sdk.AuthenticationError, "authentication_error"),
        ("too_long", sdk.BadRequestError, "invalid_request_error"),
        ("rate_limited", sdk.RateLimitError, "rate_limit_error"),
        ("down", sdk.InternalServerError, "api_error"),
        ("overloaded", sdk.InternalServerError, "overloaded_error"),
    ],
)
def test_a_refused_request_is_the_clients_own_error(
    anthropic: Anthropic,
    anthropic_server: FakeAnthropic,
    fault: Fault,
    raised: type[sdk.APIStatusError],
    kind: str,
) -> None:
    anthropic_server.fault = fault

    with pytest.raises(raised) as refused:
        streamed(anthropic)

    assert isinstance(refused.value.body, dict)
    assert refused.value.body["error"]["type"] == kind


def test_an_error_in_the_stream_is_raised(
    anthropic: Anthropic, anthropic_server: FakeAnthropic
) -> None:
    anthropic_server.fault = "error_within"

    with pytest.raises(sdk.APIStatusError, match="had an error"):
        streamed(anthropic)


def test_a_stream_may_end_in_order_without_a_reason(
    anthropic: Anthropic, anthropic_server: FakeAnthropic
) -> None:
    anthropic_server.fault = "ended"

    said = streamed(anthropic)

    assert said != ANSWER
    assert ANSWER.startswith(said)


@pytest.mark.parametrize(
    ("fault", "reason"), [("refused", "refusal"), ("filtered", "refusal"), ("cut", "max_tokens")]
)
def test_an_answer_that_is_none_says_why(
    anthropic: Anthropic, anthropic_server: FakeAnthropic, fault: Fault, reason: str
) -> None:
    anthropic_server.fault = fault

    answer = anthropic.messages.create(
        model="claude", max_tokens=100, messages=[{"role": "user", "content": PROMPT}]
    )

    assert answer.stop_reason == reason
