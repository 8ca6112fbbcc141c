"""Trivium as one step of a LangGraph application of your own.

The letter writer below decides what to ask, has it answered from the documents, and writes a letter
around the answer, or passes the case on where the documents hold no answer. Run it with
`python examples/subgraph.py`.
"""

from __future__ import annotations

import asyncio
from typing import Literal, TypedDict

from langgraph.graph import END, START, StateGraph

from trivium import Context, Trivium, build_graph


class Letter(TypedDict, total=False):
    """The application's own state; `question`, `text` and `outcome` are shared with Trivium."""

    customer: str
    mail: str
    question: str
    text: str
    outcome: str
    letter: str


async def read_mail(state: Letter) -> Letter:
    """Take the last sentence of the mail for the question."""
    return {"question": state["mail"].replace("\n", " ").rpartition(". ")[2]}


async def write_letter(state: Letter) -> Letter:
    """Put the checked answer into a letter."""
    return {"letter": f"Dear {state['customer']},\n\n{state['text']}\n\nKind regards"}


async def pass_on(state: Letter) -> Letter:
    """Have a person answer what the documents do not hold."""
    return {"letter": f"To the desk: {state['customer']} asks: {state['question']}"}


async def is_answered(state: Letter) -> Literal["write_letter", "pass_on"]:
    """Send nothing to a customer that is not grounded."""
    return "write_letter" if state["outcome"] == "grounded" else "pass_on"


async def main() -> None:
    """Answer two mails."""
    async with Trivium.open() as trivium:
        if not (await trivium.corpus()).documents:
            await trivium.ingest(["samples/moorlight"])
        graph = StateGraph(Letter, context_schema=Context)
        graph.add_node("read_mail", read_mail)
        graph.add_node("trivium", build_graph(trivium.services))
        graph.add_node("write_letter", write_letter)
        graph.add_node("pass_on", pass_on)
        graph.add_edge(START, "read_mail")
        graph.add_edge("read_mail", "trivium")
        graph.add_conditional_edges("trivium", is_answered)
        graph.add_edge("write_letter", END)
        graph.add_edge("pass_on", END)
        application = graph.compile()
        for mail in (
            "I ordered last week. How long does delivery within Great Britain take?",
            "I have a bet on this. What is the boiling point of tungsten?",
        ):
            asked: Letter = {"customer": "Ms Ito", "mail": mail}
            done = await application.ainvoke(asked, context=Context(deadline_s=10))
            print(done["letter"], end="\n---\n")


if __name__ == "__main__":
    asyncio.run(main())
