"""Make a document and its passages from what was read."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from time import time

from ..adapters.extracts import Extract
from ..adapters.terms import Document, Passage, digest, tokens
from .items import Content, Item
from .split import split

# To be raised when loaders or splitter make something else of the same content: documents that are
# in the store are then read again.
_EDITION = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A document ready for the store, its text and its passages."""

    document: Document
    text: str
    passages: list[Passage]


def document_id(tenant: str, source: str) -> str:
    """Return the id of a document: the same for the same source and tenant.

    Not of its groups: a document that fewer may read from now on must not stay behind for the rest.
    """
    return digest("\x1f".join((tenant, "\x1e", source)))


def version_of(content: Content) -> str:
    """Return the hash of a document's content, before anything is made of it."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return sha256(_EDITION.encode() + data).hexdigest()[:32]


def unchanged(
    item: Item, version: str, known: Document, *, groups: frozenset[str], user: str
) -> bool:
    """Say whether the store holds exactly this already, for the same readers and the same user."""
    same_title = item.title in ("", known.title)
    same_people = known.groups == groups and known.added_by == user
    return known.version == version and same_title and known.url == item.url and same_people


def build(item: Item, found: Extract, version: str, tenant: str, groups: frozenset[str]) -> Built:
    """Split what was read into passages."""
    title = item.titled(found)
    id_ = document_id(tenant, item.source)
    passages = [
        Passage(
            # A vector being made for a passage must not land on the next version's: so the id
            # changes with everything that is embedded.
            id=digest(f"{id_}\x1f{version}\x1f{title}\x1f{ordinal}"),
            document_id=id_,
            version=version,
            ordinal=ordinal,
            start=cut.start,
            end=cut.end,
            text=found.text[cut.start : cut.end],
            title=title,
            context=cut.context,
            url=item.url,
            page=cut.page,
            tenant=tenant,
            groups=groups,
        )
        for ordinal, cut in enumerate(split(found.text, found.pages, title=title))
    ]
    document = Document(
        id=id_,
        title=title,
        source=item.source,
        version=version,
        tenant=tenant,
        groups=groups,
        url=item.url,
        pages=found.pages,
        updated=time(),
        tokens=tokens(found.text),
        passages=len(passages),
    )
    return Built(document=document, text=found.text, passages=passages)
