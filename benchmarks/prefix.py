"""How much of a follow-up's prompt a provider has read before, over a corpus stuffed whole.

About 100,000 tokens of LaRA's documents are put into the prompt. The same conversation goes on in
the same scope; then somebody of another group, who sees the same documents, asks the same.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.common import arguments, report, rows
from benchmarks.served_model import looks_up, settings_with
from trivium import Principal, Trivium
from trivium.adapters.fakes.anthropic import FakeAnthropic
from trivium.adapters.fakes.asked import Asked, Said
from trivium.adapters.fakes.caches import LEAST_TOKENS, shared
from trivium.adapters.fakes.openai import FakeOpenAI
from trivium.adapters.fakes.quoting import Quoting
from trivium.adapters.fakes.server import FakeServer

_DOCUMENTS, _TOKENS = 10, 10_000  # a document each
_WINDOW = "300000"  # half of it may be documents
_STUFFED = 200_000  # characters: a prompt as long as this has the documents in it
_quoting = Quoting(sentences=1)
_FOLLOW_UP = "And what else is said about that?"


def main() -> None:
    """Measure, print, and write the figures as JSON."""
    given = arguments(__doc__).parse_args()
    figures = asyncio.run(_measure(given.data))
    report(figures, given.json)


async def _measure(data: Path) -> dict[str, float]:
    figures: dict[str, float] = {}
    for kind, name in ((FakeOpenAI, "openai"), (FakeAnthropic, "anthropic")):
        with (
            tempfile.TemporaryDirectory() as folder,
            kind(says, window_tokens=400_000) as server,
        ):
            first, next_, other = await _asked(data, Path(folder), server, name)
        figures |= {
            f"prefix_cached_share_{name}": _tokens(next_)[1] / _tokens(next_)[0],
            f"prefix_cached_other_scope_{name}": float(other.cached),
        }
        if name == "openai":
            figures |= {
                "prefix_tokens": float(_tokens(first)[0]),
                "prefix_same_share": _same(first, next_) / len(_text(next_)),
                "prefix_other_scope_tokens": _cacheable(_same(first, other)),
            }
    return figures


async def _asked(
    data: Path, home: Path, server: FakeServer, name: str
) -> tuple[Asked, Asked, Asked]:
    path = "/v1" if name == "openai" else ""
    settings = settings_with(
        f"{server.url}{path}", home / "home", MODEL=f"{name}:stub", WINDOW_TOKENS=_WINDOW
    )
    ann, bob = Principal(user="ann"), Principal(user="bob", groups=frozenset({"legal"}))
    question = _files(data, home / "files")
    async with Trivium.open(settings) as trivium:
        await trivium.ingest([home / "files"])
        first = await _prompt(trivium, server, question, ann)
        next_ = await _prompt(trivium, server, _FOLLOW_UP, ann)
        other = await _prompt(trivium, server, question, bob)
    return first, next_, other


async def _prompt(trivium: Trivium, server: FakeServer, question: str, who: Principal) -> Asked:
    """Ask, and return the first request that has the documents in it."""
    server.asked.clear()
    await trivium.ask(question, principal=who, thread="t", route="long_context", mode="off")
    return next(asked for asked in server.asked if len(asked.prompt) > _STUFFED)


def says(asked: Asked) -> Said | str:
    """Answer out of the documents; a question about the question is one for a fact."""
    return looks_up(asked) or _quoting(asked)


def _files(data: Path, folder: Path) -> str:
    """Write the documents; return a question about the first."""
    folder.mkdir()
    documents = list(rows(data / "lara" / "documents.jsonl.gz"))[:_DOCUMENTS]
    for number, row in enumerate(documents):
        (folder / f"{number}.txt").write_text(row["text"][: 4 * _TOKENS], encoding="utf-8")
    named = documents[0]["file"]
    asked = rows(data / "lara" / "questions.jsonl.gz")
    return str(next(row["question"] for row in asked if row["file"] == named))


def _text(asked: Asked) -> str:
    """Return a prompt with everything that a provider reads of it."""
    body: Mapping[str, Any] = asked.body
    return json.dumps([body.get("system"), body["messages"]], ensure_ascii=False)


def _same(one: Asked, other: Asked) -> int:
    return shared(_text(one), _text(other))


def _cacheable(characters: int) -> float:
    """Return how many tokens of a shared beginning a provider would take from its cache."""
    tokens = characters // 4
    return float(tokens if tokens >= LEAST_TOKENS else 0)


def _tokens(asked: Asked) -> tuple[int, int]:
    """Return the tokens of a prompt, and those of them that came from the cache."""
    return -(-len(asked.prompt) // 4), asked.cached


if __name__ == "__main__":
    main()
