"""Excel: a sheet is a section with its rows as a table."""

from __future__ import annotations

import io
import warnings
from datetime import datetime, time
from typing import Any

from ..extracts import Extract, table

SUFFIXES = (".xlsx", ".xlsm")


def load(data: bytes, name: str) -> Extract:
    """Return the sheets one after the other, formulas as their last values."""
    from openpyxl import load_workbook

    # It warns of styles and extensions that hold no text.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
    # Row by row: as a whole, a sheet with one cell in its last corner would fill the memory.
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    parts = [_section(sheet) for sheet in book.worksheets]
    book.close()
    return Extract(text="\n\n".join(filter(None, parts)))


def _section(sheet: Any) -> str:
    """Write a sheet; nothing for an empty one."""
    # What the file claims of its size is often wrong, and then rows would be missing.
    sheet.reset_dimensions()
    rows = table([_cell(value) for value in row] for row in sheet.iter_rows(values_only=True))
    return f"# {sheet.title}\n\n{rows}" if rows else ""


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)
