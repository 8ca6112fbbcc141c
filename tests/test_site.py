"""The site's pages and pictures, without the generator, which CI runs by `make docs`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.walk import blocks

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
LARGEST_KB = 150


def _site() -> dict[str, object]:
    import runpy

    return runpy.run_path(str(ROOT / "scripts/site.py"))


def test_the_reference_is_made_from_the_code_as_it_is() -> None:
    check = [sys.executable, "-m", "scripts.reference", "--check"]
    told = subprocess.run(check, cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr


def test_every_drawing_has_its_picture_and_every_picture_its_drawing() -> None:
    site = _site()
    wanted = {site["drawn"](drawing) for drawing in site["drawings"]()}
    assert set(site["DRAWN"].glob("*")) == wanted, "`make pictures`"


def test_every_picture_is_shown_and_small() -> None:
    text = "".join(page.read_text("utf-8") for page in DOCS.rglob("*.md"))
    shots = list(DOCS.glob("images/*.png"))
    shown = {name.replace("-dark", "") for name in (shot.name for shot in shots)}
    assert {name for name in shown if f"images/{name}" not in text} == set()
    assert [s.name for s in shots if s.stat().st_size > LARGEST_KB * 1000] == []


def test_a_link_to_a_file_that_is_no_page_keeps_its_words(tmp_path: Path) -> None:
    page = DOCS / "library.md"
    made = _site()["for_the_site"]
    text = "[a](../examples) [b](http.md#chat) [c](../CONTRIBUTING.md) [d](../graph/sync.py)"
    assert made(page, Path("library.md"), text) == (
        "[a](examples.md) [b](http.md#chat) [c](contributing.md) d"
    )
    assert made(page, Path("library.md"), "`[d](../graph)` [e](no.md)") == "`d` [e](no.md)"


def test_a_block_that_is_not_run_says_so_on_the_site() -> None:
    text = "```sh no-run: needs a key\nask\n```\n"
    told = _site()["for_the_site"](DOCS / "cli.md", Path("cli.md"), text)
    assert "Not run by the tests: needs a key." in told


def test_few_blocks_are_not_run() -> None:
    found = [one for page in DOCS.rglob("*.md") for one in blocks(page)]
    left = [one for one in found if one.why_not]
    assert len(left) / len(found) < 0.25


def test_every_page_is_in_the_menu() -> None:
    menu = (DOCS / "index.md").read_text("utf-8")
    pages = {p.relative_to(DOCS).with_suffix("").as_posix() for p in DOCS.rglob("*.md")}
    lists = re.findall(r"```\{toctree\}(.*?)```", menu, re.DOTALL)
    named = {line for block in lists for line in block.split("\n") if line and line[0] != ":"}
    assert {p for p in pages - named if not p.startswith("decisions/0")} == {"index"}
