"""Compare a claim word by word with the sentence nearest to it: what stands in whose place?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from .._text import STOP, stem
from ._claim import Said, tells
from ._reading import Sentence
from ._tokens import is_value

_LONGEST = 150  # words of a sentence that are compared
_REPLACED = 8  # a longer difference is another wording
_SCALES = tuple(
    frozenset(line.split())
    for line in """may might can could
    must shall needs requires required
    will would
    all every each always both any only entire completely
    most mostly usually generally majority often
    some several many sometimes few
    none no never neither nor
    least over above exceeding
    under below
    more higher larger greater longer increase increased rose
    less fewer lower smaller shorter decrease decreased fell
    before until
    after since
    first earliest
    last latest
    largest biggest highest longest
    smallest lowest shortest""".splitlines()
)
_SCALE = {word: number for number, words in enumerate(_SCALES) for word in words}


@dataclass(slots=True)
class Differences:
    """What a claim has in the place of something else, and what it has elsewhere."""

    equal: int = 0
    equal_content: int = 0
    names: list[str] = field(default_factory=list[str])
    values: list[str] = field(default_factory=list[str])
    degrees: list[str] = field(default_factory=list[str])
    added_degrees: int = 0
    moved_names: int = 0
    moved_values: int = 0

    def signs(self) -> dict[str, float]:
        """Return the counts as signs."""
        return {
            "names_swapped": min(2.0, len(self.names)),
            "values_swapped": min(2.0, len(self.values)),
            "degrees_swapped": min(2.0, len(self.degrees)),
            "degrees_added": min(2.0, self.added_degrees),
            "names_moved": min(3.0, self.moved_names),
            "values_moved": min(3.0, self.moved_values),
        }


def differences(said: Said, sentences: Sequence[Sentence], names: frozenset[str]) -> Differences:
    """Compare with the sentence that has most in the same order; `names` are the evidence's."""
    compared = [_compare(said, sentence, names) for sentence in sentences[:2]]
    return max(compared, key=lambda one: one.equal, default=Differences())


def _compare(said: Said, sentence: Sentence, names: frozenset[str]) -> Differences:
    there = sentence.tokens[:_LONGEST]
    stems = [stem(word) for word in there]
    matcher = SequenceMatcher(None, said.token_stems, stems, autojunk=False)
    found = Differences()
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            found.equal += b - a
            found.equal_content += sum(tells(word) for word in said.tokens[a:b])
            continue
        _moved(found, said, range(a, b), frozenset(stems), names)
        mine, theirs = set(said.tokens[a:b]), set(there[c:d])
        if what == "replace" and max(b - a, d - c) <= _REPLACED:
            _swapped(found, said, range(a, b), stems[c:d], sentence, names)
            _degrees(found, mine, theirs)
        elif what == "delete" or (what == "insert" and d - c <= 2):
            found.added_degrees += bool((mine | theirs) & _SCALE.keys())
    return found


def _moved(
    found: Differences, said: Said, rows: range, there: frozenset[str], names: frozenset[str]
) -> None:
    for row in rows:
        word = said.token_stems[row]
        if word in there and is_value(word):
            found.moved_values += 1
        elif word in there and (word in said.named or word in names):
            found.moved_names += 1


def _swapped(
    found: Differences,
    said: Said,
    rows: range,
    theirs: Sequence[str],
    sentence: Sentence,
    names: frozenset[str],
) -> None:
    mine = [said.token_stems[row] for row in rows]
    named = [
        word
        for row, word in zip(rows, mine, strict=True)
        if (word in said.named or (row == 0 and word in names))
        and word not in theirs and word not in STOP and not is_value(word)
    ]  # fmt: skip
    others = {w for w in theirs if w in sentence.names and w not in mine and not is_value(w)}
    if named and others - STOP and not others <= sentence.over:
        found.names.append(said.named.get(named[0], named[0]))
    valued = [word for word in mine if is_value(word) and word not in theirs]
    if valued and any(map(is_value, theirs)):
        found.values.append(valued[0])


def _degrees(found: Differences, mine: set[str], theirs: set[str]) -> None:
    here = {_SCALE[word] for word in mine & _SCALE.keys()}
    there = {_SCALE[word] for word in theirs & _SCALE.keys()}
    if here and there and not here & there:
        found.degrees.append(min(mine & _SCALE.keys()))
