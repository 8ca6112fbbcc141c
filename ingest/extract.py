"""From a file's bytes to its text, or to one sentence why not."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from functools import cache
from pathlib import PurePath
from types import ModuleType

from ..adapters.errors import BadFile, TooLarge
from ..adapters.extracts import Extract
from ..adapters.load import load as load_member
from ..adapters.load import members
from ..adapters.visible import visible, visible_pages
from .limits import Limits
from .sniff import CLOSED, check

# What parsers raise over broken input, beyond what their loader translates.
_BROKEN = (
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    ArithmeticError,
    AssertionError,
    EOFError,
    OSError,
    RuntimeError,
    SyntaxError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def extract(data: bytes, name: str, limits: Limits) -> Extract:
    """Read a file by its content and its suffix.

    Raises `BadFile` or `TooLarge` with the file's name, the reason and the way out.
    """
    fits(len(data), name, limits)
    if not data.strip():
        raise BadFile(f"{name} is empty: save it again with its text.")
    ending = suffix(name)
    check(data, name, ending, limits)
    loader = loader_of(ending) or load_member("loaders", "text")
    try:
        found: Extract = loader.load(data, name)
    except _BROKEN as error:
        raise BadFile(
            f"{name} is damaged ({type(error).__name__}): open it in its program and save it again."
        ) from error
    return finish(found, name, limits)


def fits(size: int, name: str, limits: Limits) -> None:
    """Raise `TooLarge` for a file of so many bytes that it must not be read."""
    if size > limits.file_mb * 1e6:
        raise TooLarge(
            f"{name} has {size / 1e6:.1f} MB, more than the limit of {limits.file_mb:g} MB: "
            "split it, or raise the limit."
        )


def finish(found: Extract, name: str, limits: Limits) -> Extract:
    """Replace or take out what no text should hold; refuse a text that is empty or over a limit."""
    if len(found.pages) > limits.pages:
        raise TooLarge(
            f"{name} has {len(found.pages)} pages, more than the limit of {limits.pages}: "
            "split it, or raise the limit."
        )
    if len(found.text) > limits.text_mb * 1e6:
        raise TooLarge(
            f"{name} has {len(found.text) / 1e6:.0f} million characters of text, more than the "
            f"limit of {limits.text_mb:g} million: split it, or raise the limit."
        )
    text, pages = visible_pages(clean(found.text), found.pages)
    if not text.strip():
        raise BadFile(f"{name} holds no text: save it again with its text.")
    title = visible(clean(found.title))
    return Extract(text=text, title=" ".join(title.split())[:300], pages=pages)


def clean(text: str) -> str:
    """Replace control characters by spaces and lone surrogates by U+FFFD, one for one."""
    return _SURROGATES.sub("\ufffd", _UNREADABLE.sub(" ", text))


def suffix(name: str) -> str:
    """Return the ending of a file's name in lower case; the whole name where it has none."""
    path = PurePath(name)
    return (path.suffix or path.name).lower()


def readable(ending: str) -> bool:
    """Say whether people keep text in files of this ending, be it one that we must refuse."""
    return loader_of(ending) is not None or ending in CLOSED


def loader_of(ending: str) -> ModuleType | None:
    """Return the loader of a suffix such as `.pdf`; None when no format has it."""
    name = _loaders().get(ending)
    return load_member("loaders", name) if name else None


@cache
def _loaders() -> dict[str, str]:
    """Map every suffix to the name of its loader."""
    found: dict[str, str] = {}
    for name in members("loaders"):
        module = load_member("loaders", name)
        found.update({ending: name for ending in getattr(module, "SUFFIXES", ())})
    return found
