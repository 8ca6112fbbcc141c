"""The least that the same libraries do for an answer, to hold Trivium's rate against.

FastAPI takes the question, LangGraph walks as many steps as Trivium's graph does for a grounded
answer, all of them empty but one, and that one streams a call of LangChain's OpenAI model over a
prompt as long as Trivium's. Nothing is embedded, searched, checked, counted or kept.
"""

from __future__ import annotations

import argparse
import os
from typing import Any, TypedDict

STEPS = 8
_PROMPT = "\n".join(
    f'<passage n="{n}">{"The wren weighs 38 grams. " * 24}</passage>' for n in range(5)
)


class State(TypedDict, total=False):
    """What goes through the graph."""

    question: str
    answer: str


def main() -> None:
    """Serve `POST /v1/chat/completions` until terminated."""
    import uvicorn
    from fastapi import FastAPI

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    app, graph = FastAPI(), _graph()

    @app.post("/v1/chat/completions")
    async def chat(asked: dict[str, Any]) -> dict[str, Any]:
        done = await graph.ainvoke({"question": asked["messages"][-1]["content"]})
        return {"choices": [{"message": {"role": "assistant", "content": done["answer"]}}]}

    uvicorn.run(app, host="127.0.0.1", port=parser.parse_args().port, log_level="warning")


def _graph() -> Any:
    from langchain_openai import ChatOpenAI
    from langgraph.graph import END, START, StateGraph
    from pydantic import SecretStr

    model = ChatOpenAI(
        model="stub",
        base_url=os.environ["TRIVIUM_MODEL_BASE_URL"],
        api_key=SecretStr(os.environ["TRIVIUM_MODEL_API_KEY"]),
    )

    async def empty(_: State) -> State:
        return {}

    async def answer(state: State) -> State:
        prompt = f"{_PROMPT}\n<question>{state['question']}</question>"
        pieces = [piece.text async for piece in model.astream(prompt)]
        return {"answer": "".join(map(str, pieces))}

    names = [f"step_{number}" for number in range(STEPS)]
    graph = StateGraph(State)
    for number, name in enumerate(names):
        graph.add_node(name, answer if number == STEPS // 2 else empty)
    for before, after in zip([START, *names], [*names, END], strict=True):
        graph.add_edge(before, after)
    return graph.compile()


if __name__ == "__main__":
    main()
