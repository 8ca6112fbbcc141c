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
    """Blank what the receipt holds of this document's words; ids, offsets and hashes stay.

    That is its quotes, and every claim that rests on them. An answer in which such a claim cannot
    be found again goes as a whole.
    """
    gone = {c.number for c in receipt.citations if c.document_id == document_id}
    lost = [claim.text for claim in receipt.claims if gone & set(claim.citations)]
    return replace(
        receipt,
        text=_struck(receipt.text, lost),
        claims=tuple(
            replace(claim, text=_GONE) if gone & set(claim.citations) else claim
            for claim in receipt.claims
        ),
        citations=tuple(
            replace(c, quote="") if c.document_id == document_id else c for c in receipt.citations
        ),
        evidence=tuple(
            _blank(row) if row.get("document_id") == document_id else row
            for row in receipt.evidence
        ),
    )


def _struck(text: str, claims: list[str]) -> str:
    """Take the claims out of an answer."""
    for claim in claims:
        if claim != _GONE and claim not in text:
            return _GONE
        text = text.replace(claim, _GONE)
    return text


def _blank(row: Mapping[str, str]) -> Mapping[str, str]:
    return {key: "" if key in _QUOTED else value for key, value in row.items()}
