"""Every setting: its default, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass

from ..adapters.terms import Contract, Principal
from .settings_basics import Basics
from .settings_contexts import Contexts
from .settings_economy import Economy
from .settings_identity import Identity
from .settings_models import Models
from .settings_threads import Conversations
from .settings_trials import Trials
from .settings_values import About, setting
from .settings_vendors import Vendors

PREFIX = "TRIVIUM_"


# The last base comes first in every list of settings.
@dataclass(frozen=True, kw_only=True)
class Settings(Economy, Trials, Contexts, Vendors, Models, Identity, Conversations, Basics):
    """What a Trivium is made from; with nothing set it needs no key and no network."""

    question_max_chars: int = setting(
        100_000, "The longest question, in characters.", section="Limits", least=1
    )
    upload_max_mb: int = setting(100, "The largest upload, in MB.", least=1)
    file_max_mb: int = setting(200, "The largest file that is read, in MB.", least=1)
    pages_max: int = setting(5_000, "The most pages a document may have.", least=1)

    models: tuple[Contract, ...] = setting(
        (),
        "The tuned models and what each promises; only in `trivium.toml`.",
        section="Tuned models",
    )

    @property
    def principal(self) -> Principal:
        """Who asks when nobody else is named."""
        return Principal(tenant=self.tenant, user=self.user, groups=frozenset(self.groups))


def about(name: str) -> About:
    """Return what is known of the setting `name`."""
    known: About = Settings.__dataclass_fields__[name].metadata["about"]
    return known


def variable(name: str) -> str:
    """Return the environment variable of the setting `name`."""
    return about(name).variable or PREFIX + name.upper()
