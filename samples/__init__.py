"""The documents of a small made-up company, to try Trivium on, and questions to ask them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleQuestion:
    """A question for the samples, and the route it shows.

    `answer` stands in the document `file` in these very words; both are empty where no single
    phrase answers. `needs` is what a tuned model must be for, where the route takes one.
    """

    ask: str
    route: str
    answer: str = ""
    file: str = ""
    answerable: bool = True
    needs: str = ""


def folder() -> Path:
    """Return the folder that holds the documents, and nothing else."""
    return Path(__file__).parent / "moorlight"


@cache
def questions() -> tuple[SampleQuestion, ...]:
    """Return the sample questions, in the order of `questions.toml`."""
    rows = tomllib.loads((Path(__file__).parent / "questions.toml").read_text("utf-8"))["question"]
    return tuple(SampleQuestion(**row) for row in rows)
