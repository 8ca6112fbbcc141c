"""Put the pictures that the page's tests took into docs/images, with fewer colours.

`make pictures` calls this after the tests; `-dark` is what a dark page shows in place of the other.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
TAKEN, SHOWN = ROOT / ".cache/page", ROOT / "docs/images"
NAMES = ("ask", "ask-dark", "compare", "documents", "phone")
COLOURS = 128  # a third of the bytes; letters and the shadows of cards keep their shades


def main() -> None:
    """Write the pictures; one that was not taken is an error."""
    for name in NAMES:
        with Image.open(TAKEN / f"{name}.png") as taken:
            few = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(SHOWN / f"{name}.png", optimize=True)
        print(f"{name}.png: {(SHOWN / f'{name}.png').stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
