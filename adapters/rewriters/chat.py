"""The local rewriter, and a chat model where that has nothing new, or leaves a question leaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..asides import did_without
from ..base import Parts, Rewriter
from ..chat.model import chat_model
from ..chat.probing import probe_form
from ..chat.prompts import prompt
from ..chat.structured import Structured
from ..errors import Unavailable, Upstream
from ..terms import Passage, Turn
from ._pronouns import points
from .embedded import WordRewriter

_MOST = 3  # new queries a call: each costs a search
_LONGEST = 300  # characters of a query
_TURNS, _CHARACTERS = 6, 1000  # of the conversation, and of anything that is shown
_SEEN = 8  # headings of passages that were found


class ChatRewriter:
    """Asks the model only after the words alone have had their turn."""

    def __init__(self, model: Structured) -> None:
        self.name = f"words, {model.name}"
        self._model = model
        self._local = WordRewriter()

    async def condense(self, question: str, history: Sequence[Turn]) -> str:
        """Make a follow-up stand alone; the model is asked where it still points at something."""
        standalone = await self._local.condense(question, history)
        if not history or len(question) > _CHARACTERS or not points(standalone):
            return standalone
        text = prompt("condense", question=question, conversation=_conversation(history))
        try:
            said = await self._model.ask(_messages(text), _STANDALONE)
        except (Upstream, Unavailable):
            did_without("no_model_rewrite")
            return standalone
        found = " ".join(str(said["question"]).split())
        return found if 0 < len(found) <= _CHARACTERS else standalone

    async def close(self) -> None:
        """Hang up."""
        await self._model.close()

    async def probe(self) -> str:
        """Make one tiny call, and say what was found. Raises what a model's failure is."""
        return await probe_form(self._model)

    async def rewrite(
        self, question: str, *, tried: Sequence[str], failed: Sequence[str], seen: Sequence[Passage]
    ) -> list[str]:
        """Return new queries of the same words; where there are none, up to three of the model's.

        The model is asked once a question: of what it said before, nothing new comes to mind.
        """
        local = await self._local.rewrite(question, tried=tried, failed=failed, seen=seen)
        if local or not question.strip():
            return local
        text = prompt(
            "rewrite",
            most=str(_MOST),
            question=question[:_CHARACTERS],
            tried="\n".join(query[:_LONGEST] for query in tried[-20:]),
            failed="\n".join(claim[:_LONGEST] for claim in failed[:5]) or "-",
            seen="\n".join(passage.heading[:_LONGEST] for passage in seen[:_SEEN]) or "-",
        )
        try:
            said = await self._model.ask(_messages(text), _QUERIES)
        except (Upstream, Unavailable):
            did_without("no_model_rewrite")
            return []
        return _new(said["queries"], tried)


def _new(queries: Any, tried: Sequence[str]) -> list[str]:
    known = {query.casefold().strip() for query in tried}
    found: list[str] = []
    for query in queries if isinstance(queries, list) else ():
        text = " ".join(str(query).split())[:_LONGEST]
        if text and text.casefold() not in known:
            known.add(text.casefold())
            found.append(text)
    return found[:_MOST]


def _conversation(history: Sequence[Turn]) -> str:
    turns = [turn for turn in history if turn.role != "system"][-_TURNS:]
    return "\n".join(f"{turn.role}: {turn.content[:_CHARACTERS]}" for turn in turns)


def _messages(text: str) -> list[dict[str, Any]]:
    return [{"role": "user", "content": text}]


def _schema(title: str, field: str, kind: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": title,
        "description": "What was asked for",
        "type": "object",
        "properties": {field: kind},
        "required": [field],
        "additionalProperties": False,
    }


_STANDALONE = _schema("Standalone", "question", {"type": "string"})
_QUERIES = _schema("Queries", "queries", {"type": "array", "items": {"type": "string"}})


def connect(parts: Parts) -> Rewriter:
    """Make it; nothing is imported or opened yet."""
    return ChatRewriter(Structured(chat_model(parts.options)))
