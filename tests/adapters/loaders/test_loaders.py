"""What each format becomes: one text in light Markdown."""

from __future__ import annotations

import datetime
from pathlib import Path
from types import ModuleType

import pytest

from trivium.adapters.errors import BadFile, UnknownName
from trivium.adapters.extracts import Extract
from trivium.adapters.load import load as load_member
from trivium.adapters.load import members

from . import papers


def loaded(format_: str, data: bytes | str, name: str = "a") -> Extract:
    module = load_member("loaders", format_)
    found: Extract = module.load(data.encode() if isinstance(data, str) else data, name)
    return found


@pytest.fixture(params=members("loaders"))
def module(request: pytest.FixtureRequest) -> ModuleType:
    found: ModuleType = load_member("loaders", request.param)
    return found


def test_every_loader_names_its_suffixes_in_lower_case(module: ModuleType) -> None:
    assert all(ending == ending.lower() for ending in module.SUFFIXES)


def test_no_suffix_has_two_loaders() -> None:
    all_ = [
        ending for name in members("loaders") for ending in load_member("loaders", name).SUFFIXES
    ]
    assert len(all_) == len(set(all_))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Straße\r\nWeg\rEnde".encode(), "Straße\nWeg\nEnde"),
        ("\ufeffStraße".encode(), "Straße"),
        ("Straße".encode("utf-16"), "Straße"),
        (b"\xfe\xff" + "Straße".encode("utf-16-be"), "Straße"),
        ("“Straße” – naïve café".encode("cp1252"), "“Straße” – naïve café"),
        ("Гражданин имеет право на отдых и оплачиваемый отпуск. ".encode("cp1251") * 9, None),
    ],
)
def test_text_comes_out_of_any_encoding(data: bytes, text: str | None) -> None:
    expected = text or "Гражданин имеет право на отдых и оплачиваемый отпуск. " * 9
    assert loaded("text", data).text == expected


def test_text_whose_mark_lies_is_refused() -> None:
    with pytest.raises(BadFile, match="save it as UTF-8"):
        loaded("text", b"\xff\xfea\xd8b")


def test_front_matter_gives_the_title_and_goes() -> None:
    found = loaded("markdown", "---\ntitle: 'The rules'\ndraft: true\n---\n\n# One\n\nText.")
    assert found == Extract(text="# One\n\nText.", title="The rules")


def test_markdown_takes_its_title_from_the_first_heading() -> None:
    assert loaded("markdown", "# The rules #\n\nText.").title == "The rules"


PAGE = """<!doctype html><html><head><title>Our rules</title><style>p {}</style></head><body>
<nav><a href="/">Home</a></nav><h1>Rules</h1><p>No <b>dogs</b> in the
office.</p><div>Loose <i>text</i><p>A paragraph</p>tail</div><ul><li>One<ul><li>Inner</li></ul></li>
<li>Two</li></ul><table><tr><th>Day</th><th>Open</th></tr><tr><td>Mon</td><td>9|17</td></tr></table>
<pre>if x:
    # note</pre><script>alert(1)</script></body></html>"""


def test_html_keeps_its_structure() -> None:
    found = loaded("html", PAGE)
    assert found.title == "Our rules"
    assert found.text.split("\n\n") == [
        "# Rules",
        "No dogs in the office.",
        "Loose text",
        "A paragraph",
        "tail",
        "- One\n  - Inner\n- Two",
        "| Day | Open |\n| --- | --- |\n| Mon | 9/17 |",
        "```\nif x:\n    # note\n```",
    ]


def test_html_of_another_charset_is_read_by_what_it_declares() -> None:
    page = '<meta charset="iso-8859-2"><p>Łódź</p>'.encode("iso-8859-2")
    assert loaded("html", page).text == "Łódź"


def test_deep_html_is_read() -> None:
    assert "deep" in loaded("html", "<div>" * 1000 + "deep" + "</div>" * 1000).text


