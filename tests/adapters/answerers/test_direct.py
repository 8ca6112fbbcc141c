"""What is said without documents: greetings, and a chat frontend's chores in the form asked for."""

from __future__ import annotations

import json

import pytest

from trivium.adapters.answerers._direct import ABOUT, direct

HISTORY = """\
<chat_history>
USER: How many days of annual leave do librarians get?
ASSISTANT: Every librarian has 29 days of annual leave. [1]
USER: And can annual leave be carried over?
</chat_history>"""
TITLE = f"""\
### Task:
Generate a concise, 3-5 word title with an emoji summarizing the chat history.
### Output:
JSON format: {{ "title": "your concise title here" }}
### Chat History:
{HISTORY}"""


@pytest.mark.parametrize("greeting", ["Hello!", "good morning", "Hi there"])
def test_a_greeting_is_answered_and_says_what_this_is(greeting: str) -> None:
    assert direct(greeting).startswith("Hello!")
    assert ABOUT in direct(greeting)


def test_says_what_it_can_do() -> None:
    assert direct("What can you do?").startswith(ABOUT)


def test_thanks_are_taken() -> None:
    assert direct("Thank you, that helped.").startswith("You are welcome")


def test_a_title_is_made_of_the_first_question() -> None:
    assert json.loads(direct(TITLE)) == {"title": "Days annual leave librarians"}


def test_a_title_is_plain_where_no_json_is_asked_for() -> None:
    prompt = (
        "Write a concise title for the conversation. Return only the title.\n\n"
        "Conversation:\nUser: Where is the reading hall?\nAI: On the first floor."
    )

    assert direct(prompt) == "Reading hall"


def test_tags_are_the_words_said_most() -> None:
    prompt = TITLE.replace("title with an emoji", "list of tags").replace(
        '"title": "your concise title here"', '"tags": ["tag1", "tag2"]'
    )

    assert {"Annual", "Leave"} <= set(json.loads(direct(prompt))["tags"])


@pytest.mark.parametrize(
    ("form", "empty"),
    [('"follow_ups": ["a", "b"]', []), ('"queries": ["a"]', []), ('"text": "..."', "")],
)
def test_what_takes_thought_comes_back_empty(form: str, empty: object) -> None:
    prompt = TITLE.replace('"title": "your concise title here"', form)

    assert list(json.loads(direct(prompt)).values()) == [empty]
