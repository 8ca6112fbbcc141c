"""Whether the server does what /openapi.json says: schemathesis over every operation of it.

It makes thousands of requests out of the document, good ones and bad ones, alone and in sequences,
against a real server over the samples, and looks at each answer: no 5xx, no status, content type,
header or shape that the document does not name. `make test-openapi` installs schemathesis in an
environment of its own and runs this.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.common import arguments, report
from benchmarks.served import trivium

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / ".cache/openapi/bin/schemathesis"
CASES_AT_LEAST = 5000


def main() -> None:
    """Measure, print, and write the figures as JSON; fail for a finding, or for too few cases."""
    parser = arguments(__doc__, unused="the samples are asked")
    parser.add_argument("--seed", default="7", help="another one makes other cases")
    given = parser.parse_args()
    if not PROGRAM.exists():
        raise SystemExit(f"There is no {PROGRAM}: `make test-openapi` installs it.")
    with tempfile.TemporaryDirectory() as folder, trivium(Path(folder)) as url:
        document, told = Path(folder) / "openapi.json", Path(folder) / "told.ndjson"
        document.write_text(json.dumps(_strict(url)))
        command = _command(url, document, told, given.seed)
        ran = subprocess.run(command, cwd=folder, check=False)
        statuses = _statuses(told)
    figures = {
        "openapi_cases": sum(statuses.values()),
        "openapi_failures": sum(n for status, n in statuses.items() if status != "success"),
    }
    report(figures, given.json)
    if ran.returncode or figures["openapi_failures"]:
        sys.exit("The server does not do what the document says: see above.")
    if figures["openapi_cases"] < CASES_AT_LEAST:
        sys.exit(f"These are fewer than {CASES_AT_LEAST} cases: raise max-examples.")


def _strict(url: str) -> dict[str, Any]:
    """Return the document without the answers for whatever else comes: they excuse any status."""
    with urllib.request.urlopen(f"{url}openapi.json", timeout=30) as answer:
        document: dict[str, Any] = json.load(answer)
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("default", None)
    return document


def _command(url: str, document: Path, told: Path, seed: str) -> list[str]:
    return [
        *(str(PROGRAM), "--config-file", str(ROOT / "benchmarks/openapi.toml")),
        *("run", str(document), "--url", url, "--no-color", "--seed", seed),
        *("--report-ndjson-path", str(told)),
    ]


def _statuses(told: Path) -> Counter[str]:
    """Count the cases whose answer was looked at, by the worst that any check said."""
    counts: Counter[str] = Counter()
    with told.open(encoding="utf-8") as lines:
        for line in lines:
            [(kind, event)] = json.loads(line).items()
            if kind == "ScenarioFinished":
                for checks in event["recorder"].get("checks", {}).values():
                    passed = all(check["status"] == "success" for check in checks)
                    counts["success" if passed else "failure"] += 1
    return counts


if __name__ == "__main__":
    main()
