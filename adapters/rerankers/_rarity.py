"""How much a word tells in any text of its language, read off the shipped encoder's vocabulary."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from math import log
from pathlib import Path

from ._reading import asked

_VOCABULARY = Path(__file__).parents[1] / "embedders" / "minilm" / "tokenizer.json"
# So many words are about equally usual; without it the second would tell much more than the first.
_USUAL = 50


@cache
def rarities() -> Mapping[str, float]:
    """Return what known stems tell, each below 1; a stem that is not there tells 1.

    The vocabulary names words by how often they were seen in English, the most usual first.
    """
    places: dict[str, int] = json.loads(_VOCABULARY.read_text("utf-8"))["model"]["vocab"]
    whole = [word for word in sorted(places, key=places.__getitem__) if word.isalpha()]
    words = [word for word in whole if len(word) > 1]
    most = log(_USUAL + len(words))
    found: dict[str, float] = {}
    for place, word in enumerate(words):
        for term in asked(word):
            found.setdefault(term, log(_USUAL + place) / most)
    return found
