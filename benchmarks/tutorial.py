"""How long the tutorial takes a machine: every command of it, from an empty folder.

Walks docs/tutorial.md as it stands, installation and downloads included, in an empty folder of
somebody who has this source in `~/trivium` and nothing else. It ends with an error where a command
fails, or says something else than the page.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

from benchmarks.common import arguments, report
from tests.walk import blocks, walk

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/tutorial.md"
LIMIT_S = 580


def main() -> None:
    """Walk the tutorial, print how long it took, and write the figure as JSON."""
    given = arguments(__doc__, unused="the tutorial brings its own").parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, empty = Path(folder, "home"), Path(folder, "empty")
        empty.mkdir()
        _source(home / "trivium")
        start = perf_counter()
        walk(PAGE, empty, _newcomer(home, os.environ), LIMIT_S)
        taken_s = perf_counter() - start
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{len(blocks(PAGE))} blocks of {PAGE.name} do what they say")
    cpu_s = used.ru_utime + used.ru_stime
    report({"tutorial_s": taken_s, "tutorial_cpu_s": cpu_s}, given.json)


def _source(place: Path) -> None:
    """Copy what git knows of this checkout, as it is now; links stay links."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if os.path.lexists(ROOT / name):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name, follow_symlinks=False)


def _newcomer(home: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of somebody who has set nothing and downloaded nothing."""
    hidden = ("TRIVIUM_", "MAKE", "VIRTUAL_ENV", "PYTHONPATH", "XDG_", "PIP_CACHE", "COLUMNS")
    plain = {name: value for name, value in environment.items() if not name.startswith(hidden)}
    config = {"PIP_CONFIG_FILE": str(Path.home() / ".config/pip/pip.conf")}
    ours = config if Path(config["PIP_CONFIG_FILE"]).exists() else {}
    return {**plain, **ours, "HOME": str(home)}


if __name__ == "__main__":
    main()
