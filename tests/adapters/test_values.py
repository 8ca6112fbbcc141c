"""Numbers and dates are compared as values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trivium.adapters._values import missing, values

EQUAL = [
    ("1.5 million people", "1,500,000 people"),
    ("12 March 2024", "2024-03-12"),
    ("March 12, 2024", "12.03.2024"),
    ("12 March 2024", "03/12/2024"),
    ("thirty days", "30 days"),
    ("two weeks", "14 days"),
    ("one year", "12 months"),
    ("25%", "twenty-five percent"),
    ("$1.2bn", "USD 1,200,000,000"),
    ("one hundred and five", "105"),
    ("the first", "the 1st"),
    ("in 2024", "on 12 March 2024"),
    ("in March 2024", "on 12 March 2024"),
    ("3 km", "3,000 metres"),
    ("10 000 users", "10,000 users"),
    ("a fee of 30", "a fee of $30"),
]
DIFFERENT = [
    ("30 days", "30 months"),
    ("1.5 million", "1.5 billion"),
    ("12 March 2024", "13 March 2024"),
    ("12 March 2024", "12 April 2024"),
    ("12 March 2024", "12 March 2023"),
    ("12 March 2024", "March 2024"),
    ("1.5", "15"),
    ("$30", "30 EUR"),
    ("25%", "52%"),
    ("1998", "1989"),
]


@pytest.mark.parametrize(("claim", "evidence"), EQUAL)
def test_equal_values_in_other_forms_are_found(claim: str, evidence: str) -> None:
    assert missing(claim, evidence) == []


@pytest.mark.parametrize(("claim", "evidence"), DIFFERENT)
def test_other_values_are_missed(claim: str, evidence: str) -> None:
    assert missing(claim, evidence)


def test_what_is_missing_is_named_as_it_was_written() -> None:
    assert missing("within thirty (30) days", "within 60 days") == ["thirty (30) days"]


def test_one_alone_is_no_number() -> None:
    assert values("one of them").numbers == ()


def test_a_month_that_is_a_verb_is_no_date() -> None:
    assert values("you may leave").dates == ()


@given(st.text(alphabet="0123456789.,/-–$€% kmbMay2st\n"))
def test_any_text_holds_its_own_values(text: str) -> None:
    assert missing(text, text) == []


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("opens at 7 AM", "7:0-15:0"),
        ("until 3 pm", "from 10:00 to 15:00"),
        ("$2,499.8 million", "2,499,766,000"),
        ("half an hour", "30 minutes"),
        ("27 per cent", "27%"),
        ("100 ml", "0.1 litres"),
        ("4,212 m", "4.212 km"),
    ],
)
def test_the_same_value_written_in_another_way_is_there(claim: str, evidence: str) -> None:
    assert missing(claim, evidence) == []


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [("until 5 pm", "7:0-15:0"), ("1.4 million", "1.5 million"), ("2.0", "2.1"), ("18", "18.2")],
)
def test_another_value_is_not(claim: str, evidence: str) -> None:
    assert missing(claim, evidence) != []
