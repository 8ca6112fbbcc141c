"""Does a name or a value stand with the claim's other words, or with something else's?"""

from __future__ import annotations

from collections.abc import Sequence

from .._values import Values
from ._choose import Found
from ._claim import Said
from ._reading import Clause

_SENTENCES = 5


def contest(said: Said, found: Found) -> dict[str, float]:
    """Return how much more of the claim a clause says without its value, or name, than with it.

    0: the clause that says most has it. 1: all of the claim stands elsewhere.
    """
    clauses = [clause for place in found.best[:_SENTENCES] for clause in place.sentence.clauses]
    sentences = [
        Clause(place.sentence.stems | place.sentence.over, place.sentence.values)
        for place in found.best
    ]
    return {
        "value_elsewhere": _of_values(said, clauses),
        "value_in_other_sentence": _of_values(said, sentences),
        "name_elsewhere": _of_names(said, clauses),
    }


def _of_values(said: Said, parts: Sequence[Clause]) -> float:
    says = [said.weight(part.stems) for part in parts]
    alone = [Values((n,), ()) for n in said.values.numbers]
    alone += [Values((), (d,)) for d in said.values.dates]
    worst = 0.0
    for one in alone:
        having = [s for s, part in zip(says, parts, strict=True) if not one.beyond(part.values)]
        worst = max(worst, _behind(having, says, said.total))
    return worst


def _of_names(said: Said, parts: Sequence[Clause]) -> float:
    says = [said.weight(part.stems) for part in parts]
    worst = 0.0
    for name in said.named:
        if not name.isdigit():
            having = [s for s, part in zip(says, parts, strict=True) if name in part.stems]
            worst = max(worst, _behind(having, says, said.total))
    return worst


def _behind(having: Sequence[float], everything: Sequence[float], total: float) -> float:
    return (max(everything) - max(having)) / total if having and total else 0.0
