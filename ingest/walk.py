"""Find the documents under the given paths, and nothing that does not belong to them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .report import Rejected

_NOT_OURS = frozenset(("node_modules", "__pycache__", "venv", "site-packages"))


@dataclass(frozen=True, slots=True)
class File:
    """A file to read. `shown` is how to name it to the person who asked for it."""

    path: Path
    shown: str
    asked_for: bool


@dataclass(slots=True)
class Walk:
    """What was found: files, the folders they were sought in, and paths that are not there."""

    files: list[File] = field(default_factory=list[File])
    folders: list[Path] = field(default_factory=list[Path])
    rejected: list[Rejected] = field(default_factory=list[Rejected])


def walk(paths: Sequence[str | Path]) -> Walk:
    """List the files of these paths by name, each once.

    Hidden files and folders, those of version control and installed packages, and links that lead
    out of the given folder are left out.
    """
    found = Walk()
    seen: set[Path] = set()
    for given in map(Path, paths):
        path = given.expanduser().resolve()
        if path.is_dir():
            found.folders.append(path)
            files: Iterator[File] = _inside(path, given)
        elif path.is_file():
            files = iter((File(path, str(given), asked_for=True),))
        else:
            reason = f"{given} is not there: check the path."
            found.rejected.append(Rejected(name=str(given), reason=reason))
            continue
        for file in files:
            if file.path not in seen:
                seen.add(file.path)
                found.files.append(file)
    return found


def _inside(folder: Path, given: Path) -> Iterator[File]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _NOT_OURS
        )
        for name in sorted(names):
            path = Path(root, name)
            real = path.resolve()
            if not name.startswith(".") and real.is_relative_to(folder) and real.is_file():
                yield File(real, str(given / path.relative_to(folder)), asked_for=False)
