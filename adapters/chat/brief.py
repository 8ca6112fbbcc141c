"""OpenAI's stream without its client's typed objects, which cost more than all the rest.

The client still sends the request, and turns a refusal into its errors. What is read are plain
dicts, and pieces of text that came together on the wire are one.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Iterator
from typing import Any

_DONE = b"[DONE]"
# Characters of text that become one at most: what stops a model that loops looks at each.
_JOINED_MOST = 200


class BriefCompletions:
    """Stands for the client's `chat.completions`; all but a stream is left to that."""

    def __init__(self, completions: Any) -> None:
        self._completions = completions

    def __getattr__(self, name: str) -> Any:
        return getattr(self._completions, name)

    async def create(self, **given: Any) -> Any:
        """Ask; a stream comes as `Chunks`. Raises the client's errors."""
        if not given.get("stream"):
            return await self._completions.create(**given)
        raw = await self._completions.with_raw_response.create(**given)
        return Chunks(raw.http_response)


class Chunks:
    """The chunks of one answer, to be read inside an `async with` block, which hangs up."""

    def __init__(self, response: Any) -> None:
        self._response = response

    async def __aenter__(self) -> Chunks:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._response.aclose()

    async def __aiter__(self) -> AsyncGenerator[dict[str, Any], None]:
        rest = b""
        async for piece in self._response.aiter_bytes():
            *lines, rest = (rest + piece).split(b"\n")
            for chunk in joined(_read(lines)):
                self._check(chunk)
                yield chunk
        for chunk in _read([rest]):
            self._check(chunk)
            yield chunk

    def _check(self, chunk: dict[str, Any]) -> None:
        if not (error := chunk.get("error")):
            return
        from openai import APIError

        said = error.get("message") if isinstance(error, dict) else None
        raise APIError(str(said or error), request=self._response.request, body=error)


def _read(lines: list[bytes]) -> Iterator[dict[str, Any]]:
    """Yield what the lines hold. Raises `ValueError` for anything but objects of JSON."""
    for line in lines:
        if not line.startswith(b"data:"):
            continue
        data = line[5:].strip()
        if data == _DONE or not data:
            continue
        chunk = json.loads(data)
        if not isinstance(chunk, dict):
            raise ValueError("a chunk is no object")
        yield chunk


def joined(chunks: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Make one chunk of those in a row that hold nothing but text."""
    last: dict[str, Any] | None = None
    for chunk in chunks:
        before, text = _text(last), _text(chunk)
        if last and before is not None and text is not None and len(before) < _JOINED_MOST:
            last["choices"][0]["delta"]["content"] = before + text
            continue
        if last:
            yield last
        last = chunk
    if last:
        yield last


def _text(chunk: dict[str, Any] | None) -> str | None:
    """Return a chunk's text if that is all it holds."""
    choices = chunk.get("choices") if chunk else None
    if not isinstance(choices, list) or len(choices) != 1 or (chunk or {}).get("usage"):
        return None
    only = choices[0]
    delta = only.get("delta") if isinstance(only, dict) else None
    if not isinstance(delta, dict) or only.get("finish_reason") or only.get("logprobs"):
        return None
    if any(value for key, value in delta.items() if key not in ("content", "role")):
        return None
    content = delta.get("content")
    return content if isinstance(content, str) and only.get("index", 0) == 0 else None
