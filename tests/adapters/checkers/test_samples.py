"""Sentences written by hand about the sample documents, held against all of them at once.

Nothing was fitted to them; which signs the checker looks at was chosen with an eye on them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import trivium
from trivium import check

SAMPLES = Path(trivium.__file__).parents[1] / "samples"

STRANGE = """\
The moon belongs to the bicycle works.
Every employee owns a horse.
The workshop is heated with wood from the king's forest.
Customers must sing before they may order.
The company was sold to a Danish bank last winter.
Lights are painted by hand in a monastery.
The kitchen serves soup to visitors on Fridays.
Employees receive free tickets for the opera.
The founders met at a chess tournament.
Batteries are made of salt and paper.
The security team keeps two dogs.
A museum of old lanterns is planned next door.
Parcels to Iceland travel by submarine.
Whoever breaks a light has to buy the team a cake.
The managing director writes poems about rain."""

LIKELY = """\
Employees may bring their pets to the workshop.
Leave has to be approved by a doctor.
The company pays for gym memberships.
Salaries are paid in cash on request.
Hotels are booked by the customer care team.
Passwords have to be written down on paper and kept in the safe.
The warranty covers damage from crashes.
New employees have to pay for their first lunch.
Overtime is always paid out in money.
Flights within Great Britain are in business class.
Visitors may take photos on the design floor.
Sick employees must see the company's own doctor on the first day.
The Supplier delivers on Sundays by night.
Lights may be repaired by any dealer abroad at the customer's cost.
The app can be used to find a stolen bicycle.
Interns are paid by the hour.
The board meets each month in London.
Unused learning budget may be given to a colleague.
Volunteers from the village help in assembly before Christmas.
The company car may be used for holidays.
Employees who cycle to work get an extra day of leave."""

TRUE = """\
Moorlight produces bicycle lights.
The company's founders are Ines Okafor and Tom Hale.
People who look after somebody can take five paid days off a year.
Staff may bring their partner on a business trip if they pay for it themselves.
Newcomers build a rear light on their first day and may keep it.
Mail that looks suspicious should be reported with the button.
Nobody has to prove a death in order to take compassionate leave.
Trains are preferred to planes for trips inside Great Britain.
The warranty on the battery is longer for those who register in the app.
A lost laptop has to be reported within an hour, even at night.
Tom Hale is in charge of engineering.
Both sides can end the employment with a week's notice while on probation.
Personal computers must not be used for work.
Overtime is normally compensated with free time.
The supplier pays for a recall that its goods made necessary.
Lithium cells must be charged in the charging cabinets if nobody is present.
Language courses are paid separately for those who talk to customers in that language.
Anyone can visit the workshop on the first Saturday of a month without paying.
Data of applicants who were rejected is erased after six months.
First class train travel is permitted when it is cheaper than a flexible standard ticket.
Staff at trade fairs get a free day for every weekend day they worked.
Lights should not be charged when it is freezing.
The workshop is closed between Christmas and New Year.
Hire cars should be electric where the destination has a charger."""


@lru_cache(maxsize=1)
def passages() -> list[str]:
    texts = [file.read_text("utf-8") for file in sorted(SAMPLES.rglob("*.md"))]
    return [part for text in texts for part in re.split(r"\n\s*\n", text)]


def supported(sentences: str) -> list[str]:
    return [said for said in sentences.splitlines() if check(said, passages()).supported]


def test_what_no_document_speaks_of_does_not_pass() -> None:
    assert len(supported(STRANGE)) <= 1


# What is likely and made of the documents' own words is hard: docs/checking.md.
def test_most_of_what_could_be_so_does_not_pass() -> None:
    assert len(supported(LIKELY)) <= 10


def test_most_true_sentences_in_other_words_pass() -> None:
    assert len(supported(TRUE)) >= 19
