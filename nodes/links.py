"""Links and images of an answer: those that the evidence has stay, of others only their words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..adapters.terms import Passage

_LOOK = re.compile(r"\]\(|\]:|<[a-z/!]|://|www\.|script:|data:|file:|mailto:", re.IGNORECASE)
_TARGET = r"\(\s*<?((?:[^()\s>]|\([^()\s]*\))*)(?:[^()]|\([^()]*\))*\)?"
_LINK = re.compile(rf"!?\[([^\[\]]*)\]{_TARGET}")
_LINK_END = re.compile(rf"\]{_TARGET}")
_NAMED = re.compile(r"^[ \t]*\[[^\]]+\]:[ \t]*(\S+).*$", re.MULTILINE)
_TAG = re.compile(r"</?[a-zA-Z!][^\s>]*(?:\s[^>]*)?>|<[a-zA-Z][^>]*=[^>]*$")
_URL = re.compile(
    r"""(?:[a-z][a-z0-9+.-]*://|www\.|\b(?:javascript|vbscript|mailto):(?=\S)|\bdata:(?=\w+/)
    |\bfile:(?=/))(?:[^\s<>()\[\]"'`|]|\([^\s()]*\))*""",
    re.IGNORECASE | re.VERBOSE,
)
_TRAILING = ".,;:!?*_/"
_SPACES = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)")


def links(passages: Iterable[Passage]) -> frozenset[str]:
    """Collect where the evidence leads to: its own addresses, and those in its text."""
    found: set[str] = set()
    for passage in passages:
        found.add(_same(passage.url))
        if _LOOK.search(passage.text):
            found.update(_same(url) for url in _URL.findall(passage.text))
            found.update(_same(target) for _, target in _LINK.findall(passage.text))
            found.update(_same(target) for target in _NAMED.findall(passage.text))
    return frozenset(found - {""})


def may_link(sentence: str) -> bool:
    """Say whether a sentence may hold a link, an image or a tag at all."""
    return _LOOK.search(sentence) is not None


def without_links(sentence: str, known: frozenset[str]) -> str:
    """Take out every link, image and tag that leads elsewhere than to `known` addresses."""

    def kept(found: re.Match[str], target: str, instead: str) -> str:
        return found[0] if _same(target) in known else instead

    text = sentence
    for _ in range(2):  # an image inside a link, then the link
        text = _LINK.sub(lambda found: kept(found, found[2], found[1]), text)
    text = _LINK_END.sub(lambda found: kept(found, found[1], "]"), text)
    text = _NAMED.sub(lambda found: kept(found, found[1], ""), text)
    text = _TAG.sub(lambda found: _tag(found, known), text)
    text = _URL.sub(lambda found: kept(found, found[0], _behind(found[0])), text)
    return sentence if text == sentence else _SPACES.sub(" ", text)


def _tag(found: re.Match[str], known: frozenset[str]) -> str:
    """Keep an address in angle brackets; a tag goes, whatever it says."""
    return found[0] if _same(found[0].strip("<>")) in known else ""


def _behind(url: str) -> str:
    """Return the punctuation that ends the sentence rather than the address."""
    return url[len(_same(url)) :].rstrip("*_/")


def _same(url: str) -> str:
    """Return what two ways of writing an address share."""
    return url.strip().rstrip(_TRAILING)
