"""Which topics of the tuned models have documents that changed after the models were trained."""

from __future__ import annotations

from collections import OrderedDict

from ..adapters._text import content
from ..adapters.base import Services
from ..adapters.registry import after_snapshot
from ..adapters.terms import Contract, Query, Scope

_LOOKED_AT = 50  # passages on a topic; documents that say more on it come first
_SCOPES = 64  # whose topics are remembered


class Snapshots:
    """Looks a topic's documents up; remembers what it found until a scope's index changes."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[str, tuple[str, ...]]] = OrderedDict()

    async def changed(self, services: Services, scope: Scope, version: str) -> tuple[str, ...]:
        """Return the topics on which the scope sees a document newer than the contract's snapshot.

        A contract without a snapshot or without topics has nothing to compare.
        """
        dated = [one for one in services.contracts if one.snapshot and one.topics]
        if not dated:
            return ()
        known = self._known.get(scope.key)
        if known and known[0] == version:
            return known[1]
        found = [topic for one in dated for topic in await _changed(one, services, scope)]
        self._known[scope.key] = (version, tuple(dict.fromkeys(found)))
        self._known.move_to_end(scope.key)
        if len(self._known) > _SCOPES:
            self._known.popitem(last=False)
        return self._known[scope.key][1]


async def _changed(contract: Contract, services: Services, scope: Scope) -> list[str]:
    return [topic for topic in contract.topics if await _is_newer(contract, topic, services, scope)]


async def _is_newer(contract: Contract, topic: str, services: Services, scope: Scope) -> bool:
    """Say whether a document with all words of the topic in one passage changed since."""
    about = set(content(topic))
    hits = await services.store.search(Query(text=topic), scope, limit=_LOOKED_AT)
    on_topic = {
        hit.passage.document_id
        for hit in hits
        if about and about <= set(content(f"{hit.passage.heading} {hit.passage.text}"))
    }
    for name in sorted(on_topic):
        document = await services.store.document(scope, name)
        if document is not None and after_snapshot(contract, document.updated):
            return True
    return False
