"""A vendor's key in the environment: it changes who reranks, and is shown nowhere."""

from __future__ import annotations

import pytest

from trivium.adapters.cohere_server import KEY, CohereServer, Fault

pytestmark = pytest.mark.loopback
QUESTION = "How long are backups kept?"


@pytest.fixture
def at_cohere(monkeypatch):
    with CohereServer() as server:
        monkeypatch.setenv("COHERE_API_KEY", KEY)
        monkeypatch.setenv("TRIVIUM_COHERE_BASE_URL", server.url)
        yield server


def step(receipt, name):
    return next(step for step in receipt["steps"] if step["name"] == name)


def test_the_key_alone_has_cohere_rerank(trivium, samples, at_cohere):
    ran = trivium("ask", QUESTION, "--route", "retrieval", "--json")
    assert ran.code == 0
    receipt = ran.json["receipt"]
    assert receipt["members"]["reranker"] == "cohere/rerank-v5.0-pro"
    assert step(receipt, "rerank")["cost_usd"] == receipt["cost_usd"] > 0


@pytest.mark.parametrize("fault", ["", "down", "not_json"])
def test_the_key_is_in_nothing_that_is_said(trivium, samples, at_cohere, fault: Fault, caplog):
    at_cohere.fault = fault
    ask = ("ask", QUESTION, "--route", "retrieval")
    asked = trivium(*ask, "--json")
    said = [asked, trivium(*ask), trivium("doctor"), trivium("doctor", "--json")]
    said.append(trivium("receipts", asked.json["receipt"]["id"], "--explain"))
    assert at_cohere.asked
    assert KEY not in "".join(ran.out + ran.err for ran in said) + caplog.text


def test_another_choice_wins_over_the_key(trivium, samples, at_cohere, monkeypatch):
    monkeypatch.setenv("TRIVIUM_RERANKER", "embedded")
    assert trivium("ask", QUESTION, "--route", "retrieval").code == 0
    assert at_cohere.asked == []
