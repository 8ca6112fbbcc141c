"""An answer on a terminal: sentences as they are verified, then route, sources and outcome."""

from __future__ import annotations

import re
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ..adapters.receipts import Outcome, Receipt
from .output import WIDTH, clean, excerpt, hang, place, shorten

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

    from ..nodes.events import Event, Finished, Source

OUTCOMES: dict[Outcome, tuple[str, str, str]] = {
    "grounded": ("✓", "green", "every sentence is supported by its source"),
    "partial": ("~", "yellow", "what is said is supported, but it is not the whole answer"),
    "abstained_no_evidence": ("✗", "yellow", "the documents do not hold the answer"),
    "abstained_unsupported": ("✗", "yellow", "nothing that could be said is supported"),
    "budget_exhausted": ("✗", "yellow", "the budget ran out first"),
    "direct": ("·", "dim", "no documents were needed"),
}

_DOING = {
    "condense": "reading the question",
    "classify": "choosing the route",
    "search": "searching",
    "rerank": "putting in order",
    "gather": "gathering documents",
    "answer": "answering",
    "check": "checking",
    "escalate": "trying another way",
}

_PIECES = re.compile(r"\n|[^\S\n]+|\S+")
_MARKER = re.compile(r"\[\d+\]\W*$")


class Flow:
    """Writes text as it comes, broken between words at the width of the terminal."""

    def __init__(self, out: Console):
        self._out = out
        self._width = min(out.width, WIDTH) - 2 if out.is_terminal else 10**9
        self._indent = "  " if out.is_terminal else ""
        self._column = 0
        self._gap = ""
        self._style = ""

    def write(self, text: str) -> None:
        """Write on where the last text ended."""
        for piece in _PIECES.findall(clean(text)):
            if piece == "\n":
                self.end()
            elif piece.isspace():
                self._gap = piece if self._column or not self._style else ""
            elif self._out.is_terminal and not self._column and not piece.strip("#"):
                self._style = "bold"
            else:
                self._word(piece)

    def end(self) -> None:
        """End the line; an empty line stays empty."""
        self._break()
        self._style = ""

    def _break(self) -> None:
        self._out.print()
        self._column, self._gap = 0, ""

    def _word(self, word: str) -> None:
        from rich.cells import cell_len

        if self._column and self._column + len(self._gap) + cell_len(word) > self._width:
            self._break()
        before = self._gap if self._column else self._indent + self._gap
        self._out.print(before, end="", soft_wrap=True)
        style = "cyan" if _MARKER.fullmatch(word) else self._style
        self._out.print(word, end="", style=style, soft_wrap=True)
        self._column += len(before) + cell_len(word)
        self._gap = ""


class Screen:
    """Shows the events of one run."""

    def __init__(self, out: Console):
        self._out = out
        self._flow = Flow(out)
        self._status: Status | None = out.status("", spinner_style="dim")
        self._reason = ""
        self._rungs: list[str] = []
        self._refuted: list[str] = []
        self._said: dict[int, str] = {}

    def __enter__(self) -> Self:
        if self._out.is_terminal and self._status:
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._quiet() and kind and self._said:
            self._flow.end()

    def show(self, event: Event) -> None:
        """Show one event."""
        if event["type"] == "step" and event["status"] == "start" and self._status:
            self._status.update(f"[dim]{_DOING.get(event['name'], event['name'])}[/dim]")
        elif event["type"] == "routed":
            self._reason = event["reason"]
        elif event["type"] == "rung":
            self._rungs.append(event["name"])
        elif event["type"] == "sentence":
            self._sentence(event["index"], event["text"])
        elif event["type"] == "verdict" and event["label"] == "unsupported":
            self._refuted.append(self._said.get(event["index"], ""))
        elif event["type"] == "finished":
            self._finish(event)

    def show_again(self, receipt: Receipt) -> None:
        """Show the answer that a receipt holds."""
        from ..nodes.finish import finished

        self._reason, self._rungs = receipt.reason, list(receipt.rungs)
        self._finish(finished(receipt))

    def _quiet(self) -> bool:
        if self._status:
            self._status.stop()
            self._status = None
        return True

    def _sentence(self, index: int, text: str) -> None:
        if self._quiet() and not self._said and self._out.is_terminal:
            self._out.print()
        self._said[index] = text
        self._flow.write(text)

    def _finish(self, event: Finished) -> None:
        self._quiet()
        if not self._said:
            self._sentence(0, event["text"])
        self._flow.end()
        self._out.print()
        for sentence in self._refuted:
            self._line("✗ ", "red", f"not supported: {shorten(sentence, 280)}")
        for source in event["citations"]:
            self._source(source)
        if event["citations"]:
            self._out.print()
        self._verdict(event)

    def _source(self, source: Source) -> None:
        where = place(source["title"], source["context"], source["page"])
        self._line(f"[{source['number']}] ", "cyan", where)
        self._line("    ", "", f"“{excerpt(source['quote'], 300)}”", "dim")

    def _verdict(self, event: Finished) -> None:
        sign, style, words = OUTCOMES[event["outcome"]]
        self._line(f"{sign} ", style, f"{spaced(event['outcome'])}: {words}")
        reason = shorten(self._reason, 200).rstrip(".")
        tried = f"; then {', '.join(self._rungs)}" if self._rungs else ""
        self._line("→ ", "cyan", f"{spaced(event['route'])}: {reason}{tried}")
        if event["degraded"]:
            self._line("! ", "yellow", f"degraded: {', '.join(event['degraded'])}")
        self._line("  ", "", f"{event['ms']:,.0f} ms, receipt {event['id']}", "dim")

    def _line(self, head: str, head_style: str, text: str, style: str = "") -> None:
        hang(self._out, head, text, style=style, head_style=head_style, indent=2)


def spaced(name: str) -> str:
    """Return a name in plain words."""
    return name.replace("_", " ")
