"""A fake model in a process of its own, so that what it costs is not counted as Trivium's."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

from trivium import Settings
from trivium.adapters.fakes.asked import Asked, Rule, tokens
from trivium.adapters.fakes.openai import KEY, FakeOpenAI
from trivium.graph.settings import load_settings

__all__ = ["KEY", "Call", "ServedModel", "looks_up", "settings_with"]
_KEEPS = 20_000


@dataclass(frozen=True)
class Call:
    """One request as the server saw it; tokens as it counted them."""

    prompt: str
    body: Mapping[str, Any]
    tokens_in: int
    tokens_out: int
    cached: int


def looks_up(asked: Asked) -> str | None:
    """Say, where a model is asked what a question needs, that it looks up a fact."""
    wanted = asked.form.schema.get("properties", {}) if asked.form else {}
    return '{"needs": "look_up"}' if "needs" in wanted else None


class ServedModel:
    """Speaks OpenAI's protocol at `url`; `rule` must be one that can be pickled."""

    def __init__(
        self, rule: Rule, *, first_token_s: float = 0.0, token_s: float = 0.0, keeps: int = _KEEPS
    ) -> None:
        processes = multiprocessing.get_context("spawn")
        self._pipe, theirs = processes.Pipe()
        given = (theirs, rule, first_token_s, token_s, keeps)
        self._process = processes.Process(target=_serve, args=given, daemon=True)
        self.url = ""

    def __enter__(self) -> Self:
        self._process.start()
        self.url = f"{self._pipe.recv()}/v1"
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.send("end")
        self._process.join()

    def calls(self) -> list[Call]:
        """Return the requests since this was last asked."""
        self._pipe.send("calls")
        found: list[Call] = self._pipe.recv()
        return found


def _serve(pipe: Connection, rule: Rule, first_s: float, token_s: float, keeps: int) -> None:
    with FakeOpenAI(rule, first_token_s=first_s, token_s=token_s, keeps=keeps) as server:
        pipe.send(server.url)
        while pipe.recv() != "end":
            asked = [server.asked.popleft() for _ in range(len(server.asked))]
            pipe.send([Call(a.prompt, a.body, tokens(a.prompt), a.sent, a.cached) for a in asked])


def settings_with(url: str, home: Path, **more: str) -> Settings:
    """Return the settings of somebody who set nothing but a model."""
    given = {"MODEL": "openai:stub", "MODEL_BASE_URL": url, "MODEL_API_KEY": KEY, **more}
    environ = {f"TRIVIUM_{name}": value for name, value in given.items()}
    return replace(load_settings(environ), home=home)
