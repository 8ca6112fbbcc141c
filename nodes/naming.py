"""Which documents a question names: by title, by file, or by folder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from ..adapters.terms import Document

_WORD = re.compile(r"[^\W_]{3,}")
# Words that a title shares with too many questions to name anything.
_COMMON = frozenset(
    "the and for our your with from about all document documents file files".split()
)


def named(question: str, documents: Iterable[Document]) -> list[str]:
    """Return the ids of the documents whose title, file or folder has all its words in `question`.

    Title and file count before folder: a folder is named only where no document is.
    """
    asked = _words(question)
    known = list(documents)
    own = [d.id for d in known if _in(asked, d.title) or _in(asked, PurePath(d.source).stem)]
    return own or [d.id for d in known if _in(asked, PurePath(d.source).parent.name)]


def _in(asked: set[str], name: str) -> bool:
    words = _words(name)
    return bool(words) and words <= asked


def _words(text: str) -> set[str]:
    return {word.lower().removesuffix("s") for word in _WORD.findall(text)} - _COMMON
