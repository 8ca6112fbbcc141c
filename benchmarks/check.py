"""How well the embedded checker tells what the evidence carries.

On claims written by hand over 60 pieces of evidence that nothing was fitted to, somewhat more than
half of them wrong in one place; on WiCE's test part (claims of Wikipedia, their evidence as given;
partially supported is not supported); on claims made from the NQ passages that nothing was fitted
to; and in time: a reworded or altered sentence against three passages on one core, the encoder
included. With `--predictions` it judges your own rows instead.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks.claims import made
from benchmarks.common import arguments, auc, percentile, report, rows
from trivium import Verdict, check
from trivium.graph.checking import check_each

_PAIRS = Path(__file__).with_name("pairs.jsonl")
_TIMED = 200  # claims
_EVERY = 2  # of the NQ passages
_TIMED_KINDS = ("reworded", "joined", "clipped", "name_inside", "number", "negation")


def main() -> None:
    """Measure and report, or judge the rows of a file."""
    parser = arguments(__doc__)
    parser.add_argument("--predictions", nargs=2, type=Path, metavar=("IN", "OUT"))
    parser.add_argument("--split", default="test", choices=("dev", "test"), help="of WiCE")
    parser._option_string_actions["--data"].required = False
    given = parser.parse_args()
    if given.predictions:
        predict(*given.predictions)
        return
    if given.data is None:
        parser.error("--data is needed, or --predictions")
    _on_one_core()
    wice = _wice(given.data, given.split)
    figures = {**_written(), **wice, **_made_up(given.data), **_timed(given.data)}
    report(figures, given.json)


def _on_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _wice(data: Path, split: str) -> dict[str, float]:
    judged = [
        (row["label"] == "supported", check(row["claim"], row["evidence"]))
        for row in rows(data / "wice.jsonl.gz")
        if row["split"] == split
    ]
    kept = _share([v.supported for true, v in judged if true])
    refused = _share([not v.supported for true, v in judged if not true])
    return {
        "wice_balanced": (kept + refused) / 2,
        "wice_auc": auc([(v.score, true) for true, v in judged]),
        "wice_kept": kept,
    }


def _written() -> dict[str, float]:
    """Return how the claims of `pairs.jsonl` are judged; print it by what is wrong with them."""
    lines = map(json.loads, _PAIRS.read_text(encoding="utf-8").splitlines())
    kinds: dict[str, list[bool]] = defaultdict(list)
    judged: list[tuple[float, bool]] = []
    for pair in lines:
        claims = [("", text) for text in pair["true"]] + pair["false"]
        for kind, text in claims:
            verdict = check(text, pair["evidence"])
            judged.append((verdict.score, not kind))
            kinds[kind].append(verdict.supported)
    for kind, passed in sorted(kinds.items()):
        print(f"written by hand: {kind or 'true'}: {_share(passed):.3f} of {len(passed)} supported")
    kept = _share(kinds.pop(""))
    passed = _share([one for each in kinds.values() for one in each])
    return {
        "written_balanced": (kept + 1 - passed) / 2,
        "written_auc": auc(judged),
        "written_kept": kept,
    }


def _made_up(data: Path) -> dict[str, float]:
    """Return the share of claims supported by kind, of passages that nothing was fitted to."""
    kinds: dict[tuple[bool, str], list[bool]] = defaultdict(list)
    for one in made(data, every=_EVERY):
        if not one.trained_on:
            kinds[one.true, one.kind].append(check(one.claim, one.evidence).supported)
    for (true, kind), passed in sorted(kinds.items()):
        print(f"{'good' if true else 'made up'}: {kind}: {_share(passed):.3f} of {len(passed)}")
    good = [one for (true, _), passed in kinds.items() if true for one in passed]
    bad = [one for (true, _), passed in kinds.items() if not true for one in passed]
    return {"claims_good_lost": 1 - _share(good), "claims_made_up_passed": _share(bad)}


def _timed(data: Path) -> dict[str, float]:
    claims = [one for one in made(data, seed=1, every=7) if one.kind in _TIMED_KINDS][:_TIMED]
    spent: list[float] = []
    for one in claims:
        began = process_time()
        check(one.claim, one.evidence)
        spent.append((process_time() - began) * 1000)
    return {"check_ms_p50": percentile(spent, 0.5), "check_ms_p95": percentile(spent, 0.95)}


def _share(holds: Sequence[bool]) -> float:
    return sum(holds) / max(1, len(holds))


def predict(source: Path, target: Path) -> None:
    """Judge rows `{"claim" or "answer", "evidence": [TEXT, ...]}`, and write theirs in order.

    A row is `{"verdicts": [{"claim", "supported", "score", "span"}], "score"}`: one verdict for a
    claim, for an answer one for each sentence that claims something. `span` is
    `{"evidence": INDEX, "start", "end"}`, in code points of that text, or null. The row's `score`
    is the lowest of them, and 1 when nothing is claimed.
    """
    with target.open("w", encoding="utf-8") as out:
        for row in _rows(source):
            out.write(json.dumps(_predicted(row), ensure_ascii=False) + "\n")


def _rows(source: Path) -> Iterator[dict[str, Any]]:
    lines = source.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _valid(json.loads(line))
            except ValueError as error:
                raise SystemExit(f"{source}, line {number}: {error}") from None


def _valid(row: object) -> dict[str, Any]:
    """Return the row; raises `ValueError` with what is wrong about it."""
    if not isinstance(row, dict) or ("claim" in row) == ("answer" in row):
        raise ValueError('a row is {"claim": TEXT, "evidence": [TEXT, ...]}, or with "answer"')
    if not isinstance(row.get("claim", row.get("answer")), str):
        raise ValueError("the claim or the answer is no text")
    evidence = row.get("evidence")
    if not isinstance(evidence, list) or not all(isinstance(text, str) for text in evidence):
        raise ValueError('"evidence" is no list of texts')
    return row


def _predicted(row: dict[str, Any]) -> dict[str, Any]:
    evidence = row["evidence"]
    if "claim" in row:
        verdicts = [check(row["claim"], evidence)]
    else:
        judged = check_each(row["answer"], evidence)
        verdicts = [verdict for verdict in judged if verdict.label != "no_claim"]
    scores = [verdict.score for verdict in verdicts if verdict.label != "no_claim"]
    return {"verdicts": list(map(_shown, verdicts)), "score": min(scores, default=1.0)}


def _shown(verdict: Verdict) -> dict[str, Any]:
    span = None
    if verdict.span is not None:
        start, end = verdict.span
        span = {"evidence": verdict.passage, "start": start, "end": end}
    return {
        "claim": verdict.claim,
        "supported": verdict.supported,
        "score": verdict.score,
        "span": span,
    }


if __name__ == "__main__":
    main()
