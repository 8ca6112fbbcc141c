"""What chat frontends ask for themselves is told from what people ask."""

from __future__ import annotations

from time import process_time

import pytest

from trivium.adapters.classifiers._frontends import frontend_task

TALK = "\nUser: how long is the guarantee?\nAssistant: Two years."


@pytest.mark.parametrize(
    "prompt",
    [
        "### Task:\nGenerate a concise title with an emoji.\n<chat_history>\n</chat_history>",
        "Create a concise, 3-5 word phrase as a header for the following query: bread recipe",
        f"You name chats. Name this chat in at most four words.\n{TALK}",
        f"Write a very short headline for this chat:\n{TALK}",
        f"Summarize the conversation in 5 words as its name in a sidebar.\n{TALK}",
        f"Based on it, propose three questions the user could ask next. JSON.\n{TALK}",
        "Suggest 3 short replies.\n\n<messages>\nassistant: It was sent.\n</messages>",
        f"Generate search queries for the following.\n{TALK}",
        f"Given this dialogue, assign one to three topic labels.\n{TALK}",
        f"Generate a single emoji for this.\n{TALK}",
        "Complete the following text as the user would.\n<text>How many days of le</text>",
        "Erstelle einen kurzen Titel für diesen Chat:\nBenutzer: Hallo\nAssistent: Guten Tag",
        "Génère un titre court :\nUtilisateur : bonjour",
        "Genera un título breve:\nUsuario: hola",
        "为以下对话生成一个标题：\n用户：你好",
    ],
)
def test_a_chore_is_recognised(prompt: str) -> None:
    assert frontend_task(prompt)


@pytest.mark.parametrize(
    "question",
    [
        "What is the title of the second chapter?",
        "Write a title for my blog post",
        "How does the conversation title get generated in the app?",
        "Which tags does the style guide allow?",
        "Suggest follow-up questions for the interview with Dr Moss",
        "Summarise the conversation between the minister and the union",
        "Welchen Titel hat das dritte Kapitel?",
    ],
)
def test_a_question_is_none(question: str) -> None:
    assert not frontend_task(question)


@pytest.mark.parametrize("filler", ["\n", "_", "generate ", "user", "complete text "])
def test_long_prompts_cost_little(filler: str) -> None:
    before = process_time()
    frontend_task(filler * 100_000)

    assert process_time() - before < 0.5
