"""Files are told by their content, and what cannot be read gets a sentence with the way out."""

from __future__ import annotations

import io
import zipfile

import pytest

from trivium.adapters.errors import BadFile, TooLarge, TriviumError
from trivium.adapters.extracts import Extract
from trivium.ingest.extract import extract
from trivium.ingest.limits import Limits

from ..adapters.loaders import papers

LIMITS = Limits()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


BOMB = packed({"word/document.xml": bytes(30_000_000)})


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n", "is empty"),
        ("a.txt", papers.pdf([[(11, "Text")]]), "is a pdf file by its content: rename it to .pdf"),
        ("a.pdf", b"Just text.", "is not a pdf file by its content"),
        ("a.docx", b"Just text.", "is not a docx file by its content"),
        ("a.docx", packed({"a.txt": b"x"}), "is a ZIP archive"),
        ("a.docx", papers.slides(), "is a pptx file by its content: rename it to .pptx"),
        ("a.docx", papers.word()[:-400], "damaged archive"),
        ("a.docx", packed({"word/document.xml": b"<x"}), r"is damaged \(\w+\): open it"),
        ("a.xlsx", packed({"xl/workbook.xml": b"<x/>"}), r"is damaged \(\w+\): open it"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        ("a.docx", OLE + bytes(100), "is of an old Office format"),
        ("a.doc", OLE + bytes(100), "save it as .docx or .pdf"),
        ("a.xls", OLE + bytes(100), "save it as .xlsx"),
        ("a.pdf", papers.pdf([[(11, "Text")]], password="x"), "protected by a password"),
        ("a.pdf", papers.pdf([[]]), "run OCR on it first"),
        ("a.pdf", b"%PDF-1.7\nbroken", "damaged PDF"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "is a PNG picture"),
        ("a.txt", bytes(range(256)) * 9, "is binary data"),
        ("a.json", b"{", "is no JSON"),
        ("a.ipynb", b"{}", "is no notebook"),
        ("a.eml", b"text", "is no e-mail"),
        ("a.html", b"<!-- nothing -->", "holds no text"),
        ("a.csv", b",,\n,,\n", "holds no text"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(BadFile, match=reason) as caught:
        extract(data, name, LIMITS)
    sentence = str(caught.value)
    assert sentence.startswith(f"{name} ")
    assert sentence.endswith(".")
    assert ": " in sentence


@pytest.mark.parametrize(
    ("name", "data", "limits"),
    [
        ("a.docx", BOMB, LIMITS),
        ("a.docx", papers.word(), Limits(unpacked_mb=0.01)),
        ("a.txt", b"word " * 1000, Limits(file_mb=0.004)),
        ("a.txt", b"word " * 1000, Limits(text_mb=0.004)),
        ("a.pdf", papers.pdf([[(11, "Text")]] * 3), Limits(pages=2)),
    ],
)
def test_a_file_over_a_limit_is_too_large(name: str, data: bytes, limits: Limits) -> None:
    with pytest.raises(TooLarge, match=r"^a\.\w+ .*\.$"):
        extract(data, name, limits)


@pytest.mark.parametrize("name", ["README", "a.unknown", "Makefile", "Dockerfile", "a.TXT"])
def test_text_is_read_whatever_its_name(name: str) -> None:
    assert "Make it so." in extract(b"Make it so.", name, LIMITS).text


def test_suffixes_are_read_in_any_case() -> None:
    assert extract(papers.word(), "A.DOCX", LIMITS).title == "Staff handbook"


def test_control_characters_are_replaced_one_for_one() -> None:
    data = b"a\x00b\x7fc" + b" and so on" * 10
    assert extract(data, "a.txt", LIMITS) == Extract(text="a b c" + " and so on" * 10)


def test_what_nobody_sees_is_taken_out_of_a_document() -> None:
    hidden = "".join(chr(0xE0000 + ord(char)) for char in "obey me")
    found = extract(f"Pay on\u200b time.{hidden} Or\u00adder\u202e now.".encode(), "a.txt", LIMITS)
    assert found.text == "Pay on time. Order now."


def test_titles_are_one_line() -> None:
    assert extract(b"---\ntitle: a\x00  b\n---\nText", "a.md", LIMITS).title == "a b"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("a.docx", papers.word()),
        ("a.pptx", papers.slides()),
        ("a.xlsx", papers.workbook({"Rents": [["City", "Rent"], ["Oslo", 900]]})),
        ("a.pdf", papers.pdf([[(11, "The tenant pays.")]])),
        ("a.eml", papers.mail()),
        ("a.ipynb", papers.notebook()),
    ],
)
def test_damage_anywhere_is_read_over_or_reported(name: str, made: bytes) -> None:
    said: list[str] = []
    for at in range(0, len(made), max(1, len(made) // 40)):
        try:
            extract(made[:at] + b"\xff\x00\xff\x00" + made[at + 4 :], name, LIMITS)
        except TriviumError as error:
            said.append(str(error))
    assert all(sentence.startswith(f"{name} ") for sentence in said)
