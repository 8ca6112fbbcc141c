"""PDF: the text layer page by page, with headings by the size of their letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from ..errors import BadFile
from ..extracts import Extract, first_heading, paged, plain

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

SUFFIXES = (".pdf",)
# PDFium may be used by one thread at a time, whatever the document.
_PDFIUM = Lock()
_PASSWORD = 4
# A page may hold a million drawings; others wait for the lock meanwhile.
_LONGEST_S = 120.0
# What PDFium writes for a hyphen that only breaks a line.
_SOFT_HYPHEN = re.compile("[\ufffe\x02]\r?\n?")
_NO_TITLE = re.compile(r"^(?:untitled|microsoft (?:word|powerpoint)|.*\.\w{2,4}$)", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"^\d+(?=\D|$)|(?<=\D)\d+$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page: its text, the height of its letters and its place from the bottom."""

    text: str
    size: float
    bottom: float


def load(data: bytes, name: str) -> Extract:
    """Return the text of all pages; running headers and footers are left out."""
    with _PDFIUM:
        title, pages = _read(data, name)
    if not any(pages):
        raise BadFile(f"{name} has no text layer: run OCR on it first.")
    pages = _without_running(pages)
    sizes = _heading_sizes(pages)
    text, starts = paged([_write(page, sizes) for page in pages])
    if not title or _NO_TITLE.match(title):
        title = first_heading(text)
    return Extract(text=text, title=title, pages=starts)


def _read(data: bytes, name: str) -> tuple[str, list[list[_Line]]]:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise BadFile(f"{name} is protected by a password: save it without one.") from error
        raise BadFile(f"{name} is a damaged PDF: export or download it again.") from error
    try:
        title = document.get_metadata_value("Title").strip()
        return title, list(_pages(document, name))
    finally:
        document.close()


def _pages(document: PdfDocument, name: str) -> Iterator[list[_Line]]:
    end = monotonic() + _LONGEST_S
    for index in range(len(document)):
        if monotonic() > end:
            raise BadFile(
                f"{name} takes longer than {_LONGEST_S:g} s to read (page {index + 1} of "
                f"{len(document)}): print it into a new PDF, or split it."
            )
        yield list(_page(document, index))


def _page(document: PdfDocument, index: int) -> Iterator[_Line]:
    page = document[index]
    layer = page.get_textpage()
    try:
        yield from _lines(layer)
    finally:
        layer.close()
        page.close()


def _lines(layer: PdfTextPage) -> Iterator[_Line]:
    from pypdfium2.raw import FPDFText_GetCharIndexFromTextIndex

    at = 0
    text = layer.get_text_range()
    for line in text.split("\r\n"):
        if line.strip():
            lead = len(line) - len(line.lstrip())
            char = FPDFText_GetCharIndexFromTextIndex(layer, at + lead)
            _, bottom, _, top = layer.get_charbox(max(char, 0), loose=True)
            yield _Line(line.strip(), round(top - bottom, 1), bottom)
        at += len(line) + 2


def _without_running(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Drop first and last lines that most pages share, or that count the pages."""
    if len(pages) < 4:
        return pages
    counts = Counter(
        key
        for number, page in enumerate(pages)
        for key in {key for line in _edges(page) for key in _keys(line, number)}
    )
    most = max(2, 0.6 * len(pages))
    running = {key for key, n in counts.items() if n > most or (key[1] is not None and n > 1)}
    return [
        [line for line in page if line not in _edges(page) or not running & _keys(line, number)]
        for number, page in enumerate(pages)
    ]


def _edges(page: Sequence[_Line]) -> Sequence[_Line]:
    return [*page[:2], *page[-2:]]


def _keys(line: _Line, page: int) -> set[tuple[str, int | None]]:
    """Name a line by its words alone, and by how its first or last number goes with the page's."""
    words = _DIGITS.sub("#", line.text)
    ends = _PAGE_NUMBER.findall(line.text)
    return {(words, None)} | {(words, int(end[-6:]) - page) for end in ends}


def _heading_sizes(pages: Sequence[Sequence[_Line]]) -> dict[float, int]:
    """Map the letter sizes clearly above that of most of the text to heading levels."""
    weights: Counter[float] = Counter()
    for page in pages:
        for line in page:
            weights[line.size] += len(line.text)
    body = weights.most_common(1)[0][0]
    large = sorted((size for size in weights if size > 1.12 * body), reverse=True)
    total = weights.total()
    return {
        size: min(level, 4)
        for level, size in enumerate(large, 1)
        if weights[size] < 0.2 * total or level == 1
    }


def _write(page: Sequence[_Line], sizes: dict[float, int]) -> str:
    """Write the lines of a page, with headings marked and an empty line before each paragraph."""
    steps = sorted(a.bottom - b.bottom for a, b in pairwise(page) if a.bottom - b.bottom > 1)
    pitch = steps[len(steps) // 4] if steps else 0.0
    written: list[str] = []
    before: _Line | None = None
    for line in page:
        level = _level(line, sizes)
        same = before is not None and before.size == line.size
        if before and level and same and 0 < before.bottom - line.bottom < 1.6 * line.size:
            written[-1] += f" {line.text}"
        else:
            parted = before is not None and (
                level > 0 or _level(before, sizes) > 0 or before.bottom - line.bottom > 1.35 * pitch
            )
            text = f"{'#' * level} {line.text}" if level else plain(line.text)
            written.append(f"\n{text}" if parted else text)
        before = line
    return _SOFT_HYPHEN.sub("", "\n".join(written))


def _level(line: _Line, sizes: dict[float, int]) -> int:
    return sizes.get(line.size, 0) if len(line.text) < 150 and not line.text.isdigit() else 0
