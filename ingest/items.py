"""One document to be: who it is, how to come by its content, and how to read that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from ..adapters.errors import BadFile
from ..adapters.extracts import Extract, first_heading
from .extract import clean, extract, finish, fits, readable, suffix
from .limits import Limits
from .report import Upload
from .sniff import looks_like_text
from .walk import File

Content = bytes | str

# Text to a program, and a picture, a lock or a table of positions to a person.
_NO_PROSE = frozenset((".svg", ".lock", ".map"))


class NotADocument(Exception):
    """A file in a folder that holds no text for anybody: a picture, a program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A document on its way. `fetch` and `read` block, and raise `BadFile` or `TooLarge`."""

    name: str
    source: str
    title: str = ""
    url: str = ""
    fetch: Callable[[], Content]
    read: Callable[[Content], Extract]

    def titled(self, found: Extract) -> str:
        """Return the title: the given one, the document's own, or the file's name."""
        return self.title or found.title or PurePath(self.name).stem.replace("_", " ")


def of_file(file: File, limits: Limits) -> Item:
    """Make an item of a file on disk."""
    name = clean(file.shown)
    return Item(
        name=name,
        source=clean(str(file.path)),
        fetch=lambda: _bytes(file, name, limits),
        read=lambda content: _read(content, name, limits),
    )


def of_upload(upload: Upload, limits: Limits) -> Item:
    """Make an item of what came through a door."""
    title = " ".join(clean(upload.title).split())[:300]
    name = upload.safe_name or title or "the text"
    content = upload.data if upload.text is None else upload.text
    return Item(
        name=name,
        source=clean(upload.identity),
        title=title,
        url=clean(upload.url).strip(),
        fetch=lambda: content or b"",
        read=lambda content: _read(content, name, limits),
    )


def of_extract(found: Extract, source: str, limits: Limits) -> Item:
    """Make an item of what another loader has read already."""
    name = clean(source)
    return Item(
        name=name,
        source=name,
        title=clean(found.title),
        fetch=lambda: found.text,
        read=lambda content: finish(found, name, limits),
    )


def _read(content: Content, name: str, limits: Limits) -> Extract:
    if isinstance(content, bytes):
        return extract(content, name, limits)
    text = content.replace("\r\n", "\n")
    return finish(Extract(text=text, title=first_heading(text)), name, limits)


def _bytes(file: File, name: str, limits: Limits) -> bytes:
    """Read a file, unless it is too large or nothing to read."""
    try:
        with file.path.open("rb") as stream:
            head = stream.read(8192)
            if not (file.asked_for or _is_document(suffix(name), head)):
                raise NotADocument(name)
            fits(file.path.stat().st_size, name, limits)
            return head + stream.read()
    except OSError as error:
        raise BadFile(
            f"{name} cannot be read ({error.strerror}): check its permissions."
        ) from error


def _is_document(ending: str, head: bytes) -> bool:
    return ending not in _NO_PROSE and (readable(ending) or looks_like_text(head))
