"""Lay the pages out for Sphinx and build the site: `python -m scripts.site FOLDER`.

The pages stay as they are read in the repository. Here, and only for the site, links to files that
are no pages lose their link, drawings become pictures, and blocks that are not run say so below.
A link that leads nowhere, a page in no menu, any warning at all ends the build.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
DRAWN = DOCS / "images/drawn"
FONT = ROOT / "server/web/instrument-sans-latin-wght-normal.woff2"
BESIDES = {
    ROOT / "CONTRIBUTING.md": Path("contributing.md"),
    ROOT / "CHANGELOG.md": Path("changelog.md"),
    ROOT / "examples/README.md": Path("examples.md"),
}
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:|mailto:|#|<)([^)#\s]+)(#[^)\s]+)?\)")
_CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_SHOT = re.compile(r"!\[([^\]]*)\]\((\S+)\.png\)")
_MERMAID = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NOT_RUN = re.compile(r"^```(\w+) no-run: ([^\n]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def main() -> int:
    """Build the site into the folder that is named, which is replaced."""
    folder = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as laid, tempfile.TemporaryDirectory() as kept:
        lay_out(Path(laid))
        command = ["-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet", "-c"]
        where = [Path(laid, "sphinx"), "-d", kept, laid, folder]
        shutil.rmtree(folder, ignore_errors=True)
        return subprocess.run([sys.executable, *command, *map(str, where)], check=False).returncode


def lay_out(place: Path) -> None:
    """Copy the pages, and all that they show, as the site has them."""
    shutil.copytree(DOCS, place, dirs_exist_ok=True)
    for name in (FONT, FONT.with_name("icon.svg"), FONT.with_name("licences.txt")):
        shutil.copy(name, place / "sphinx/static")
    pages = {page: page.relative_to(DOCS) for page in DOCS.rglob("*.md")} | BESIDES
    for page, name in pages.items():
        (place / name).write_text(for_the_site(page, name, page.read_text("utf-8")), "utf-8")


def for_the_site(page: Path, name: Path, text: str) -> str:
    """Return a page's text as the site has it."""
    text = _MERMAID.sub(lambda found: _picture(found[1], name), text)
    text = _SHOT.sub(_by_day_and_night, text)
    text = _NOT_RUN.sub(r"```\1\n\3```\n\n{.not-run}\nNot run by the tests: \2.\n", text)
    pieces, at = [], 0
    for code in _CODE.finditer(text):
        pieces += [_linked(page, name, text[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*pieces, _linked(page, name, text[at:])])


def _linked(page: Path, name: Path, text: str) -> str:
    return _LINK.sub(lambda found: _link(page, name, found), text)


def _link(page: Path, name: Path, found: re.Match[str]) -> str:
    """Lead to the page on the site; what exists and is no page keeps its words alone."""
    words, target, anchor = found[1], (page.parent / found[2]).resolve(), found[3] or ""
    if target in BESIDES:
        return f"[{words}]({os.path.relpath(BESIDES[target], name.parent)}{anchor})"
    if (target / "README.md") in BESIDES:
        return f"[{words}]({os.path.relpath(BESIDES[target / 'README.md'], name.parent)}{anchor})"
    if target.is_relative_to(DOCS) and not target.is_dir():
        return f"[{words}]({os.path.relpath(target.relative_to(DOCS), name.parent)}{anchor})"
    return words if target.exists() else found[0]


def _picture(drawing: str, name: Path) -> str:
    file = drawn(drawing).relative_to(DOCS)
    return f"![A drawing of the same]({os.path.relpath(file, name.parent)}){{.drawing}}"


def _by_day_and_night(found: re.Match[str]) -> str:
    """Show a dark page its dark picture, where there is one beside the light one."""
    words, name = found[1], found[2]
    if not (DOCS / f"{name}-dark.png").exists():
        return found[0]
    both = (("", "only-light"), ("-dark", "only-dark"))
    return "\n".join(f"![{words}]({name}{kind}.png){{.{shown}}}" for kind, shown in both)


def drawn(drawing: str) -> Path:
    """Return where the picture of a Mermaid drawing lies; its name is the hash of the drawing."""
    return DRAWN / f"{hashlib.sha256(drawing.encode()).hexdigest()[:12]}.svg"


def drawings() -> list[str]:
    """Return the text of every Mermaid drawing in the pages, each once."""
    texts = (page.read_text("utf-8") for page in sorted(DOCS.rglob("*.md")))
    return list(dict.fromkeys(one for text in texts for one in _MERMAID.findall(text)))


if __name__ == "__main__":
    sys.exit(main())
