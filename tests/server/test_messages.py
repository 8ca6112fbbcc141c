import pytest

from trivium.server.messages import question_in, turns_before
from trivium.server.openai_shapes import Message

FILE = (
    "### Task:\nAnswer from the context.\n\n<context>\n<source id='1'>A text.</source>\n</context>"
)
ASKED = "How long are backups kept?"


def user(content):
    return [Message(role="user", content=content)]


@pytest.mark.parametrize(
    "behind",
    [f"\n\n{ASKED}", f"\n<user_query>\n{ASKED}\n</user_query>\n",
     f"\n<user_query>\n{ASKED}\n</user_query>\n\n{ASKED}"],
)  # fmt: skip
def test_a_question_behind_a_file_is_told_apart_from_it(behind):
    messages = user(FILE + behind)
    assert question_in(messages) == ASKED
    [turn] = turns_before(messages)
    assert (turn.role, turn.content) == ("system", FILE)


@pytest.mark.parametrize(
    "text",
    [
        FILE,
        FILE.removeprefix("### Task:"),
        "### Task:\nWrite a title.",
        f"</context> {ASKED}",
        ASKED,
    ],
)
def test_anything_else_is_a_question_as_it_stands(text):
    assert question_in(user(text)) == text
    assert turns_before(user(text)) == []
