"""Where modules of somebody's own are found."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "modules"


@pytest.fixture(scope="module", autouse=True)
def own_modules() -> Iterator[None]:
    """Put the folder of modules on Python's path."""
    sys.path.insert(0, str(FOLDER))
    yield
    sys.path.remove(str(FOLDER))
    sys.modules.pop("own_embeddings", None)
