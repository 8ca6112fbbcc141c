"""Word: paragraphs, headings by their style, lists and tables in their order."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..extracts import Extract, first_heading, plain, table

if TYPE_CHECKING:
    from docx.document import Document

SUFFIXES = (".docx", ".docm")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WHITE = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# Everything around paragraphs that is not a paragraph: content controls, accepted insertions.
_AROUND = {f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml")}
_HEADING = re.compile(r"^heading (\d)", re.IGNORECASE)


def load(data: bytes, name: str) -> Extract:
    """Return the text as if all changes were accepted; the title is the document's own."""
    from docx import Document

    document = Document(io.BytesIO(data))
    blocks = "\n\n".join(filter(None, _blocks(document, document.element.body)))
    # The items of a list belong together.
    text = re.sub(r"(?m)^(- .*)\n(?=\n- )", r"\1", blocks)
    title = (document.core_properties.title or "").strip()
    return Extract(text=text, title=title or first_heading(text))


def _blocks(document: Document, element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}p":
            yield _paragraph(document, child)
        elif child.tag == f"{_W}tbl":
            rows = child.iter(f"{_W}tr")
            yield table([_text(cell) for cell in row.iterchildren(f"{_W}tc")] for row in rows)
        elif child.tag in _AROUND:
            yield from _blocks(document, child)


def _paragraph(document: Document, element: Any) -> str:
    from docx.text.paragraph import Paragraph

    text = _text(element).strip()
    if not text:
        return ""
    style = Paragraph(element, document._body).style
    name = (style.name if style is not None else "") or ""
    heading = _HEADING.match(name)
    if heading or name == "Title":
        level = min(int(heading[1]), 6) if heading else 1
        return f"{'#' * level} {' '.join(text.split())}"
    if name.startswith("List") or element.find(f"{_W}pPr/{_W}numPr") is not None:
        return f"- {text}"
    return "\n".join(map(plain, text.split("\n")))


def _text(element: Any) -> str:
    """Join the text of an element; deleted text has another tag, and a fallback says it twice."""
    pieces: list[str] = []
    for child in element:
        if child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag in _WHITE:
            pieces.append(_WHITE[child.tag])
        elif child.tag != _FALLBACK:
            pieces.append(_text(child))
            pieces.append(" " if child.tag == f"{_W}p" else "")
    return "".join(pieces)
