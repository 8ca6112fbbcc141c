"""Links and images of an answer lead where the evidence leads, or nowhere."""

from __future__ import annotations

import pytest

from trivium import Passage
from trivium.nodes.links import links, without_links

KNOWN = frozenset({"https://good.example/page"})


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (
            "See [the page](https://good.example/page).",
            "See [the page](https://good.example/page).",
        ),
        ("It is at https://good.example/page.", "It is at https://good.example/page."),
        ("See [here](https://bad.example/?q=secret).", "See here."),
        ("![logo](https://bad.example/p.png) Yes.", "logo Yes."),
        ("[![a](https://bad.example/i)](https://bad.example) end", "a end"),
        ("Go to https://bad.example/x, now.", "Go to , now."),
        ("Go to www.bad.example now.", "Go to now."),
        ("<img src=x onerror=alert(1)> Yes.", " Yes."),
        ("<img src=//bad.example/i", ""),
        ("cut](//bad.example/x) off", "cut] off"),
        ("[r]: //bad.example", ""),
        ("[x](javascript:alert(1)) y", "x y"),
        ("https://good.example/page.bad.example/", ""),
    ],
)
def test_only_addresses_of_the_evidence_stay(said: str, left: str) -> None:
    assert without_links(said, KNOWN) == left


@pytest.mark.parametrize("said", ["if a < b then c > d", "The data: 3 rows.", "a[0] and (b)"])
def test_what_is_no_link_stays(said: str) -> None:
    assert without_links(said, frozenset()) == said


def test_the_evidence_leads_where_its_text_and_its_address_lead() -> None:
    text = "See [us](/about) or https://a.example/x. ![i](https://a.example/i.png)"
    passage = Passage(
        id="p", document_id="d", version="v", ordinal=0, start=0, end=len(text), text=text,
        url="https://d.example/",
    )  # fmt: skip
    known = links([passage])
    assert known == {
        "/about",
        "https://a.example/x",
        "https://a.example/i.png",
        "https://d.example",
    }
