"""Extracts of whole documents: what each section is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .._text import plain
from ..sentences import sentences
from ..terms import Embedded, Passage
from ._pieces import Piece, pieces, same
from ._quote import Quote, quote
from ._sections import Numbered, sections

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..terms import Vector

_SENTENCES = 8  # to come near where the sections are few
_TELLING = range(40, 320)  # characters; shorter ones say little, longer ones are no extract
_UNFIT = 0.2  # what a sentence loses that points back, or is too short or too long
_OPENING = 0.1  # a section's first sentence often says what it is about
_ASKED = 0.3  # what nearness to the question counts, against 1 for the middle of the section
_ALIKE = 0.85  # two sentences nearer than this say the same


def extract(
    passages: Sequence[Passage],
    vector: Vector | None,
    known: Mapping[str, Embedded],
    *,
    kept: str = "",
) -> list[Quote]:
    """Return the most central sentences of each section, in the documents' order."""
    parts = sections(passages)
    each = max(1, round(_SENTENCES / max(1, len(parts))))
    said = {same(sentence) for sentence in sentences(plain(kept))}
    found: list[Quote] = []
    for title, part in parts:
        heading = title
        for one in _central(part, vector, known, each):
            if same(one.text) not in said:
                found.append(Quote(one.passage, one.text, heading))
                said.add(same(one.text))
                heading = ""
    return found


def _central(
    part: Sequence[Numbered], vector: Vector | None, known: Mapping[str, Embedded], count: int
) -> list[Quote]:
    """Quote the sentences nearest to the middle of a section, no two alike, in their order."""
    import numpy as np

    every = [(piece, passage) for n, passage in part for piece in pieces(n, passage)]
    if not every:
        return []
    rows = _rows(every, known)
    middle = rows.mean(axis=0)
    scores = rows @ (middle / max(float(np.linalg.norm(middle)), 1e-6))
    if vector is not None and rows.shape[1] == len(vector):
        scores = scores + _ASKED * (rows @ vector)
    scores = scores - [_UNFIT * _unfit(piece) for piece, _ in every]
    opening = next((row for row, (piece, _) in enumerate(every) if piece.quotable), 0)
    scores[opening] += _OPENING
    best: list[int] = []
    for index in (-scores).argsort().tolist():
        new = not best or float((rows[best] @ rows[index]).max()) < _ALIKE
        if every[index][0].quotable and new:
            best.append(index)
        if len(best) == count:
            break
    texts = {
        n: {piece.row: piece.text for piece, p in every if p is passage} for n, passage in part
    }
    return [_quoted(*every[index], texts) for index in sorted(best)]


def _quoted(piece: Piece, passage: Passage, texts: Mapping[int, Mapping[int, str]]) -> Quote:
    return quote(piece, passage, [texts[piece.passage][row] for row in piece.leads])


def _unfit(piece: Piece) -> int:
    return int(piece.is_dangling) + int(len(piece.text) not in _TELLING)


def _rows(
    every: Sequence[tuple[Piece, Passage]], known: Mapping[str, Embedded]
) -> NDArray[np.float32]:
    """Return a row of length 1 for each sentence: its vector, or else its words."""
    import numpy as np

    vectors = []
    for piece, passage in every:
        embedded = known.get(passage.id)
        if embedded is None or embedded.sentences is None or piece.row >= len(embedded.sentences):
            return _rows_of_words([piece for piece, _ in every])
        vectors.append(embedded.sentences[piece.row])
    return _scaled(np.array(vectors, np.float32))


def _rows_of_words(every: Sequence[Piece]) -> NDArray[np.float32]:
    import numpy as np

    counts = Counter(stem for piece in every for stem in piece.bag.stems if len(stem) > 3)
    columns = {stem: column for column, (stem, _) in enumerate(counts.most_common(200))}
    rows = np.zeros((len(every), max(1, len(columns))), np.float32)
    for row, piece in enumerate(every):
        for stem in piece.bag.stems:
            if stem in columns:
                rows[row, columns[stem]] = 1.0
    return _scaled(rows)


def _scaled(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    scaled: NDArray[np.float32] = rows / np.maximum(
        np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-6)
    )
    return scaled
