"""What the pages show and no test runs, each with the reason that the page gives."""

from __future__ import annotations

from pathlib import Path

from tests.walk import blocks

from . import table

ROOT = Path(__file__).parents[2]
_HEAD = """\
# What is not run

The commands and programs on these pages are run by the tests, in the order in which they stand, \
and what a page shows as their output is compared with what they say: {run} blocks in {pages} \
pages. These {left} are not, and say so where they stand:

"""


def pages() -> list[Path]:
    """Return the pages that tell somebody to type something."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def page() -> str:
    """Return the page."""
    found = [(page.relative_to(ROOT).as_posix(), one) for page in pages() for one in blocks(page)]
    left = [(name, one) for name, one in found if one.why_not]
    run = {name for name, one in found if not one.why_not}
    rows = [(f"`{name}`", one.why_not, f"`{_first(one.text)}`") for name, one in left]
    head = _HEAD.format(run=len(found) - len(left), pages=len(run), left=len(left))
    last = "\n*This page is made from the pages themselves: `python -m scripts.reference`.*\n"
    return head + table(("page", "why not", "begins"), rows).rstrip("\n") + "\n" + last


def _first(text: str) -> str:
    return text.strip().splitlines()[0]
