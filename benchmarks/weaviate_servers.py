"""A Weaviate for the benchmarks: the one of the environment, or one started for the occasion."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.weaviate.servers import PROGRAM, Server, build
from trivium.adapters.base import Parts
from trivium.adapters.stores.weaviate import WeaviateStore, connect


def here() -> bool:
    """Say whether there is a server, or one that was built and can be started."""
    return bool(os.environ.get("TRIVIUM_WEAVIATE_URL")) or PROGRAM.exists()


@contextmanager
def server() -> Iterator[Server]:
    """Start a server, building it where it was never built; it is gone afterwards."""
    if why := build():
        sys.exit(why)
    made = Server()
    try:
        made.start()
        yield made
    finally:
        made.stop()


@contextmanager
def settings() -> Iterator[Mapping[str, Any]]:
    """Yield what leads to TRIVIUM_WEAVIATE_URL, or to a server of our own."""
    if url := os.environ.get("TRIVIUM_WEAVIATE_URL"):
        grpc = os.environ.get("TRIVIUM_WEAVIATE_GRPC") or "50051"
        yield {"weaviate_url": (url,), "weaviate_grpc": (grpc,)}
        return
    with server() as own:
        yield {"weaviate_url": (own.url,), "weaviate_grpc": (own.grpc,)}


def fresh(options: Mapping[str, Any], **more: Any) -> WeaviateStore:
    """Make a store with collections of its own."""
    name = f"Bench{uuid4().hex[:12]}"
    return connect(Parts(home=Path(), options={"weaviate_collection": name, **options, **more}))
