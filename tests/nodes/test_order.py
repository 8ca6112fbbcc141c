"""The order of events: a table, its drawing, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from trivium.nodes.events import Event
from trivium.nodes.order import (
    ARROWS,
    MEANS,
    EventType,
    OutOfOrder,
    drawing,
    place_after,
    places,
)

PAGE = (Path(__file__).parents[2] / "docs/events.md").read_text("utf-8")


def told(*kinds: str, **fields: Any) -> list[Any]:
    return [{"type": kind, **fields} for kind in kinds]


def test_the_page_shows_the_drawing_that_the_table_makes() -> None:
    assert f"```mermaid\n{drawing()}\n```" in PAGE
    assert places() in PAGE


def test_every_event_has_a_place_in_the_table() -> None:
    known = {get_args(get_type_hints(event)["type"])[0] for event in get_args(Event)}
    assert known == set(get_args(EventType))
    assert known == {kind for arrows in ARROWS.values() for kind in arrows} | {"step"}


def test_every_place_can_be_reached_and_left() -> None:
    reached = {target for arrows in ARROWS.values() for target in arrows.values()}
    assert reached | {"asked", "pending"} == set(MEANS)
    assert [place for place, arrows in ARROWS.items() if not arrows] == ["over"]


def test_a_plain_run_is_in_order() -> None:
    run = told("step", "started", "routed", "evidence", "sentence", "sentence", "finished")
    assert place_after(run) == "over"


@pytest.mark.parametrize(
    "run",
    [
        told("routed"),
        told("started", "sentence"),
        told("started", "routed", "evidence", "evidence"),
        told("started", "routed", "verdict"),
        told("started", "routed", "finished", "step"),
        told("started", "routed", "finished", "sentence"),
    ],
    ids=lambda run: " ".join(event["type"] for event in run),
)
def test_what_comes_where_it_may_not_is_refused(run: list[Any]) -> None:
    with pytest.raises(OutOfOrder, match="there may come"):
        place_after(run)


def test_in_annotate_a_sentence_waits_for_its_verdict() -> None:
    run = told("started", "routed", "evidence")
    pending = told("sentence", label="pending")
    assert place_after([*run, *pending, *told("verdict")], "annotate") == "said"
    with pytest.raises(OutOfOrder):
        place_after([*run, *pending, *pending], "annotate")
    assert place_after([*run, *pending, *pending], "off") == "said"
