from __future__ import annotations

import io

import pypdfium2
import pytest

LEAVE = "How many days of annual leave do full-time employees get?"
LISTEN = """() => {
  window.told = [];
  const status = document.querySelector('[role=status].unseen');
  new MutationObserver(() => told.push(status.textContent))
    .observe(status, { childList: true, characterData: true, subtree: true });
}"""
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_anywhere(windows, site, scheme):
    window = windows(color_scheme=scheme, reduced_motion="reduce")
    page = window.open(site)
    page.locator(".examples button").first.wait_for()
    assert window.axe() == []
    window.ask(LEAVE)
    page.locator(".marker").first.click()
    page.locator(".pane mark.chosen").first.wait_for()
    assert window.axe() == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Receipt").click()
    page.locator(".receipt h3").wait_for()
    assert window.axe() == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Way:").click()
    assert window.axe() == []
    page.goto(f"{site}#/documents")
    page.locator(".list li").first.wait_for()
    assert window.axe() == []
    page.keyboard.press("?")
    page.get_by_role("heading", name="Keys").wait_for()
    assert window.axe() == []


def test_axe_finds_nothing_serious_on_a_phone(windows, site):
    window = windows(reduced_motion="reduce", **PHONE)
    page = window.open(site)
    window.ask(LEAVE)
    page.get_by_role("button", name="Menu").click()
    page.locator(".sidebar.shown").wait_for()
    assert window.axe() == []


def test_everything_is_reached_on_a_phone(windows, site):
    window = windows(**PHONE)
    page = window.open(site)
    window.shot("phone-start")
    window.ask(LEAVE)
    window.shot("phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="How it ran").click()
    assert page.locator(".graph.tall").count() == 1
    page.locator(".marker").first.click()
    page.locator(".pane mark.chosen").first.wait_for()
    window.shot("phone-source")
    box = page.locator(".pane").bounding_box()
    assert [round(box[side]) for side in ("x", "y", "width", "height")] == [0, 0, 390, 844]
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Documents").click()
    page.locator(".list li").first.wait_for()
    window.until("!document.querySelector('.sidebar.shown')")


def test_the_look_follows_the_system_until_it_is_switched_and_is_kept(windows, site):
    window = windows(color_scheme="dark")
    page = window.open(site)
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    dark = page.evaluate(paper)
    window.ask(LEAVE)
    page.locator(".marker").first.click()
    page.locator(".pane mark.chosen").first.wait_for()
    window.shot("ask-dark")
    page.get_by_role("button", name="Look: As the system").click()
    page.get_by_role("button", name="Look: Light").wait_for()
    light = page.evaluate(paper)
    assert dark != light
    page.reload()
    page.get_by_role("button", name="Look: Light").click()
    assert page.evaluate(paper) == dark


def test_everything_is_done_with_the_keyboard_alone(window, site):
    page = window.open(site)
    page.get_by_role("heading", name="Ask your documents").wait_for()
    keys = page.keyboard
    assert page.evaluate("document.activeElement.id") == "question"
    keys.type("Compare the NDA with Fellside and the supply agreement with Tarn Cells.")
    keys.press("Enter")
    page.locator(".actions").wait_for()
    page.locator(".marker").first.focus()
    keys.press("Enter")
    page.locator(".pane mark.chosen").first.wait_for()
    assert page.evaluate("document.activeElement.className") == "pane"
    keys.press("]")
    page.get_by_text("2 of ").wait_for()
    keys.press("[")
    page.get_by_text("1 of ").wait_for()
    keys.press("Escape")
    assert page.locator(".pane").count() == 0
    assert "marker" in page.evaluate("document.activeElement.className")
    keys.press("d")
    page.get_by_role("heading", name="Documents").wait_for()
    keys.press("/")
    window.until("document.activeElement.id === 'question'")
    keys.press("?")
    assert page.locator("#question").input_value() == "?"


def test_what_is_typed_before_the_script_has_come_is_kept(window, site):
    held = []
    window.page.route("**/app.js", lambda route: held.append(route))
    window.page.goto(site, wait_until="commit")
    window.page.locator("#question").fill("How long are")
    held[0].continue_()
    window.page.get_by_role("link", name="New question").wait_for()
    window.page.keyboard.type(" backups kept?")
    assert window.page.locator("#question").input_value() == "How long are backups kept?"


def test_the_keys_of_a_single_letter_can_be_switched_off(window, site):
    page = window.open(site)
    page.get_by_role("button", name="Keys and help").click()
    page.get_by_label("Keys of a single letter or sign").uncheck()
    page.keyboard.press("Escape")
    page.locator("body").press("d")
    assert page.url == site


def test_a_screen_reader_is_told_how_the_answer_goes(window, site):
    page = window.open(site)
    page.evaluate(LISTEN)
    window.ask(LEAVE)
    told = page.evaluate("told.filter(Boolean)")
    assert told[0].startswith("Looking it up. It looks up a fact")
    assert told[-1].startswith("The answer is complete. Every sentence stands in its source")
    answer = page.get_by_role("log", name="The answer").last
    assert answer.get_attribute("aria-live") == "polite"
    assert page.get_by_role("button", name="Verified, source 1: Moorlight handbook: leave").count()
    assert "Search" in page.locator(".graph svg").get_attribute("aria-label")


def test_an_answer_is_printed_with_its_sources_in_full(window, site):
    page = window.open(site)
    window.ask("How long are backups kept?")
    window.ask(LEAVE)
    page.evaluate("window.print = () => 0")
    page.locator(".turn").nth(1).get_by_role("button", name="Print").click()
    pdf = pypdfium2.PdfDocument(io.BytesIO(page.pdf()))
    text = " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in pdf).split())
    pdf.close()
    assert LEAVE in text
    assert "one twelfth of the yearly amount for each month begun.”" in text
    assert "receipt r_" in text
    assert "How long are backups kept?" not in text
    assert "New question" not in text
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".printed").count() == 0
