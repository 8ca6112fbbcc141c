"""What a chat frontend asks for itself, through the whole graph with the embedded members."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from trivium import Settings, Trivium

CHAT = """
### Chat History:
<chat_history>
USER: How long are backups kept?
ASSISTANT: Backups are kept for thirty days. [1]
</chat_history>"""
TITLE = f'### Task:\nGenerate a short title.\nJSON format: {{ "title": "yours" }}{CHAT}'
NEXT = f'### Task:\nSuggest 3-5 follow-up questions.\nJSON format: {{ "follow_ups": [] }}{CHAT}'
TAGS = f'### Task:\nGenerate 1-3 tags.\nJSON format: {{ "tags": ["tag"] }}{CHAT}'


@pytest.fixture
async def trivium(tmp_path: Path) -> AsyncIterator[Trivium]:
    async with Trivium.open(Settings(home=tmp_path)) as opened:
        yield opened


@pytest.mark.parametrize(("prompt", "name"), [(TITLE, "title"), (NEXT, "follow_ups")])
async def test_it_is_done_in_the_form_that_was_asked_for(
    trivium: Trivium, prompt: str, name: str
) -> None:
    answer = await trivium.ask(prompt)
    assert list(json.loads(answer.text)) == [name]
    assert answer.outcome == "direct"


async def test_tags_are_words_of_the_conversation_and_not_of_its_marks(trivium: Trivium) -> None:
    tags = json.loads((await trivium.ask(TAGS)).text)["tags"]
    assert "Backups" in tags
    assert not {"Chat", "History", "Chat_history"} & set(tags)


async def test_it_leaves_the_thread_alone(trivium: Trivium) -> None:
    await trivium.ask("Hello!", thread="t1")
    before = await trivium.turns("t1")
    answer = await trivium.ask(TITLE, thread="t1")
    assert await trivium.turns("t1") == before
    assert [receipt.id for receipt in await trivium.thread("t1")] != [answer.receipt.id]
    assert len(await trivium.thread("t1")) == 1
