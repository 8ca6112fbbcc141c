"""GET /metrics: numbers for a monitor, in Prometheus' text form."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse

from ..adapters.terms import Corpus, Scope
from .openai_shapes import errors
from .principal import Served, operator_of

router = APIRouter(tags=["upkeep"])

_KIND = "text/plain; version=0.0.4"
_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The numbers.", "content": {_KIND: {"schema": {"type": "string"}}}}
}
_BOUNDS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Counts since the process began."""

    def __init__(self) -> None:
        self._answers: Counter[tuple[str, str]] = Counter()
        self._seconds = [0] * (len(_BOUNDS_S) + 1)
        self._sum_s = 0.0

    def answered(self, route: str, outcome: str, seconds: float) -> None:
        """Count an answer and the time it took."""
        self._answers[route, outcome] += 1
        self._seconds[bisect_left(_BOUNDS_S, seconds)] += 1
        self._sum_s += seconds

    def text(self, corpus: Corpus) -> str:
        """Write everything, with what stands in the store at the moment."""
        return "\n".join([*self._questions(), *self._histogram(), *_stored(corpus), ""])

    def _questions(self) -> Iterator[str]:
        yield "# HELP trivium_questions_total Questions answered."
        yield "# TYPE trivium_questions_total counter"
        for (route, outcome), count in sorted(self._answers.items()):
            yield f'trivium_questions_total{{route="{route}",outcome="{outcome}"}} {count}'

    def _histogram(self) -> Iterator[str]:
        name = "trivium_answer_seconds"
        yield f"# HELP {name} Time from the question to the end of its answer."
        yield f"# TYPE {name} histogram"
        counts = list(accumulate(self._seconds))
        for bound, count in zip((*map(str, _BOUNDS_S), "+Inf"), counts, strict=True):
            yield f'{name}_bucket{{le="{bound}"}} {count}'
        yield f"{name}_sum {self._sum_s:.6f}"
        yield f"{name}_count {counts[-1]}"


def _stored(corpus: Corpus) -> Iterator[str]:
    rows = (
        ("documents", "Documents in the store.", corpus.documents),
        ("passages", "Passages in the store.", corpus.passages),
        ("passages_pending", "Passages that wait for their vectors.", corpus.pending),
    )
    for name, meaning, value in rows:
        yield f"# HELP trivium_{name} {meaning}"
        yield f"# TYPE trivium_{name} gauge"
        yield f"trivium_{name} {value}"


@router.get(
    "/metrics",
    response_model=None,
    responses={**errors(), **_TEXT},
    dependencies=[Depends(operator_of)],
)
async def metrics(request: Request, trivium: Served) -> PlainTextResponse:
    """Return the numbers, over all tenants."""
    kept: Metrics = request.app.state.metrics
    corpus = await trivium.services.store.corpus(Scope.owner())
    return PlainTextResponse(kept.text(corpus), media_type=_KIND)
