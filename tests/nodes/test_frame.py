"""What a sentence claims together with what stands over it."""

from __future__ import annotations

from trivium.nodes.cutter import Cutter
from trivium.nodes.frame import Frame, Said


def read(text: str) -> list[Said]:
    frame, cutter = Frame(), Cutter()
    sentences = cutter.feed(text) + cutter.flush()
    return [said for one in sentences for said in frame.read(one)] + list(frame.rest())


def claims(text: str) -> list[tuple[str, ...]]:
    return [said.claims for said in read(text)]


def test_prose_claims_what_it_says() -> None:
    assert claims("One is so. [1] Two is so.") == [("One is so.",), ("Two is so.",)]


def test_an_item_is_read_with_its_lead_in() -> None:
    assert claims("Not covered are:\n- Glass\n- Water") == [
        ("Not covered are:",),
        ("Not covered are: Glass",),
        ("Not covered are: Water",),
    ]


def test_an_item_that_says_something_itself_may_also_hold_alone() -> None:
    [_, item] = claims("The points are:\n- The fee is ten euros.")
    assert item == ("The points are: The fee is ten euros.", "- The fee is ten euros.")


def test_under_a_lead_in_that_denies_nothing_holds_alone() -> None:
    [_, item] = claims("These are not true:\n- The fee is ten euros.")
    assert item == ("These are not true: The fee is ten euros.",)


def test_a_bare_item_is_read_with_its_heading() -> None:
    assert claims("## Not covered\n\n- Glass")[1] == ("Not covered: Glass",)


def test_a_new_paragraph_ends_the_lead_in() -> None:
    assert claims("They are:\n- Glass\n\nWater is out.\n\n- Ice")[2:] == [
        ("Water is out.",),
        ("- Ice",),
    ]


def test_a_row_is_read_with_the_names_of_its_columns() -> None:
    table = "| Plan | Fee |\n|---|---|\n| Basic | 10 |\n| Pro | 25 |"
    forms = [(said.form, said.claims) for said in read(table)]
    assert forms == [
        ("head", ()),
        ("rule", ()),
        ("row", ("Plan: Basic; Fee: 10",)),
        ("row", ("Plan: Pro; Fee: 25",)),
    ]


def test_rows_without_a_head_are_read_alone() -> None:
    assert claims("| Basic | 10 |\n| Pro | 25 |") == [("| Basic | 10 |",), ("| Pro | 25 |",)]


def test_a_row_that_does_not_fit_its_head_is_read_with_all_of_it() -> None:
    [_, _, row] = claims("| Plan | Fee |\n|---|---|\n| Basic |")
    assert row == ("Plan; Fee: Basic",)


def test_code_is_one_sentence_and_keeps_what_looks_like_a_marker() -> None:
    [said] = read("```py\nx = a [1]. Y\n\nz\n```")
    assert (said.form, said.claims) == ("code", ("```py\nx = a [1]. Y\n\nz\n```",))
