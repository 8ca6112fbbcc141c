"""The words of a document in a receipt, and how they go when the document is deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..receipts import Citation, Claim, Receipt, Shadow, StepRecord

GONE = "[deleted]"


def documents_of(receipt: Receipt) -> set[str]:
    """Return the ids of the documents that a receipt rests on."""
    cited = {citation.document_id for citation in receipt.citations}
    return cited | {row["document_id"] for row in receipt.evidence if "document_id" in row}


def without_quotes(receipt: Receipt, document_id: str) -> Receipt:
    """Take the words of this document out of a receipt that rests on it, and name it as deleted.

    Its ids, offsets and hashes stay, and so does every sentence whose citations are all of other
    documents. The other sentences, the notes, and the queries that are not the question's own words
    may hold words of the document: they go.
    """
    gone = {c.number for c in receipt.citations if c.document_id == document_id}
    lost = [claim for claim in receipt.claims if _may_quote(claim, gone)]
    asked = receipt.question
    return replace(
        receipt,
        standalone=asked if receipt.standalone == asked else GONE,
        text=_struck(receipt.text, [claim.text for claim in lost]),
        queries=tuple(query if query == asked else GONE for query in receipt.queries),
        claims=tuple(_claim(c) if c in lost else c for c in receipt.claims),
        citations=tuple(
            _citation(c) if c.document_id == document_id else c for c in receipt.citations
        ),
        evidence=tuple(
            _blank(row) if row.get("document_id") == document_id else row
            for row in receipt.evidence
        ),
        steps=tuple(_step(step) for step in receipt.steps),
        shadow=receipt.shadow and _shadow(receipt.shadow),
        deleted=tuple(dict.fromkeys((*receipt.deleted, document_id))),
    )


def with_shadow(receipt: Receipt, shadow: Shadow) -> Receipt:
    """Add what a shadow said; without its words where one of its documents is gone by now."""
    return replace(receipt, shadow=_shadow(shadow) if receipt.deleted else shadow)


def _may_quote(claim: Claim, gone: set[int]) -> bool:
    """Say whether a sentence may hold words of the document whose numbers are `gone`."""
    if claim.citations:
        return bool(gone & set(claim.citations))
    return bool(gone) or claim.label != "no_claim"


def _struck(text: str, claims: Sequence[str]) -> str:
    """Take the claims out of an answer; one that is not in it word by word takes all with it."""
    for claim in claims:
        if claim != GONE and claim not in text:
            return GONE
        text = text.replace(claim, GONE)
    return text


def _claim(claim: Claim) -> Claim:
    return replace(claim, text=GONE, reason="")


def _citation(citation: Citation) -> Citation:
    return replace(citation, quote="", title="", url="", context="")


def _blank(row: Mapping[str, str]) -> Mapping[str, str]:
    return {key: "" if key in ("text", "about") else value for key, value in row.items()}


def _step(step: StepRecord) -> StepRecord:
    return replace(step, note="", failed=tuple(_claim(claim) for claim in step.failed))


def _shadow(shadow: Shadow) -> Shadow:
    claims = tuple(_claim(claim) for claim in shadow.claims)
    return replace(shadow, text=GONE if shadow.text else "", claims=claims)
