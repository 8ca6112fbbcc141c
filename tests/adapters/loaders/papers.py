"""Small files of every format, made as their programs make them."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from email.message import EmailMessage
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fpdf import FPDF
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches


def pdf(
    pages: Sequence[Sequence[tuple[int, str]]], *, password: str = "", title: str = ""
) -> bytes:
    """Write pages of (letter size, text) paragraphs."""
    made = FPDF()
    made.set_auto_page_break(auto=False)
    if title:
        made.set_title(title)
    if password:
        made.set_encryption(owner_password=password, user_password=password)
    for page in pages:
        made.add_page()
        for size, text in page:
            made.set_font("Helvetica", size=size)
            made.multi_cell(0, size / 2, text, new_x="LMARGIN", new_y="NEXT")
            made.ln(size / 2)
    return bytes(made.output())


def saved(made: Any) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def word(body: str = "") -> bytes:
    """Write a handbook, or the XML of a body."""
    made = Document()
    if body:
        root = parse_xml(f"<w:body {nsdecls('w')}>{body}</w:body>")
        made.element.body[:] = root[:]
        return saved(made)
    made.add_heading("Staff handbook", 0)
    made.add_heading("Leave", 1)
    made.add_paragraph("Every one has 28 days.")
    made.add_paragraph("Ask early", style="List Bullet")
    made.add_paragraph("Ask in writing", style="List Bullet")
    table = made.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("Country", "Days"), ("Norway", "25")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    made.add_heading("Sickness", 2)
    made.add_paragraph("Call before nine.")
    return saved(made)


def slides() -> bytes:
    made = Presentation()
    first = made.slides.add_slide(made.slide_layouts[1])
    first.shapes.title.text = "Plan for 2026"
    first.placeholders[1].text = "Open in Oslo\nHire ten people"
    first.notes_slide.notes_text_frame.text = "Say why Oslo."
    second = made.slides.add_slide(made.slide_layouts[5])
    second.shapes.title.text = "Costs"
    table = second.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for at, text in {(0, 0): "City", (0, 1): "Rent", (1, 0): "Oslo", (1, 1): "900"}.items():
        table.cell(*at).text = text
    return saved(made)


def workbook(sheets: dict[str, list[list[object]]], *, corner: str = "") -> bytes:
    """Write sheets of rows; `corner` goes into the very last cell that a sheet can have."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if corner:
            sheet.cell(1_048_576, 16_384, corner)
    return saved(made)


def mail(*, html: bool = False) -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = "Ann <ann@example.com>", "bob@example.com"
    made["Subject"], made["Date"] = "The lease", "Mon, 02 Mar 2026 10:00:00 +0000"
    if html:
        made.set_content("<p>The lease ends <b>in May</b>.</p>", subtype="html")
    else:
        made.set_content("The lease ends in May.\n")
    made.add_attachment(b"x", maintype="application", subtype="pdf", filename="lease.pdf")
    return bytes(made)


def notebook() -> bytes:
    cells = [
        {"cell_type": "markdown", "source": ["# Rents\n", "All in euro."]},
        {
            "cell_type": "code",
            "source": "# no heading\nprint(900)",
            "outputs": [{"output_type": "stream", "text": ["900\n"]}],
        },
    ]
    return json.dumps(
        {"cells": cells, "metadata": {"kernelspec": {"language": "python"}}, "nbformat": 4}
    ).encode()
