"""CSV and its like: one table whose first row names the columns."""

from __future__ import annotations

import csv
import io

from ..errors import BadFile
from ..extracts import Extract, table
from .text import decode

SUFFIXES = (".csv", ".tsv")
_DELIMITERS = ",;\t|"


def load(data: bytes, name: str) -> Extract:
    """Return the rows as a table; the delimiter is found out."""
    text = decode(data, name)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:8192], _DELIMITERS)
    except csv.Error:
        dialect = csv.excel_tab if name.lower().endswith(".tsv") else csv.excel
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), dialect))
    except csv.Error as error:
        raise BadFile(f"{name} is no readable CSV ({error}): export it again.") from error
    return Extract(text=table(rows))
