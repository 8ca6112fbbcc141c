"""Write docs/reference/ from the code; `--check` writes nothing and fails where a page is stale."""

from __future__ import annotations

import sys
from pathlib import Path

from . import commands, http, library, not_run

FOLDER = Path(__file__).parents[2] / "docs/reference"
PAGES = {
    "library.md": library.page,
    "commands.md": commands.page,
    "http.md": http.page,
    "not-run.md": not_run.page,
}


def main() -> int:
    """Write the pages, or say which are stale."""
    stale = 0
    for name, page in PAGES.items():
        path, text = FOLDER / name, page()
        if path.exists() and path.read_text("utf-8") == text:
            continue
        if "--check" in sys.argv:
            print(f"docs/reference/{name} is stale: python -m scripts.reference")
            stale = 1
        else:
            path.write_text(text, "utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main())
