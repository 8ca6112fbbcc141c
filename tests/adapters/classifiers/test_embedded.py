"""The embedded classifier, on the shipped encoder and on words alone."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest

from trivium.adapters.base import Embedder, Parts
from trivium.adapters.classifiers._behaviour import as_passages
from trivium.adapters.classifiers._heads import lessons, shipped
from trivium.adapters.classifiers._shape import EXAMPLES, SHAPES, examples, fit
from trivium.adapters.classifiers.embedded import EmbeddedClassifier
from trivium.adapters.embedders.hashed import HashedWords
from trivium.adapters.load import load
from trivium.adapters.terms import Contract, Decision, Setting

LARGE = Setting(corpus_tokens=5_000_000, corpus_documents=900)
SMALL = Setting(corpus_tokens=9_000, corpus_documents=5, changes_per_week=5)
VOICE = Contract(
    name="voice",
    purpose="marketing copy in the house's voice",
    examples=(
        "Write a tagline for our summer sale",
        "Draft an Instagram caption for the new sneaker",
        "Give me a headline for the newsletter",
        "Write a product blurb for the oat bar",
        "Come up with a slogan for winter jackets",
    ),
)


def test_heads_are_read_without_parsing_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two threads that parse at once end in a SystemError on CPython 3.11; LangGraph is one."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("parsed Python in a thread of its own")

    monkeypatch.setattr(ast, "parse", refuse)
    assert set(shipped()) == {"", "all-MiniLM-L6-v2/int8"}


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    made: Embedder = load("embedders", "embedded").connect(
        Parts(home=tmp_path_factory.mktemp("home"))
    )
    return made


async def decide(encoder: Embedder, question: str, setting: Setting = LARGE) -> Decision:
    vector = await encoder.query(question)
    return await EmbeddedClassifier(encoder).classify(question, setting, vector=vector)


@pytest.mark.parametrize(
    ("question", "route"),
    [
        ("hey there, good afternoon", "direct"),
        ("many thanks, that was quick", "direct"),
        ("What is the penalty for cancelling late?", "retrieval"),
        ("who do I call when the printer breaks", "retrieval"),
        ("Is skiing covered by the travel insurance?", "retrieval"),
        ("thanks, and how many sick days are there?", "retrieval"),
        ("Summarize the safety manual", "long_context"),
        ("What are the main points of these minutes?", "long_context"),
        ("Compare the warranty of the two pumps", "long_context"),
        ("What's the difference between Basic and Pro?", "long_context"),
    ],
)
async def test_questions_not_among_the_examples_are_routed(
    encoder: Embedder, question: str, route: str
) -> None:
    written = {json.loads(line)["text"] for line in EXAMPLES.read_text("utf-8").splitlines()}

    assert question not in written
    assert (await decide(encoder, question)).route == route


async def test_a_comparison_is_shaped_as_one(encoder: Embedder) -> None:
    assert (await decide(encoder, "Compare the warranty of the two pumps")).shape == "compare"


async def test_a_small_corpus_is_read_whole_for_a_fact(encoder: Embedder) -> None:
    decision = await decide(encoder, "What is the penalty for cancelling late?", SMALL)

    assert (decision.route, decision.shape) == ("long_context", "look_up")
    assert "9,000 tokens" in decision.reason


@pytest.mark.parametrize("question", ["asdf qwer", "合同的通知期是多长", "Сколько дней отпуска?"])
async def test_what_is_not_understood_takes_the_safe_route(
    encoder: Embedder, question: str
) -> None:
    assert (await decide(encoder, question)).route == "retrieval"


@pytest.mark.parametrize(
    "prompt",
    [
        "### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history."
        "\n### Chat History:\n<chat_history>\nUSER: How much leave?\n</chat_history>",
        "### Task:\nGenerate 1-3 broad tags categorizing the main themes of the chat history."
        "\n### Chat History:\n<chat_history>\nUSER: hi\n</chat_history>",
        "### Task:\nSuggest 3-5 relevant follow-up questions or prompts."
        "\n### Chat History:\n" + "USER: long\n" * 5000,
        "### Task:\nYou are an autocompletion system. Continue the text in `<text>`.",
        "Provide a concise, 5-word-or-less title for the conversation.\n\nConversation:\nUser: hi",
    ],
)
async def test_a_frontends_own_calls_are_direct(encoder: Embedder, prompt: str) -> None:
    decision = await decide(encoder, prompt)

    assert decision.route == "direct"
    assert decision.confidence == 1


async def test_a_question_about_titles_is_no_frontends_call(encoder: Embedder) -> None:
    assert (await decide(encoder, "What is the title of the first chapter?")).route == "retrieval"


async def test_a_request_like_a_contracts_examples_is_tuned(encoder: Embedder) -> None:
    decision = await decide(
        encoder,
        "Write a slogan for our autumn boots",
        Setting(corpus_tokens=5_000_000, corpus_documents=900, models=(VOICE,)),
    )

    assert (decision.route, decision.model) == ("tuned", "voice")


async def test_an_unlike_question_is_not_tuned(encoder: Embedder) -> None:
    setting = Setting(corpus_tokens=5_000_000, corpus_documents=900, models=(VOICE,))

    assert (await decide(encoder, "How many sick days do I get?", setting)).route == "retrieval"


async def test_every_allowed_route_has_a_score(encoder: Embedder) -> None:
    decision = await decide(encoder, "How many sick days do I get?")

    assert set(decision.alternatives) == {"direct", "retrieval", "long_context"}
    assert sum(decision.alternatives.values()) == pytest.approx(1, abs=1e-3)
    assert set(decision.features) >= {f"knowledge_{shape}" for shape in SHAPES}


async def test_another_embedder_learns_from_the_examples() -> None:
    embedder = HashedWords()

    assert (await decide(embedder, "hello there")).route == "direct"


async def test_without_a_vector_words_decide() -> None:
    decision = await EmbeddedClassifier().classify("Summarise the handbook", LARGE)

    assert decision.route == "long_context"


async def test_the_shipped_heads_say_what_the_examples_teach(encoder: Embedder) -> None:
    rows = lessons()
    embedded = await encoder.passages(as_passages(tuple(text for text, _ in rows)))
    vectors = np.stack([row.vector for row in embedded])
    fresh = {"": fit(rows), encoder.name: fit(rows, vectors)}
    heads = shipped()

    assert set(heads) == set(fresh)
    assert len(heads[encoder.name].general) == len(examples())
    for name in fresh:
        for text in ("hello there", "When is the rent due?", "Compare both offers"):
            vector = await encoder.query(text) if name else None
            said, wanted = (
                list(head(text, None if vector is None else head.near(vector)).values())
                for head in (heads[name], fresh[name])
            )
            np.testing.assert_allclose(said, wanted, atol=0.02)


def test_examples_ship_beside_the_code() -> None:
    assert Path(EXAMPLES).is_file()
