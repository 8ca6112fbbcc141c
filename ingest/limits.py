"""How large a file may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Megabytes of a file and of what is packed in it, millions of characters of text, pages."""

    file_mb: float = 100.0
    unpacked_mb: float = 200.0
    text_mb: float = 50.0
    pages: int = 10_000
