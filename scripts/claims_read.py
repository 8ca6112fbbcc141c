"""What the checker's weights and its reader of pairs are trained on and measured with."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.claims import made
from benchmarks.common import rows
from trivium.adapters.checkers._choose import Found, choose, places
from trivium.adapters.checkers._claim import Said
from trivium.adapters.checkers._near import SENTENCE_CHARACTERS, to_encode
from trivium.adapters.sentences import sentences
from trivium.graph.checking import as_passage

HERE = Path(__file__).parent
_HELD = HERE.parent / "benchmarks" / "pairs.jsonl"
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

    def looked_at(self) -> tuple[Said, Found]:
        """Return what the checker sees of it."""
        said = Said(self.text)
        return said, choose(said, places([as_passage(*one) for one in enumerate(self.evidence)]))

    def read(self) -> tuple[str, str]:
        """Return the claim and, in their order, the sentences the checker would encode with it."""
        said, found = self.looked_at()
        claim, *chosen = to_encode(said, found)
        order = {place.sentence.text[:SENTENCE_CHARACTERS]: place.index for place in found.best}
        return claim, " ".join(sorted(chosen, key=lambda text: order.get(text, 0)))


def for_the_reader(data: Path, *, close: bool) -> list[Claim]:
    """Return what a stage of the reader's training sees: what is `close` and true too, or not."""
    written = [*pairs(HERE / "pairs.jsonl"), *pairs(HERE / "written.jsonl")]
    if not close:
        return [*written, *_shuffled(nq(data))[:_NQ_FIRST]]
    return [*written, *_quoted(written), *_shuffled(nq(data))[:_NQ_READ]]


def held_back(data: Path) -> dict[str, list[Claim]]:
    """Return claims that no stage sees, by where they are from."""
    return {
        "written": pairs(_HELD),
        "nq": nq(data, trained_on=False),
        "wice": wice(data),
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


def nq(data: Path, *, trained_on: bool = True) -> list[Claim]:
    """Return the claims made of the NQ passages that may be trained on, or of the others."""
    return [
        Claim("nq", one.claim, one.evidence, one.true)
        for one in made(data, every=_EVERY)
        if one.trained_on == trained_on
    ]


def wice(data: Path) -> list[Claim]:
    """Return the claims of WiCE's development part."""
    return [
        Claim("wice", row["claim"], row["evidence"], row["label"] == "supported")
        for row in rows(data / "wice.jsonl.gz")
        if row["split"] == "dev"
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


def _shuffled(claims: list[Claim]) -> list[Claim]:
    random.Random(0).shuffle(claims)
    return claims
