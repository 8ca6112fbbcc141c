from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page

DROP = """([name, type, text]) => {
  const files = new DataTransfer();
  files.items.add(new File([text], name, { type }));
  for (const kind of ["dragover", "drop"]) {
    document.body.dispatchEvent(
      new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true }));
  }
}"""
WATCH = """() => new MutationObserver(() => {
  const row = document.querySelector('.uploads li');
  if (row) noted(row.className + (row.querySelector('progress') ? ' bar' : ''));
}).observe(document.body, { subtree: true, childList: true, attributes: true })"""
HOURS = "# Opening hours\n\nThe repair shop opens at seven in the morning.\n"


def drop(page: Page, name: str, text: str, kind: str = "text/markdown") -> None:
    page.evaluate(DROP, [name, kind, text])


def test_documents_dropped_anywhere_are_told_of_listed_and_answered_from(window, site):
    page = window.open(site)
    drop(page, "hours.md", HOURS)
    page.locator(".uploads", has_text="hours.md can be searched").wait_for()
    page.get_by_role("link", name=re.compile("Documents")).click()
    page.locator(".list", has_text="Opening hours").wait_for()
    window.shot("documents")
    page.get_by_role("link", name="New question").click()
    window.ask("When does the repair shop open?")
    assert "seven in the morning" in page.locator(".answer").inner_text()


def test_a_file_is_chosen_and_its_progress_told(window, site, tmp_path: Path):
    page = window.open(f"{site}#/documents")
    large = tmp_path / "notes.txt"
    large.write_text("Nothing of note happened that day. " * 60_000)
    states = []
    page.expose_function("noted", lambda text: states.append(text))
    page.evaluate(WATCH)
    page.locator(".drop input").set_input_files(large)
    page.locator(".uploads .added").wait_for()
    assert "sending bar" in states
    page.locator(".list", has_text="notes").wait_for()


def test_a_refused_file_says_why_and_can_be_put_away(window, site):
    page = window.open(site)
    drop(page, "report.doc", "\ufffd\x01\x02", "application/msword")
    refused = page.locator(".uploads .refused")
    refused.wait_for()
    assert len(refused.locator("small").inner_text()) > 20
    refused.get_by_role("button").click()
    assert page.locator(".uploads").count() == 0


def test_documents_are_searched_and_a_passage_opens_at_its_place(window, site):
    page = window.open(f"{site}#/documents")
    page.get_by_label("Search the documents").fill("late delivery")
    hit = page.locator(".hit").first
    hit.wait_for()
    assert "Supply agreement" in hit.inner_text()
    assert "late" in hit.locator("b").all_inner_texts()
    hit.click()
    page.locator(".pane mark.chosen").first.wait_for()
    assert "If a delivery is late" in page.locator(".pane").inner_text()


def test_a_document_is_deleted_when_one_is_sure(window, site):
    page = window.open(f"{site}#/documents")
    drop(page, "gone.md", "# Soon gone\n\nNobody will read this.\n")
    row = page.locator(".list li", has_text="Soon gone")
    row.wait_for()
    row.get_by_role("button", name="Delete Soon gone").click()
    row.get_by_role("button", name="Keep").click()
    assert row.count() == 1
    row.get_by_role("button", name="Delete Soon gone").click()
    row.get_by_role("button", name="Delete", exact=True).click()
    row.wait_for(state="detached")
    listed = page.request.get(f"{site}v1/documents").json()["documents"]
    assert "Soon gone" not in [document["title"] for document in listed]


def test_the_address_of_a_citation_opens_the_document_at_its_span(window, site):
    listed = window.page.request.get(f"{site}v1/documents").json()["documents"]
    name = next(d["id"] for d in listed if d["title"] == "Moorlight handbook: leave")
    page = window.open(f"{site}#/documents/{name}/187-291")
    mark = page.locator(".pane mark.chosen")
    mark.wait_for()
    assert mark.inner_text().startswith("Full-time employees get 27 days")


def test_offsets_count_code_points(window, site):
    text = "# Signs 🚲🚲🚲\n\nThe sign 🚲 means that bicycles may pass on the left.\n"
    page = window.open(site)
    drop(page, "signs.md", text)
    page.locator(".uploads .added").wait_for()
    window.ask("What does the sign mean that bicycles may pass?")
    page.locator(".marker").first.click()
    mark = page.locator(".pane mark.chosen")
    mark.wait_for()
    assert mark.inner_text() == "The sign 🚲 means that bicycles may pass on the left."
