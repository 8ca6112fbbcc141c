"""Tell from a file's first bytes what it is, and refuse what is not what its name says."""

from __future__ import annotations

import io
import zipfile

from ..adapters.errors import BadFile, TooLarge
from .limits import Limits

# First bytes of files that hold no text for us, with what to call them.
_BINARIES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"RIFF", "a sound or video file"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_PARTS = {"word/": ".docx", "ppt/": ".pptx", "xl/": ".xlsx"}
# Formats that are told by their content, each with the endings it may have.
_FORMATS = {
    ".pdf": (".pdf",),
    ".docx": (".docx", ".docm"),
    ".pptx": (".pptx", ".pptm"),
    ".xlsx": (".xlsx", ".xlsm"),
}
_ENDINGS = frozenset(ending for endings in _FORMATS.values() for ending in endings)
# Formats of documents that there is no light way to read, with what to save them as.
CLOSED = {
    ".doc": ".docx or .pdf",
    ".ppt": ".pptx or .pdf",
    ".xls": ".xlsx",
    ".xlsb": ".xlsx",
    ".ods": ".xlsx",
    ".rtf": ".docx or .pdf",
    ".odt": ".docx or .pdf",
    ".odp": ".pptx or .pdf",
    ".pages": ".docx or .pdf",
    ".epub": ".html or .pdf",
    ".msg": ".eml",
}
# Office files of real people stay under 100; a bomb of zeros reaches 1,000.
_RATIO = 200


def check(data: bytes, name: str, ending: str, limits: Limits) -> None:
    """Refuse what cannot be read as what its ending says, with the way out."""
    if ending in CLOSED:
        raise BadFile(f"{name} is of a kind that cannot be read: save it as {CLOSED[ending]}.")
    kind = content(data, name, limits)
    if kind in _FORMATS:
        if ending not in _FORMATS[kind]:
            raise BadFile(f"{name} is a {kind[1:]} file by its content: rename it to {kind}.")
    elif kind:
        raise BadFile(f"{name} is {kind}, which cannot be read: convert it to text or PDF first.")
    elif ending in _ENDINGS:
        raise BadFile(f"{name} is not a {ending[1:]} file by its content: export it again.")


def content(data: bytes, name: str, limits: Limits) -> str:
    """Say what the bytes are: the ending of a format, words for a binary, nothing for text."""
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise BadFile(f"{name} is protected by a password: save it without one.")
        return "of an old Office format"
    if data.startswith(b"PK\x03\x04"):
        return _packed(data, name, limits)
    for start, words in _BINARIES:
        if data.startswith(start):
            return words
    return "" if looks_like_text(data) else "binary data"


def looks_like_text(data: bytes) -> bool:
    """Say whether the first bytes are text in some encoding; UTF-16 and 32 need their mark."""
    head = data[:8192]
    odd = sum(byte < 9 or 13 < byte < 27 or byte == 127 for byte in head)
    return head.startswith(_WIDE_MARKS) or odd <= len(head) * 0.05


def _packed(data: bytes, name: str, limits: Limits) -> str:
    """Look into a ZIP without unpacking it; refuse a decompression bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise BadFile(f"{name} is a damaged archive: save or download it again.") from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadFile(f"{name} is protected by a password: save it without one.")
    size = sum(entry.file_size for entry in entries)
    # Pictures inside are never unpacked; the parts in XML become trees in memory.
    parts = sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
    if parts > limits.unpacked_mb * 1e6 or size > max(len(data), 50_000) * _RATIO:
        raise TooLarge(
            f"{name} unpacks from {len(data) / 1e6:.1f} MB to {size / 1e6:.0f} MB, as a "
            "decompression bomb does: save it again from its program, or split it."
        )
    for part, ending in _PARTS.items():
        if any(entry.filename.startswith(part) for entry in entries):
            return ending
    return "a ZIP archive"
