"""How two rankings become one."""

from __future__ import annotations

import numpy as np

from trivium.adapters.stores._fusion import fuse


def order(words: list[float], vectors: list[float], *, whole: float = 20.0) -> list[int]:
    scores = fuse(np.array(words), whole, np.array(vectors), 0.1)
    return np.argsort(-scores).tolist()


def test_without_words_the_nearest_comes_first() -> None:
    assert order([0, 0, 0], [0.2, 0.9, 0.5], whole=0.0) == [1, 2, 0]


def test_without_vectors_the_best_words_come_first() -> None:
    assert order([3, 9, 6], [np.nan] * 3) == [1, 2, 0]


def test_a_passage_that_waits_for_its_vector_is_not_held_back() -> None:
    assert order([20, 2, 0], [np.nan, 0.6, 0.3]) == [0, 1, 2]


def test_half_of_the_question_counts_for_less_than_half() -> None:
    whole, half, none = fuse(np.array([20.0, 10.0, 0.0]), 20.0, np.array([0.3] * 3), 0.1)

    assert half - none < (whole - none) / 2


def test_the_scale_of_the_embedder_does_not_matter() -> None:
    words, vectors = np.array([12.0, 0.0, 5.0]), np.array([0.2, 0.7, 0.5])

    wide = fuse(words, 20.0, vectors.copy(), 0.2)
    narrow = fuse(words, 20.0, 0.8 + vectors / 2, 0.1)

    assert np.allclose(np.diff(wide), np.diff(narrow))


def test_cosines_that_hardly_differ_do_not_decide() -> None:
    scores = fuse(np.array([8.0, 0.0]), 8.0, np.array([0.500, 0.501]), 0.0005)

    assert scores[0] > scores[1]