def test_a_pdf_has_pages_headings_and_paragraphs() -> None:
    body = "The tenant pays the rent on the first day of the month. "
    pages = [[(18, "Lease"), (11, body * 4), (11, body)], [(14, "Rent"), (11, body * 3)]]
    found = loaded("pdf", papers.pdf(pages))
    assert found.title == "Lease"
    assert found.text.startswith("# Lease\n\nThe tenant pays")
    assert found.text[found.pages[1] :].startswith("## Rent\n\nThe tenant")
    assert found.text.count("\n\n") == 4


def test_running_headers_and_page_numbers_are_left_out() -> None:
    body = "The tenant pays the rent on the first day of the month. " * 5
    pages = [[(9, "Acme confidential"), (11, body), (9, f"Page {n}")] for n in range(1, 6)]
    text = loaded("pdf", papers.pdf(pages)).text
    assert "Acme" not in text
    assert "Page" not in text


def test_a_sentence_goes_on_over_the_page() -> None:
    pages = [[(11, "The tenant pays the")], [(11, "rent in time. It is due.")]]
    assert loaded("pdf", papers.pdf(pages)).text == "The tenant pays the\nrent in time. It is due."


def test_a_locked_pdf_says_so() -> None:
    with pytest.raises(BadFile, match="a.pdf is protected by a password"):
        loaded("pdf", papers.pdf([[(11, "Secret")]], password="x"), "a.pdf")


def test_a_pdf_of_pictures_asks_for_ocr() -> None:
    with pytest.raises(BadFile, match="no text layer: run OCR"):
        loaded("pdf", papers.pdf([[], []]))


def test_a_pdf_that_takes_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trivium.adapters.loaders.pdf._LONGEST_S", -1.0)
    with pytest.raises(BadFile, match=r"a.pdf takes longer .* \(page 1 of 2\): print it"):
        loaded("pdf", papers.pdf([[(11, "Text")]] * 2), "a.pdf")


def test_a_broken_pdf_says_so() -> None:
    with pytest.raises(BadFile, match="damaged PDF"):
        loaded("pdf", papers.pdf([[(11, "Text")]])[:200])


def test_word_keeps_headings_lists_and_tables_in_order() -> None:
    found = loaded("word", papers.word())
    assert found.title == "Staff handbook"
    assert found.text.split("\n\n") == [
        "# Staff handbook",
        "# Leave",
        "Every one has 28 days.",
        "- Ask early\n- Ask in writing",
        "| Country | Days |\n| --- | --- |\n| Norway | 25 |",
        "## Sickness",
        "Call before nine.",
    ]


def test_a_slide_is_a_page() -> None:
    found = loaded("slides", papers.slides())
    assert found.title == "Plan for 2026"
    assert len(found.pages) == 2
    assert found.text[: found.pages[1]].split("\n\n") == [
        "# Plan for 2026",
        "- Open in Oslo\n- Hire ten people",
        "Notes: Say why Oslo.",
        "",
    ]
    assert found.text[found.pages[1] :].endswith("| City | Rent |\n| --- | --- |\n| Oslo | 900 |")


def test_a_sheet_is_a_section_and_empty_ones_are_left_out() -> None:
    day = datetime.datetime(2026, 3, 1)
    data = papers.workbook({"Rents": [["City", "Since"], ["Oslo", day], [900, 1.5]], "Empty": []})
    assert loaded("sheets", data).text == (
        "# Rents\n\n| City | Since |\n| --- | --- |\n| Oslo | 2026-03-01 |\n| 900 | 1.5 |"
    )


def test_a_cell_in_the_last_corner_does_not_fill_the_memory() -> None:
    data = papers.workbook({"Far": [["first"]]}, corner="last")
    assert loaded("sheets", data).text.endswith("last |")


