"""Stores on a real Weaviate: one server for all tests that leave it alone."""

from __future__ import annotations

import atexit
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from trivium.adapters.base import Parts
from trivium.adapters.stores.weaviate import WeaviateStore, connect

from .servers import PROGRAM, Server, start_all
from .servers import cluster as make_cluster

# Read at import: the tests themselves run without settings in the environment.
_URL, _GRPC = os.environ.get("TRIVIUM_WEAVIATE_URL"), os.environ.get("TRIVIUM_WEAVIATE_GRPC")


def needed() -> None:
    """Skip where there is no server to start, but never in CI."""
    if not PROGRAM.exists():
        why = "no Weaviate here: `make test-weaviate` has Go build one"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)


def settings_of(*servers: Server) -> dict[str, Any]:
    """Return the settings that lead to these servers."""
    return {
        "weaviate_url": tuple(server.url for server in servers),
        "weaviate_grpc": tuple(server.grpc for server in servers),
    }


def shared() -> Mapping[str, Any]:
    """Return the settings of the server that all share; it is started at the first call."""
    if _URL:
        return {"weaviate_url": (_URL,), "weaviate_grpc": (_GRPC or "50051",)}
    needed()
    return _started()


def shared_cluster() -> Mapping[str, Any]:
    """Return the settings of three nodes that all share, each of which keeps everything."""
    needed()
    return {**_started(cluster=True), "weaviate_replicas": 3}


@lru_cache
def _started(*, cluster: bool = False) -> Mapping[str, Any]:
    servers = make_cluster() if cluster else [Server()]
    for server in servers:
        atexit.register(server.stop)
    if cluster:
        start_all(servers)
    else:
        servers[0].start()
    return settings_of(*servers)


def fresh(settings: Mapping[str, Any], **more: Any) -> WeaviateStore:
    """Make a store with collections of its own; `more` are settings."""
    options = {"weaviate_collection": f"T{uuid4().hex[:12]}", **settings, **more}
    return connect(Parts(home=Path(), options=options))


async def drop(store: WeaviateStore) -> None:
    """Remove a store's collections and close it."""
    names = store.data.names

    async def job(client: Any) -> None:
        for name in await client.collections.list_all():
            if name.startswith(names.prefix):
                await client.collections.delete(name)
        await client.alias.delete(alias_name=names.passages)

    await store.data.connection.call(job, times=6)
    await store.close()
