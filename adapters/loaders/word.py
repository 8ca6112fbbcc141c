"""Word: paragraphs, headings by their style, lists and tables in their order."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from ..extracts import Extract, first_heading, plain, table

SUFFIXES = (".docx", ".docm")
_HEADING = re.compile(r"^heading (\d)", re.IGNORECASE)


def load(data: bytes, name: str) -> Extract:
    """Return the text; the title is that of the properties, or the first heading."""
    from docx import Document

    document = Document(io.BytesIO(data))
    text = re.sub(r"(?m)^(- .*)\n(?=\n- )", r"\1", "\n\n".join(filter(None, _blocks(document))))
    title = document.core_properties.title or ""
    return Extract(text=text, title=title.strip() or first_heading(text))


def _blocks(document: Any) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield table([[cell.text for cell in row.cells] for row in block.rows])
        else:
            yield _paragraph(block)


def _paragraph(paragraph: Any) -> str:
    text = paragraph.text.strip()
    style = (paragraph.style.name if paragraph.style is not None else "") or ""
    heading = _HEADING.match(style)
    if not text:
        return ""
    if heading or style == "Title":
        level = int(heading[1]) if heading else 1
        return f"{'#' * min(level, 6)} {' '.join(text.split())}"
    if (
        style.startswith("List")
        or paragraph._p.pPr is not None
        and paragraph._p.pPr.numPr is not None
    ):
        return f"- {text}"
    return plain(text)
