"""A model behind a port: what it says, how fast, and how it fails; its protocols are Dialects."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Self

from .asked import Asked, Means, Rule, Said, pieces, tokens
from .dialect import Counts, Dialect
from .faults import SLOW_S, WITHIN, Fault, Refused, bent, refuse
from .pace import Pace
from .quoting import Quoting
from .wire import Listener, Request, Wire

KEY = "loopback-key"
ALL: tuple[Means, ...] = ("json_schema", "tools", "json")


class FakeServer:
    """Answers at `url` for whoever brings `key`, by a script or a rule. Use it in a `with` block.

    A script gives its answers in their order, the last one again and again. `fault` may be set at
    any time and holds until it is set again; a function chooses it by the request. What is put
    into `next_faults` comes first, one a request. Times are in seconds: `first_token_s` before an
    answer, `token_s` for each further token. `supports` names the structured outputs that are not
    refused. `asked` holds the last `keeps` requests.
    """

    def __init__(
        self,
        says: Rule | Sequence[Said | str] | None = None,
        *,
        port: int = 0,
        fault: Fault | Callable[[Asked], Fault] = "",
        first_token_s: float = 0.0,
        token_s: float = 0.0,
        supports: Collection[Means] = ALL,
        window_tokens: int = 200_000,
        key: str | None = KEY,
        keeps: int = 1000,
    ) -> None:
        self.says: Rule | Sequence[Said | str] = Quoting() if says is None else says
        self.fault = fault
        self.next_faults: deque[Fault] = deque()
        self.first_token_s = first_token_s
        self.token_s = token_s
        self.supports = supports
        self.window_tokens = window_tokens
        self.key = key
        self.retry_after_s = 1.0
        self.asked: deque[Asked] = deque(maxlen=keeps)
        self.dialects = self.speaks()
        self._said = 0
        self._listener = Listener(self._handle, port=port)

    def speaks(self) -> dict[str, Dialect]:
        """Return the protocols by the ends of their paths."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """Where it listens, without a path."""
        return self._listener.url

    def __enter__(self) -> Self:
        self._listener.open()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    async def _handle(self, request: Request, wire: Wire) -> None:
        ends = (end for end in self.dialects if request.path.endswith(end))
        dialect = self.dialects[next(ends, next(iter(self.dialects)))]
        try:
            await self._answer(request, dialect, wire)
        except Refused as refused:
            wait = {"Retry-After": f"{self.retry_after_s:g}"} if refused.status == 429 else {}
            await wire.whole(refused.status, json.dumps(dialect.failure(refused)), wait)

    async def _answer(self, request: Request, dialect: Dialect, wire: Wire) -> None:
        if self.key is not None and self.key not in _keys(request.headers):
            refuse("unauthorised", next(filter(None, _keys(request.headers)), ""))
        if request.method == "GET" and request.path.endswith("/models"):
            await wire.whole(200, json.dumps({"object": "list", "data": [{"id": "fake-model"}]}))
            return
        if not any(request.path.endswith(end) for end in self.dialects):
            raise Refused(404, "not_found_error", f"No such endpoint: {request.path}")
        asked = dialect.read(request.path, request.body)
        self.asked.append(asked)
        fault = self._next_fault(asked)
        await self._wait(fault)
        refuse(fault, next(filter(None, _keys(request.headers)), ""))
        self._check(asked)
        said = _limited(bent(self._next_said(asked), asked, fault), asked)
        asked.cached, written = dialect.cached(asked)
        parts = pieces(said.text)
        counts = Counts(tokens(asked.prompt), asked.cached, written, len(parts))
        if fault == "not_json":
            await wire.whole(200, "<html>")
        elif asked.stream:
            frames = dialect.frames(asked, said, parts, counts)
            await Pace(self.first_token_s, self.token_s).stream(wire, dialect, frames, asked, fault)
        else:
            await asyncio.sleep(self.first_token_s + self.token_s * max(len(parts) - 1, 0))
            asked.sent = len(parts)
            answer = json.dumps(dialect.whole(asked, said, counts))
            await wire.whole(200, answer, cut=fault in WITHIN)

    def _check(self, asked: Asked) -> None:
        if tokens(asked.prompt) > self.window_tokens:
            refuse("too_long")
        if asked.form is not None and asked.form.means not in self.supports:
            means = asked.form.means
            raise Refused(400, "invalid_request_error", f"{means} is not supported by this model.")

    async def _wait(self, fault: str) -> None:
        if fault == "hang":
            await asyncio.Event().wait()
        if fault == "slow":
            await asyncio.sleep(SLOW_S)

    def _next_fault(self, asked: Asked) -> Fault:
        if self.next_faults:
            return self.next_faults.popleft()
        return self.fault(asked) if callable(self.fault) else self.fault

    def _next_said(self, asked: Asked) -> Said:
        if callable(self.says):
            said = self.says(asked)
        else:
            said = self.says[min(self._said, len(self.says) - 1)]
            self._said += 1
        if isinstance(said, Said):
            return said
        return Said(said, "tool" if asked.form and asked.form.means == "tools" else "stop")


def _limited(said: Said, asked: Asked) -> Said:
    parts = pieces(said.text)
    if asked.max_tokens is None or len(parts) <= asked.max_tokens:
        return said
    return Said("".join(parts[: asked.max_tokens]), "length")


def _keys(headers: Mapping[str, str]) -> tuple[str, ...]:
    bearer = headers.get("authorization", "").removeprefix("Bearer ")
    return bearer, headers.get("x-api-key", ""), headers.get("api-key", "")
