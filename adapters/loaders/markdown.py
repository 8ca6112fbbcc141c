"""Markdown: taken as it is, without its front matter."""

from __future__ import annotations

import re

from ..extracts import Extract, first_heading
from .text import decode

SUFFIXES = (".md", ".markdown", ".mdx", ".qmd", ".rmd")
_FRONT = re.compile(r"\A---[ \t]*\n(.{0,8000}?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*['\"]?(.+?)['\"]?[ \t]*$", re.MULTILINE | re.IGNORECASE)


def load(data: bytes, name: str) -> Extract:
    """Return the text; the title is the front matter's, or the first heading."""
    text = decode(data, name)
    title = ""
    front = _FRONT.match(text)
    if front:
        found = _TITLE.search(front[1])
        title = found[1] if found else ""
        text = text[front.end() :].lstrip("\n")
    return Extract(text=text, title=title or first_heading(text))
