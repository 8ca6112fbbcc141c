"""Where commands write what they export: a file, or standard output into a pipe that may close."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from json import dumps
from pathlib import Path
from typing import IO

from ..adapters.errors import BadInput


@contextmanager
def written_to(target: str) -> Iterator[Callable[[object], None]]:
    """Yield what writes a JSON line to the file, or to standard output for `-`."""
    try:
        with nullcontext(sys.stdout) if target == "-" else opened(target) as file:

            def write(row: object) -> None:
                file.write(dumps(row) + "\n")

            yield write
            file.flush()
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def opened(target: str) -> IO[str]:
    """Open a file to write. Raises `BadInput`."""
    try:
        return Path(target).open("w", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{target} cannot be written ({error.strerror}).") from error
