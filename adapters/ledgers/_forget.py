"""What a receipt quotes of a document, and how it is blanked when the document is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..receipts import Receipt

_QUOTED = frozenset({"text", "quote"})  # keys of an evidence row that hold the document's words
_GONE = "[deleted]"


def documents_of(receipt: Receipt) -> set[str]:
    """Return the ids of the documents that a receipt quotes."""
    cited = {citation.document_id for citation in receipt.citations}
    return cited | {row["document_id"] for row in receipt.evidence if "document_id" in row}


def without_quotes(receipt: Receipt, document_id: str) -> Receipt:
    """Blank what the receipt quotes of this document; ids, offsets and hashes stay."""
    gone = [c.quote for c in receipt.citations if c.document_id == document_id and c.quote]
    return replace(
        receipt,
        text=_strike(receipt.text, gone),
        claims=tuple(replace(c, text=_strike(c.text, gone)) for c in receipt.claims),
        citations=tuple(
            replace(c, quote="") if c.document_id == document_id else c for c in receipt.citations
        ),
        evidence=tuple(
            _blank(row) if row.get("document_id") == document_id else row
            for row in receipt.evidence
        ),
    )


def _strike(text: str, quotes: list[str]) -> str:
    """Take sentences that were quoted word for word out of an answer."""
    for quote in sorted(quotes, key=len, reverse=True):
        text = text.replace(quote, _GONE)
    return text


def _blank(row: Mapping[str, str]) -> Mapping[str, str]:
    return {key: "" if key in _QUOTED else value for key, value in row.items()}
