"""What to say of a name that does not exist: the nearest right one, or all there are."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches


def unknown(what: str, name: str, known: Collection[str]) -> str:
    """Return the sentence that names the unknown `what` and the way out."""
    near = get_close_matches(name.lower(), known, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}."
    return f"There is no {what} {name[:80]!r}; {hint}"
