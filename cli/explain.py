"""A receipt as a tree: every step of the run, its verdicts, its time and its cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from ..adapters.receipts import Claim, Receipt, Shadow, StepRecord
from ..nodes.state import Stop
from .answer import OUTCOMES, spaced
from .output import WIDTH, line, place, shorten

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

STOPS: dict[Stop, str] = {
    "": "the run was left, or is from an older Trivium",
    "settled": "nothing is left to do",
    "deadline": "its time was up",
    "tokens": "its tokens were spent",
    "money": "its money was spent",
    "ladder_spent": "every rung was climbed, and what came of it did not hold",
    "no_progress": "no rung had anything new to offer",
}
_SIGNS = {"supported": ("✓", "green"), "unsupported": ("✗", "red"), "no_claim": ("·", "dim")}
_ENDLESS = 100_000  # columns of a pipe, whose lines are for programs to cut
_LONGEST = 160
Part = tuple[str, str]


def explain(out: Console, receipt: Receipt, standing: Mapping[str, str] | None = None) -> None:
    """Print the tree; `standing` says what has become of the documents since."""
    out.width = min(out.width, WIDTH) if out.is_terminal else _ENDLESS
    out.print(_tree(receipt, standing or {}))


def _tree(receipt: Receipt, standing: Mapping[str, str]) -> Tree:
    from rich.tree import Tree

    root = Tree(_text((line(receipt.question), "bold")), guide_style="dim")
    if receipt.standalone != receipt.question:
        root.add(_text(("understood as: ", "dim"), (line(receipt.standalone), "")))
    shares = _shares(receipt)
    rungs = iter(receipt.rungs)
    branch = root
    for number, step in enumerate(receipt.steps):
        rung = next(rungs, "") if step.name == "escalate" else ""
        branch = root if step.name == "escalate" else branch
        leaf = branch.add(_step(step, rung, said=(rung or receipt.route)))
        branch = leaf if rung else branch
        if step.name == "classify":
            _choice(leaf, receipt)
        for claim, left in shares.get(number, ()):
            leaf.add(_claim(claim, left=left))
    _sources(root, receipt, standing)
    root.add(_ending(receipt))
    if receipt.shadow:
        _shadow(root, receipt.shadow)
    return root


def _shares(receipt: Receipt) -> dict[int, list[tuple[Claim, bool]]]:
    """Give each answering step its sentences, with whether they left."""
    answers = [(n, step) for n, step in enumerate(receipt.steps) if step.name == "answer"]
    if not answers:
        return {}
    if not any(step.sentences or step.failed for _, step in answers):
        return {answers[-1][0]: [(claim, True) for claim in receipt.claims]}
    shares, left = {}, 0
    for number, step in answers:
        upto = max(left, step.sentences)
        said = [(claim, True) for claim in receipt.claims[left:upto]]
        shares[number] = said + [(claim, False) for claim in step.failed]
        left = upto
    return shares


def _step(step: StepRecord, rung: str, *, said: str) -> Text:
    """Show a step, without the name that its note begins with and that is `said` beside it."""
    parts = [(rung or step.name, "cyan" if rung else "bold"), (f"  {_ms(step.ms)}", "dim")]
    if step.note:
        parts.append((f"  {shorten(step.note.removeprefix(f'{said}: '), _LONGEST)}", ""))
    return _text(*parts, *_cost(step))


def _choice(leaf: Tree, receipt: Receipt) -> None:
    chosen = "asked for by the caller" if receipt.forced else f"sure to {receipt.confidence:.2f}"
    name = spaced(receipt.route) + (f" with {line(receipt.model)}" if receipt.model else "")
    leaf.add(_text(("→ ", "cyan"), (name, "cyan"), (f"  {chosen}", "dim")))
    others = _scores(receipt.alternatives, without=receipt.route)
    if others:
        leaf.add(_text(("others  ", "dim"), (", ".join(others), "dim")))


def _scores(alternatives: Mapping[str, float], *, without: str) -> Iterator[str] | list[str]:
    best = sorted(alternatives.items(), key=lambda item: -item[1])
    return [f"{spaced(line(name))} {score:.2f}" for name, score in best if name != without]


def _claim(claim: Claim, *, left: bool) -> Text:
    sign, style = _SIGNS.get(claim.label, ("·", "dim"))
    marks = "".join(f" [{number}]" for number in claim.citations)
    said = shorten(claim.text, _LONGEST)
    score = f"  {claim.score:.2f}" if claim.label != "no_claim" else ""
    why = f"  {shorten(claim.reason, 100)}" if claim.reason else ""
    held = "" if left else "held back: "
    parts = ((f"{sign} ", style), (held, style), (said, ""), (marks, "cyan"), (score + why, "dim"))
    return _text(*parts)


def _sources(root: Tree, receipt: Receipt, standing: Mapping[str, str]) -> None:
    if not receipt.evidence and not receipt.citations:
        return
    documents = {row.get("document_id", "") for row in receipt.evidence}
    count = f"  {len(receipt.evidence)} passages of {len(documents)} documents"
    branch = root.add(
        _text(("evidence", "bold"), (f"{count}, index {receipt.index_version}", "dim"))
    )
    for citation in receipt.citations:
        now = standing.get(citation.document_id, "")
        where = place(citation.title, citation.context, citation.page) or citation.document_id[:8]
        since = f"  {spaced(now)} since" if now not in ("", "unchanged") else ""
        branch.add(_text((f"[{citation.number}] ", "cyan"), (where, ""), (since, "yellow")))


def _ending(receipt: Receipt) -> Text:
    sign, style, words = OUTCOMES[receipt.outcome]
    parts: list[Part] = [(f"{sign} ", style), (f"{spaced(receipt.outcome)}: {words}", style)]
    if receipt.stopped:
        why = STOPS.get(cast(Stop, receipt.stopped), spaced(receipt.stopped))
        parts.append((f"  stopped: {why}", "dim"))
    if receipt.degraded:
        parts.append((f"  degraded: {', '.join(receipt.degraded)}", "yellow"))
    parts.append((f"  {_ms(receipt.ms)} in all", "dim"))
    return _text(*parts, *_cost(receipt))


def _shadow(root: Tree, shadow: Shadow) -> None:
    """Show what nobody was shown: the other answer, and how it compares."""
    said = shadow.error or ("agreed" if shadow.agreed else "did not agree")
    outcome = f", {spaced(shadow.outcome)}" if shadow.outcome else ""
    head: list[Part] = [("shadow", "bold"), (f"  {line(shadow.model)}: {said}{outcome}", "dim")]
    head.append((f"  {_ms(shadow.ms)}", "dim"))
    used = _used(shadow.tokens_in, shadow.tokens_out, shadow.cost_usd)
    branch = root.add(_text(*head, (used, "dim")))
    for claim in shadow.claims:
        branch.add(_claim(claim, left=True))


def _cost(of: StepRecord | Receipt) -> Sequence[Part]:
    """Say what was used and, where it was estimated before, how much was expected."""
    if not (of.tokens_in or of.tokens_out or of.cost_usd):
        return ()
    used = _used(of.tokens_in, of.tokens_out, of.cost_usd, of.cached_tokens)
    if not of.expected_in:
        return ((used, "dim"),)
    usd = f", ${of.expected_usd:.4f}" if of.expected_usd else ""
    expected = f"; expected {of.expected_in:,} in, {of.expected_out:,} out{usd}"
    return ((used + expected, "dim"),)


def _used(tokens_in: int, tokens_out: int, usd: float, cached: int = 0) -> str:
    if not (tokens_in or tokens_out or usd):
        return ""
    of_it = f" ({cached:,} from a cache)" if cached else ""
    money = f", ${usd:.4f}" if usd else ""
    return f"  {tokens_in:,} tokens in{of_it}, {tokens_out:,} out{money}"


def _ms(ms: float) -> str:
    return f"{ms:,.1f} ms" if ms < 100 else f"{ms:,.0f} ms"


def _text(*parts: Part) -> Text:
    from rich.text import Text

    return Text.assemble(*parts)
