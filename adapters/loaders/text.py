"""Plain text, in whatever encoding it comes."""

from __future__ import annotations

import codecs

from ..errors import BadFile
from ..extracts import Extract

SUFFIXES = (".txt", ".text", ".log", ".rst", ".adoc", ".tex", ".srt", ".vtt", ".org", "readme")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def load(data: bytes, name: str) -> Extract:
    """Return the decoded text."""
    return Extract(text=decode(data, name))


def decode(data: bytes, name: str) -> str:
    """Decode by the byte order mark, as UTF-8, or by the likeliest of the older encodings.

    Line ends become line feeds. Raises `BadFile` for a text whose mark lies.
    """
    text = _decode(data, name)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _decode(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise BadFile(f"{name} is broken {encoding.upper()}: save it as UTF-8.") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_guess(data), errors="replace")


def _guess(data: bytes) -> str:
    """Guess the encoding from a sample around the first byte that is not ASCII."""
    from charset_normalizer import from_bytes

    odd = next(i for i, byte in enumerate(data) if byte > 127)
    best = from_bytes(data[max(0, odd - 2000) : odd + 30_000]).best()
    # Few odd letters tell nothing, and then cp1252 is by far the most common.
    return best.encoding if best and best.encoding != "ascii" and best.coherence else "cp1252"
