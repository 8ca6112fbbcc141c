"""Names and texts as Weaviate can hold them: any tenant, group, id or character is allowed here."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from itertools import count
from secrets import token_hex
from time import time_ns
from uuid import NAMESPACE_URL, UUID, uuid5

from ..terms import Scope, digest

PUBLIC = "public"  # among the readers of what everybody of the tenant may read
_TENANT = re.compile(r"[a-z0-9_][a-z0-9_-]{0,62}")  # shards lie in folders: no capitals
_PACKED = "\x1a"
_NEVER_IN_AN_ID = re.compile(r"[^!-$&-~\u00a1-\ud7ff\uf900-\ufaff]")
_STALE_NS = 3_600 * 10**9
_editions = count()


def tenant_key(tenant: str) -> str:
    """Return the tenant's name in Weaviate: its own where that is allowed, else a hash."""
    if _TENANT.fullmatch(tenant) and not tenant.startswith("x-"):
        return tenant
    return f"x-{digest(tenant)}"


def key(text: str) -> str:
    """Return what a filter compares: Weaviate would trim blanks and fold what it tokenizes."""
    return digest(text)


def readers(groups: Iterable[str]) -> list[str]:
    """Return who may read, as a document's record and its passages hold it."""
    return sorted(map(key, groups)) or [PUBLIC]


def asked_as(scope: Scope) -> list[str] | None:
    """Return any of which the readers must hold; None where the scope sees everything."""
    return None if scope.groups is None else [PUBLIC, *sorted(map(key, scope.groups))]


def document_uuid(document_id: str) -> UUID:
    """Return the id of a document's record."""
    return uuid5(NAMESPACE_URL, f"document {digest(document_id)}")


def piece_uuid(edition: str, ordinal: int) -> UUID:
    """Return the id of a passage, or of a piece of text, of one edition of a document."""
    return uuid5(NAMESPACE_URL, f"{edition} {ordinal}")


def state_uuid(name: str) -> UUID:
    """Return the id of something the store notes about itself."""
    return uuid5(NAMESPACE_URL, f"state {name}")


def new_edition() -> str:
    """Name what one `put` writes; names of later puts are greater."""
    return f"{time_ns():020d}-{next(_editions) % 10**6:06d}-{token_hex(4)}"


def stale_edition() -> str:
    """Return the name that editions have been less than for an hour: nobody writes them still."""
    return f"{time_ns() - _STALE_NS:020d}"


def order_key(document_id: str) -> str:
    """Return an id as it is sorted by: as it is, where no character would be trimmed or folded."""
    return _NEVER_IN_AN_ID.sub(lambda found: f"%{ord(found[0]):06x}", document_id)


def pack(text: str) -> str:
    """Return text as UTF-8 can carry it: lone surrogates and null bytes are wrapped."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _wrapped(text)
    return _wrapped(text) if "\0" in text or text.startswith(_PACKED) else text


def unpack(text: object) -> str:
    """Return what `pack` was given."""
    kept = text if isinstance(text, str) else ""
    if not kept.startswith(_PACKED):
        return kept
    return base64.b64decode(kept[1:]).decode("utf-8", "surrogatepass")


def _wrapped(text: str) -> str:
    return _PACKED + base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()


def cut(text: str, chars: int) -> Sequence[str]:
    """Cut a text into pieces of at most so many characters; an empty one has none."""
    return [text[start : start + chars] for start in range(0, len(text), chars)]
