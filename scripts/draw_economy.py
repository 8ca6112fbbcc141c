"""Draw docs/economy.svg from the code: a usual price, a manual of 50,000 tokens, the defaults.

`--check` writes nothing and fails where the picture is not the code's.
"""

from __future__ import annotations

import sys
from pathlib import Path

from trivium.adapters.terms import Setting
from trivium.cli.drawing import drawn
from trivium.graph.economy import Economics, worked_out
from trivium.graph.settings import Settings

PICTURE = Path(__file__).parents[1] / "docs/economy.svg"
MANUAL = Setting(
    corpus_tokens=50_000, corpus_documents=25, questions_per_hour=10, changes_per_week=1
)


def example() -> Economics:
    """Work out the economy that the page shows."""
    return worked_out(MANUAL, Settings(), now=MANUAL)


def main() -> int:
    """Write the picture, or say that it is stale."""
    picture = drawn(example())
    if "--check" in sys.argv:
        stale = PICTURE.read_text(encoding="utf-8") != picture
        if stale:
            print("docs/economy.svg is stale: python scripts/draw_economy.py")
        return int(stale)
    PICTURE.write_text(picture, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
