from __future__ import annotations

import pytest

from trivium import samples

ANSWERED = [question for question in samples.questions() if question.answer]


@pytest.mark.parametrize("question", ANSWERED, ids=lambda question: question.ask)
def test_the_answer_stands_in_the_document(question: samples.SampleQuestion) -> None:
    text = (samples.folder() / question.file).read_text("utf-8")
    assert question.answer in text


def test_there_is_a_question_for_every_route() -> None:
    routes = {question.route for question in samples.questions()}
    assert routes == {"direct", "retrieval", "long_context", "tuned", "hybrid"}


def test_some_questions_have_no_answer() -> None:
    assert [question for question in samples.questions() if not question.answerable]


def test_no_question_stands_twice() -> None:
    asked = [question.ask for question in samples.questions()]
    assert len(asked) == len(set(asked))
