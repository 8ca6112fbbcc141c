"""Excel and OpenDocument spreadsheets: a sheet is a section with its rows as a table."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any

from ..errors import BadFile
from ..extracts import Extract, table

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def load(data: bytes, name: str) -> Extract:
    """Return the sheets one after the other; empty ones are left out."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            (title, [[_cell(value) for value in row] for row in _rows(book, title)])
            for title in book.sheet_names
        ]
    except CalamineError as error:
        raise BadFile(
            f"{name} is damaged or protected by a password: save it again without one."
        ) from error
    parts = [f"# {title}\n\n{table(rows)}" for title, rows in sheets if any(map(any, rows))]
    return Extract(text="\n\n".join(parts))


def _rows(book: Any, title: str) -> list[list[object]]:
    rows: list[list[object]] = book.get_sheet_by_name(title).to_python()
    return rows


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)
