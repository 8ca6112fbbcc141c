"""A question may name the documents it is about."""

from __future__ import annotations

import pytest

from trivium.adapters.terms import Document
from trivium.nodes.naming import named


def document(name: str, title: str, source: str) -> Document:
    return Document(id=name, title=title, source=source, version="v")


SHELF = [
    document("leave", "Annual leave", "docs/handbook/leave.md"),
    document("travel", "Travelling", "docs/handbook/trips.md"),
    document("nda", "Mutual Non-Disclosure Agreement", "docs/contracts/nda-fellside.md"),
    document("supply", "Supply Agreement", "docs/contracts/supply-agreement.md"),
]


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("Summarise the rules on annual leave.", ["leave"]),
        ("Compare the NDA with the supply agreement.", ["nda", "supply"]),
        ("Summarise the handbook.", ["leave", "travel"]),
        ("What do the contracts have in common?", ["nda", "supply"]),
        ("What is all this about?", []),
    ],
)
def test_by_title_then_file_then_folder(question: str, ids: list[str]) -> None:
    assert named(question, SHELF) == ids
