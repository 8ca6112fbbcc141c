"""Ask the checker, and what no checker of prose can tell: code, courtesies, headings."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from ..adapters._text import content
from ..adapters.base import Services
from ..adapters.courtesies import courtesy
from ..adapters.terms import Passage, Scope, Verdict
from .links import links
from .units import adds_nothing

_CODE = re.compile(r"```[A-Za-z0-9+#.-]*[ \t]*\n(.*?)\n?[ \t]*```", re.DOTALL)


class Judge:
    """Judges claims against one attempt's evidence.

    Where the evidence is the asker's `own` words, what they carry is supported without a source,
    and so is a courtesy.
    """

    def __init__(
        self, services: Services, scope: Scope, evidence: Sequence[Passage], *, own: bool = False
    ) -> None:
        self._services, self._scope, self._evidence = services, scope, evidence
        self._own = own
        self._links: frozenset[str] | None = None
        self._words: frozenset[str] | None = None

    async def judge(self, claims: Sequence[str]) -> Verdict:
        """Return the verdict on the first way of reading a sentence that holds, or on the first."""
        verdicts: list[Verdict] = []
        for claim in claims:
            verdict = await self._judge(claim)
            if verdict.supported:
                return verdict
            verdicts.append(verdict)
        return next((v for v in verdicts if v.label == "unsupported"), verdicts[0])

    def code(self, text: str) -> Verdict:
        """Find a block of code in the evidence, line by line; it is not judged by its meaning."""
        found = _CODE.fullmatch(text)
        lines = [line.strip() for line in found[1].splitlines() if line.strip()] if found else []
        if lines:
            block = re.compile(r"\s*\n\s*".join(map(re.escape, lines)))
            for index, passage in enumerate(self._evidence):
                if place := block.search(passage.text):
                    shown = (None, None) if self._own else (index, place.span())
                    return Verdict(
                        claim=text, label="supported", score=1.0, passage=shown[0], span=shown[1],
                        reason="verbatim",
                    )  # fmt: skip
        return Verdict(claim=text, label="unsupported", score=0.0, reason="code not in evidence")

    async def adds_nothing(self, heading: str, question: str) -> bool:
        """Say whether a heading is made of words of the evidence and the question alone."""
        near = " ".join((question, *(passage.heading for passage in self._evidence)))
        if adds_nothing(heading, frozenset(content(near))):
            return True
        if self._words is None:
            texts = [near, *(passage.text for passage in self._evidence)]
            self._words = await asyncio.to_thread(lambda: frozenset(content(" ".join(texts))))
        return adds_nothing(heading, self._words)

    @property
    def links(self) -> frozenset[str]:
        """Where the evidence leads to."""
        if self._links is None:
            self._links = links(self._evidence)
        return self._links

    async def _judge(self, claim: str) -> Verdict:
        if self._own and courtesy(claim):
            return Verdict(claim=claim, label="supported", score=1.0, reason="a courtesy")
        [verdict] = await self._services.checker.check([claim], self._evidence, scope=self._scope)
        return replace(verdict, passage=None, span=None) if self._own else verdict
