"""The embedded checker tells what the evidence carries from what was made up."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from trivium.adapters.base import Parts
from trivium.adapters.checkers.embedded import connect
from trivium.adapters.embedders.embedded import MiniLM
from trivium.adapters.load import load
from trivium.adapters.terms import Passage, Scope, Verdict


def passage(number: int, text: str, title: str = "", context: str = "") -> Passage:
    return Passage(
        id=str(number),
        document_id="d",
        version="v",
        ordinal=number,
        start=0,
        end=len(text),
        text=text,
        title=title,
        context=context,
    )


EVIDENCE = [
    passage(
        0,
        "Employees may carry over up to five days of unused leave. Requests must be made before "
        "31 March 2025. Contractors are not entitled to paid leave.",
        "Handbook",
        "Leave",
    ),
    passage(
        1,
        "The Pro plan costs $1,200 per year and includes 30 seats. The Starter plan does not "
        "include single sign-on. Revenue grew to 1.5 million in 2023.",
        "Prices",
    ),
    passage(
        2, "| Plan | Price |\n| --- | --- |\n| Team | 49 EUR |\n| Solo | 9 EUR |", "Price list"
    ),
    passage(
        3,
        "Marie Curie was born in Warsaw. In 1903 she shared the prize with Pierre Curie and "
        "Henri Becquerel.",
        "Marie Curie",
    ),
]


async def judge(claim: str, evidence: list[Passage] = EVIDENCE) -> Verdict:
    [verdict] = await connect(Parts(home=None)).check([claim], evidence, scope=Scope())  # type: ignore[arg-type]
    return verdict


@pytest.mark.parametrize(
    "claim",
    [
        "Employees may carry over up to five days of unused leave.",
        "**Employees may carry over up to five days** of unused leave [1].",
        "- employees may carry over up to FIVE days of unused leave",
        "| Team | 49 EUR |",
    ],
)
async def test_a_quote_is_supported_at_once(claim: str) -> None:
    verdict = await judge(claim)

    assert (verdict.label, verdict.score, verdict.reason) == ("supported", 1.0, "verbatim")


async def test_the_span_is_what_carries_the_claim() -> None:
    verdict = await judge("Requests have to be made before 2025-03-31.")

    assert verdict.passage == 0
    assert verdict.span is not None
    assert EVIDENCE[0].text[slice(*verdict.span)] == "Requests must be made before 31 March 2025."


@pytest.mark.parametrize(
    "claim",
    [
        "Employees may carry over up to 5 days of unused leave.",
        "Contractors do not get paid leave.",
        "The Pro plan has 30 seats.",
        "Revenue grew to 1,500,000 in 2023.",
        "The Team plan costs 49 EUR.",
        "Marie Curie shared the prize in 1903 with Henri Becquerel and Pierre Curie.",
        "The Pro plan costs $1,200 per year, and the Starter plan does not include single sign-on.",
    ],
)
async def test_other_words_for_the_same_are_supported(claim: str) -> None:
    assert (await judge(claim)).label == "supported"


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("Employees may carry over up to ten days of unused leave.", "ten days not in evidence"),
        ("Employees may carry over up to five weeks of unused leave.", "not in evidence"),
        ("Requests must be made before 30 March 2025.", "30 March 2025 not in evidence"),
        ("Requests must be made after 31 March 2025.", "opposite of after"),
        ("Contractors are entitled to paid leave.", "negated in evidence"),
        ("The Starter plan includes single sign-on.", "negated in evidence"),
        ("The Pro plan does not include 30 seats.", "not denied in evidence"),
        ("Revenue grew to 1.5 billion in 2023.", "not in evidence"),
        ("The Team plan costs 9 EUR.", ""),
        ("Marie Curie was born in Paris.", "paris not in evidence"),
        ("In 1903 she shared the prize with Pierre Curie and Lise Meitner.", ""),
        ("The moon is made of cheese.", "in evidence"),
    ],
)
async def test_what_was_altered_or_made_up_is_not_supported(claim: str, reason: str) -> None:
    verdict = await judge(claim)

    assert verdict.label == "unsupported"
    assert reason in verdict.reason


@pytest.mark.parametrize(
    "text", ["Unless approved, staff may work abroad.", "It is false that staff may work abroad."]
)
async def test_a_quote_whose_meaning_was_turned_is_not_taken_at_once(text: str) -> None:
    assert (await judge("Staff may work abroad.", [passage(0, text)])).reason != "verbatim"


@pytest.mark.parametrize(
    "claim",
    [
        "Hello!",
        "You're welcome.",
        "Here is what I found:",
        "## Leave",
        "**Leave**",
        "| --- | --- |",
        "```python",
        "I could not find this in the documents.",
        "The documents do not say how many days.",
        "Would you like to know more?",
        "Yes.",
        "...",
    ],
)
async def test_what_claims_nothing_is_no_claim(claim: str) -> None:
    assert (await judge(claim)).label == "no_claim"


@pytest.mark.parametrize(
    "claim", ["Sure, the fee is 50 dollars.", "Here is the fee: it is 50 dollars a month."]
)
async def test_a_claim_behind_a_greeting_is_one(claim: str) -> None:
    assert (await judge(claim)).label == "unsupported"


async def test_meaning_is_asked_where_words_leave_it_open() -> None:
    kept = passage(0, "Staff who are ill stay home and call their manager.")
    parts = Parts(home=Path(), embedder=MiniLM(threads=1))
    checker = load("checkers", "embedded").connect(parts)
    claims = ["Ill staff stay home and ring a manager.", "Staff get a home."]

    for claim in claims:
        [with_meaning] = await checker.check([claim], [kept], scope=Scope())
        assert with_meaning.score != (await judge(claim, [kept])).score


async def test_a_claim_that_joins_two_sentences_spans_both() -> None:
    verdict = await judge(
        "Employees may carry over five days of unused leave if requests are made before "
        "31 March 2025."
    )

    assert verdict.supported
    assert verdict.span == (0, EVIDENCE[0].text.index(" Contractors"))


PRICES = passage(
    0,
    "| Product | Weight g | Price GBP |\n|---|---|---|\n| Heron 800 | 118 | 64.00 |\n"
    "| Wren | 38 | 32.00 |",
    title="prices",
)


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        ("Product: Wren; Weight g: 38; Price GBP: 32.00", "supported"),
        ("Product: Wren; Weight g: 38; Price GBP: 64.00", "unsupported"),
    ],
)
async def test_a_row_is_read_with_the_header_of_its_table(claim: str, label: str) -> None:
    assert (await judge(claim, [PRICES])).label == label


async def test_a_row_is_read_with_the_header_that_stands_over_its_part_of_the_table() -> None:
    rest = passage(0, "| Heron 800 | 118 |\n| Wren | 38 |", context="| Product | Weight g |")

    assert (await judge("Product: Wren; Weight g: 38", [rest])).supported
    assert not (await judge("Product: Wren; Weight g: 118", [rest])).supported


@pytest.mark.parametrize(
    "claim",
    [
        "According to the text, the harbour opens at 7 in the morning.",
        "In passage 2, the harbour opens at 7 in the morning.",
    ],
)
async def test_a_lead_in_is_no_part_of_the_claim(claim: str) -> None:
    text = "The harbour opens at 7 in the morning. Boats of over 20 m need a pilot."
    assert (await judge(claim, [passage(0, text)])).supported


async def test_a_long_text_takes_as_long_as_it_is_long() -> None:
    def evidence(times: int) -> list[Passage]:
        return [passage(0, "The harbour closes at night, when ships wait outside. " * times)]

    spent = []
    for times in (500, 4000):
        long = evidence(times)
        began = process_time()
        await judge("Ships have to wait outside at night, as the harbour is closed.", long)
        spent.append(process_time() - began)
    assert spent[1] < 32 * spent[0]


RECORDS = [
    passage(
        0, "The Wren weighs 38 g and costs GBP 1,200. It was launched on 12 March 2020 in Oslo."
    ),
    passage(1, "The item is not refundable. The cafe has outdoor seating."),
]


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        ('{"product": "Wren", "weight_g": 38, "price": 1200}', "supported"),
        ('{"launched": "2020-03-12",\n  "place": {"city": "Oslo"}}', "supported"),
        ('[{"outdoorSeating": true}, {"colour": null}]', "supported"),
        ('{"product": "Wren", "weight_g": 39}', "unsupported"),
        ('{"launched": "2021-03-12"}', "unsupported"),
        ('{"tags": ["Wren", "Heron"]}', "unsupported"),
        ('{"refundable": true}', "unsupported"),
        ('{"colour": null}', "no_claim"),
    ],
)
async def test_json_is_judged_by_its_values(claim: str, label: str) -> None:
    assert (await judge(claim, RECORDS)).label == label


async def test_what_json_lacks_is_named() -> None:
    assert (await judge('{"city": "Bergen"}', RECORDS)).reason == "Bergen not in evidence"
