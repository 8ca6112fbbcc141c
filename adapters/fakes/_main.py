"""The command line of the fake servers."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from threading import Event
from typing import get_args

from .faults import Fault
from .quoting import Quoting
from .server import KEY, FakeServer


def serve(kind: type[FakeServer], variable: str, path: str, port: int) -> None:
    """Serve until interrupted, as `python -m trivium.adapters.fakes.openai` does."""
    parser = ArgumentParser(description=kind.__doc__)
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--fault", choices=get_args(Fault), default="")
    parser.add_argument("--first-token-s", type=float, default=0.0)
    parser.add_argument("--token-s", type=float, default=0.0)
    parser.add_argument("--made-up", type=float, default=0.0, help="share of made-up sentences")
    given = parser.parse_args()
    with kind(
        Quoting(made_up=given.made_up),
        port=given.port,
        fault=given.fault,
        first_token_s=given.first_token_s,
        token_s=given.token_s,
    ) as server:
        sys.stdout.write(f"{server.url}{path} answers for {variable}={KEY}\n")
        sys.stdout.flush()
        Event().wait()
