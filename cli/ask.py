"""`trivium ask`: a question in, the answer sentence by sentence, and what it rests on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypedDict

import typer

from ..adapters.receipts import Outcome
from ..adapters.terms import Principal
from ..graph.settings import load_settings
from ..nodes.context import Mode
from .options import Groups, Json, Tenant, User, principal
from .output import write_json
from .run import run
from .samples import provide

if TYPE_CHECKING:
    from ..graph.library import Trivium

NOT_GROUNDED = 3


class Asking(TypedDict):
    """What a question is asked with."""

    thread: str
    principal: Principal
    route: str
    model: str
    mode: Mode | None
    deadline_s: float | None


class Answered(NamedTuple):
    """How a question ended, and the id of its receipt."""

    outcome: Outcome
    receipt: str


def ask(
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="The question; - reads it from stdin.")
    ],
    route: Annotated[
        str, typer.Option(metavar="NAME", help="Force a route.", show_default=False)
    ] = "",
    model: Annotated[
        str, typer.Option(metavar="NAME", help="Force a tuned model.", show_default=False)
    ] = "",
    thread: Annotated[
        str, typer.Option(metavar="NAME", help="A conversation to go on with.", show_default=False)
    ] = "",
    mode: Annotated[
        Mode | None, typer.Option(help="Verdicts before sentences leave, after, or kept.")
    ] = None,
    deadline: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="For the whole question.", min=0)
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how it was done, as a tree.")
    ] = False,
    samples: Annotated[
        bool, typer.Option("--samples", help="Load the sample documents first.")
    ] = False,
    user: User = "",
    group: Groups = None,
    tenant: Tenant = "",
    json: Json = False,
) -> int:
    """Ask a question and get a checked and cited answer."""
    settings = load_settings()
    words = sys.stdin.read().strip() if question == "-" else question
    asking: Asking = {
        "thread": thread,
        "principal": principal(settings, user, tenant, group),
        "route": route,
        "model": model,
        "mode": mode,
        "deadline_s": deadline,
    }

    async def work(trivium: Trivium) -> Answered:
        await provide(trivium, wanted=samples, quiet=json)
        if json:
            return await as_json(trivium, words, asking)
        return await on_screen(trivium, words, asking, explained=explain)

    outcome = run(settings, work).outcome
    return 0 if outcome in ("grounded", "direct") else NOT_GROUNDED


async def as_json(trivium: Trivium, question: str, asking: Asking) -> Answered:
    """Answer in one JSON object."""
    answer = await trivium.ask(question, **asking)
    write_json(
        {
            "text": answer.text,
            "route": answer.route,
            "outcome": answer.outcome,
            "citations": answer.citations,
            "degraded": answer.degraded,
            "receipt": answer.receipt.as_json(),
        }
    )
    return Answered(answer.outcome, answer.receipt.id)


async def on_screen(
    trivium: Trivium, question: str, asking: Asking, *, explained: bool = False
) -> Answered:
    """Answer sentence by sentence, as each is verified."""
    from .answer import Screen
    from .explain import explain
    from .output import console

    out, done = console(), None
    with Screen(out) as screen:
        async for event in trivium.stream(question, **asking):
            screen.show(event)
            if event["type"] == "finished":
                done = event
    assert done is not None, "every run ends with `finished`"
    if explained:
        out.print()
        explain(out, await trivium.receipt(done["id"], principal=asking["principal"]))
    return Answered(done["outcome"], done["id"])
