"""What a model says of a passage: its sentences, lightly reworded, and sentences it made up."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trivium.adapters.sentences import sentences

KINDS = ("name", "number", "date", "negation", "foreign")
_WHOLE = re.compile(r"[A-Z][^\n|]{25,300}[.!?]")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_NUMBER = re.compile(r"(?<![\d.,:/-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\d,:/-]|\.\d)")
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|could|will|would|must|did)\b(?! only| more)"
)
_DENIED = re.compile(r"\b(?:not|never|no|none|nor|without)\b|n't", re.IGNORECASE)
_LOWERED = frozenset(
    "the a an in on at it its this these that those after before during while when as by for from "
    "with although however some most many several all both each one two there he she they later "
    "based without others probably unlike".split()
)
_PHRASES = ("According to the documents, ", "As the source says, ", "In short, ", "Specifically, ")


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence of an answer; `kind` is how it was made: an honest wording, or what is wrong."""

    text: str
    kind: str
    good: bool


def whole_sentences(text: str) -> list[str]:
    """Return the sentences of a passage that are complete, as one line each."""
    found = (" ".join(one.split()) for one in sentences(text))
    return [one for one in found if _WHOLE.fullmatch(one)]


def honest(said: Sequence[str], chance: random.Random) -> Unit:
    """Say the first of these sentences as an honest model would; "joined" takes the second too."""
    kind = chance.choice(("quoted", "quoted", "phrase", "joined", "case"))
    if kind == "joined" and len(said) > 1 and said[0].endswith("."):
        return Unit(f"{said[0][:-1]}, and {_lower(said[1])}", kind, good=True)
    if kind == "phrase":
        return Unit(chance.choice(_PHRASES) + _lower(said[0]), kind, good=True)
    if kind == "case":
        return Unit(said[0][0].lower() + said[0][1:], kind, good=True)
    return Unit(said[0], "quoted", good=True)


def made_up(said: str, passage: str, others: Sequence[str], chance: random.Random) -> Unit:
    """Make something up, of a kind that this sentence allows; `others` are foreign sentences."""
    kinds = [kind for kind in KINDS if kind != "foreign"]
    chance.shuffle(kinds)
    # A foreign sentence can always be said; the others need a name, a number, a year, a verb.
    kinds.insert(0 if chance.random() < 1 / len(KINDS) else len(kinds), "foreign")
    for kind in kinds:
        text = _CHANGES[kind](said, passage, others, chance)
        if text and text not in passage:
            phrase = chance.choice(_PHRASES) if chance.random() < 0.3 else ""
            return Unit(phrase + _lower(text) if phrase else text, kind, good=False)
    return Unit(chance.choice(others), "foreign", good=False)


def _name(said: str, passage: str, others: Sequence[str], chance: random.Random) -> str:
    mine = _NAME.findall(said)
    names = [n for other in others for n in _NAME.findall(other) if n not in passage]
    return said.replace(chance.choice(mine), chance.choice(names)) if mine and names else ""


def _number(said: str, passage: str, others: Sequence[str], chance: random.Random) -> str:
    found = [one for one in _NUMBER.finditer(_YEAR.sub("----", said)) if len(one[0]) < 12]
    if not found:
        return ""
    old = chance.choice(found)
    digits = int(re.sub(r"\D", "", old[0]))
    new = str(digits + chance.choice((1, 2, 3, 7, 10, 40)))
    return "" if new in passage else said[: old.start()] + new + said[old.end() :]


def _date(said: str, passage: str, others: Sequence[str], chance: random.Random) -> str:
    years = _YEAR.findall(said)
    if not years:
        return ""
    old = chance.choice(years)
    new = str(int(old) + chance.choice((-20, -7, -3, -1, 1, 2, 5, 12)))
    return "" if new in passage else said.replace(old, new)


def _negation(said: str, passage: str, others: Sequence[str], chance: random.Random) -> str:
    found = _AUXILIARY.search(said)
    if found is None or _DENIED.search(said):
        return ""
    return f"{said[: found.end()]} not{said[found.end() :]}"


def _foreign(said: str, passage: str, others: Sequence[str], chance: random.Random) -> str:
    return chance.choice(others)


def _lower(text: str) -> str:
    """Begin in lower case where the first word is no name."""
    first = text.split(" ", 1)[0]
    return text[0].lower() + text[1:] if first.lower() in _LOWERED else text


_CHANGES: dict[str, Callable[[str, str, Sequence[str], random.Random], str]] = {
    "name": _name,
    "number": _number,
    "date": _date,
    "negation": _negation,
    "foreign": _foreign,
}
