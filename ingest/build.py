"""Make a document and its passages from a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from time import time

from ..adapters.extracts import Extract
from ..adapters.terms import Document, Passage, digest, tokens
from .split import split


def document_id(tenant: str, groups: frozenset[str], source: str) -> str:
    """Return the id of a document: the same for the same source, tenant and groups."""
    return digest("\x1f".join((tenant, *sorted(groups), "\x1e", source)))


def describe(
    found: Extract, *, source: str, title: str, url: str, tenant: str, groups: frozenset[str]
) -> Document:
    """Return the document of an extract, not split yet."""
    return Document(
        id=document_id(tenant, groups, source),
        title=title,
        source=source,
        version=digest(found.text),
        tenant=tenant,
        groups=groups,
        url=url,
        pages=found.pages,
        tokens=tokens(found.text),
    )


def unchanged(new: Document, known: Document | None) -> bool:
    """Say whether the store holds exactly this already."""
    return known is not None and (known.version, known.title, known.url, known.pages) == (
        new.version,
        new.title,
        new.url,
        new.pages,
    )


def build(document: Document, text: str) -> tuple[Document, list[Passage]]:
    """Split the text; return the document with its counts, and its passages."""
    passages = list(_passages(document, text))
    return replace(document, passages=len(passages), updated=time()), passages


def _passages(document: Document, text: str) -> Iterator[Passage]:
    # A vector being made for a passage must not land on the next version's: so the id changes with
    # everything that is embedded.
    stem = f"{document.id}\x1f{document.version}\x1f{document.title}\x1f"
    for ordinal, cut in enumerate(split(text, document.pages)):
        yield Passage(
            id=digest(f"{stem}{ordinal}"),
            document_id=document.id,
            version=document.version,
            ordinal=ordinal,
            start=cut.start,
            end=cut.end,
            text=text[cut.start : cut.end],
            title=document.title,
            context=cut.context,
            url=document.url,
            page=cut.page,
            tenant=document.tenant,
            groups=document.groups,
        )
