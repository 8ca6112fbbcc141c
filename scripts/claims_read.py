"""What the reader of pairs (`train_reader.py`) is trained on and measured with."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.claims import Made, made
from benchmarks.common import rows
from trivium import Passage
from trivium.adapters.checkers._choose import choose, places
from trivium.adapters.checkers._claim import Said
from trivium.adapters.checkers._near import SENTENCE_CHARACTERS, to_encode
from trivium.adapters.sentences import sentences

_HERE = Path(__file__).parent
_HELD = _HERE.parent / "benchmarks" / "pairs.jsonl"
_EVERY = 2  # of the NQ passages
_NQ_READ, _NQ_FIRST = 3600, 1500  # of the claims made from them; of those in the first stage
_LENGTHS = range(26, 260)  # characters of a sentence of the evidence that is its own claim
_ITEMS = ("|", "-", "*", "#")


@dataclass(frozen=True)
class Claim:
    """A claim, where it is from, what it is held against, and whether that carries it."""

    source: str
    text: str
    evidence: Sequence[str]
    true: bool

    def read(self) -> tuple[str, str]:
        """Return the claim and, in their order, the sentences the checker would encode with it."""
        passages = [_passage(number, text) for number, text in enumerate(self.evidence)]
        said = Said(self.text)
        found = choose(said, places(passages))
        claim, *chosen = to_encode(said, found)
        order = {place.sentence.text[:SENTENCE_CHARACTERS]: place.index for place in found.best}
        return claim, " ".join(sorted(chosen, key=lambda text: order.get(text, 0)))


def for_the_reader(data: Path, *, close: bool) -> list[Claim]:
    """Return what a stage of the reader's training sees: what is `close` and true too, or not."""
    written = [*pairs(_HERE / "pairs.jsonl"), *pairs(_HERE / "written.jsonl")]
    if not close:
        return [*written, *_nq(data)[:_NQ_FIRST]]
    return [*written, *_quoted(written), *_nq(data)[:_NQ_READ]]


def held_back(data: Path) -> dict[str, list[Claim]]:
    """Return claims that no stage sees, by where they are from."""
    return {
        "written": pairs(_HELD),
        "nq": [_of(one) for one in made(data, every=_EVERY) if not one.trained_on],
        "wice": [
            Claim("wice", row["claim"], row["evidence"], row["label"] == "supported")
            for row in rows(data / "wice.jsonl.gz")
            if row["split"] == "dev"
        ],
    }


def pairs(file: Path) -> list[Claim]:
    """Read pieces of evidence with claims written by hand."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [
        Claim("pairs", text, pair["evidence"], true)
        for pair in map(json.loads, lines)
        for true, texts in ((True, pair["true"]), (False, [said for _, said in pair["false"]]))
        for text in texts
    ]


def _quoted(written: Sequence[Claim]) -> list[Claim]:
    """Return three sentences of each piece of evidence, and two more joined, as claims."""
    chance = random.Random(7)
    found: list[Claim] = []
    for evidence in dict.fromkeys(tuple(claim.evidence) for claim in written):
        said = [one for text in evidence for one in sentences(text) if _is_plain(one)]
        chance.shuffle(said)
        claims = said[:3]
        if len(said) >= 5 and len(said[3]) + len(said[4]) < _LENGTHS.stop:
            claims.append(f"{said[3].rstrip('.')}, and {said[4]}")
        found += (Claim("pairs", text, evidence, True) for text in claims)
    return found


def _is_plain(sentence: str) -> bool:
    return len(sentence) in _LENGTHS and not sentence.lstrip().startswith(_ITEMS)


def _nq(data: Path) -> list[Claim]:
    """Return the claims made of the NQ passages that may be trained on, in a random order."""
    found = [_of(one) for one in made(data, every=_EVERY) if one.trained_on]
    random.Random(0).shuffle(found)
    return found


def _of(one: Made) -> Claim:
    return Claim("nq", one.claim, one.evidence, one.true)


def _passage(number: int, text: str) -> Passage:
    return Passage(
        id=str(number), document_id="", version="", ordinal=number, start=0, end=len(text),
        text=text,
    )  # fmt: skip
