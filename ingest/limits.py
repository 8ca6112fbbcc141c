"""How large a file may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Megabytes of a file as it is and unpacked, millions of characters of its text, and pages."""

    file_mb: float = 100.0
    unpacked_mb: float = 500.0
    text_mb: float = 50.0
    pages: int = 10_000
