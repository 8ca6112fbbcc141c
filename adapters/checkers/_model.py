"""From signs to the probability that a claim is carried.

Two small models: trees for claims close to the evidence's own words, where a single difference
decides, and a logistic one for other wordings, where much is left to meaning. How much of the claim
stands in the evidence in the same order says how much each of them counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import Any, Literal

WORDS = (
    "cover_first", "cover_two", "cover_together", "cover_all", "cover_half", "missing", "beside",
    "values_lost_first", "values_lost_together", "values_lost", "names_lost_first",
    "names_lost_together", "names_lost", "names_left", "names_replaced", "names_beside",
    "values_left", "flips", "crossed", "names_swapped", "values_swapped", "degrees_swapped",
    "degrees_added", "names_moved", "values_moved", "value_elsewhere", "value_in_other_sentence",
    "name_elsewhere", "quantifier", "hedge_lost", "hedge_added", "bound_against", "bound_added",
    "strong", "denied", "opposed", "in_order", "laid", "laid_words", "parts", "length", "against",
)  # fmt: skip
VECTORS = ("near", "near_together", "near_low", "near_names", "near_values", "near_sentence")
# What only ever speaks against a claim, and the more, the more of it one sentence has: what draws
# on several may take its names and numbers from all of them.
PENALTIES = (
    "value_elsewhere", "values_swapped", "names_replaced", "denied", "opposed", "bound_against",
)  # fmt: skip
# How near a claim is ranks one collection of texts well and the next one badly.
_NEAR_ENOUGH = 0.7
_APART = 0.4  # share of the claim in its first sentence, up to which it draws on several
# Shares of the claim in the same order: below the first it is another wording, above the other not.
_OTHER, _SAME = 0.55, 0.8
# A claim all of whose words are there, in whatever order, is mostly one in the same words.
_NOT_ALL, _MOSTLY = 0.9, 0.7

Known = Literal["words", "vectors"]


def names(known: Known) -> tuple[str, ...]:
    """Return the signs that the trees look at."""
    return WORDS + VECTORS if known == "vectors" else WORDS


def reworded(signs: Mapping[str, float]) -> dict[str, float]:
    """Return what the logistic model looks at, the `PENALTIES` as far as they count.

    Few things, as there are few examples of other wordings to fit it to.
    """
    near = signs.get("near_together", signs["cover_together"])
    in_one = max(0.0, (signs["cover_first"] - _APART) / (1.0 - _APART))
    return {
        "facts_unknown": signs["facts_unknown"],
        "fact_unknown": signs["fact_unknown"],
        "near_enough": min(_NEAR_ENOUGH, near),
        "few_known": 1.0 / (1.0 + signs["facts_known"]),
        **{name: in_one * signs[name] for name in PENALTIES},
        "names_replaced": signs["names_replaced"],
        # How much more one sentence says of the claim than those that have its value.
        "value_elsewhere": signs["value_elsewhere"] * min(1.0, signs["values_lost_first"]),
    }


@lru_cache(maxsize=1)
def _fitted() -> dict[str, Any]:
    file = Path(__file__).with_name("weights.json")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def score(signs: Mapping[str, float]) -> float:
    """Return the probability (0 to 1) that the claim is carried."""
    known: Known = "vectors" if VECTORS[0] in signs else "words"
    fitted = _fitted()[known]
    trees = [signs[name] for name in names(known)]
    same = fitted["bias"] + sum(_leaf(tree, trees) for tree in fitted["trees"])
    weights: dict[str, float] = fitted["reworded"]
    other = fitted["reworded_bias"]
    other += sum(weights[name] * value for name, value in reworded(signs).items())
    share = in_same_words(signs)
    return 1.0 / (1.0 + exp(-(share * same + (1.0 - share) * other)))


def in_same_words(signs: Mapping[str, float]) -> float:
    """Return how much the model for the same words counts, 0 to 1."""
    order = (signs["in_order"] - _OTHER) / (_SAME - _OTHER)
    whole = _MOSTLY * (signs["laid_words"] - _NOT_ALL) / (1.0 - _NOT_ALL)
    return min(1.0, max(0.0, order, whole))


def _leaf(tree: Any, values: Sequence[float]) -> float:
    """Walk down a tree of [sign, bound, below or at it, above it]; a leaf is a number."""
    while isinstance(tree, list):
        tree = tree[2] if values[tree[0]] <= tree[1] else tree[3]
    leaf: float = tree
    return leaf
