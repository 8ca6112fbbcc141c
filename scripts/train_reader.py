"""A trial: train a reader of pairs, and say how well it tells what the evidence carries.

Needs an environment of its own, which Trivium never depends on: `pip install torch transformers`,
and Trivium itself. The weights folder is the published all-MiniLM-L6-v2, where the training begins.
Forty minutes on two cores. `docs/checking.md` says what came of it; nothing here is shipped.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from benchmarks.common import auc
from scripts.claims_read import Claim, for_the_reader, held_back

_BATCH, _WARM = 32, 0.06
_TOKENS, _CLAIM_TOKENS = 176, 72
_START, _END = 101, 102  # [CLS], [SEP]
_SMOOTH = 0.05  # what no label is surer than
_DROPOUT = 0.1
_ALIKE = 20  # batches whose claims are sorted by length


@dataclass(frozen=True)
class Stage:
    """Some claims, seen `epochs` times while the rate falls as if there were `of` of them."""

    claims: list[Claim]
    rate: float
    epochs: int
    of: int


class Reader(nn.Module):
    """The encoder, and a head on the first token's vector and the mean of the claim's."""

    def __init__(self, weights: Path) -> None:
        from transformers import AutoModel

        super().__init__()
        self.bert = AutoModel.from_pretrained(
            weights,
            add_pooling_layer=False,
            hidden_dropout_prob=_DROPOUT,
            attention_probs_dropout_prob=_DROPOUT,
            attn_implementation="eager",
        )
        self.drop = nn.Dropout(_DROPOUT)
        self.head = nn.Linear(2 * self.bert.config.hidden_size, 1)
        nn.init.normal_(self.head.weight, std=0.02)

    def forward(self, input_ids: Any, token_type_ids: Any, attention_mask: Any = None) -> Any:
        """Return the log-odds of each row that the second text carries the first."""
        if attention_mask is None:
            attention_mask = torch.ones_like(input_ids)
        vectors = self.bert(input_ids, attention_mask, token_type_ids)[0]
        mine = (attention_mask * (1 - token_type_ids)).to(vectors.dtype)
        mean = (vectors * mine.unsqueeze(-1)).sum(1) / mine.sum(1, keepdim=True)
        return self.head(self.drop(torch.cat([vectors[:, 0], mean], -1))).squeeze(-1)


def main() -> None:
    """Train in two stages, and print the AUC on what was held back after each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    parser.add_argument("--to", type=Path, help="keep the trained weights in this file")
    given = parser.parse_args()
    torch.manual_seed(0)
    random.seed(0)
    np.random.seed(0)
    model, cut = Reader(given.weights), tokenizer(given.weights)
    held = held_back(given.data)
    # What people write differs from what they made up in more than its truth: the first is seldom
    # as close to the evidence. The second stage shows it much that is close and true.
    for stage in (
        Stage(for_the_reader(given.data, close=False), 1.2e-4, epochs=2, of=3),
        Stage(for_the_reader(given.data, close=True), 1e-4, epochs=1, of=1),
    ):
        train(model, stage, cut)
        print({source: round(ranked(model, claims, cut), 3) for source, claims in held.items()})
    if given.to:
        torch.save(model.state_dict(), given.to)


def tokenizer(weights: Path) -> Any:
    """Load the published tokenizer, which would pad and cut."""
    from tokenizers import Tokenizer

    cut = Tokenizer.from_file(str(weights / "tokenizer.json"))
    cut.no_padding()
    cut.no_truncation()
    return cut


def inputs(cut: Any, claim: Claim) -> tuple[list[int], list[int]]:
    """Return the tokens of a claim and its sentences, and which of them are the claim's (0)."""
    mine, theirs = (cut.encode(text, add_special_tokens=False).ids for text in claim.read())
    mine = mine[:_CLAIM_TOKENS]
    theirs = theirs[: _TOKENS - len(mine) - 3]
    ids = [_START, *mine, _END, *theirs, _END]
    return ids, [0] * (len(mine) + 2) + [1] * (len(theirs) + 1)


def ranked(model: Reader, claims: list[Claim], cut: Any) -> float:
    """Return how often a carried claim is put above another one."""
    model.eval()
    with torch.no_grad():
        odds = [float(model(**_feed([inputs(cut, claim)]))[0]) for claim in claims]
    model.train()
    return auc([(one, claim.true) for one, claim in zip(odds, claims, strict=True)])


def train(model: Reader, stage: Stage, cut: Any) -> None:
    """Fit all weights; a source's true and false claims count alike."""
    claims = stage.claims
    rows = [inputs(cut, claim) for claim in claims]
    right = torch.tensor([float(claim.true) for claim in claims]) * (1 - 2 * _SMOOTH) + _SMOOTH
    counts = torch.tensor(_balanced(claims), dtype=torch.float32)
    chooser = torch.optim.AdamW(model.parameters(), lr=stage.rate, weight_decay=0.01)
    steps = stage.of * -(-len(claims) // _BATCH)
    step = 0
    for _ in range(stage.epochs):
        for chosen in _batches([len(ids) for ids, _ in rows]):
            for group in chooser.param_groups:
                warm = min(1.0, (step + 1) / (_WARM * steps))
                group["lr"] = stage.rate * warm * (1 - step / steps)
            odds = model(**_feed([rows[i] for i in chosen]))
            losses = nn.functional.binary_cross_entropy_with_logits(
                odds, right[chosen], reduction="none"
            )
            chooser.zero_grad()
            (losses * counts[chosen]).mean().backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            chooser.step()
            step += 1


def _batches(lengths: list[int]) -> list[Any]:
    """Return rows of like length together, in a random order."""
    order = np.random.permutation(len(lengths))
    parts = np.array_split(order, max(1, len(order) // (_BATCH * _ALIKE)))
    alike = [part[np.argsort(np.array(lengths)[part])] for part in parts]
    made = [part[i : i + _BATCH] for part in alike for i in range(0, len(part), _BATCH)]
    random.shuffle(made)
    return made


def _feed(rows: list[tuple[list[int], list[int]]]) -> dict[str, Any]:
    longest = max(len(ids) for ids, _ in rows)
    feed = {
        name: torch.zeros(len(rows), longest, dtype=torch.long)
        for name in ("input_ids", "token_type_ids", "attention_mask")
    }
    for row, (ids, kinds) in enumerate(rows):
        feed["input_ids"][row, : len(ids)] = torch.tensor(ids)
        feed["token_type_ids"][row, : len(ids)] = torch.tensor(kinds)
        feed["attention_mask"][row, : len(ids)] = 1
    return feed


def _balanced(claims: list[Claim]) -> list[float]:
    of, sides = Counter(c.source for c in claims), Counter((c.source, c.true) for c in claims)
    weights = [of[c.source] / (2 * sides[c.source, c.true]) for c in claims]
    mean = sum(weights) / len(weights)
    return [weight / mean for weight in weights]


if __name__ == "__main__":
    main()
