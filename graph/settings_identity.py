"""The settings of who gets in, how often, and what is written down of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .settings_values import setting

Audit = Literal["keys", "always", "never"]
AuditDeleted = Literal["mask", "keep"]


@dataclass(frozen=True, kw_only=True)
class Identity:
    """An issuer of tokens, limits of a key, the audit log."""

    oidc_issuer: str = setting(
        "",
        "The address of an OpenID Connect issuer; its tokens then let people in beside keys.",
        section="Who gets in",
    )
    oidc_audience: str = setting(
        "", "The audience that a token must be for; needed with an issuer."
    )
    oidc_user_claim: str = setting("sub", "The claim of a token that names the user.")
    oidc_groups_claim: str = setting("groups", "The claim that lists the user's groups.")
    oidc_tenant_claim: str = setting(
        "", "The claim that names the tenant; empty: everybody is of `tenant`."
    )
    oidc_timeout_s: float = setting(
        5.0, "Seconds for the issuer to tell its keys, which are kept for an hour.", least=0.01
    )
    requests_per_minute: int = setting(
        0, "Requests a minute of one key, or of one user of an issuer; 0: no limit.", least=0
    )
    questions_per_day: int = setting(
        0, "Questions a user may ask in a day (UTC); 0: no limit.", least=0
    )
    audit: Audit = setting(
        "keys",
        "Whether who asked and what was read is written to `audit.jsonl` in the home: where keys "
        "are needed, always or never.",
    )
    audit_deleted: AuditDeleted = setting(
        "mask",
        "What becomes of somebody's lines there when their data is deleted: `mask` writes stars "
        "over the name, `keep` leaves them, where the law wants that.",
    )
