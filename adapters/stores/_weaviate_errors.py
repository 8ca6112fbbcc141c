"""What goes wrong with Weaviate, in our words; none of its client's exceptions gets further."""

from __future__ import annotations

from ..errors import TriviumError, Unavailable
from ._weaviate_address import Address, Login


class Failed(Unavailable):
    """Weaviate answered that it could not do it; its words are in the message."""

    @property
    def code(self) -> str:
        return "unavailable"


class Slow(Unavailable):
    """Weaviate did not answer in time; the same again may be answered by another node."""

    @property
    def code(self) -> str:
        return "unavailable"


class Gone(Unavailable):
    """Nobody is there: the next server may be."""


def translated(error: Exception, at: Address, login: Login) -> TriviumError:
    """Return the error that a client's exception means, without any secret in it."""
    said = login.hide(" ".join(str(error).split()))[:300]
    if _refused(error, said):
        return Unavailable(
            f"Weaviate at {at} refuses the credentials: set WEAVIATE_API_KEY, or "
            "TRIVIUM_WEAVIATE_TOKEN, to one that may read and write."
        )
    return Failed(f"Weaviate at {at} failed: {said}")


def _refused(error: Exception, said: str) -> bool:
    kind = type(error).__name__
    return (
        kind in ("InsufficientPermissionsError", "AuthenticationFailedError", "MissingScopeError")
        or getattr(error, "status_code", 0) in (401, 403)
        or "unauthorized" in said.casefold()
        or "UNAUTHENTICATED" in said
    )
