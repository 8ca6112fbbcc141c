"""One run, three doors: the library, LangGraph's custom stream (Studio) and HTTP tell the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from trivium import Context, Question
from trivium.graph.builder import build_graph

pytestmark = pytest.mark.loopback

QUESTION = "How long are backups kept?"
BACKUPS = "Backups are kept for thirty days. They live in two places."
PIECES = ["Backups are kept ", "for thirty days. [1] They live", " in two places. [1] Cats are ",
          "unsupported. [1] And more."]  # fmt: skip
MODES = ["verify", "annotate", "off"]


@pytest.fixture
async def told(door: Any, script: Any) -> Any:
    """The events of the same question through the library, by mode."""
    await door.add(BACKUPS)
    script.pieces = PIECES
    return door


def lasting(events: list[Any]) -> list[Any]:
    """Leave out what differs from run to run: ids and times."""
    return [{k: v for k, v in event.items() if k not in ("id", "ms")} for event in events]


@pytest.mark.parametrize("mode", MODES)
async def test_studio_sees_what_the_library_sees(told: Any, mode: Any) -> None:
    library = [event async for event in told.trivium.stream(QUESTION, mode=mode)]
    graph = build_graph(told.trivium.services)
    asked, context = Question(question=QUESTION), Context(mode=mode)
    studio = [e async for e in graph.astream(asked, context=context, stream_mode="custom")]
    assert lasting(studio) == lasting(library)
    assert [event["type"] for event in library][-1] == "finished"


async def test_http_projects_what_the_library_sees(told: Any) -> None:
    library = [event async for event in told.trivium.stream(QUESTION)]
    answer = await told.ask(QUESTION, stream=True)
    frames = [json.loads(line[6:]) for line in answer.text.split("\n\n")[:-2]]
    said = [e for e in library if e["type"] == "sentence"]
    chunks = [f for f in frames if f["choices"][0]["delta"].get("content")]
    assert [c["choices"][0]["delta"]["content"] for c in chunks] == [e["text"] for e in said]
    assert [c["trivium"] for c in chunks] == [
        {name: event[name] for name in ("index", "label", "score")} for event in said
    ]
    [routed] = [e for e in library if e["type"] == "routed"]
    assert frames[0]["trivium"] == {"route": routed["route"], "reason": routed["reason"]}
    end, last = library[-1], frames[-1]["trivium"]
    assert [last[k] for k in ("outcome", "citations")] == [end["outcome"], end["citations"]]


async def test_http_tells_verdicts_behind_their_sentences(told: Any) -> None:
    from trivium.server.completions import Completion

    library = [event async for event in told.trivium.stream(QUESTION, mode="annotate")]

    completion = Completion(model="trivium", created=0, home="http://here/")
    frames = [frame for event in library for frame in completion.frames(event)]
    chunks = [json.loads(frame.removeprefix(b"data: ")) for frame in frames]
    shown = [c["trivium"]["label"] for c in chunks if "label" in c.get("trivium", {})]
    assert shown == [e["label"] for e in library if e["type"] in ("sentence", "verdict")]
