"""The settings have their form, and what is held out is not trained on."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest

from trivium.adapters.classifiers._heads import kinds
from trivium.adapters.classifiers._shape import examples
from trivium.adapters.terms import Contract, Knowledge, Setting, Shape

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.toml"))
ROUTES = {"retrieval", "long_context", "tuned", "hybrid"}
DESCRIBED = {
    "corpus_tokens",
    "corpus_documents",
    "changes_per_week",
    "questions_per_hour",
    "window_tokens",
    "private",
}


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def held_out() -> list[dict[str, Any]]:
    lines = (HERE / "held_out.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def asked() -> list[str]:
    keys = ("questions", "paraphrases")
    return [text for path in FILES for key in keys for text in read(path)[key]]


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower())) or text


def names(of: type) -> set[str]:
    return {field.name for field in fields(of)}


def test_there_are_fourteen() -> None:
    assert len(FILES) == 14


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_setting_has_the_fields_of_a_setting(path: Path) -> None:
    given = read(path)

    assert set(given) - {"models"} == DESCRIBED | {"name", "route", "questions", "paraphrases"}
    assert names(Setting) >= DESCRIBED
    assert given["route"] in ROUTES
    assert (given["route"] in {"tuned", "hybrid"}) == bool(given.get("models"))
    assert len(given["questions"]) == len(given["paraphrases"]) == 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_its_models_have_the_fields_of_a_contract_and_five_examples(path: Path) -> None:
    for model in read(path).get("models", []):
        assert set(model) <= names(Contract)
        assert model["purpose"]
        assert len(model["examples"]) >= 5


def test_held_out_rows_name_what_they_need() -> None:
    for row in held_out():
        assert row["knowledge"] in get_args(Knowledge)
        assert row["shape"] in get_args(Shape)
        assert row["knowledge"] == ("whole" if row["shape"] == "compare" else row["shape"])


def test_nothing_is_asked_twice_and_nothing_stands_among_the_examples() -> None:
    registered = [
        text for path in FILES for m in read(path).get("models", []) for text in m["examples"]
    ]
    trained = [text for text, _ in examples()] + [
        text for kind in kinds() for text in kind.requests
    ]
    texts = [*asked(), *registered, *(row["text"] for row in held_out()), *trained]
    seen: set[str] = set()

    for text in map(plain, texts):
        assert text not in seen
        seen.add(text)
