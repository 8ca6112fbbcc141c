"""Put what the benchmarks measured into the README's table.

Figures found in `.cache/figures/*.json` replace those of the same name in
`benchmarks/figures.json`; the others stay as they were measured last. `--check` writes nothing and
fails where the README says something else.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
KEPT = ROOT / "benchmarks/figures.json"
START, END = "<!-- figures: made by `make figures` -->\n", "<!-- end of figures -->\n"


def main() -> None:
    """Collect, keep, and write or check the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--from", dest="folder", type=Path, default=ROOT / ".cache/figures")
    arguments = parser.parse_args()
    figures = read(KEPT) if KEPT.exists() else {}
    if not arguments.check:
        for file in sorted(arguments.folder.glob("*.json")):
            figures |= read(file)
        KEPT.write_text(json.dumps({"figures": dict(sorted(figures.items()))}, indent=2) + "\n")
    text = README.read_text("utf-8")
    wanted = insert(text, table(figures))
    if arguments.check and text != wanted:
        sys.exit("The README's figures are not those of benchmarks/figures.json: `make figures`.")
    README.write_text(wanted, "utf-8")


def read(file: Path) -> dict[str, float]:
    """Read the figures that a benchmark wrote."""
    figures: dict[str, float] = json.loads(file.read_text("utf-8"))["figures"]
    return figures


def table(figures: dict[str, float]) -> str:
    """Return the Markdown table of the figures that `benchmarks/figures.toml` explains."""
    lines = ["| what | measured | wanted | by `benchmarks/` |", "|---|---:|---:|---|"]
    for row in tomllib.loads((ROOT / "benchmarks/figures.toml").read_text("utf-8"))["figure"]:
        if row["name"] in figures:
            lines.append(
                f"| {row['says']} | {figures[row['name']]:.4g} | {_bound(row)} | `{row['by']}.py` |"
            )
    return "\n".join(lines) + "\n"


def insert(text: str, rows: str) -> str:
    """Replace what stands between the two marks."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{rows}\n{END}{after}"


def _bound(row: dict[str, Any]) -> str:
    if "at_least" in row:
        return f"≥ {row['at_least']}"
    return f"≤ {row['at_most']}" if "at_most" in row else "stated"


if __name__ == "__main__":
    main()
