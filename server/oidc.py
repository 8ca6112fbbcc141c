"""Tokens of an OpenID Connect issuer: whose they are, checked with the issuer's own keys."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any

from ..adapters.errors import NotKnown, TriviumError, Unavailable, UnknownSetting
from ..graph.settings import Settings
from .keyring import Key

if TYPE_CHECKING:
    from jwt import PyJWK

Fetch = Callable[[str], Awaitable[Mapping[str, Any]]]

_KEPT_S = 3600.0
# A token signed with a key that is not known yet has the keys fetched anew, but not in a flood.
_AGAIN_S = 10.0
_LEEWAY_S = 30.0
# Signatures whose key an issuer can publish; `none` and shared secrets are not among them.
_ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip


class Issuer:
    """Lets in whoever brings a good token; keys of the issuer are kept and follow its rotation."""

    def __init__(self, settings: Settings, fetch: Fetch | None = None) -> None:
        self._settings = settings
        self._url = settings.oidc_issuer.rstrip("/")
        self._fetch = fetch or _fetcher(settings.oidc_timeout_s)
        self._keys: dict[str, PyJWK] = {}
        self._fetched = -_KEPT_S
        self._lock = asyncio.Lock()

    @classmethod
    def of(cls, settings: Settings) -> Issuer | None:
        """Return the issuer that the settings name. Raises `UnknownSetting`."""
        if not settings.oidc_issuer:
            return None
        if not settings.oidc_audience:
            raise UnknownSetting(
                "TRIVIUM_OIDC_ISSUER needs TRIVIUM_OIDC_AUDIENCE: without it a token that was "
                "made for another service would let people in here."
            )
        return cls(settings)

    async def key(self, token: str) -> Key:
        """Return whom a token stands for, as a key. Raises `NotKnown`, `Unavailable`."""
        jwt = _jwt()
        try:
            head = jwt.get_unverified_header(token)
            if head.get("alg") not in _ALGORITHMS:
                raise NotKnown("This token is not signed in a way that can be checked.")
            signer = await self._signer(str(head.get("kid", "")))
            claims: Mapping[str, Any] = jwt.decode(
                token,
                signer,
                algorithms=[head["alg"]],
                audience=self._settings.oidc_audience,
                issuer=[self._url, self._url + "/"],
                leeway=_LEEWAY_S,
                options={"require": ["exp", "iss", "aud", self._settings.oidc_user_claim]},
            )
        except jwt.InvalidTokenError as error:
            raise NotKnown(f"This token lets nobody in ({error}): sign in again.") from error
        return self._stands_for(claims)

    def _stands_for(self, claims: Mapping[str, Any]) -> Key:
        user = str(claims[self._settings.oidc_user_claim])
        groups = claims.get(self._settings.oidc_groups_claim) or ()
        named = self._settings.oidc_tenant_claim
        if named and not claims.get(named):
            raise NotKnown(f"This token names no tenant in its claim {named!r}.")
        tenant = str(claims[named]) if named else self._settings.tenant
        listed = groups.split() if isinstance(groups, str) else map(str, groups)
        return Key(
            name=f"oidc:{tenant}:{user}", hash="", tenant=tenant, user=user, groups=tuple(listed)
        )

    async def _signer(self, kid: str) -> PyJWK:
        async with self._lock:
            age = monotonic() - self._fetched
            if age > _KEPT_S or (kid not in self._keys and age > _AGAIN_S):
                await self._renew(kid)
        if kid not in self._keys:
            raise NotKnown("This token is signed with a key that its issuer does not publish.")
        return self._keys[kid]

    async def _renew(self, kid: str) -> None:
        """Fetch the keys; while the issuer is out of reach, those that are known serve on."""
        try:
            about = await self._fetch(f"{self._url}/.well-known/openid-configuration")
            published = await self._fetch(str(about.get("jwks_uri", "")))
            keys = _jwt().PyJWKSet.from_dict(dict(published)).keys
        except (TriviumError, _jwt().PyJWKSetError) as error:
            if kid in self._keys:
                return
            raise Unavailable(
                f"The issuer {self._url} does not tell its keys ({error}): see that it runs and "
                "that TRIVIUM_OIDC_ISSUER is its address."
            ) from error
        self._keys = {key.key_id or "": key for key in keys}
        self._fetched = monotonic()


def _jwt() -> Any:
    try:
        import jwt
    except ModuleNotFoundError as error:
        raise Unavailable(
            "Tokens of an issuer need a package that is not there: pip install 'trivium[oidc]'."
        ) from error
    return jwt


def _fetcher(timeout_s: float) -> Fetch:
    async def fetch(url: str) -> Mapping[str, Any]:
        import httpx

        try:
            async with asyncio.timeout(timeout_s), httpx.AsyncClient() as client:
                answer = (await client.get(url)).raise_for_status()
                body: Mapping[str, Any] = answer.json()
                return body
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, TimeoutError) as error:
            raise Unavailable(f"{type(error).__name__} at {url[:100]}") from error

    return fetch
