"""How often a tenant asks: counted each time while that is seldom, remembered when often."""

from __future__ import annotations

from collections import OrderedDict

from ..adapters.base import Services

_HOUR_S = 3600.0
# From so many questions an hour on, counting them costs more than knowing the last one is worth.
_OFTEN, _REMEMBERED_S = 100, 10.0
_TENANTS = 256


class Rates:
    """Counts a tenant's questions of the last hour."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[float, int]] = OrderedDict()

    async def per_hour(self, tenant: str, services: Services) -> int:
        """Return the count; one above a hundred may be ten seconds old."""
        now = services.clock()
        then, count = self._known.get(tenant, (now, 0))
        if count >= _OFTEN and 0 <= now - then < _REMEMBERED_S:
            return count
        count = await services.ledger.asked(tenant, since=now - _HOUR_S)
        self._known[tenant] = (now, count)
        self._known.move_to_end(tenant)
        if len(self._known) > _TENANTS:
            self._known.popitem(last=False)
        return count
