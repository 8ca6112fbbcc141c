from __future__ import annotations

import json

import pytest

LEAVE = "How many days of annual leave do full-time employees get?"
WARRANTY = "How long is the warranty on the battery packs from Tarn Cells?"
NOWHERE = "What is the salary of Marta Lindqvist?"
# In one look at the page: between two the run goes on.
ANSWERING = """["done Choose", "running Answer", "idle Check"].every(wanted => {
  const [state, name] = wanted.split(" ");
  return [...document.querySelectorAll(`.node.${state}`)].some(n => n.textContent.includes(name));
})"""


def test_an_answer_arrives_sentence_by_sentence_each_marked_when_verified(window, slow):
    page = window.open(slow)
    page.fill("#question", LEAVE)
    page.click(".send")
    window.until("document.querySelectorAll('.running .marker.checked').length === 1")
    assert page.locator(".actions").count() == 0
    window.settled()
    assert page.locator(".marker.checked").count() == 2
    assert page.locator(".sentence:not(.supported)").count() == 0
    assert "Every sentence stands in its source" in page.locator(".ending").inner_text()


def test_the_run_is_drawn_as_it_happens_with_time_and_cost(window, slow):
    page = window.open(slow)
    page.fill("#question", LEAVE)
    page.click(".send")
    window.until(ANSWERING)
    window.settled()
    for name in ("Choose", "Answer", "Check", "Finish"):
        assert page.locator(".node.done", has_text=name).count() == 1
    assert "s" in page.locator(".node", has_text="Answer").locator(".time").text_content()
    assert page.locator(".clock").inner_text().endswith("940 tokens, $0.0021")


def test_a_sentence_without_its_verdict_is_marked_as_such(window, site):
    page = window.open(site)
    said = {"type": "sentence", "index": 0, "text": "So it is.", "label": "pending", "score": 0}
    frame = f"data: {json.dumps({**said, 'citations': []})}\n\n"
    page.route("**/v1/ask", lambda route: route.fulfill(body=frame))
    page.fill("#question", LEAVE)
    page.keyboard.press("Enter")
    page.locator(".sentence.pending", has_text="So it is.").wait_for()
    assert "The answer broke off." in page.get_by_role("alert").inner_text()


def test_a_verdict_that_comes_later_changes_the_mark(window, annotating):
    page = window.open(annotating)
    window.ask(f"{LEAVE} And the moon?")
    assert page.locator(".sentence.pending").count() == 0
    assert "The moon" in page.locator(".sentence.unsupported").first.inner_text()
    assert page.get_by_text("not verified").count() == 1


def test_the_route_and_why_stand_in_words(window, site):
    page = window.open(site)
    window.ask(LEAVE)
    way = page.locator(".way").inner_text()
    assert way.startswith("Looked up")
    assert "It looks up a fact" in way


def test_the_rungs_of_the_ladder_are_told(window, site):
    page = window.open(site)
    window.ask(NOWHERE)
    assert page.locator(".rung").first.inner_text().startswith("1. ")
    assert page.locator(".node.done", has_text="Try again").count() == 1
    assert "No answer" in page.locator(".ending").inner_text()
    window.shot("abstained")


def test_a_citation_opens_the_source_at_its_span_beside_the_answer(window, site):
    page = window.open(site)
    window.ask(LEAVE)
    page.locator(".marker").first.click()
    mark = page.locator(".pane mark.chosen").first
    mark.wait_for()
    assert mark.inner_text().startswith("Full-time employees get 27 days")
    assert page.locator(".pane h2").inner_text() == "Moorlight handbook: leave"
    assert mark.bounding_box()["y"] < 800
    assert page.locator(".answer").bounding_box()["width"] > 300
    window.shot("ask")


def test_a_source_in_the_middle_of_a_document_is_scrolled_to(window, site):
    page = window.open(site)
    window.ask("How long are backups kept?")
    page.locator(".source").first.click()
    mark = page.locator(".pane mark.chosen").first
    mark.wait_for()
    window.until(
        "document.querySelector('.pane .text').scrollTop > 200"
        " && document.querySelector('mark.chosen').getBoundingClientRect().top < innerHeight"
    )


