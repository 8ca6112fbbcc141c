"""A store that tells what it is asked; `TRIVIUM_STORE=shouting`.

It is a wrapper: whatever it does not do itself, the embedded store does. A store for a database of
yours has the same methods, and enforces the scope inside its own search.
"""

from __future__ import annotations

import logging

from trivium.adapters.base import Parts, Store
from trivium.adapters.stores.embedded import EmbeddedStore
from trivium.adapters.terms import Hit, Query, Scope

_log = logging.getLogger("trivium.shouting")  # TRIVIUM_LOG_LEVEL=debug shows it


class Shouting(EmbeddedStore):
    """The embedded store, with every search in the log."""

    name = "shouting"

    async def search(self, query: Query, scope: Scope, *, limit: int) -> list[Hit]:
        """Search, and say so."""
        hits = await super().search(query, scope, limit=limit)
        _log.info("%s! %d PASSAGES", query.text.upper(), len(hits))
        return hits


def connect(parts: Parts) -> Store:
    """Make the store of this home."""
    return Shouting(parts.home)
