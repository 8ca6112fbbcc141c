"""One tiny call to a model: how fast it is, whether it streams, and in which form it answers."""

from __future__ import annotations

from contextlib import aclosing
from time import perf_counter

from ..terms import Usage
from .model import ChatModel
from .structured import Structured

_HELLO = [{"role": "user", "content": "Count from one to nine in words."}]
_FORM = {
    "title": "Ready",
    "description": "Whether you are ready",
    "type": "object",
    "properties": {"ready": {"type": "boolean"}},
    "required": ["ready"],
    "additionalProperties": False,
}
_READY = [{"role": "user", "content": 'Answer with a JSON object alone: {"ready": true}.'}]
_TOKENS = 64


async def probe_stream(model: ChatModel) -> str:
    """Have a few words written, and say how that went. Raises what a model's failure is."""
    with model.translated():
        await model.ready()
    start, first_s, pieces, usage = perf_counter(), 0.0, 0, Usage()
    async with aclosing(model.stream(_HELLO, max_tokens=_TOKENS)) as stream:
        async for piece in stream:
            if isinstance(piece, Usage):
                usage = piece
                continue
            first_s = first_s or perf_counter() - start
            pieces += 1
    how = "streams" if pieces > 1 else "does not stream: sentences come all at once"
    price = model.price
    costs = (
        f"${price.read:g} and ${price.written:g} a million tokens read and written"
        if price.read or price.written
        else "no price known: set TRIVIUM_MODEL_USD_PER_MILLION_IN and _OUT"
    )
    told = "tells" if model.tells_usage else "does not tell"
    cache = "tells" if model.tells_cache else "does not tell"
    return (
        f"first words after {first_s:.2f} s, {how}, {told} its usage ({usage.tokens_in} in, "
        f"{usage.tokens_out} out), {cache} what it read from a cache, {costs}"
    )


async def probe_form(model: Structured) -> str:
    """Have a form filled, and say in which way. Raises what a model's failure is."""
    await model.ready()
    start = perf_counter()
    await model.ask(_READY, _FORM)
    return f"asked where the local one is unsure; fills forms by {model.way}, in {_since(start)}"


def _since(start: float) -> str:
    return f"{perf_counter() - start:.2f} s"
