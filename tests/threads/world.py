"""A Trivium on a home of its own, and beside it the simple model of what it must hold."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from trivium import Contract, Passage, Principal, Receipt, Services, Settings, Trivium, Verdict
from trivium.adapters.answerers.scripted import Answer, ScriptedAnswerer
from trivium.adapters.checkers.scripted import ScriptedChecker
from trivium.adapters.classifiers.scripted import ScriptedClassifier
from trivium.adapters.errors import Conflict
from trivium.adapters.sentences import sentences
from trivium.adapters.terms import Ask, NoAnswer
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
        self.settings = Settings(
            home=home, embedder="hashed", models=(TONE,), ladder=("widen",), history_turns=4
        )
        self.shelf: dict[str, Shelved] = {}
        self.told: dict[str, dict[str, Told]] = {"ann": {}, "bob": {}}
        # Of each thread the receipts it holds, and those whose turns its state has.
        self.held: dict[tuple[str, str], list[str]] = {}
        self.threads: dict[tuple[str, str], list[str]] = {}
        # Of how many questions it is certain that they were answered; of the others time decided.
        self.certain: Counter[tuple[str, str]] = Counter()
        self._left: set[tuple[str, str]] = set()
        self._marks = 0

    async def open(self) -> None:
        services = scripted(services_from(self.settings))
        self.trivium = await Trivium.open(self.settings, services).__aenter__()

    async def close(self) -> None:
        await self.trivium.close()

    async def put(self, owner: Principal, name: str, groups: frozenset[str]) -> None:
        """Upload a document, or a changed one in the place of one of the same name."""
        self._marks += 1
        mark = f"zq{self._marks}"
        text = f"The lamp {mark} weighs {self._marks} grams. It needs oil {mark} every week."
        upload = Upload(name=f"{name}.md", text=text, title=name)
        report = await self.trivium.add([upload], principal=owner, groups=groups)
        await self.trivium.embed()
        id = report.documents[0].document.id
        known = self.shelf.get(id) or Shelved(id, name, owner.user, groups, mark)
        self.shelf[id] = replace(known, groups=groups, mark=mark, marks={*known.marks, mark})

    async def delete(self, document: Shelved, asker: Principal) -> None:
        await self.trivium.delete(document.id, principal=asker)
        self._forget(document)

    def _forget(self, document: Shelved) -> None:
        del self.shelf[document.id]
        for told in self._all_told():
            if document.id in rests_on(told.receipt):
                told.gone[document.id] = document.marks
        for (user, thread), held in self.held.items():
            if any(document.id in rests_on(self.told[user][id].receipt) for id in held):
                self.threads[user, thread] = list(held)

    def _all_told(self) -> list[Told]:
        return [told for own in self.told.values() for told in own.values()]

    async def ask(self, asker: Principal, question: str, thread: str, route: str) -> None:
        answer = await self.trivium.ask(question, thread=thread, principal=asker, route=route)
        self.check_told(asker, answer.receipt)
        self._remember(asker, answer.receipt)

    def _remember(self, asker: Principal, receipt: Receipt) -> None:
        self.told[asker.user][receipt.id] = Told(receipt)
        if receipt.thread:
            for each in (self.held, self.threads):
                each.setdefault((asker.user, receipt.thread), []).append(receipt.id)
            self.certain[asker.user, receipt.thread] += 1

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
        self._left.add((asker.user, thread))
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
        for receipt in new:
            self.check_told(asker, receipt)
            self.told[asker.user][receipt.id] = Told(receipt)
            self.held.setdefault((asker.user, thread), []).append(receipt.id)
        known = self.threads.get((asker.user, thread), [])
        turns = await self._turns(asker.user, thread)
        before = await self._said(asker.user, known)
        if turns != before:
            known = [*known, new[0].id]
            assert turns == await self._said(asker.user, known)
        if known:
            self.threads[asker.user, thread] = known

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
        """Return the conversations that there are for certain."""
        return sorted(self.certain)

    async def fork(self, user: str, source: str, turns: int, target: str) -> None:
        """Make a thread of what another one was after so many questions, if the name is free."""
        if (user, target) in self._left:
            return
        held = self.held[user, source][:turns]
        verb = self.trivium.fork(source, at=held[-1], name=target, principal=Principal(user=user))
        if (user, target) in self.held:
            with pytest.raises(Conflict):
                await verb
            return
        assert (await verb).questions == turns
        self.held[user, target], self.threads[user, target] = list(held), list(held)
        self.certain[user, target] = turns

    async def delete_thread(self, user: str, thread: str) -> None:
        """Delete a thread; what another one holds stays."""
        gone = set(self.held.pop((user, thread)))
        self.threads.pop((user, thread), None)
        del self.certain[user, thread]
        gone -= {id for (whose, _), held in self.held.items() if whose == user for id in held}
        assert await self.trivium.delete_thread(thread, principal=Principal(user=user)) == len(gone)
        for id in gone:
            del self.told[user][id]
        assert await self._turns(user, thread) == []

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
            listed = await self.trivium.threads(principal=principal, limit=500)
            held = {thread: ids for (whose, thread), ids in self.held.items() if whose == user}
            assert {one.id: one.questions for one in listed} == {t: len(i) for t, i in held.items()}
            for thread, ids in held.items():
                told = await self.trivium.thread(thread, principal=principal)
                assert [receipt.id for receipt in told] == ids
        for (user, thread), ids in self.threads.items():
            assert await self._turns(user, thread) == await self._said(user, ids)

    async def _said(self, user: str, ids: Sequence[str]) -> list[str]:
        """Return what a thread of these receipts goes on with, as far as it was not deleted."""
        principal, most = Principal(user=user), self.settings.history_turns
        receipts = [await self.trivium.receipt(id, principal=principal) for id in ids[-most:]]
        return [said for receipt in receipts for said in (receipt.question, receipt.text)]

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
