from __future__ import annotations

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
