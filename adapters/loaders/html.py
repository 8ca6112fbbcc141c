"""HTML: the readable text with its headings, lists, tables and code, without menus and scripts."""

from __future__ import annotations

import re
from typing import Any

from ..extracts import Extract, fenced, first_heading, plain, table
from .text import decode

SUFFIXES = (".html", ".htm", ".xhtml")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?([\w-]{2,30})", re.IGNORECASE)
_SKIPPED = frozenset(
    "script style noscript template svg nav iframe button input select object head".split()
)
_BLOCKS = frozenset(
    """address article aside blockquote body center dd details dialog div dl dt fieldset figcaption
    figure footer form header hgroup html hr main p section summary ul ol br""".split()
)
# Deeper trees than any person's page has; each level is a call.
_DEEPEST = 200


def load(data: bytes, name: str) -> Extract:
    """Return the text; the title is the page's own, or its first heading."""
    declared = _CHARSET.search(data[:4096])
    return from_html(_decode(data, declared[1].decode("ascii") if declared else "", name))


def from_html(page: str) -> Extract:
    """Return the text of a page that is decoded already."""
    from lxml import etree, html

    # Without huge_tree everything below 255 levels is lost without a word.
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # nothing but comments
        return Extract(text="")
    pieces: list[str] = []
    _block(root, pieces, 0)
    text = "\n\n".join(piece for piece in pieces if piece)
    title = " ".join((root.findtext(".//title") or "").split())
    return Extract(text=text, title=title or first_heading(text))


def _decode(data: bytes, charset: str, name: str) -> str:
    if charset.lower() not in ("", "utf-8", "utf8"):
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass  # the page lies about itself
    return decode(data, name)


def _block(element: Any, pieces: list[str], depth: int) -> None:
    """Write an element that stands for itself: its own text, and the blocks inside it."""
    line: list[str] = [element.text or ""]

    def close() -> None:
        pieces.append(plain(" ".join("".join(line).split())))
        line.clear()

    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in _SKIPPED or not tag:
            pass
        elif depth > _DEEPEST:
            line.append(child.text_content())
        elif tag in _WRITERS:
            close()
            pieces.append(_WRITERS[tag](child))
        elif tag in _BLOCKS or any(_stands_alone(inner.tag) for inner in child.iter()):
            close()
            _block(child, pieces, depth + 1)
        else:
            line.append(child.text_content())
        line.append(child.tail or "")
    close()


def _stands_alone(tag: object) -> bool:
    return tag in _BLOCKS or tag in _WRITERS


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


def _heading(element: Any) -> str:
    words = _words(element)
    return f"{'#' * int(element.tag[1])} {words}" if words else ""


def _item(element: Any) -> str:
    """Write a list item with the items below it, indented."""
    lines = [" ".join((element.text or "").split())]
    for child in element:
        if child.tag in ("ul", "ol"):
            lines += [f"  {line}" for item in child for line in _item(item).splitlines()]
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            lines[0] = f"{lines[0]} {_words(child)}".strip()
        lines[0] = f"{lines[0]} {' '.join((child.tail or '').split())}".strip()
    return "- " + "\n".join(lines) if any(lines) else ""


def _list(element: Any) -> str:
    return "\n".join(filter(None, (_item(child) for child in element)))


def _table(element: Any) -> str:
    rows = [
        [_words(cell) for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")
    ]
    if any(len(row) > 1 for row in rows):
        return table(rows)
    return "\n\n".join(cell for row in rows for cell in row)


def _code(element: Any) -> str:
    return fenced(element.text_content().strip("\n"))


_WRITERS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("ul", "ol"), _list),
    "table": _table,
    "pre": _code,
}
