import json

import pytest

from trivium.adapters.receipts import Claim, Receipt, Shadow

SHADOW = {"model": "ft:2", "outcome": "grounded", "text": "Shine on.", "agreed": True, "ms": 20.0}


@pytest.fixture
def tried(trivium, samples):
    """A receipt of each side, one of them with a shadow."""
    import asyncio
    from dataclasses import replace

    from trivium.adapters.ledgers.embedded import EmbeddedLedger

    trivium("ask", "Who leads IT?")
    [row] = trivium("receipts", "--json").json["receipts"]
    receipt = replace(Receipt.from_json(row), model="brand")
    claims = (Claim(text="Shine on.", label="supported", score=1.0),)

    async def record():
        ledger = EmbeddedLedger(samples)
        shadow = Shadow(**SHADOW, claims=claims)
        await ledger.record(replace(receipt, side="present", shadow=shadow))
        await ledger.record(replace(receipt, id="r_2", side="canary", user="ann"))
        await ledger.close()

    asyncio.run(record())
    return receipt


def test_without_a_trial_it_says_how_to_begin_one(trivium, home):
    ran = trivium("compare")
    assert (ran.code, ran.out) == (0, "")
    assert "canary" in ran.err
    assert trivium("compare", "--json").json == {"compared": []}


def test_every_side_has_a_line(trivium, tried):
    rows = [line.split("\t") for line in trivium("compare").out.splitlines()]
    assert [row[:2] for row in rows] == [
        ["brand", "present"],
        ["brand", "canary"],
        ["brand", "shadow"],
    ]
    assert rows[2][2:8] == ["ft:2", "1", "100%", "100%", "$0.00000", "20"]


def test_json_has_the_figures_and_no_words(trivium, tried):
    ran = trivium("compare", "--json")
    assert [one["side"] for one in ran.json["compared"]] == ["present", "canary", "shadow"]
    assert "Shine" not in ran.out


def test_what_lies_further_back_does_not_count(trivium, tried):
    assert trivium("compare", "--days", "0", "--json").json == {"compared": []}
    assert trivium("compare", "--tenant", "other", "--json").json == {"compared": []}


def test_the_tree_of_a_receipt_shows_its_shadow(trivium, tried):
    ran = trivium("receipts", tried.id, "--explain")
    assert "shadow  ft:2: agreed, grounded  20.0 ms" in ran.out
    assert "✓ Shine on." in ran.out
    assert json.loads(trivium("receipts", tried.id, "--json").out)["shadow"]["text"] == "Shine on."
