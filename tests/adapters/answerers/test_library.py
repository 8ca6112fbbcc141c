"""Forty questions to a small library's papers: policies, a lease, prices, changes, an FAQ."""

from __future__ import annotations

import pytest

from trivium.adapters.answerers.embedded import NOT_THERE

from .conftest import Answering

HELD = [
    ("How many books may a reader borrow?", "ten books"),
    ("How long is a loan?", "28 days"),
    ("How often can a loan be renewed?", "renewed twice"),
    ("What does a late book cost per day?", "20 cents a day"),
    ("Do children pay late fees?", "no late fees"),
    ("What do I have to do if I lose a book?", "tell the desk"),
    ("When does the library open on Saturday?", "10:00"),
    ("Is the library open on Sundays?", "closed"),
    ("Is food allowed in the reading hall?", "not allowed"),
    ("How many readers does the reading hall seat?", "64"),
    ("How many days of annual leave do employees have?", "29 days"),
    ("By when must carried days be taken?", "31 March"),
    ("How long can parental leave be?", "14 months"),
    ("How much notice is required for parental leave?", "seven weeks"),
    ("From which day of illness is a doctor's certificate needed?", "fourth day"),
    ("Who founded the library?", "Henrika Vael"),
    ("When was the library founded?", "1887"),
    ("Who runs the archive?", "Ilse Marrow"),
    ("Why do we use Alder?", "because it can be searched"),
    ("May the tenant sublet the premises?", "shall not sublet"),
    ("Is open fire allowed in the annexe?", "prohibited"),
    ("When does the lease begin?", "1 May 2022"),
    ("With what notice can the lease be terminated?", "nine months' notice"),
    ("How high is the deposit for the annexe?", "€7,500"),
    ("When is the deposit returned?", "60 days"),
    ("How do I get a library card?", "Bring an identity card"),
    ("Can I lend my card to somebody else?", "No. "),
    ("How much does printing a page in colour cost?", "35 cents"),
    ("Which file types can be printed?", "PDF and plain text"),
    ("Which version of the catalogue brought the search by shelf mark?", "Catalogue 5.2"),
    ("When was catalogue 5.1 released?", "3 October 2024"),
    ("What does the Tower room cost for a full day?", "Full day: €150.00"),
    ("How many seats does the Cellar have?", "Seats: 8"),
    ("How much is the Harbour room?", "Half day: €40.00"),
]

NOT_HELD = [
    "What is the wifi password?",
    "How many parking spaces are there?",
    "Who won the football world cup in 2014?",
    "Does the library sell coffee?",
    "What is the salary of the director?",
    "How do I bake bread?",
    "Is there a pension scheme?",
    "What is the capital of Peru?",
    "How tall is the tower of the town hall?",
    "Can I pay in bitcoin?",
    "Which trains go to the airport?",
]


@pytest.mark.parametrize(("question", "answer"), HELD)
async def test_quotes_what_answers(library: Answering, question: str, answer: str) -> None:
    assert answer in await library(question)


@pytest.mark.parametrize("question", NOT_HELD)
async def test_says_that_there_is_no_answer(library: Answering, question: str) -> None:
    assert await library(question) == f"({NOT_THERE})"
