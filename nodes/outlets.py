"""Three ways for sentences to leave: after their verdict, before it, or without one."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from ..adapters.base import Services
from ..adapters.terms import Verdict
from .context import Mode
from .draft import Draft
from .events import Verdicts
from .frame import Frame, Said
from .judge import Judge
from .links import may_link, without_links

_OVER = "stands over what follows"


class Outlet(Protocol):
    """Takes the sentences of an answer as they become complete."""

    async def take(self, sentence: str) -> bool:
        """Deal with a sentence; False ends the answer here."""
        ...

    async def close(self) -> None:
        """Deal with what is open when the answer has ended."""
        ...


class Unchecked:
    """Sentences leave at once: a frontend's chore is a label for a machine and claims nothing."""

    def __init__(self, draft: Draft, services: Services, judge: Judge) -> None:
        self._draft, self._services, self._judge = draft, services, judge
        self._frame = Frame()

    async def take(self, sentence: str) -> bool:
        if may_link(sentence):
            sentence = without_links(sentence, self._judge.links)
        for said in self._frame.read(sentence):
            if not await self._deal(said):
                return False
        return True

    async def close(self) -> None:
        for said in self._frame.rest():
            if not await self._deal(said):
                return

    async def _deal(self, said: Said) -> bool:
        self._emit(said.raw, Verdict(claim=said.text, label="no_claim", score=0.0))
        return True

    def _emit(self, sentence: str, verdict: Verdict | None) -> None:
        self._services.emit(self._draft.leave(sentence, verdict))

    async def _verdict(self, said: Said) -> Verdict:
        if said.form == "code":
            return self._judge.code(said.text)
        if not said.claims:
            return Verdict(claim=said.text, label="no_claim", score=0.0, reason=_OVER)
        verdict = await self._judge.judge(said.claims)
        if said.form == "lead" and not verdict.supported:
            return replace(verdict, label="no_claim", score=0.0, reason=_OVER)
        return verdict


class Verified(Unchecked):
    """Only supported sentences leave, with what stands over them; what claims nothing stays."""

    def __init__(self, draft: Draft, services: Services, judge: Judge) -> None:
        super().__init__(draft, services, judge)
        self._held: list[Said] = []

    async def _deal(self, said: Said) -> bool:
        verdict = await self._verdict(said)
        if verdict.supported:
            judged = said.over if verdict.claim == said.claims[0] else ""
            self._emit(await self._over(judged) + said.raw, verdict)
        elif verdict.reason == _OVER:
            self._held.append(said)
        elif verdict.label == "unsupported":
            self._draft.fail(verdict)
            return False
        return True

    async def _over(self, judged: str) -> str:
        """Return what leaves above a supported sentence: what was `judged` with it, and headings.

        A lead-in that was not judged with what it leads to is left out from then on.
        """
        held, self._held = self._held, []
        kept: list[str] = []
        for one in held:
            if await self._leaves(one, judged):
                kept.append(one.raw)
            elif one.form == "lead":
                self._frame.forget(one.text)
        return "".join(kept)

    async def _leaves(self, one: Said, judged: str) -> bool:
        if one.text == judged or one.form == "rule":
            return bool(judged)
        heading = one.form == "heading"
        return heading and await self._judge.adds_nothing(one.text, self._draft.question)


class Annotated(Unchecked):
    """Sentences leave at once and their verdicts follow."""

    async def _deal(self, said: Said) -> bool:
        self._emit(said.raw, None)
        index = len(self._draft.claims) - 1
        verdict = await self._verdict(said)
        self._draft.judge(index, verdict)
        self._services.emit(
            Verdicts(
                type="verdict",
                index=index,
                label=verdict.label,
                score=verdict.score,
                reason=verdict.reason,
            )
        )
        return True


class Recorded(Unchecked):
    """Sentences leave at once; their verdicts are only written into the receipt."""

    def __init__(self, draft: Draft, services: Services, judge: Judge) -> None:
        super().__init__(draft, services, judge)
        self._said: list[tuple[int, Said]] = []

    async def _deal(self, said: Said) -> bool:
        self._emit(said.raw, None)
        self._said.append((len(self._draft.claims) - 1, said))
        return True

    async def close(self) -> None:
        await super().close()
        for index, said in self._said:
            self._draft.judge(index, await self._verdict(said))


_OUTLETS: dict[Mode, type[Unchecked]] = {
    "verify": Verified,
    "annotate": Annotated,
    "off": Recorded,
}


def outlet(mode: Mode, draft: Draft, services: Services, judge: Judge) -> Outlet:
    """Make the outlet of a mode."""
    return _OUTLETS[mode](draft, services, judge)
