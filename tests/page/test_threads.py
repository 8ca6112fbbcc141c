from __future__ import annotations

import json

LEAVE = "How many days of annual leave do full-time employees get?"


def test_a_conversation_is_listed_and_read_back_with_its_verdicts(windows, site):
    first = windows()
    page = first.open(site)
    first.ask("How long are backups kept?")
    said = page.locator(".answer").inner_text()
    page.get_by_role("link", name="How long are backups kept?").first.wait_for()
    second = windows()
    page = second.open(site)
    page.get_by_role("link", name="How long are backups kept?").first.click()
    page.locator(".turn").wait_for()
    assert page.locator(".answer").inner_text() == said
    assert page.locator(".marker.checked").count() >= 1
    assert page.locator(".node.done", has_text="Search").count() == 1
    page.locator(".marker").first.click()
    page.locator(".pane mark.chosen").first.wait_for()


def test_a_conversation_goes_on(window, site):
    page = window.open(site)
    window.ask("How long is Emi Sato's probation period?")
    window.ask("And her salary?")
    assert page.locator(".turn").count() == 2
    assert "Emi Sato" in page.locator(".turn").nth(1).locator(".understood").inner_text()


def test_a_conversation_goes_on_after_the_page_was_loaded_again(window, site):
    page = window.open(site)
    window.ask("How long is Emi Sato's probation period?")
    page.reload()
    page.locator(".turn").wait_for()
    window.ask("And her salary?")
    assert "Emi Sato" in page.locator(".turn").nth(1).locator(".understood").inner_text()


def test_a_new_question_begins_a_new_conversation(window, site):
    page = window.open(site)
    window.ask(LEAVE)
    before = page.url
    page.get_by_role("link", name="New question").click()
    page.get_by_role("heading", name="Ask your documents").wait_for()
    window.ask(LEAVE)
    assert page.url != before
    assert page.locator(".turn").count() == 1


def test_an_answer_goes_on_while_one_looks_at_another_conversation(window, slow):
    page = window.open(slow)
    page.fill("#question", LEAVE)
    page.click(".send")
    page.locator(".running .marker").first.wait_for()
    address = page.url
    page.get_by_role("link", name="New question").click()
    page.get_by_role("heading", name="Ask your documents").wait_for()
    page.goto(address)
    page.locator(".actions").wait_for()


def test_a_conversation_that_is_not_there_says_so(window, site):
    page = window.open(f"{site}#/threads/nowhere")
    page.get_by_text("There is no thread 'nowhere'").wait_for()


def test_an_example_is_asked_by_a_click(window, site):
    page = window.open(site)
    page.locator(".examples button").first.click()
    page.locator(".actions").wait_for()


def row(page, title):
    return page.locator(".threads li", has_text=title)


def choose(page, title, verb):
    """Open what can be done with a conversation, and choose it."""
    row(page, title).first.hover()
    row(page, title).first.get_by_role("button", name="More").click()
    row(page, title).first.locator(".verbs").get_by_role("button", name=verb, exact=True).click()


def test_a_conversation_is_forked_at_an_answer(window, site):
    title = "What is Emi Sato's salary?"
    page = window.open(site)
    window.ask(title)
    window.ask("And her notice period?")
    first = page.url
    page.locator(".turn").first.get_by_role("button", name="Fork").click()
    window.until(f"location.href !== {first!r} && document.querySelectorAll('.turn').length === 1")
    window.ask("And her probation period?")
    assert "Emi Sato" in page.locator(".turn").nth(1).locator(".understood").inner_text()
    assert row(page, title).count() == 2
    page.goto(first)
    page.locator(".turn").nth(1).wait_for()
    asked = page.locator(".turn").nth(1).inner_text()
    assert "And her notice period?" in asked


def test_a_conversation_is_saved_as_a_file(window, site):
    title = "How long are backups kept, for the file?"
    page = window.open(site)
    window.ask(title)
    row(page, title).wait_for()
    with page.expect_download() as download:
        choose(page, title, "Save")
    assert download.value.suggested_filename == "How-long-are-backups-kept-for-the-file-.json"
    told = json.loads(download.value.path().read_text("utf-8"))
    assert [message["role"] for message in told["messages"]] == ["user", "assistant"]
    assert told["messages"][1]["citations"]


def test_a_conversation_is_deleted_once_it_was_said_for_sure(window, site):
    title = "How long are backups kept, just once?"
    page = window.open(site)
    window.ask(title)
    address = page.url
    choose(page, title, "Delete")
    window.shot("threads-delete")
    row(page, title).get_by_role("button", name="Keep").click()
    row(page, title).locator(".verbs").get_by_role("button", name="Delete", exact=True).click()
    row(page, title).get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("heading", name="Ask your documents").wait_for()
    window.until(f"!document.querySelector('.threads').innerText.includes({title!r})")
    page.goto(address)
    page.get_by_text("There is no thread").wait_for()


def test_what_can_be_done_with_a_conversation_is_reached_by_keys(window, site):
    title = "How long are backups kept, by keys?"
    page = window.open(site)
    window.ask(title)
    row(page, title).locator("a").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    window.shot("threads-verbs")
    assert window.axe() == []
    page.keyboard.press("Enter")
    window.until("document.querySelectorAll('.threads .item').length > 1")
    window.until("location.hash.startsWith('#/threads/fork-')")
