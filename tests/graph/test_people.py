"""A person's data as a library has it: what counts as somebody's, and what deleting reaches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from trivium import Principal, Settings, Trivium
from trivium.adapters.answerers.scripted import ScriptedAnswerer
from trivium.adapters.embedders._remember import RememberingEmbedder
from trivium.adapters.embedders.hashed import HashedWords
from trivium.adapters.terms import Scope
from trivium.graph.wiring import services_from
from trivium.ingest.report import Upload

ANN = Principal(user="ann", groups={"legal"})
BOB = Principal(user="bob", groups={"legal"})
LEFT = Principal(user="ann")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, embedder="hashed", classifier="scripted", checker="scripted")


def opened(settings: Settings) -> Trivium:
    """A Trivium that quotes whatever was found."""
    quoting = ScriptedAnswerer(
        lambda ask: "".join(f"{p.text} [{n}] " for n, p in enumerate(ask.passages, 1)) or "Hello."
    )
    embedder = RememberingEmbedder(HashedWords())
    services = replace(services_from(settings), answerer=quoting, embedder=embedder)
    return Trivium.open(settings, services)


def upload(text: str, name: str = "n.md") -> Upload:
    return Upload(name=name, text=text)


async def kinds(trivium: Trivium, who: Principal, scope: Scope | None = None) -> list[str]:
    rows = trivium.export_person(principal=who, scope=scope)
    return sorted([row["kind"] async for row in rows])


async def test_a_deleted_persons_words_leave_what_others_asked(settings: Settings) -> None:
    async with opened(settings) as trivium:
        await trivium.add([upload("Ann keeps bees in Oslo.")], principal=ANN)
        await trivium.add([upload("Bob keeps hens.")], principal=BOB)
        answer = await trivium.ask("Who keeps bees?", thread="t", principal=BOB)
        assert "Oslo" in answer.text
        gone = await trivium.delete_person(principal=ANN)
        assert (gone.documents, gone.threads, gone.receipts) == (1, 0, 0)
        assert "Oslo" not in str(await trivium.receipt(answer.receipt.id, principal=BOB))
        assert "Oslo" not in str(await trivium.turns("t", principal=BOB))
        assert await kinds(trivium, BOB) == ["document", "receipt", "thread"]


async def test_a_document_that_one_may_not_read_any_more_is_the_operators_to_delete(
    settings: Settings,
) -> None:
    async with opened(settings) as trivium:
        await trivium.add([upload("A contract.")], principal=ANN, groups=["legal"])
        assert await kinds(trivium, LEFT) == []
        assert (await trivium.delete_person(principal=LEFT)).documents == 0
        everything = Scope.owner("default")
        assert await kinds(trivium, LEFT, everything) == ["document"]
        assert (await trivium.delete_person(principal=LEFT, scope=everything)).documents == 1


async def test_an_upload_from_before_it_was_kept_who_added_it_is_known_all_the_same(
    settings: Settings,
) -> None:
    async with opened(settings) as trivium:
        await trivium.add([upload("Of ann.")], principal=ANN)
        [document] = await trivium.documents()
        scope = Scope.owner()
        text = await trivium.text(document.id)
        passages = await trivium.services.store.read(scope, [document.id])
        await trivium.services.store.put(replace(document, added_by=""), text, passages)
        assert await kinds(trivium, BOB) == []
        assert await kinds(trivium, ANN) == ["document"]


async def test_what_is_read_from_disk_is_nobodys_unless_somebody_is_named(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "hall.md"
    file.write_text("The hall is open.")
    async with opened(settings) as trivium:
        await trivium.ingest([file])
        assert await kinds(trivium, settings.principal) == []
        file.write_text("The hall is closed.")
        await trivium.ingest([file], user="ann")
        assert await kinds(trivium, ANN) == ["document"]


async def test_no_question_of_anybody_is_remembered(settings: Settings) -> None:
    async with opened(settings) as trivium:
        await trivium.search("Who keeps bees?", principal=ANN)
        embedder = trivium.services.embedder
        assert isinstance(embedder, RememberingEmbedder)
        assert "Who keeps bees?" in embedder._known
        await trivium.delete_person(principal=ANN)
        assert not embedder._known


async def test_more_threads_than_a_page_are_all_deleted(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trivium.graph.people._PAGE", 2)
    async with opened(settings) as trivium:
        for n in range(5):
            await trivium.ask("Hello!", thread=f"t{n}", principal=ANN, route="direct")
            await trivium.add([upload(f"Note {n}.", f"{n}.md")], principal=ANN)
        gone = await trivium.delete_person(principal=ANN)
    assert (gone.documents, gone.threads, gone.receipts) == (5, 5, 5)
