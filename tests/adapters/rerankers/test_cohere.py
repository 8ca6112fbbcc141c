"""Cohere through its own SDK, from a server on this machine that fails and lies as it is told."""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

import pytest

from trivium.adapters._cohere import Cohere
from trivium.adapters.base import Parts
from trivium.adapters.cohere_server import KEY, CohereServer, Fault
from trivium.adapters.errors import Unavailable, UnknownSetting, Upstream, UpstreamTimeout
from trivium.adapters.rerankers.cohere import CohereReranker, Prices, connect
from trivium.adapters.secrets import Secret
from trivium.adapters.terms import Hit, Passage

pytestmark = pytest.mark.loopback

QUESTION = "How long is annual leave?"
LEAVE = "Ask your manager first. Annual leave is 28 days long. 😀 Lunch is at noon."
TEXTS = ["Lunch is at noon.", LEAVE, "The lease ends in May."]
PRICES = Prices(searches=2.0, tokens=0.05)


def hit(text: str, *, id: str = "", title: str = "") -> Hit:
    passage = Passage(
        id=id or text,
        document_id="d",
        version="",
        ordinal=0,
        start=0,
        end=len(text),
        text=text,
        title=title,
    )
    return Hit(passage=passage, score=1.0)


HITS = [hit(text) for text in TEXTS]


@pytest.fixture
async def cohere(server: CohereServer) -> AsyncGenerator[Cohere]:
    server.fault = ""
    server.asked.clear()
    made = Cohere(Secret(KEY), server.url)
    yield made
    await made.close()


@pytest.fixture
def reranker(cohere: Cohere) -> CohereReranker:
    return CohereReranker(cohere, "rerank-v5.0-pro", prices=PRICES)


def texts(hits: Sequence[Hit]) -> list[str]:
    return [each.passage.text for each in hits]


async def test_the_hits_come_in_the_models_order(reranker: CohereReranker) -> None:
    found = await reranker.rerank(QUESTION, HITS, limit=2)

    assert texts(found.hits)[0] == LEAVE
    assert len(found.hits) == 2
    assert found.hits[0].score == 0.75


async def test_spans_are_offsets_into_the_passages_own_text(reranker: CohereReranker) -> None:
    titled = [hit(LEAVE, title="Handbook"), hit("Lunch is at noon.")]

    found = await reranker.rerank(QUESTION, titled, limit=1)

    ((start, end),) = found.hits[0].spans
    assert LEAVE[start:end] == "Annual leave is 28 days long."


async def test_spans_are_only_asked_of_models_that_have_them(
    cohere: Cohere, server: CohereServer
) -> None:
    found = await CohereReranker(cohere, "rerank-v4.0-pro").rerank(QUESTION, HITS, limit=1)

    assert "relevant_spans" not in server.asked[0]
    assert found.hits[0].spans == ()


async def test_spans_that_do_not_fit_are_left_out_and_the_order_stands(
    reranker: CohereReranker, server: CohereServer
) -> None:
    server.fault = "bad_spans"

    found = await reranker.rerank(QUESTION, HITS, limit=1)

    assert texts(found.hits) == [LEAVE]
    assert found.hits[0].spans == ()


async def test_the_bill_is_in_searches_or_in_tokens(cohere: Cohere) -> None:
    searches = CohereReranker(cohere, "rerank-v4.0-pro", prices=PRICES)
    tokens = CohereReranker(cohere, "rerank-v5.0-pro", prices=PRICES)

    by_search = await searches.rerank(QUESTION, [hit(f"number {n}") for n in range(101)], limit=5)
    by_token = await tokens.rerank(QUESTION, [hit("four words and more")], limit=5)

    assert by_search.usage.cost_usd == pytest.approx(2 * 2.0 / 1000)
    assert by_search.usage.member == "cohere/rerank-v4.0-pro"
    assert by_token.usage.cost_usd == pytest.approx(4 * 0.05 / 1_000_000)


async def test_the_bill_is_estimated_before_it_is_run_up(cohere: Cohere) -> None:
    searches = CohereReranker(cohere, "rerank-v4.0-pro", prices=PRICES)
    tokens = CohereReranker(cohere, "rerank-v5.0-pro", prices=PRICES)

    assert searches.estimate_usd([hit("x")] * 101) == pytest.approx(2 * 2.0 / 1000)
    assert tokens.estimate_usd([hit("four" * 10)] * 5) == pytest.approx(50 * 0.05 / 1_000_000)


async def test_a_passage_that_is_there_twice_is_paid_for_once(
    reranker: CohereReranker, server: CohereServer
) -> None:
    found = await reranker.rerank(QUESTION, [*HITS, hit(LEAVE.upper(), id="again")], limit=9)

    assert len(server.asked[0]["documents"]) == len(found.hits) == 3


async def test_no_more_than_a_thousand_documents_go_into_a_request(
    reranker: CohereReranker, server: CohereServer
) -> None:
    many = [hit(f"passage number {n}") for n in range(1500)] + [hit(LEAVE)]

    found = await reranker.rerank(QUESTION, many, limit=3)

    assert sorted(len(body["documents"]) for body in server.asked) == [501, 1000]
    assert texts(found.hits)[0] == LEAVE
    assert len(found.hits) == 3


async def test_a_long_passage_is_cut_to_what_the_model_reads(
    reranker: CohereReranker, server: CohereServer
) -> None:
    await reranker.rerank(QUESTION, [hit("word " * 10_000)], limit=1)

    assert server.asked[0]["max_tokens_per_doc"] == 4096
    assert len(server.asked[0]["documents"][0]) == 4 * 4096


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

    assert texts((await reranker.rerank(QUESTION, HITS, limit=1)).hits) == [LEAVE]


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


def test_without_a_key_it_says_which(at_home: Parts) -> None:
    with pytest.raises(UnknownSetting, match="set COHERE_API_KEY"):
        connect(at_home)


def test_without_the_client_it_says_how_to_install_it(
    at_cohere: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "cohere", raising=False)

    with pytest.raises(Unavailable, match=r"pip install 'trivium\[cohere\]'"):
        connect(at_cohere)


def test_connecting_imports_nothing(at_cohere: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "cohere"]:
        monkeypatch.delitem(sys.modules, name)

    connect(at_cohere)

    assert "cohere" not in sys.modules


def test_the_model_is_the_settings_or_the_members_argument(at_cohere: Parts) -> None:
    named = {**at_cohere.options, "model_argument": "rerank-v3.5"}

    assert connect(at_cohere).name == "cohere/rerank-v5.0-pro"
    assert connect(replace(at_cohere, options=named)).name == "cohere/rerank-v3.5"
