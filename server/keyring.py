"""API keys: who each one stands for, kept as hashes in one file of the home."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from time import monotonic, time
from typing import Any

from ..adapters.errors import Conflict, HomeUnusable, NotFound, UnknownSetting
from ..adapters.nearest import unknown
from ..adapters.terms import Principal
from ..graph.settings import Settings

FILE = "keys.json"
_PREFIX = "tv"
_SHORTEST = 16  # characters of a key that somebody made up
_FRESH_S = 1.0  # for so long a revoked key may still be let in by another process


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key without its secret.

    `speaks_for_others` lets a frontend name its users by the X-Trivium headers, in the key's tenant
    and within its groups. `operator` may read /metrics, and counts over all tenants. `per_minute`
    limits requests, `per_day` the questions of its user; 0 leaves that to the settings.
    """

    name: str
    hash: str
    tenant: str = "default"
    user: str = "local"
    groups: tuple[str, ...] = ()
    speaks_for_others: bool = False
    operator: bool = False
    per_minute: int = 0
    per_day: int = 0
    created: float = 0.0
    revoked: float = 0.0

    @property
    def principal(self) -> Principal:
        """Whom the key stands for."""
        return Principal(tenant=self.tenant, user=self.user, groups=frozenset(self.groups))

    def shown(self) -> dict[str, Any]:
        """Return what may be shown: everything but the hash."""
        return {name: value for name, value in asdict(self).items() if name != "hash"}


class Keyring:
    """The keys of a home. Once there has been one, nobody gets in without."""

    def __init__(
        self,
        home: Path,
        *,
        setting: str = "",
        principal: Principal | None = None,
        issuer: str = "",
    ) -> None:
        self._path = home / FILE
        self._setting, self._asker = setting, principal or Principal()
        self._issuer = issuer
        self._seen = (-1, -1.0)
        self._looked = 0.0
        self._keys: dict[str, Key] = {}

    @classmethod
    def of(cls, settings: Settings) -> Keyring:
        """Return the keys of the settings' home, and the one that the settings name."""
        named = settings.api_key.reveal()
        if named and len(named) < _SHORTEST:
            raise UnknownSetting(
                f"TRIVIUM_API_KEY is shorter than {_SHORTEST} characters, so it could be guessed: "
                "take a longer one, such as `openssl rand -hex 24` gives."
            )
        return cls(
            settings.home,
            setting=named,
            principal=settings.principal,
            issuer=settings.oidc_issuer,
        )

    @property
    def needed(self) -> bool:
        """True where requests must bring a key; revoking the last one does not open the door."""
        return bool(self._setting or self._issuer or self._fresh())

    def keys(self) -> list[Key]:
        """List them in the order of their making, revoked ones too."""
        return list(self._fresh(_FRESH_S).values())

    def find(self, secret: str) -> Key | None:
        """Return the key of this secret; None where it is unknown or revoked."""
        if self._setting and hmac.compare_digest(_hash(secret.strip()), _hash(self._setting)):
            return _of_settings(self._asker)
        prefix, _, rest = secret.strip().partition("_")
        name, _, _ = rest.rpartition("_")
        key = self._fresh().get(name)
        # An unknown name takes as long as a wrong secret.
        right = hmac.compare_digest(_hash(secret.strip()), key.hash if key else _hash(""))
        return key if key and right and prefix == _PREFIX and not key.revoked else None

    def create(self, key: Key) -> str:
        """Keep a new key under its name; return the secret, which is told only now."""
        if key.name in self._fresh(_FRESH_S):
            raise Conflict(f"There is a key {key.name!r} already: take another name.")
        secret = f"{_PREFIX}_{key.name}_{secrets.token_hex(24)}"
        made = replace(key, hash=_hash(secret), created=key.created or time())
        self._write({**self._keys, key.name: made})
        return secret

    def revoke(self, name: str) -> Key:
        """Let a key in no more. Raises `NotFound`."""
        keys = self._fresh(_FRESH_S)
        if name not in keys:
            raise NotFound(unknown("key", name, list(keys)))
        gone = replace(keys[name], revoked=keys[name].revoked or time())
        self._write({**keys, name: gone})
        return gone

    def _fresh(self, older_s: float = 0.0) -> Mapping[str, Key]:
        """Read the file again where it has changed, at most once in a while."""
        now = monotonic() + older_s
        if now - self._looked < _FRESH_S and self._looked:
            return self._keys
        self._looked = monotonic()
        try:
            found = self._path.stat()
        except FileNotFoundError:
            self._seen, self._keys = (-1, -1.0), {}
            return self._keys
        seen = (found.st_ino, found.st_mtime)
        if seen != self._seen:
            self._keys, self._seen = self._read(), seen
        return self._keys

    def _read(self) -> dict[str, Key]:
        try:
            rows = json.loads(self._path.read_text("utf-8"))["keys"]
            made = [Key(**{**row, "groups": tuple(row["groups"])}) for row in rows]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise HomeUnusable(
                f"The keys in {self._path} cannot be read ({type(error).__name__}): "
                "restore the file from a backup, or move it away and create new keys."
            ) from error
        return {key.name: key for key in made}

    def _write(self, keys: Mapping[str, Key]) -> None:
        body = json.dumps({"keys": [asdict(key) for key in keys.values()]}, indent=1)
        fresh = self._path.with_suffix(f".{os.getpid()}.tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError as error:
            raise HomeUnusable(
                f"The keys cannot be written to {self._path.parent} ({error.strerror}): "
                "make it writable, or set TRIVIUM_HOME to a folder that is."
            ) from error
        self._keys, self._looked = dict(keys), 0.0


def _of_settings(asker: Principal) -> Key:
    return Key(
        name="TRIVIUM_API_KEY",
        hash="",
        tenant=asker.tenant,
        user=asker.user,
        groups=tuple(sorted(asker.groups)),
        operator=True,
    )


def _hash(secret: str) -> str:
    """Hash a secret; it holds 192 random bits, so nothing slower is needed."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
