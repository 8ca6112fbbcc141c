"""Three ways for sentences to leave: after their verdict, before it, or without one."""

from __future__ import annotations

from typing import Protocol

from ..adapters.base import Services
from ..adapters.terms import Scope, Verdict
from .cite import bare
from .context import Mode
from .draft import Draft
from .events import Verdicts


class Outlet(Protocol):
    """Takes the sentences of an answer as they become complete."""

    async def take(self, sentence: str) -> bool:
        """Deal with a sentence; False ends the answer here."""
        ...

    async def close(self) -> None:
        """Deal with what is open when the answer has ended."""
        ...


class Unchecked:
    """Sentences leave at once; `direct` makes no claims that could be checked."""

    def __init__(self, draft: Draft, services: Services, scope: Scope) -> None:
        self._draft, self._services, self._scope = draft, services, scope

    async def take(self, sentence: str) -> bool:
        verdict = Verdict(claim=bare(sentence), label="no_claim", score=0.0)
        self._emit(sentence, verdict)
        return True

    async def close(self) -> None:
        return None

    def _emit(self, sentence: str, verdict: Verdict | None) -> None:
        for event in self._draft.leave(sentence, verdict):
            self._services.emit(event)

    async def _check(self, claims: list[str]) -> list[Verdict]:
        evidence = self._draft.evidence
        return await self._services.checker.check(claims, evidence, scope=self._scope)


class Verified(Unchecked):
    """Only supported sentences leave; one without a claim waits for the next that is supported."""

    async def take(self, sentence: str) -> bool:
        [verdict] = await self._check([bare(sentence)])
        if verdict.supported:
            self._emit(sentence, verdict)
        elif verdict.label == "no_claim":
            self._draft.hold(sentence, verdict)
        else:
            self._draft.fail(verdict)
            return False
        return True


class Annotated(Unchecked):
    """Sentences leave at once and their verdicts follow."""

    async def take(self, sentence: str) -> bool:
        self._emit(sentence, None)
        index = len(self._draft.claims) - 1
        [verdict] = await self._check([bare(sentence)])
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

    async def take(self, sentence: str) -> bool:
        self._emit(sentence, None)
        return True

    async def close(self) -> None:
        claims = [claim.text for claim in self._draft.claims]
        for index, verdict in enumerate(await self._check(claims)):
            self._draft.judge(index, verdict)


_OUTLETS: dict[Mode, type[Unchecked]] = {
    "verify": Verified,
    "annotate": Annotated,
    "off": Recorded,
}


def outlet(mode: Mode, draft: Draft, services: Services, scope: Scope) -> Outlet:
    """Make the outlet of a mode."""
    return _OUTLETS[mode](draft, services, scope)