@pytest.mark.parametrize("line", ["a,b\n1,2", "a;b\n1;2", "a\tb\n1\t2"])
def test_csv_finds_its_delimiter(line: str) -> None:
    assert loaded("delimited", line, "a.csv").text == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_json_records_become_a_table() -> None:
    found = loaded("records", '[{"city": "Oslo", "rent": 900}, {"city": "Bergen"}]')
    assert found.text == "| city | rent |\n| --- | --- |\n| Oslo | 900 |\n| Bergen |"


def test_nested_json_becomes_a_list() -> None:
    found = loaded("records", '{"title": "Rents", "cities": {"Oslo": [1, 2]}, "note": "in euro"}')
    assert found.title == "Rents"
    assert found.text == "title: Rents\ncities:\n  - Oslo:\n    - 1\n    - 2\nnote: in euro"


def test_json_lines_name_the_broken_line() -> None:
    with pytest.raises(BadFile, match=r"a.jsonl has no JSON in line 2"):
        loaded("records", '{"a": 1}\n{"a": \n', "a.jsonl")


def test_json_nested_without_end_is_refused() -> None:
    with pytest.raises(BadFile, match="nested too deep"):
        loaded("records", "[" * 200_000 + "]" * 200_000)


@pytest.mark.parametrize("html", [False, True])
def test_mail_shows_its_head_and_its_text(html: bool) -> None:
    found = loaded("mail", papers.mail(html=html))
    assert found.title == "The lease"
    assert found.text.startswith(
        "# The lease\n\nFrom: Ann <ann@example.com>\nTo: bob@example.com\n"
    )
    assert found.text.endswith("Attachments: lease.pdf\n\nThe lease ends in May.")


def test_what_is_no_mail_is_refused() -> None:
    with pytest.raises(BadFile, match="no e-mail message"):
        loaded("mail", "Just text.")


def test_a_notebook_fences_code_and_output() -> None:
    found = loaded("notebook", papers.notebook())
    assert found.title == "Rents"
    assert found.text == (
        "# Rents\nAll in euro.\n\n```python\n# no heading\nprint(900)\n```\n\n```text\n900\n```"
    )


def test_code_stays_in_one_fence() -> None:
    found = loaded("code", '"""Doc.\n```\nx\n```\n"""\n# note\n', "src/tool.py")
    assert found.title == "tool.py"
    assert found.text.count("\n```") == 1


def test_an_unknown_community_loader_says_what_to_do() -> None:
    with pytest.raises(UnknownName, match="'NoSuchLoader'"):
        next(load_member("loaders", "community").load_with("NoSuchLoader", "a.txt"))


def test_any_community_loader_reads_by_its_name(tmp_path: Path) -> None:
    pytest.importorskip("langchain_community")
    (tmp_path / "a.txt").write_text("The tenant pays.")
    load_with = load_member("loaders", "community").load_with
    assert list(load_with("TextLoader", str(tmp_path / "a.txt"))) == [
        (str(tmp_path / "a.txt"), Extract(text="The tenant pays."))
    ]


def test_what_a_community_loader_cannot_read_is_a_bad_file(tmp_path: Path) -> None:
    pytest.importorskip("langchain_community")
    load_with = load_member("loaders", "community").load_with
    with pytest.raises(BadFile, match="gone.txt cannot be read by TextLoader"):
        list(load_with("TextLoader", str(tmp_path / "gone.txt")))


def test_word_reads_insertions_and_content_controls_and_no_deletions() -> None:
    paragraph = '<w:p><w:r><w:t xml:space="preserve">Rent is </w:t></w:r>{}</w:p>'
    deleted = "<w:del><w:r><w:delText>800</w:delText></w:r></w:del>"
    inserted = "<w:ins><w:r><w:t>900</w:t></w:r></w:ins>"
    body = (
        f"<w:sdt><w:sdtContent>{paragraph.format(deleted + inserted)}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t># 5</w:t></w:r></w:p>"
    )
    assert loaded("word", papers.word(body)).text == "Rent is 900\n\n # 5"
