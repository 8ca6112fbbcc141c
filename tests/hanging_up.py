"""Close what chat models opened, which LangChain itself keeps for all models of a process."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from trivium.adapters.chat.model import ChatModel


@pytest.fixture(autouse=True)
async def hung_up(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[None]:
    """Hang up after a test what it did not, before some later test is blamed for it."""
    made: list[ChatModel] = []
    begin = ChatModel.__init__

    def remembered(self: ChatModel, *given: Any, **named: Any) -> None:
        begin(self, *given, **named)
        made.append(self)

    monkeypatch.setattr(ChatModel, "__init__", remembered)
    yield
    for model in made:
        await model.close()
