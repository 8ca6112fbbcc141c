"""Whose a document is: what it is called so that users keep apart, and who added it."""

from __future__ import annotations

from urllib.parse import quote

from ..adapters.terms import Document, Principal
from ..ingest.report import Upload


def sent_by(document: Document, who: Principal) -> bool:
    """Say whether this user added a document; uploads from before that was kept say it too."""
    if document.added_by:
        return document.added_by == who.user
    return document.source.startswith(_uploads(who))


def own_source(upload: Upload, who: Principal) -> str:
    """Name an upload so that one user's file never replaces another's of the same name."""
    return f"{_uploads(who)}{upload.url or upload.identity}"


def _uploads(who: Principal) -> str:
    return f"upload/{quote(who.user, safe='')}/"
