"""The local checker, and a chat model for the claims that it is in doubt about, in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .._text import plain
from ..asides import did_without
from ..base import Checker, Parts
from ..chat.layout import documents
from ..chat.model import chat_model
from ..chat.probing import probe_form
from ..chat.prompts import prompt
from ..chat.structured import Structured
from ..errors import Garbled, Unavailable, Upstream
from ..load import load
from ..terms import Passage, Scope, Verdict
from ._quotes import quoted, quoted_loosely

# Between these the local score is a doubt. Of claims made from NQ passages that is one in six, of
# WiCE's and those written by hand four in five; of the 299 wrong ones of these that the local
# checker lets pass 298 are among them.
_DOUBT = (0.2, 0.85)
_CLAIM_CHARACTERS = 1000
_SCORE = 0.9  # of a verdict by the model, which may be wrong too
_LEAST_QUOTE = 12  # characters; less carries nothing


class ChatChecker:
    """Keeps the local verdicts but the doubtful ones, which the model judges.

    A model's support counts only with words that stand in the evidence.
    """

    def __init__(self, local: Checker, model: Structured) -> None:
        self.name = f"{local.name}, {model.name}"
        self._local = local
        self._model = model

    async def check(
        self, claims: Sequence[str], evidence: Sequence[Passage], *, scope: Scope
    ) -> list[Verdict]:
        """Return one verdict a claim; all doubtful ones in one call to the model."""
        verdicts = await self._local.check(claims, evidence, scope=scope)
        doubtful = [i for i, verdict in enumerate(verdicts) if _in_doubt(verdict)]
        if not doubtful or not evidence:
            return verdicts
        try:
            said = await self._ask([verdicts[i].claim for i in doubtful], evidence)
        except (Upstream, Unavailable):
            did_without("no_model_check")
            return verdicts
        for place, index in enumerate(doubtful, 1):
            verdicts[index] = _judged(verdicts[index], said.get(place), evidence)
        return verdicts

    async def close(self) -> None:
        """Hang up."""
        await self._model.close()

    async def probe(self) -> str:
        """Make one tiny call, and say what was found. Raises what a model's failure is."""
        return await probe_form(self._model)

    async def _ask(
        self, claims: Sequence[str], evidence: Sequence[Passage]
    ) -> dict[int, Mapping[str, Any]]:
        text = prompt(
            "check",
            documents=documents(evidence),
            claims="\n".join(
                f'<claim number="{n}">{claim[:_CLAIM_CHARACTERS]}</claim>'
                for n, claim in enumerate(claims, 1)
            ),
        )
        said = await self._model.ask([{"role": "user", "content": text}], _SCHEMA)
        rows = said["verdicts"]
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise Garbled(f"{self._model.name} gave no list of verdicts.")
        return {row["claim"]: row for row in rows if isinstance(row.get("claim"), int)}


def _in_doubt(verdict: Verdict) -> bool:
    return verdict.label != "no_claim" and _DOUBT[0] < verdict.score < _DOUBT[1]


def _judged(local: Verdict, said: Mapping[str, Any] | None, evidence: Sequence[Passage]) -> Verdict:
    """Return the model's verdict where it can be shown, else the local one."""
    supported = None if said is None else said.get("supported")
    if supported is False:
        return Verdict(
            claim=local.claim, label="unsupported", score=round(1 - _SCORE, 4),
            reason="not carried, by a model",
        )  # fmt: skip
    place = _shown(said, evidence) if supported is True and said is not None else None
    if place is None:
        return local
    return replace(
        local, label="supported", score=_SCORE, passage=place[0], span=place[1],
        reason="carried, by a model",
    )  # fmt: skip


def _shown(
    said: Mapping[str, Any], evidence: Sequence[Passage]
) -> tuple[int, tuple[int, int]] | None:
    """Find the words that a model says carry a claim, first where it says they stand."""
    quote, number = str(said.get("quote") or "").strip(), said.get("document")
    if len(quote) < _LEAST_QUOTE:
        return None
    named = [number - 1] if isinstance(number, int) and 0 < number <= len(evidence) else []
    for index in [*named, *range(len(evidence))]:
        text = evidence[index].text
        span = quoted(plain(quote), text) or quoted_loosely(plain(quote), text)
        if span:
            return index, span
    return None


_VERDICT = {
    "type": "object",
    "properties": {
        "claim": {"type": "integer"},
        "supported": {"type": "boolean"},
        "document": {"type": "integer"},
        "quote": {"type": "string"},
    },
    "required": ["claim", "supported", "document", "quote"],
    "additionalProperties": False,
}
_SCHEMA = {
    "title": "Verdicts",
    "description": "Whether each claim is carried by a document",
    "type": "object",
    "properties": {"verdicts": {"type": "array", "items": _VERDICT}},
    "required": ["verdicts"],
    "additionalProperties": False,
}


def connect(parts: Parts) -> Checker:
    """Make it on the local one; nothing is imported or opened yet."""
    local: Checker = load("checkers", "embedded").connect(parts)
    return ChatChecker(local, Structured(chat_model(parts.options)))