def test_the_receipt_tells_route_steps_sentences_and_evidence(window, site):
    page = window.open(site)
    window.ask(LEAVE)
    page.get_by_role("button", name="Receipt").click()
    receipt = page.locator(".receipt")
    receipt.locator("h3").wait_for()
    told = receipt.inner_text()
    for part in ("The route", "The steps", "The sentences", "The evidence", "Who did it"):
        assert part in told
    assert "The embedded answerer quotes the documents" in told
    assert receipt.locator(".steps li").count() >= 5
    receipt.get_by_role("button", name="Moorlight handbook: leave").click()
    page.locator(".pane mark.chosen").first.wait_for()


def test_a_route_can_be_forced(window, site):
    page = window.open(site)
    page.get_by_role("button", name="Way: Choose for me").click()
    page.get_by_role("radio", name="Read whole documents").check()
    page.keyboard.press("Escape")
    window.ask(LEAVE)
    assert page.locator(".way").inner_text().startswith("Read whole documents, as asked")


def test_two_routes_are_compared_side_by_side(window, site):
    page = window.open(site)
    page.get_by_role("button", name="Way:").click()
    page.get_by_role("radio", name="Look it up").check()
    page.get_by_label("Beside it").select_option("Read whole documents")
    page.keyboard.press("Escape")
    window.ask(WARRANTY)
    ways = page.locator(".run .way strong").all_inner_texts()
    assert ways == ["Looked up, as asked", "Read whole documents, as asked"]
    left, right = (page.locator(".run").nth(n).bounding_box() for n in (0, 1))
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    assert "36 months" in page.locator(".run").nth(1).inner_text()
    assert page.locator(".facts", has_text="source").count() == 2
    window.shot("compare")


def test_an_answer_that_is_there_can_be_compared_with_another_route(window, site):
    page = window.open(site)
    window.ask(WARRANTY)
    page.get_by_role("button", name="Compare").click()
    page.locator(".choice", has_text="Read whole documents").click()
    page.locator(".run").nth(1).wait_for()
    window.settled()
    assert page.locator(".turn").count() == 1
    assert page.locator(".run .way strong").nth(1).inner_text().startswith("Read whole")


def test_an_answer_can_be_stopped_and_asked_again(window, slow):
    page = window.open(slow)
    page.fill("#question", LEAVE)
    page.click(".send")
    page.locator(".running .marker").first.wait_for()
    page.get_by_role("button", name="Stop").click()
    assert "Stopped." in page.get_by_role("alert").inner_text()
    page.get_by_role("button", name="Ask again").click()
    page.locator(".actions").wait_for()
    assert page.locator(".turn").count() == 1


def test_what_the_server_refuses_is_told_and_can_be_asked_again(window, site):
    page = window.open(site)
    window.page.route("**/v1/ask", lambda route: route.fulfill(status=404, json=_refused))
    page.fill("#question", LEAVE)
    page.keyboard.press("Enter")
    assert _refused["error"]["message"] in page.get_by_role("alert").inner_text()
    window.page.unroute("**/v1/ask")
    page.get_by_role("button", name="Ask again").click()
    page.locator(".actions").wait_for()


_refused = {"error": {"message": "There is no such route.", "type": "", "code": "", "param": None}}


@pytest.mark.parametrize(("mark", "rating"), [("Helpful", "good"), ("Wrong", "bad")])
def test_an_answer_can_be_rated(window, site, mark, rating):
    page = window.open(site)
    window.ask(LEAVE)
    page.get_by_role("button", name=mark).click()
    page.locator(f"[aria-label={mark}][aria-pressed=true]").wait_for()
    page.get_by_role("button", name="Receipt").click()
    name = page.locator(".receipt dd", has_text="r_").inner_text()
    assert page.request.get(f"{site}v1/receipts/{name}").json()["feedback"][0]["rating"] == rating


def test_an_answer_is_copied_with_its_sources(window, site):
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = window.open(site)
    window.ask(LEAVE)
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert "[1] Moorlight handbook: leave, Annual leave: “Full-time employees" in text
