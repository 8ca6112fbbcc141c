"""A Trivium on a home of its own, and beside it the simple model of what it must hold."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from trivium import Contract, Passage, Principal, Receipt, Services, Settings, Trivium, Verdict
from trivium.adapters.answerers.scripted import Answer, ScriptedAnswerer
from trivium.adapters.checkers.scripted import ScriptedChecker
from trivium.adapters.classifiers.scripted import ScriptedClassifier
from trivium.adapters.sentences import sentences
from trivium.adapters.terms import Ask, NoAnswer
from trivium.graph.threads import thread_key
from trivium.graph.wiring import services_from
from trivium.ingest.report import Upload
from trivium.nodes.own_words import is_own_words

MARK = re.compile(r"\bzq\d+\b")  # every version of every document has one of its own
TONE = Contract(name="tone", purpose="marketing tone", examples=("Make it shine.",))
_QUOTED_MOST = 4


@dataclass
class Shelved:
    """A document that is in, as the model knows it."""

    id: str
    name: str
    owner: str
    groups: frozenset[str]
    mark: str
    marks: set[str] = field(default_factory=set)

    def readable(self, asker: Principal) -> bool:
        return not self.groups or bool(self.groups & asker.groups)


@dataclass
class Told:
    """A receipt as it was told, and which of its documents were deleted since, with their marks."""

    receipt: Receipt
    gone: dict[str, set[str]] = field(default_factory=dict)


class World:
    """What the rules do, each to the real thing and to the model."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home, embedder="hashed", models=(TONE,), ladder=("widen",))
        self.shelf: dict[str, Shelved] = {}
        self.told: dict[str, dict[str, Told]] = {"ann": {}, "bob": {}}
        self.threads: dict[tuple[str, str], list[str]] = {}
        self._marks = 0

    async def open(self) -> None:
        services = scripted(services_from(self.settings))
        self.trivium = await Trivium.open(self.settings, services).__aenter__()

    async def close(self) -> None:
        await self.trivium.close()

    async def put(self, owner: Principal, name: str, groups: frozenset[str]) -> None:
        """Upload a document, or a changed one in the place of one of the same name and groups."""
        self._marks += 1
        mark = f"zq{self._marks}"
        text = f"The lamp {mark} weighs {self._marks} grams. It needs oil {mark} every week."
        upload = Upload(name=f"{name}.md", text=text, title=name)
        report = await self.trivium.add([upload], principal=owner, groups=groups)
        await self.trivium.embed()
        id = report.documents[0].document.id
        known = self.shelf.get(id) or Shelved(id, name, owner.user, groups, mark)
        self.shelf[id] = replace(known, mark=mark, marks={*known.marks, mark})

    async def delete(self, document: Shelved, asker: Principal) -> None:
        await self.trivium.delete(document.id, principal=asker)
        self._forget(document)

    def _forget(self, document: Shelved) -> None:
        del self.shelf[document.id]
        for told in self._all_told():
            if document.id in rests_on(told.receipt):
                told.gone[document.id] = document.marks

    def _all_told(self) -> list[Told]:
        return [told for own in self.told.values() for told in own.values()]

    async def ask(self, asker: Principal, question: str, thread: str, route: str) -> None:
        answer = await self.trivium.ask(question, thread=thread, principal=asker, route=route)
        self.check_told(asker, answer.receipt)
        self._remember(asker, answer.receipt)

    def _remember(self, asker: Principal, receipt: Receipt) -> None:
        self.told[asker.user][receipt.id] = Told(receipt)
        if receipt.thread:
            turns = self.threads.setdefault((asker.user, receipt.thread), [])
            turns += [receipt.question, receipt.text]

    async def ask_at_once(self, asker: Principal, questions: Sequence[str], thread: str) -> None:
        knobs: dict[str, Any] = {"thread": thread, "principal": asker}
        answers = await asyncio.gather(*(self.trivium.ask(q, **knobs) for q in questions))
        turns = await self._turns(asker.user, thread)
        for answer in sorted(answers, key=lambda a: turns.index(a.text, len(turns) - 4)):
            self.check_told(asker, answer.receipt)
        for answer in sorted(answers, key=lambda answer: answer.receipt.at):
            self._remember(asker, answer.receipt)

    async def leave(self, asker: Principal, question: str, thread: str, after: int) -> None:
        """Ask and go away after so many events; what has come of it is a whole turn or nothing."""
        asked = self.trivium.stream(question, thread=thread, principal=asker, route="retrieval")
        async with aclosing(asked) as events:
            async for _ in events:
                after -= 1
                if after < 0:
                    break
        # The one writing thread may still be at the receipt of the run that was cancelled.
        await self.trivium.services.ledger.forget("no such document")
        kept = await self.trivium.receipts(principal=asker)
        new = [receipt for receipt in kept if receipt.id not in self.told[asker.user]]
        assert len(new) <= 1
        before = self.threads.get((asker.user, thread), [])
        turns = await self._turns(asker.user, thread)
        assert turns == before or turns == [*before, new[0].question, new[0].text]
        for receipt in new:
            self.check_told(asker, receipt)
            self.told[asker.user][receipt.id] = Told(receipt)
        self.threads[asker.user, thread] = turns

    async def delete_meanwhile(self, asker: Principal, question: str, document: Shelved) -> None:
        """Delete a document while a question, which may quote it, is answered."""
        asked = self.trivium.stream(question, principal=asker, route="retrieval")
        async with aclosing(asked) as events:
            async for event in events:
                if event["type"] == "evidence" and document.id in self.shelf:
                    await self.trivium.delete(document.id, principal=asker)
                    shelved = self.shelf[document.id]
                    self._forget(document)
        [newest] = await self.trivium.receipts(principal=asker, limit=1)
        gone = {shelved.id: shelved.marks} if shelved.id in rests_on(newest) else {}
        self.told[asker.user][newest.id] = Told(newest, gone)

    def begun(self) -> list[tuple[str, str]]:
        """Return the conversations that have turns and are no forks, which begin in the middle."""
        known = sorted(key for key, turns in self.threads.items() if turns)
        return [(user, thread) for user, thread in known if not thread.endswith(" again")]

    async def fork(self, user: str, source: str, turns: int, target: str) -> None:
        """Make a thread of what another one was after so many questions."""
        principal = Principal(user=user)
        old, new = (
            {"configurable": {"thread_id": thread_key(principal, name)}}
            for name in (source, target)
        )
        graph = self.trivium._threaded
        states = [state async for state in graph.aget_state_history(old)]
        then = next(s for s in states if len(s.values.get("turns", [])) == 2 * turns)
        await graph.aupdate_state(new, {**then.values, "thread": target}, as_node="finish")
        self.threads[user, target] = self.threads[user, source][: 2 * turns]

    def check_told(self, asker: Principal, receipt: Receipt) -> None:
        """An answer rests only on what the asker may read and on what stands there now."""
        readable = {d.id: d for d in self.shelf.values() if d.readable(asker)}
        allowed = {d.mark for d in readable.values()}
        assert set(MARK.findall(receipt.text)) <= allowed
        assert set(MARK.findall(str(receipt.citations))) <= allowed
        assert set(MARK.findall(str(receipt.evidence))) <= allowed
        assert {id for id in rests_on(receipt) if not is_own_words(id)} <= readable.keys()

    async def check(self) -> None:
        """Receipts, conversations and documents are those of the model, and nobody else's."""
        for user, own in self.told.items():
            principal = Principal(user=user)
            kept = await self.trivium.receipts(principal=principal, limit=500)
            assert [receipt.id for receipt in kept] == [
                told.receipt.id for told in sorted(own.values(), key=lambda t: -t.receipt.at)
            ]
            for receipt in kept:
                check_kept(receipt, own[receipt.id])
        for (user, thread), turns in self.threads.items():
            assert await self._turns(user, thread) == turns

    async def _turns(self, user: str, thread: str) -> list[str]:
        turns = await self.trivium.turns(thread, principal=Principal(user=user))
        assert [turn.role for turn in turns] == ["user", "assistant"] * (len(turns) // 2)
        return [turn.content for turn in turns]


def check_kept(kept: Receipt, told: Told) -> None:
    """A receipt reads as it was told, but for the words of what was deleted."""
    if not told.gone:
        assert kept == told.receipt
        return
    assert set(kept.deleted) == told.gone.keys()
    assert not set(MARK.findall(str(kept))) & set().union(*told.gone.values())
    assert (kept.id, kept.question, kept.outcome) == (
        told.receipt.id,
        told.receipt.question,
        told.receipt.outcome,
    )


def rests_on(receipt: Receipt) -> set[str]:
    cited = {citation.document_id for citation in receipt.citations}
    return cited | {row["document_id"] for row in receipt.evidence}


def scripted(services: Services) -> Services:
    """Answer with a sentence of every passage, so that one that should not be there is heard."""
    answerer = ScriptedAnswerer(_quote)
    return replace(
        services,
        answerer=answerer,
        tuned={TONE.name: answerer},
        checker=ScriptedChecker(_holds),
        classifier=ScriptedClassifier(lambda question, setting: "retrieval"),
    )


def _quote(ask: Ask) -> Answer:
    said = [
        f"{found[0].strip()} [{number}]"
        for number, passage in enumerate(ask.passages[:_QUOTED_MOST], 1)
        if (found := sentences(passage.text))
    ]
    return " ".join(said) if said else NoAnswer(reason="There is nothing to quote.")


def _holds(claim: str, evidence: Sequence[Passage]) -> Verdict:
    for number, passage in enumerate(evidence):
        start = passage.text.find(claim)
        if start >= 0:
            span = (start, start + len(claim))
            return Verdict(claim=claim, label="supported", score=1.0, passage=number, span=span)
    return Verdict(claim=claim, label="unsupported", score=0.0)
