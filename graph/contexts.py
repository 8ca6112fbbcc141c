"""Contexts for the passages of what was ingested: who writes them, and who agreed to the cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..adapters.base import Contextualiser, Services
from ..adapters.errors import BadInput
from ..ingest.estimate import Estimate, estimate
from ..ingest.report import Contexts, Watch
from ..ingest.situate import situate
from .settings import Settings

Confirm = Callable[[Estimate], bool]


@dataclass(frozen=True, slots=True)
class Writing:
    """Writes contexts with the contextualiser of the services."""

    settings: Settings
    services: Services

    def wanted(self, asked: bool | None) -> bool:
        """Say whether contexts are written: as asked, else where the setting names a writer.

        Raises `BadInput` where they are asked for and there is no model to write them.
        """
        named = self.settings.contextualiser != "embedded"
        wanted = named if asked is None else asked
        if wanted:
            self._member()
        return wanted

    async def estimate(self, documents: Sequence[str], tenant: str = "") -> Estimate:
        """Say what the contexts that these documents lack will cost."""
        store, whose = self.services.store, tenant or self.settings.tenant
        return await estimate(store, self._member(), documents, tenant=whose)

    async def write(
        self,
        documents: Sequence[str],
        *,
        tenant: str = "",
        confirm: Confirm | None = None,
        progress: Watch | None = None,
    ) -> Contexts:
        """Write what these documents lack, if `confirm` agrees to what it costs."""
        told = await self.estimate(documents, tenant) if confirm else None
        if confirm and told and told.passages and not confirm(told):
            return Contexts(left=told.passages, declined=True)
        return await situate(
            self.services.store,
            self._member(),
            documents,
            tenant=tenant or self.settings.tenant,
            at_once=self.settings.contextual_requests,
            progress=progress,
        )

    def _member(self) -> Contextualiser:
        member = self.services.contextualiser
        if member is None or member.name == "embedded":
            raise BadInput(
                "Contexts are written by a language model: set TRIVIUM_MODEL, or "
                "TRIVIUM_CONTEXTUALISER=openai:gpt-5-nano or the like."
            )
        return member
