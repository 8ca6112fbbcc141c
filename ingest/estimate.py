"""What contexts will cost, before any is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..adapters.base import Contextualiser, Store
from ..adapters.price import Price, price_of
from ..adapters.terms import Scope, Usage, tokens
from .blocks import LONGEST
from .situate import Lacking, lacking

_AROUND_TOKENS = 350  # the instructions and tags around a document and its passage
_WRITTEN_TOKENS = 70  # a sentence or two
# What is shorter is read anew each time: no provider keeps it.
_LEAST_CACHED_TOKENS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What is lacking, and what writing it costs: about `usd`, and `most_usd` without a cache.

    `priced` is False where the model's price is not known.
    """

    model: str
    documents: int = 0
    passages: int = 0
    tokens_in: int = 0
    cached_tokens: int = 0
    tokens_out: int = 0
    usd: float = 0.0
    most_usd: float = 0.0
    priced: bool = True


async def estimate(
    store: Store, member: Contextualiser, documents: Sequence[str], *, tenant: str | None = None
) -> Estimate:
    """Count what the passages of these documents lack, and price it."""
    total, found, passages = Usage(), 0, 0
    for name in documents:
        lacks = await lacking(store, name, Scope.owner(tenant))
        if lacks:
            total += _usage(lacks)
            found, passages = found + 1, passages + len(lacks.passages)
    price = price_of(member)
    return Estimate(
        model=member.name,
        documents=found,
        passages=passages,
        tokens_in=total.tokens_in,
        cached_tokens=total.cached_tokens,
        tokens_out=total.tokens_out,
        usd=price.of(total),
        most_usd=Price(read=price.read, written=price.written).of(total),
        priced=bool(price.read or price.written),
    )


def _usage(lacks: Lacking) -> Usage:
    calls = len(lacks.passages)
    count = max(1, -(-lacks.document.tokens * 4 // LONGEST))
    block = lacks.document.tokens // count
    own = sum(tokens(passage.text) for passage in lacks.passages) + calls * _AROUND_TOKENS
    kept = block >= _LEAST_CACHED_TOKENS
    return Usage(
        tokens_in=calls * block + own,
        cached_tokens=max(0, calls - count) * block if kept else 0,
        tokens_out=calls * _WRITTEN_TOKENS,
    )
