"""Which documents a question names: by a telling word of title or file, or by folder."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from ..adapters.terms import Document

_WORD = re.compile(r"[^\W\d_]{3,}")
_COMMON = frozenset(
    "the and for our your with from about all document documents file files".split()
)
# A word that stands in the names of more than a fifth of the documents tells none of them apart.
_TELLING = 5


def named(question: str, documents: Sequence[Document]) -> list[str]:
    """Return the ids of the documents that `question` names.

    A document is named by a word of its title or file name that few others have, or by all of its
    title; a folder by all words of its name, and only where no document is named.
    """
    asked = _words(question)
    names = [(d, _words(d.title), _words(PurePath(d.source).stem)) for d in documents]
    shared = Counter(word for _, title, file in names for word in title | file)
    telling = {word for word in asked if shared[word] <= max(1, len(names) // _TELLING)}
    own = [
        d.id for d, title, file in names if telling & (title | file) or (title and title <= asked)
    ]
    return own or [d.id for d in documents if _in_folder(asked, d)]


def _in_folder(asked: set[str], document: Document) -> bool:
    words = _words(PurePath(document.source).parent.name)
    return bool(words) and words <= asked


def _words(text: str) -> set[str]:
    return {word.lower().removesuffix("s") for word in _WORD.findall(text)} - _COMMON
