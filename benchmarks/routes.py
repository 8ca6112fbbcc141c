"""Which route is chosen in the settings of `tests/settings`, and how long choosing takes.

`settings_right` counts the settings whose ten questions mostly take the setting's route, and
`questions_right` is over questions and held-out paraphrases. `held_out_right` is how often the
classifier sees what a held-out question needs, whatever the setting. `--predictions IN OUT` decides
rows of `{"question", "setting"}` instead.
"""

from __future__ import annotations

import argparse
import json
import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.common import percentile, report
from trivium import Setting, decide
from trivium.adapters.errors import TriviumError
from trivium.adapters.terms import Decision

HERE = Path(__file__).parents[1] / "tests/settings"
ABOUT = {"name", "route", "questions", "paraphrases"}
# A collection in which every need has a route of its own.
LIBRARY = Setting(corpus_tokens=5_000_000, corpus_documents=900)
Clock = Callable[[], float]


def main() -> None:
    """Decide the rows given, or measure, print, and write the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="not needed: the settings are our own")
    parser.add_argument("--json", type=Path, help='write {"figures": {NAME: NUMBER}} here')
    parser.add_argument("--predictions", nargs=2, type=Path, metavar=("IN", "OUT"))
    given = parser.parse_args()
    if given.predictions:
        predict(*given.predictions)
        return
    # Before the encoder is loaded, so that its threads stay on this core too.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    decide("Which of the two is older?", LIBRARY)
    figures = {**chosen(), "held_out_right": held_out(), **timed()}
    report(figures, given.json)


def chosen() -> dict[str, float]:
    """Return how many settings, questions and paraphrases take the route they should."""
    settings, told = 0, dict[str, list[bool]](questions=[], paraphrases=[])
    for path in sorted(HERE.glob("*.toml")):
        row, setting = read(path)
        right = {
            key: [decide(text, setting).route == row["route"] for text in row[key]] for key in told
        }
        settings += sum(right["questions"]) * 2 > len(right["questions"])
        for key, values in right.items():
            told[key] += values
    both = told["questions"] + told["paraphrases"]
    return {
        "settings_right": settings,
        "questions_right": share(both),
        "paraphrases_right": share(told["paraphrases"]),
    }


def held_out() -> float:
    """Return the share of held-out questions whose need is seen; a comparison is a whole."""
    lines = (HERE / "held_out.jsonl").read_text("utf-8").splitlines()
    return share(
        [needed(decide(row["text"], LIBRARY)) == row["knowledge"] for row in map(json.loads, lines)]
    )


def needed(decision: Decision) -> str:
    """Return the likeliest knowledge of a decision: none, look_up or whole."""
    known = {
        name: float(decision.features.get(f"knowledge_{name}", 0.0))
        for name in ("none", "look_up", "whole", "compare")
    }
    known["whole"] += known.pop("compare")
    return max(known, key=lambda name: known[name]) if any(known.values()) else "none"


def timed() -> dict[str, float]:
    """Time each question once, embedding included; every one is a new text."""
    rows = [read(path) for path in sorted(HERE.glob("*.toml"))]
    asked = [
        (f"{text} ", setting)
        for row, setting in rows
        for key in ("questions", "paraphrases")
        for text in row[key]
    ]
    took = [once(text, setting) for text, setting in asked]
    wall, cpu = zip(*took, strict=True)
    return {
        "decide_ms_p50": percentile(wall, 0.5),
        "decide_ms_p99": percentile(wall, 0.99),
        "decide_cpu_ms_p99": percentile(cpu, 0.99),
    }


def once(text: str, setting: Setting) -> tuple[float, float]:
    """Return the milliseconds of one decision: by the clock, and of this process."""
    wall, cpu = perf_counter(), process_time()
    decide(text, setting)
    return (perf_counter() - wall) * 1e3, (process_time() - cpu) * 1e3


def predict(source: Path, target: Path) -> None:
    """Write `{"route", "confidence", "reason"}` for every row, in their order."""
    lines = source.read_text("utf-8").splitlines()
    made = [_predicted(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("".join(f"{json.dumps(row)}\n" for row in made), "utf-8")


def _predicted(number: int, line: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
        if not isinstance(row, dict) or not isinstance(row.get("question"), str):
            raise ValueError("a row needs a text `question` and a table `setting`")
        if not isinstance(row.get("setting"), dict):
            raise ValueError("a row needs a table `setting`")
        made = decide(row["question"], _described(row["setting"]))
    except (ValueError, TriviumError) as error:
        raise SystemExit(f"Line {number}: {error}") from error
    return {"route": made.route, "confidence": round(made.confidence, 4), "reason": made.reason}


def read(path: Path) -> tuple[dict[str, Any], Setting]:
    """Return a setting's file, and the setting in it."""
    row = tomllib.loads(path.read_text("utf-8"))
    return row, _described(row)


def _described(row: Mapping[str, Any]) -> Setting:
    return Setting.of({name: value for name, value in row.items() if name not in ABOUT})


def share(right: list[bool]) -> float:
    """Return the share of right ones."""
    return sum(right) / len(right)


if __name__ == "__main__":
    main()
