"""Cohere fails and lies: it is asked once, and told in our words."""

from __future__ import annotations

import time

import pytest

from trivium.adapters._cohere import Cohere
from trivium.adapters.cohere_server import KEY, CohereServer, Fault
from trivium.adapters.errors import Unavailable, Upstream, UpstreamTimeout
from trivium.adapters.rerankers.cohere import CohereReranker
from trivium.adapters.secrets import Secret

from .conftest import HITS, QUESTION

pytestmark = pytest.mark.loopback


@pytest.mark.parametrize(
    "lie",
    ["no_results", "too_few", "index_twice", "index_out_of_range", "index_text", "nan"],
)
async def test_an_answer_that_cannot_be_true_is_refused(
    reranker: CohereReranker, server: CohereServer, lie: Fault
) -> None:
    server.fault = lie

    with pytest.raises(Upstream, match="the search's order is safer"):
        await reranker.rerank(QUESTION, HITS, limit=3)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("down", "answered 503: the service is unavailable"),
        ("rate_limited", "answered 429: too many requests"),
        ("dropped", "cannot be reached"),
        ("not_json", "answered 200"),
        ("not_an_object", "makes no sense"),
    ],
)
async def test_a_failure_is_asked_once_and_told_in_our_words(
    reranker: CohereReranker, server: CohereServer, fault: Fault, said: str
) -> None:
    server.fault = fault

    with pytest.raises(Upstream, match=said):
        await reranker.rerank(QUESTION, HITS, limit=3)

    assert len(server.asked) == 1


async def test_an_answer_that_does_not_come_is_not_waited_for(
    reranker: CohereReranker, server: CohereServer
) -> None:
    await reranker.rerank(QUESTION, HITS, limit=1)
    server.fault = "hang"
    begun = time.monotonic()

    with pytest.raises(UpstreamTimeout, match=r"within 0\.2 s"):
        await reranker.rerank(QUESTION, HITS, limit=3, timeout_s=0.2)

    assert time.monotonic() - begun < 2


async def test_a_slow_answer_is_waited_for_within_the_time(
    reranker: CohereReranker, server: CohereServer
) -> None:
    server.fault = "slow"

    assert len((await reranker.rerank(QUESTION, HITS, limit=1)).hits) == 1


async def test_nobody_at_the_address_is_told_with_the_setting_to_mend(server: CohereServer) -> None:
    away = Cohere(Secret(KEY), "http://127.0.0.1:1")

    with pytest.raises(Upstream, match="TRIVIUM_COHERE_BASE_URL"):
        await CohereReranker(away, "rerank-v5.0-pro").rerank(QUESTION, HITS, limit=1)

    await away.close()


async def test_after_repeated_failures_it_is_left_alone_for_a_while(
    reranker: CohereReranker, server: CohereServer
) -> None:
    server.fault = "down"
    for _ in range(3):
        with pytest.raises(Upstream):
            await reranker.rerank(QUESTION, HITS, limit=1)

    with pytest.raises(Unavailable, match="failed 3 times"):
        await reranker.rerank(QUESTION, HITS, limit=1)

    assert len(server.asked) == 3


async def test_a_pause_that_the_vendor_asks_for_is_kept(
    reranker: CohereReranker, server: CohereServer
) -> None:
    server.fault = "rate_limited"
    with pytest.raises(Upstream):
        await reranker.rerank(QUESTION, HITS, limit=1)

    with pytest.raises(Unavailable, match="another 1 s"):
        await reranker.rerank(QUESTION, HITS, limit=1)


async def test_a_wrong_key_is_refused_and_not_shown(server: CohereServer) -> None:
    wrong = Cohere(Secret("hunter2-hunter2"), server.url)

    with pytest.raises(Upstream, match="401: invalid api token") as refused:
        await CohereReranker(wrong, "rerank-v5.0-pro").rerank(QUESTION, HITS, limit=1)

    assert "hunter2" not in f"{refused.value} {refused.value.__cause__} {vars(wrong)}"
    await wrong.close()


async def test_a_model_that_does_not_exist_is_told(cohere: Cohere) -> None:
    with pytest.raises(Upstream, match="404: model 'nonsense' not found"):
        await CohereReranker(cohere, "nonsense").rerank(QUESTION, HITS, limit=1)
