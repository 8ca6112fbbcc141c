from __future__ import annotations

from .conftest import KEY

HTML = '<img src=x onerror="document.title=1"><b>bold</b>'


def add(page, site: str, **fields: str) -> None:
    answer = page.request.post(f"{site}v1/documents", data={"groups": [], **fields})
    assert answer.status == 201


def test_html_in_documents_and_questions_stays_text(window, site):
    page = window.open(site)
    add(page, site, title=f"Titles {HTML}", text=f"The zebra key opens the {HTML} cupboard.")
    window.ask(f"What does the zebra key open? {HTML}")
    assert HTML in page.locator(".turn h2").inner_text()
    page.locator(".source").first.click()
    page.locator(".pane .text").wait_for()
    assert HTML in page.locator(".pane h2").inner_text()
    page.goto(f"{site}#/documents")
    page.locator(".list", has_text="Titles").wait_for()
    assert page.locator("#app img, #app b").count() == 0
    assert page.title() == "Trivium"


def test_only_addresses_of_the_web_become_links(window, site):
    page = window.open(site)
    add(
        page, site, title="Evil", text="The quagga rule is on page nine.", url="javascript:alert(1)"
    )
    add(page, site, title="Good", text="The okapi rule is here.", url="https://okapi.example/rule")
    for word, links in (("quagga", 0), ("okapi", 1)):
        page.get_by_role("link", name="New question").click()
        page.get_by_role("heading", name="Ask your documents").wait_for()
        window.ask(f"What is the {word} rule?")
        page.locator(".source", has_text=word).first.click()
        page.locator(".pane mark.chosen", has_text=word).wait_for()
        assert page.locator(".pane a").count() == links
    assert page.locator(".pane a").get_attribute("rel") == "noopener noreferrer"


def test_no_script_may_turn_text_into_html(window, site):
    page = window.open(site)
    refused = page.evaluate(
        "() => { try { document.body.innerHTML = '<p>x'; return '' } catch (e) { return e.name } }"
    )
    assert refused == "TypeError"
    window.wrong.clear()


def test_a_key_is_asked_for_and_kept_in_this_tab_alone(window, locked):
    page = window.open(locked)
    page.get_by_role("heading", name="This server needs a key").wait_for()
    page.get_by_label("Key", exact=True).fill("tr_wrong")
    page.get_by_role("button", name="Use this key").click()
    page.get_by_role("heading", name="This server needs a key").wait_for()
    page.get_by_label("Key", exact=True).fill(KEY)
    page.get_by_role("button", name="Use this key").click()
    page.get_by_role("link", name="Documents 13").wait_for()
    window.ask("How long are backups kept?")
    assert "90 days" in page.locator(".answer").inner_text()
    assert page.evaluate("sessionStorage['trivium-key']") == KEY
    assert page.evaluate("JSON.stringify(localStorage)").find(KEY) == -1
    assert page.evaluate("document.cookie") == ""
    assert not [url for url in [*window.asked, page.url] if KEY in url]


def test_a_question_without_a_key_is_kept_and_asked_again_with_it(window, locked):
    page = window.open(locked)
    asks = page.get_by_role("heading", name="This server needs a key")
    asks.wait_for()
    page.keyboard.press("Escape")
    asks.wait_for(state="hidden")
    page.fill("#question", "How long are backups kept?")
    page.click(".send")
    page.get_by_label("Key", exact=True).fill(KEY)
    page.get_by_role("button", name="Use this key").click()
    page.get_by_role("button", name="Ask again").click()
    page.locator(".actions").wait_for()


def test_the_page_works_with_the_network_cut_after_load(window, site):
    page = window.open(site)
    window.ask("How long are backups kept?")
    page.locator(".marker").first.click()
    page.locator(".pane mark.chosen").wait_for()
    page.keyboard.press("Escape")
    window.context.set_offline(True)
    page.locator(".marker").first.click()
    page.locator(".pane mark.chosen").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Documents").click()
    page.locator(".list li").first.wait_for()
    page.go_back()
    page.fill("#question", "How many characters must a password have?")
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="Your question is kept").wait_for()
    page.locator(".banner").wait_for()
    window.context.set_offline(False)
    page.locator(".banner").wait_for(state="detached")
    page.get_by_role("button", name="Ask again").click()
    page.locator(".turn").nth(1).locator(".actions").wait_for()
    assert "14 characters" in page.locator(".turn").nth(1).inner_text()


def test_a_source_not_read_before_shows_its_quote_when_the_network_is_cut(window, site):
    page = window.open(site)
    window.ask("How long are backups kept?")
    window.context.set_offline(True)
    page.locator(".marker").first.click()
    page.get_by_text("This was quoted from it").wait_for()
    assert "90 days" in page.locator(".pane mark").inner_text()
