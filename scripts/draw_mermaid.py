"""Draw the Mermaid drawings of the pages as pictures, with Mermaid itself in Chromium.

`make pictures` calls this. The site then needs no script to show them, and a test holds that there
is a picture of every drawing and of nothing else. One picture serves light and dark.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from scripts.site import DRAWN, ROOT, drawings, drawn

MERMAID = ROOT / "scripts/mermaid/node_modules/mermaid/dist/mermaid.min.js"
DRAW = """([drawing, colours]) => {
  mermaid.initialize({
    startOnLoad: false, deterministicIds: true, theme: "base", themeVariables: colours,
    htmlLabels: false, flowchart: { htmlLabels: false }, fontFamily: "sans-serif",
  });
  return mermaid.render("drawing", drawing).then((drawn) => drawn.svg);
}"""
# What Mermaid, and LangGraph's own drawing, call a colour, and what it is by day and by night.
_COLOURS = {
    "#f2f0ff": "light-dark(#e0efec, #17322e)",
    "#bfb6fc": "light-dark(#b9dcd5, #2a564e)",
    "#101112": "light-dark(#1c1f20, #e9e7e2)",
    "#131415": "light-dark(#5d6467, #9ca4a6)",
    "#161718": "light-dark(#0c6b61, #6cccbc)",
    "#191a1b": "light-dark(#fff, #131516)",
}
_THEME = {
    "primaryColor": "#f2f0ff",
    "primaryTextColor": "#101112",
    "textColor": "#101112",
    "nodeTextColor": "#101112",
    "titleColor": "#101112",
    "transitionLabelColor": "#101112",
    "lineColor": "#131415",
    "transitionColor": "#131415",
    "primaryBorderColor": "#161718",
    "nodeBorder": "#161718",
    "stateBorder": "#161718",
    "edgeLabelBackground": "#191a1b",
    "labelBackgroundColor": "#191a1b",
    "specialStateColor": "#131415",
}


def main() -> None:
    """Replace what is in docs/images/drawn/."""
    if not MERMAID.exists():
        raise SystemExit("Mermaid is not here: `make pictures` installs it.")
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("There is no chromium here: `scripts/chromium.sh` installs Debian's.")
    shutil.rmtree(DRAWN, ignore_errors=True)
    DRAWN.mkdir(parents=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_script_tag(path=MERMAID)
        for drawing in drawings():
            told = re.sub(r"</?p>", "", drawing)  # which stands in LangGraph's labels
            svg = page.evaluate(DRAW, [told, _THEME])
            _write(drawn(drawing), svg)
        browser.close()


def _write(path: Path, svg: str) -> None:
    for name, both in _COLOURS.items():
        svg = svg.replace(name, both)
    svg = svg.replace("opacity:0.5;", "")  # of the ground under the words on a line
    svg = svg.replace("<style>", "<style>:root{color-scheme:light dark}", 1)
    svg = re.sub(r"-?\d+\.\d{2,}", lambda found: f"{float(found[0]):.1f}", svg)
    path.write_text(svg + "\n", "utf-8")


if __name__ == "__main__":
    main()
