"""`trivium doctor --economy`: for people, for programs, and drawn."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from trivium import Setting, Settings, decide
from trivium.cli.drawing import drawn
from trivium.cli.plot import LEGEND, plot
from trivium.graph.break_even import QUESTION, sized, turn
from trivium.graph.economy import Economics, worked_out

MANUAL = Setting(corpus_tokens=50_000, corpus_documents=25, questions_per_hour=20)


def found(**given: Any) -> Economics:
    setting = replace(MANUAL, **given)
    return worked_out(setting, Settings(), now=setting)


def test_it_tells_programs_the_line_both_sides_and_the_year(trivium, samples, monkeypatch):
    monkeypatch.setenv("TRIVIUM_MODEL", "openai:gpt-5-mini")
    monkeypatch.setenv("TRIVIUM_MODEL_USD_PER_MILLION_IN", "2")
    monkeypatch.setenv("TRIVIUM_MODEL_USD_PER_MILLION_OUT", "8")
    ran = trivium("doctor", "--economy", "--json")
    told = ran.json
    assert ran.code == 0
    assert told["model"] == "openai:gpt-5-mini"
    assert (told["assumed_price"], told["setting"]["usd_per_million"]) == (False, 2.0)
    assert told["below"]["route"] == "long_context"
    assert told["above"]["route"] == "retrieval"
    assert told["here"]["corpus_tokens"] == told["setting"]["corpus_tokens"] > 10_000
    assert {way["name"] for way in told["first_year"]} == {"retrieval", "long_context", "tuned"}
    for way in told["first_year"]:
        parts = way["set_up_usd"] + way["running_usd"] + way["upkeep_usd"]
        assert way["total_usd"] == pytest.approx(parts)


def test_an_assumption_is_a_setting(trivium, samples, monkeypatch):
    before = trivium("doctor", "--economy", "--json").json
    monkeypatch.setenv("TRIVIUM_ECONOMY_WAGE_USD", "0")
    monkeypatch.setenv("TRIVIUM_ECONOMY_QUESTIONS_PER_HOUR", "300")
    after = trivium("doctor", "--economy", "--json").json
    assert before["first_year"][0]["set_up_usd"] > after["first_year"][0]["set_up_usd"] == 0
    assert after["turn"]["questions_per_hour"] == 300


def test_without_a_model_a_usual_price_is_shown_and_said_to_be_one(trivium, samples):
    ran = trivium("doctor", "--economy")
    assert "a usual one" in ran.out
    assert "decide takes retrieval" in ran.out
    assert "first year" in ran.out or "long context\t" in ran.out
    assert all(line in ran.out for line in LEGEND)


def test_without_documents_it_shows_an_example(trivium, home):
    ran = trivium("doctor", "--economy")
    assert ran.code == 0
    assert "none yet; shown for 50,000 tokens" in ran.out
    assert trivium("doctor", "--economy", "--json").json["here"] is None


def test_it_is_drawn_into_a_file(trivium, samples, tmp_path):
    ran = trivium("doctor", "--economy", "--svg", tmp_path / "economy.svg", "--json")
    assert json.loads(ran.out)
    assert (tmp_path / "economy.svg").read_text().startswith("<svg")


def test_a_file_that_cannot_be_drawn_to_is_named_with_the_way_out(trivium, samples, tmp_path):
    ran = trivium("doctor", "--economy", "--svg", tmp_path / "no" / "economy.svg")
    assert ran.code == 2
    assert "economy.svg" in ran.err
    assert "--svg" in ran.err


def test_what_the_plot_shows_is_what_decide_takes():
    shown = found()
    rows = [line.partition("│")[2][:61] for line in plot(shown).splitlines() if "│" in line]
    assert len(rows) == 16
    for row in range(16):
        size = round(1000 * 512 ** ((15 - row) / 15))
        for column in (0, 15, 30):
            rate = 0.1 * 10 ** (column / 15)
            if 0.8 < size / turn(MANUAL, rate).read_tokens < 1.25:
                continue
            asked = replace(sized(MANUAL, size), questions_per_hour=rate)
            read = decide(QUESTION, asked).route == "long_context"
            assert read == (rows[row][column] != "·")
    assert "".join(rows).count("●") == 1


def test_the_plot_has_its_three_regions_and_the_window():
    text = plot(found())
    assert all(sign in text for sign in "█▒·●")
    assert "66% of the window" in text


@pytest.mark.parametrize("rate", [0.0, 0.01, 1e6])
@pytest.mark.parametrize("tokens", [1, 10**9])
def test_any_size_and_rate_can_be_drawn(rate, tokens):
    odd = found(corpus_tokens=tokens, questions_per_hour=rate)
    assert "●" in plot(odd)
    assert "nan" not in drawn(odd)


def test_a_picture_can_be_read_in_the_dark():
    picture = drawn(found())
    assert "prefers-color-scheme:dark" in picture
    assert "long context" in picture
