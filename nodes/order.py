"""The order of a run's events, as a table: the drawing and the test both read it from here.

A state names what may come now; `ARROWS` says which event leads where. `step` frames stand around
every node and change nothing, so they have an arrow back to every state but the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from .context import Mode
from .events import Event

Place = Literal["asked", "understood", "routed", "looked", "said", "pending", "climbing", "over"]
EventType = Literal[
    "started", "routed", "evidence", "sentence", "verdict", "rung", "finished", "step"
]

MEANS: Mapping[Place, str] = {
    "asked": "nothing has been told yet",
    "understood": "the question stands alone",
    "routed": "the route is chosen",
    "looked": "an attempt has its evidence",
    "said": "something has left",
    "pending": "a sentence has left whose verdict is to come (mode annotate alone)",
    "climbing": "a rung of the ladder is being tried",
    "over": "nothing follows",
}
_ATTEMPT: dict[EventType, Place] = {"rung": "climbing", "sentence": "said", "finished": "over"}
ARROWS: Mapping[Place, Mapping[EventType, Place]] = {
    "asked": {"started": "understood"},
    "understood": {"routed": "routed"},
    "routed": {"evidence": "looked", **_ATTEMPT},
    "looked": _ATTEMPT,
    "said": _ATTEMPT,
    "pending": {"verdict": "said", "finished": "over"},
    "climbing": {"evidence": "looked", "sentence": "said", "finished": "over"},
    "over": {},
}


class OutOfOrder(ValueError):
    """An event came that may not come where it came."""


def follow(place: Place, event: Event, mode: Mode = "verify") -> Place:
    """Return where an event leads to from a place. Raises `OutOfOrder`."""
    kind: EventType = event["type"]
    if kind == "step" and place != "over":
        return place
    if kind not in ARROWS[place]:
        allowed = ", ".join(ARROWS[place]) or "nothing"
        raise OutOfOrder(f"{kind!r} came when {MEANS[place]}; there may come: {allowed}.")
    if kind == "sentence" and event.get("label") == "pending" and mode == "annotate":
        return "pending"
    return ARROWS[place][kind]


def place_after(events: Iterable[Event], mode: Mode = "verify") -> Place:
    """Return where a run stands after these events. Raises `OutOfOrder`."""
    place: Place = "asked"
    for event in events:
        place = follow(place, event, mode)
    return place


def drawing() -> str:
    """Draw the table as a Mermaid state diagram, without the `step` frames."""
    lines = ["stateDiagram-v2", "    [*] --> asked"]
    for place, arrows in ARROWS.items():
        lines += [f"    {place} --> {target}: {kind}" for kind, target in arrows.items()]
        if "sentence" in arrows:
            lines.append(f"    {place} --> pending: sentence (annotate)")
    return "\n".join([*lines, "    over --> [*]"])


def places() -> str:
    """List the places and what they mean as a table in Markdown."""
    rows = [f"| `{place}` | {meaning} |" for place, meaning in MEANS.items()]
    return "\n".join(["| place | what it means |", "|---|---|", *rows])
