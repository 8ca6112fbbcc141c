"""The well-known adaptive graph, to compare with: route, retrieve, grade each, generate, check.

A plain LangGraph graph as tutorials draw it. It is treated kindly: its grades are asked for all at
once, and it searches the same store.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Literal, TypedDict

from langchain_core.language_models import BaseChatModel
from langgraph.graph import END, START, StateGraph
from pydantic import BaseModel

from benchmarks.served_model import KEY
from trivium.adapters.base import Services
from trivium.adapters.terms import Query, Scope

FOUND = 4
_TRIES = 2


class RouteQuery(BaseModel):
    """Where a question is answered from."""

    datasource: Literal["documents", "none"]


class GradeDocument(BaseModel):
    """Whether a document bears on the question."""

    binary_score: Literal["yes", "no"]


class GradeGrounded(BaseModel):
    """Whether an answer rests on the documents."""

    binary_score: Literal["yes", "no"]


class GradeUseful(BaseModel):
    """Whether an answer answers the question."""

    binary_score: Literal["yes", "no"]


class Adaptive(TypedDict, total=False):
    """What the question has become."""

    question: str
    asked: str
    documents: list[str]
    answer: str
    tries: int
    grounded: bool
    useful: bool


def adaptive(url: str, services: Services, scope: Scope) -> Any:
    """Build the graph over a model at `url`; it takes and returns `Adaptive`."""
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    model = ChatOpenAI(model="stub", base_url=url, api_key=SecretStr(KEY), streaming=True)
    steps = _Steps(model, services, scope)
    graph: Any = StateGraph(Adaptive)
    for name in ("retrieve", "grade", "generate", "check", "rewrite"):
        graph.add_node(name, getattr(steps, name))
    graph.add_conditional_edges(START, steps.route, ["retrieve", "generate"])
    graph.add_edge("retrieve", "grade")
    graph.add_conditional_edges("grade", _any_left, ["generate", "rewrite"])
    graph.add_edge("rewrite", "retrieve")
    graph.add_edge("generate", "check")
    graph.add_conditional_edges("check", _good, ["generate", "rewrite", END])
    return graph.compile()


class _Steps:
    def __init__(self, model: BaseChatModel, services: Services, scope: Scope) -> None:
        self._model = model
        self._services = services
        self._scope = scope

    async def route(self, state: Adaptive) -> str:
        chosen = await self._choose(RouteQuery, f"Question: {state['question']}")
        return "retrieve" if chosen.datasource == "documents" else "generate"

    async def retrieve(self, state: Adaptive) -> Adaptive:
        text = state.get("asked") or state["question"]
        vector = await self._services.embedder.query(text)
        query = Query(text=text, vector=vector)
        hits = await self._services.store.search(query, self._scope, limit=FOUND)
        return {"documents": [hit.passage.text for hit in hits]}

    async def grade(self, state: Adaptive) -> Adaptive:
        documents, question = state["documents"], state["question"]
        prompts = [f"{_shown([text])}\n\nQuestion: {question}" for text in documents]
        grades = await asyncio.gather(*(self._choose(GradeDocument, text) for text in prompts))
        kept = zip(documents, grades, strict=True)
        return {"documents": [text for text, grade in kept if grade.binary_score == "yes"]}

    async def generate(self, state: Adaptive) -> Adaptive:
        prompt = f"{_shown(state.get('documents', []))}\n\nQuestion: {state['question']}"
        said = [chunk.text async for chunk in self._model.astream(prompt)]
        return {"answer": "".join(said), "tries": state.get("tries", 0) + 1}

    async def check(self, state: Adaptive) -> Adaptive:
        documents = _shown(state.get("documents", []))
        prompt = f"{documents}\n\nAnswer: {state['answer']}"
        grounded = (await self._choose(GradeGrounded, prompt)).binary_score == "yes"
        if not grounded:
            return {"grounded": False, "useful": False}
        prompt = f"Answer: {state['answer']}\n\nQuestion: {state['question']}"
        useful = (await self._choose(GradeUseful, prompt)).binary_score == "yes"
        return {"grounded": True, "useful": useful}

    async def rewrite(self, state: Adaptive) -> Adaptive:
        said = await self._model.ainvoke(f"Put better for a search. Question: {state['question']}")
        return {"asked": said.text, "tries": state.get("tries", 0) + 1}

    async def _choose(self, kind: type[BaseModel], prompt: str) -> Any:
        model = self._model.with_structured_output(kind, method="function_calling")
        return await model.ainvoke(prompt)


def _any_left(state: Adaptive) -> str:
    left = state["documents"] or state.get("tries", 0) >= _TRIES
    return "generate" if left else "rewrite"


def _good(state: Adaptive) -> str:
    if state.get("useful") or state.get("tries", 0) >= _TRIES:
        return END
    return "rewrite" if state["grounded"] else "generate"


def _shown(texts: Sequence[str]) -> str:
    shown = (f'<document number="{n}">\n{text}\n</document>' for n, text in enumerate(texts, 1))
    return "\n".join(shown)
