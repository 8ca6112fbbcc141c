"""A sentence encoder as two files: texts in, the vectors of their tokens out; all of it blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import Unavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Encoding

TOKENS = 256  # what the model was published with; it was trained on 128
# Even text of one long word after another has no more within the tokens' limit that matters, and
# tokenising a text of a million characters would take a second.
_CHARACTERS = 16_384
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")


class Encoder:
    """`model.onnx` and `tokenizer.json` of a folder, loaded; may be used from several threads."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        for name in ("tokenizer.json", "model.onnx"):
            if not (folder / name).is_file():
                raise Unavailable(
                    f"The encoder's file {folder / name} is missing: install Trivium again."
                )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # Lengths differ from batch to batch: remembered layouts would only hold memory.
        options.enable_mem_pattern = False
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def tokenise(self, text: str) -> Encoding:
        """Cut `text` into at most 256 tokens, with offsets in code points of that text."""
        return self._tokenizer.encode(_UNUSABLE.sub(" ", text[:_CHARACTERS]))

    def run(self, encodings: Sequence[Encoding]) -> NDArray[np.float32]:
        """Return the tokens' vectors: (texts, tokens of the longest, dimensions)."""
        import numpy as np

        shape = (len(encodings), max(len(encoding.ids) for encoding in encodings))
        ids = np.zeros(shape, np.int64)
        mask = np.zeros(shape, np.int64)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        feed = {"input_ids": ids, "attention_mask": mask}
        vectors: NDArray[np.float32] = self._session.run(None, feed)[0]
        return vectors


def batches(lengths: Sequence[int], *, limit: int) -> Iterator[list[int]]:
    """Group the indices of `lengths`, short ones first, so that rows x longest <= `limit`.

    Something longer than the limit goes alone.
    """
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    cuts = [0]
    for position, index in enumerate(order):
        if position > cuts[-1] and (position + 1 - cuts[-1]) * lengths[index] > limit:
            cuts.append(position)
    for start, end in pairwise([*cuts, len(order)]):
        if start < end:
            yield order[start:end]
