"""Passages hold every word of a text, point at it exactly, and follow its structure."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from trivium.ingest.split import LONGEST, OVERLAP, Cut, split

SENTENCE = "The tenant pays the rent on the first day of every month without being asked. "
pieces = st.sampled_from(
    [
        *("# Leave\n", "## Parental leave\n", "\n\n", "\n", "4.2 Notice. Each party", "1. Rent\n"),
        *("ARTICLE IV\n", "GENERAL TERMS\n", "| a | b |\n", "| --- | --- |\n", "```\n", "x = 1\n"),
        *(
            "- an item\n",
            SENTENCE,
            SENTENCE * 20,
            "word " * 300,
            "x" * 3000,
            "1.1.",
            "\t",
            "\u2028",
        ),
        *(
            "| 12 | 900 |\n" * 40,
            "§ 4 Notice\n",
            "====\n",
            "Part I\n",
            "...",
            "# # #\n",
            "\x1c",
            "e.g. ",
            "“",
        ),
    ]
)
texts = st.one_of(st.text(), st.lists(st.one_of(pieces, st.text(max_size=20))).map("".join))


@given(texts)
@settings(max_examples=300, deadline=None)
def test_passages_hold_every_word_in_order(text: str) -> None:
    covered = 0
    for cut in split(text):
        assert not text[covered : cut.start].strip()
        assert cut.end > covered
        covered = cut.end
    assert not text[covered:].strip()


@given(texts)
@settings(max_examples=300, deadline=None)
def test_passages_are_bounded_and_without_space_around(text: str) -> None:
    for cut in split(text):
        assert 0 < cut.end - cut.start <= LONGEST
        assert text[cut.start : cut.end] == text[cut.start : cut.end].strip()


@given(texts)
@settings(max_examples=100, deadline=None)
def test_neighbours_overlap_little(text: str) -> None:
    cuts = split(text)
    for one, other in zip(cuts, cuts[1:], strict=False):
        assert one.end - other.start <= OVERLAP
        assert other.start > one.start


def contexts(text: str) -> list[str]:
    return [cut.context for cut in split(text)]


def shown(text: str) -> list[str]:
    return [text[cut.start : cut.end] for cut in split(text)]


def test_headings_become_the_path() -> None:
    text = "# Leave\n\nBy law.\n\n## Parental leave\n\nTwelve months.\n\n# Pay\n\nMonthly.\n"
    assert contexts(text) == ["Leave", "Leave > Parental leave", "Pay"]


def test_a_heading_without_text_opens_the_next_section() -> None:
    assert shown("# Leave\n\n## Parental leave\n\nTwelve months.") == [
        "# Leave\n\n## Parental leave\n\nTwelve months."
    ]


def test_a_comment_in_code_is_no_heading() -> None:
    assert contexts("# Use\n\n```sh\n# install\nmake\n```\n") == ["Use"]


def test_a_fence_that_never_ends_is_text() -> None:
    assert contexts("# Use\n\n```sh\nmake\n\n# Next\n\nText.") == ["Use", "Next"]


def test_articles_and_numbered_clauses_nest() -> None:
    text = (
        "SERVICE AGREEMENT\n\nBetween A and B.\n\nARTICLE IV\n\nTerm\n\n4.1 Duration\n\n"
        "Three years from the date on which the last of the parties has signed.\n\n"
        "4.2 Notice. Either party may end it.\n"
    )
    assert contexts(text)[1:] == [
        "ARTICLE IV",
        "ARTICLE IV > 4.1 Duration",
        "ARTICLE IV > 4.2 Notice",
    ]


def test_underlined_lines_are_headings() -> None:
    text = "Handbook\n========\n\nHello.\n\nLeave\n-----\n\nTwenty days.\n\n---\n\nBye."
    assert contexts(text) == ["Handbook", "Handbook > Leave"]


def test_a_clause_without_a_heading_stays_in_its_section() -> None:
    text = "## 3. Place\n\n3.1 The place of work is Hexham. Home is fine.\n\n3.2 Pay lasts. So.\n"
    assert contexts(text) == ["3. Place"]


def test_a_heading_that_repeats_the_title_is_no_part_of_the_path() -> None:
    text = "# Handbook\n\nHello.\n\n## Leave\n\nTwenty days."
    assert [cut.context for cut in split(text, title="Handbook")] == ["", "Leave"]


def test_paragraph_signs_are_headings() -> None:
    text = f"§ 4 Kündigung\n\n{SENTENCE * 3}\n\n§ 5 Haftung\n\n{SENTENCE * 3}"
    assert contexts(text) == ["§ 4 Kündigung", "§ 5 Haftung"]


def test_a_numbered_list_is_no_row_of_headings() -> None:
    assert contexts("Shopping:\n\n1. Milk and honey\n\n2. Bread\n\n3. Eggs\n\nThat is all.") == [""]


def test_a_reference_in_running_text_is_no_heading() -> None:
    text = (
        f"{SENTENCE}It follows from\nSection 12 of the Act that rent is due, and from\n4.2 too.\n"
    )
    assert contexts(text) == [""]


def test_a_line_of_a_table_of_contents_is_no_heading() -> None:
    assert contexts("Contents\n\n4.2 Notice . . . . . 17\n4.3 Costs ..... 18\n") == [""]


def test_a_paragraph_in_capitals_is_no_heading() -> None:
    text = "Terms.\n\nIN NO EVENT SHALL THE SUPPLIER\nBE LIABLE FOR ANY LOSS\nWHATSOEVER.\n"
    assert contexts(text) == [""]


def test_a_long_path_loses_its_outermost_headings() -> None:
    text = f"# {'a' * 80}\n\n## {'b' * 80}\n\n### {'c' * 80}\n\nText."
    assert contexts(text) == [f"{'b' * 80} > {'c' * 80}"]


def test_a_long_section_is_cut_into_equal_shares_at_sentences() -> None:
    text = SENTENCE * 30
    lengths = [cut.end - cut.start for cut in split(text)]
    assert all(piece.endswith("asked.") and piece.startswith("The") for piece in shown(text))
    assert max(lengths) - min(lengths) <= 2 * len(SENTENCE)


def test_neighbours_repeat_a_sentence_or_two() -> None:
    first, second = split(SENTENCE * 16)
    assert (first.end - second.start) in (len(SENTENCE) - 1, 2 * len(SENTENCE) - 1)


def test_sections_do_not_overlap() -> None:
    first, second = split(f"# A\n\n{SENTENCE * 5}\n\n# B\n\n{SENTENCE * 5}")
    assert first.end < second.start


def test_paragraphs_stay_whole_where_they_fit() -> None:
    first, _ = shown(f"{SENTENCE * 9}First ends.\n\n{SENTENCE * 9}Second ends.")
    assert first.endswith("First ends.")


def test_rows_of_a_large_table_carry_the_names_of_its_columns() -> None:
    rows = "".join(f"| Norway {n} | {n * 25} |\n" for n in range(100))
    cuts = split(f"# Rates\n\n| Country | Days |\n| --- | --- |\n{rows}")
    assert cuts[0].context == "Rates"
    assert {cut.context for cut in cuts[1:]} == {"Rates > Country | Days"}


def test_tables_do_not_overlap_and_rows_stay_whole() -> None:
    rows = "".join(f"| Norway {n} | {n * 25} |\n" for n in range(100))
    text = f"| Country | Days |\n| --- | --- |\n{rows}"
    assert "\n".join(shown(text)) == text.strip()


def test_code_stays_whole_where_it_fits() -> None:
    code = "```python\n" + "x = compute(x)\n" * 50 + "```"
    pieces = shown(f"# Use\n\n{SENTENCE * 5}\n\n{code}\n\n{SENTENCE * 5}")
    assert any(code in piece for piece in pieces)


def test_large_code_is_cut_at_its_definitions() -> None:
    body = "".join(
        f"def step_{n}(x):\n{'    x = x + 1' + chr(10)}" * 1 + "    y = 2\n" * 20 + "\n\n"
        for n in range(9)
    )
    later = shown(f"```python\n{body}```")[1:]
    assert all(piece.startswith("def step_") for piece in later)


def test_pages_are_counted_from_one() -> None:
    text = "First page.\n\n# Second\n\nIts text.\n\n# Third\n\nMore."
    pages = (0, text.index("# Second"), text.index("# Third"))
    assert [cut.page for cut in split(text, pages)] == [1, 2, 3]


def test_without_pages_the_page_is_zero() -> None:
    assert split("Text.") == [Cut(0, 5, "", 0)]


def test_nothing_but_space_gives_nothing() -> None:
    assert split(" \n\n\t ") == []
