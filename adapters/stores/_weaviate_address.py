"""Where Weaviate is, and what to show it: the settings as the client takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..errors import BadInput
from ..secrets import Secret

if TYPE_CHECKING:
    from weaviate.auth import AuthCredentials


@dataclass(frozen=True, slots=True)
class Address:
    """One server: its REST address, and where it speaks gRPC."""

    host: str
    port: int
    grpc_host: str
    grpc_port: int
    secure: bool

    @classmethod
    def of(cls, url: str, grpc: str) -> Address:
        """Read a URL and a `host:port`, or only a port, for gRPC. Raises `BadInput`."""
        try:
            parts, own = urlsplit(url), urlsplit(f"//{grpc}" if ":" in grpc else f"//:{grpc}")
            secure = parts.scheme == "https"
            port = parts.port or (443 if secure else 8080)
            grpc_port = own.port or 50051
        except ValueError as error:
            raise BadInput(_unusable(url)) from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadInput(_unusable(url))
        return cls(parts.hostname, port, own.hostname or parts.hostname, grpc_port, secure)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What to show the server; nothing where it lets everybody in."""

    api_key: Secret = Secret()
    token: Secret = Secret()
    client_secret: Secret = Secret()
    scope: str = ""

    def credentials(self) -> AuthCredentials | None:
        """Return it as the client takes it."""
        from weaviate.classes.init import Auth

        if self.api_key:
            return Auth.api_key(self.api_key.reveal())
        if self.client_secret:
            return Auth.client_credentials(self.client_secret.reveal(), scope=self.scope or None)
        return Auth.bearer_token(self.token.reveal()) if self.token else None

    def hide(self, text: str) -> str:
        """Return text without any of it."""
        for secret in (self.api_key, self.token, self.client_secret):
            text = secret.hide(text)
        return text


def addresses(options: Mapping[str, object]) -> list[Address]:
    """Read the addresses, each with where it speaks gRPC. Raises `BadInput`."""
    urls = _texts(options.get("weaviate_url")) or ["http://127.0.0.1:8080"]
    grpc = _texts(options.get("weaviate_grpc")) or ["50051"]
    grpc += grpc[-1:] * (len(urls) - len(grpc))
    return [Address.of(url, own) for url, own in zip(urls, grpc, strict=False)]


def login(options: Mapping[str, object]) -> Login:
    """Read the credentials."""
    return Login(
        api_key=_secret(options.get("weaviate_api_key")),
        token=_secret(options.get("weaviate_token")),
        client_secret=_secret(options.get("weaviate_client_secret")),
        scope=str(options.get("weaviate_scope") or ""),
    )


def _texts(value: object) -> list[str]:
    return [value] if isinstance(value, str) and value else [str(v) for v in _many(value)]


def _many(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _secret(value: object) -> Secret:
    return value if isinstance(value, Secret) else Secret(str(value or ""))


def _unusable(url: str) -> str:
    return f"TRIVIUM_WEAVIATE_URL cannot be {url!r}: http://HOST:PORT or https://HOST is expected."
