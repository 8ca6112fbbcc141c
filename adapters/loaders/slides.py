"""PowerPoint: a slide is a page, with its title as heading, its tables and its notes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from ..extracts import Extract, paged, table

SUFFIXES = (".pptx", ".pptm")


def load(data: bytes, name: str) -> Extract:
    """Return the text slide by slide."""
    from pptx import Presentation

    show = Presentation(io.BytesIO(data))
    slides = [_slide(slide, number) for number, slide in enumerate(show.slides, 1)]
    if not any(body for _, body in slides):
        return Extract(text="")
    text, pages = paged([f"# {title}\n\n{body}".rstrip() for title, body in slides])
    title = (show.core_properties.title or "").strip()
    if title in ("", "PowerPoint Presentation"):
        title = slides[0][0]
    return Extract(text=text, title=title, pages=pages)


def _slide(slide: Any, number: int) -> tuple[str, str]:
    """Return the slide's title and the text below it."""
    head = slide.shapes.title
    title = " ".join(head.text_frame.text.split()) if head is not None else ""
    body = [
        text
        for shape in slide.shapes
        if head is None or shape.shape_id != head.shape_id
        for text in _shape(shape)
    ]
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = slide.notes_slide.notes_text_frame.text.strip()
        body += [f"Notes: {notes}"] if notes else []
    return title or f"Slide {number}", "\n\n".join(body)


def _shape(shape: Any) -> Iterator[str]:
    if hasattr(shape, "shapes"):
        for inner in shape.shapes:
            yield from _shape(inner)
    elif shape.has_table:
        yield table([[cell.text for cell in row.cells] for row in shape.table.rows])
    elif shape.has_text_frame:
        lines = [p for p in shape.text_frame.paragraphs if p.text.strip()]
        mark = "- " if len(lines) > 1 else ""
        if lines:
            yield "\n".join(f"{'  ' * p.level}{mark}{' '.join(p.text.split())}" for p in lines)
