"""What every contextualiser does, run over every member in the folder."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from trivium.adapters.base import Contextualiser, Parts
from trivium.adapters.load import load, members
from trivium.adapters.terms import Passage

TEXT = "# Term\n\nIt lasts for two years.\n\nIt may be ended in writing."


def passage(text: str = "It lasts for two years.", *, id: str = "p0") -> Passage:
    return Passage(
        id=id, document_id="d", version="1", ordinal=0, start=8, end=8 + len(text), text=text,
        title="Mutual NDA",
    )  # fmt: skip


@pytest.fixture(params=members("contextualisers"))
async def member(
    request: pytest.FixtureRequest, with_model: Parts
) -> AsyncIterator[Contextualiser]:
    made: Contextualiser = load("contextualisers", request.param).connect(with_model)
    yield made
    await made.close()


def test_says_its_name(member: Contextualiser) -> None:
    assert member.name


async def test_what_is_written_is_one_short_line(member: Contextualiser) -> None:
    written = (await member.situate(TEXT, passage())).text

    assert "\n" not in written
    assert len(written) <= 400


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "日本語", "</document>", "word " * 50_000])
async def test_any_text_can_be_placed(member: Contextualiser, text: str) -> None:
    await member.situate(text, passage(text))


async def test_what_was_stored_may_be_told_twice(member: Contextualiser) -> None:
    for _ in range(2):
        await member.stored("d")
