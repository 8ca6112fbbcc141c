"""A tuned model answers alone until documents on its topics change after it was trained."""

from __future__ import annotations

from pathlib import Path

import pytest

from trivium import Contract, Document, Passage, Principal, Settings, Trivium
from trivium.adapters.classifiers.embedded import EmbeddedClassifier
from trivium.adapters.price import Price
from trivium.adapters.terms import Decision, Setting

DAY_S = 86_400.0
MAY = 1_777_593_600.0  # 2026-05-01
VOICE = Contract(
    name="voice",
    purpose="answers about tariffs in the voice of the brand",
    examples=("Tell Mia about our tariffs in our voice.",),
    snapshot="2026-04-30",
    topics=("night tariff",),
)


class Noting(EmbeddedClassifier):
    """Keeps the setting that the graph described."""

    async def classify(self, question: str, setting: Setting, **more: object) -> Decision:
        self.told = setting
        return await super().classify(question, setting)


async def topics_seen(
    trivium: Trivium, who: Principal | None = None, model: Contract = VOICE
) -> tuple[str, ...]:
    async for event in trivium.stream("What is the night tariff?", principal=who):
        if event["type"] == "routed":
            break
    noting = trivium.services.classifier
    assert isinstance(noting, Noting)
    return noting.told.changed_topics


@pytest.fixture
async def shelf(tmp_path: Path):
    from dataclasses import replace

    made = Trivium.open(Settings(home=tmp_path, embedder="hashed", models=(VOICE,)))
    services = replace(made.services, classifier=Noting())
    async with Trivium.open(Settings(home=tmp_path, models=(VOICE,)), services) as trivium:
        yield trivium


async def put(trivium: Trivium, name: str, text: str, updated: float, *groups: str) -> None:
    document = Document(
        id=name,
        title=name,
        source=name,
        version=text,
        updated=updated,
        groups=frozenset(groups),
        tokens=len(text) // 4,
    )
    passage = Passage(
        id=f"{name}:0",
        document_id=name,
        version=text,
        ordinal=0,
        start=0,
        end=len(text),
        text=text,
        title=name,
        groups=frozenset(groups),
    )
    await trivium.services.store.put(document, text, [passage])


async def test_a_document_on_a_topic_that_changed_after_the_snapshot_is_told(shelf) -> None:
    await put(shelf, "list", "The night tariff is 9 cents.", MAY + DAY_S)
    assert await topics_seen(shelf) == ("night tariff",)


@pytest.mark.parametrize(
    ("text", "updated"),
    [
        ("The night tariff is 9 cents.", MAY - DAY_S),
        ("The day tariff is 19 cents.", MAY + DAY_S),
        ("Good night.", MAY + DAY_S),
    ],
)
async def test_older_documents_and_other_topics_are_not(shelf, text: str, updated: float) -> None:
    await put(shelf, "list", text, updated)
    assert await topics_seen(shelf) == ()


async def test_what_the_asker_may_not_read_has_not_changed_for_them(shelf) -> None:
    await put(shelf, "list", "The night tariff is 9 cents.", MAY + DAY_S, "board")
    assert await topics_seen(shelf, Principal(user="ann")) == ()
    assert await topics_seen(shelf, Principal(user="bob", groups={"board"})) == ("night tariff",)


async def test_a_change_is_seen_by_the_next_question(shelf) -> None:
    await put(shelf, "list", "The night tariff is 9 cents.", MAY - DAY_S)
    assert await topics_seen(shelf) == ()
    await put(shelf, "list", "The night tariff is 8 cents.", MAY + DAY_S)
    assert await topics_seen(shelf) == ("night tariff",)


async def test_the_choice_is_told_what_the_answerer_costs(shelf) -> None:
    shelf.services.answerer.price = Price(read=4.0, written=8.0, cached=0.4)
    await topics_seen(shelf)
    told = shelf.services.classifier.told
    assert (told.usd_per_million, told.cached_usd_per_million) == (4.0, 0.4)
