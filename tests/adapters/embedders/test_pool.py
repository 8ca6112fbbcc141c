from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trivium.adapters.embedders._encoder import batches
from trivium.adapters.embedders._pool import as_bytes, pool, token_spans

LENGTHS = st.lists(st.integers(min_value=1, max_value=300), max_size=40)
# [CLS] "one" "two" "three" [SEP]
OFFSETS = [(0, 0), (0, 3), (4, 7), (8, 13), (0, 0)]


def test_a_span_has_the_tokens_that_start_in_it() -> None:
    assert token_spans(OFFSETS, [(0, 7), (8, 13)]) == [(1, 3), (3, 4)]


def test_a_span_behind_the_tokens_is_empty() -> None:
    ((start, end),) = token_spans(OFFSETS, [(14, 20)])

    assert start == end


def test_pooling_is_the_mean_at_length_one() -> None:
    vectors = np.array([[[3, 0], [0, 4], [9, 9]]], np.float32)

    (pooled,) = pool(vectors, [[(0, 2), (1, 2), (2, 2)]])

    np.testing.assert_allclose(pooled, [[0.6, 0.8], [0, 1], [0, 0]], atol=1e-6)


def test_rows_may_have_different_numbers_of_spans() -> None:
    vectors = np.ones((2, 3, 4), np.float32)

    first, second = pool(vectors, [[(0, 1)], [(0, 1), (1, 2), (2, 3)]])

    assert (first.shape, second.shape) == ((1, 4), (3, 4))


def test_bytes_keep_the_direction() -> None:
    rows = np.random.default_rng(1).standard_normal((5, 384)).astype(np.float32)

    small = as_bytes(rows).astype(np.float32)

    cosines = (rows * small).sum(1) / np.linalg.norm(rows, axis=1) / np.linalg.norm(small, axis=1)
    assert cosines.min() > 0.999


def test_bytes_of_zeros_are_zeros() -> None:
    assert not as_bytes(np.zeros((2, 3), np.float32)).any()


@given(LENGTHS)
def test_every_text_is_in_one_batch(lengths: list[int]) -> None:
    rows = [row for batch in batches(lengths, limit=512) for row in batch]

    assert sorted(rows) == list(range(len(lengths)))


@given(LENGTHS)
def test_a_padded_batch_stays_within_the_limit(lengths: list[int]) -> None:
    for batch in batches(lengths, limit=512):
        assert len(batch) * max(lengths[row] for row in batch) <= 512


def test_a_text_over_the_limit_goes_alone() -> None:
    assert list(batches([900, 3, 900], limit=512)) == [[1], [0], [2]]
