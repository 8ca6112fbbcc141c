"""What stands over a sentence: lead-ins, headings and the heads of tables belong to its claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..adapters._text import negations
from .cite import bare
from .units import Form, form, paired, stands_alone, under


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence of an answer and what it claims.

    `raw` is the sentence with its markers and the white space before it. `claims` are the ways to
    read it, the first together with what stands `over` it, if anything does; a heading, a table's
    head and a rule claim nothing by themselves.
    """

    raw: str
    form: Form
    claims: tuple[str, ...] = ()
    over: str = ""

    @property
    def text(self) -> str:
        """The sentence alone."""
        return self.raw.strip() if self.form == "code" else bare(self.raw)


class Frame:
    """Reads sentences in their order.

    The first row of a table waits for the next sentence, which tells whether it is the head.
    """

    def __init__(self) -> None:
        self._heading = self._lead = self._head = ""
        self._row: Said | None = None
        self._fresh = False  # nothing came behind the lead-in yet
        self._in_table = False

    def read(self, raw: str) -> Iterator[Said]:
        """Yield the sentence with its claims, behind one that waited; this one may wait too."""
        said = Said(raw=raw, form=form(raw.strip()) if "```" in raw else form(bare(raw)))
        if said.text:
            yield from self._settled(head=said.form == "rule")
            yield from self._read(said)

    def rest(self) -> Iterator[Said]:
        """Yield what still waits at the end."""
        yield from self._settled(head=False)

    def forget(self, lead: str) -> None:
        """Take a lead-in away that did not leave."""
        if self._lead == lead:
            self._lead = ""

    def _settled(self, *, head: bool) -> Iterator[Said]:
        row, self._row = self._row, None
        if row is None:
            return
        self._head = row.text if head else ""
        yield Said(raw=row.raw, form="head") if head else replace(row, claims=(row.text,))

    def _read(self, said: Said) -> Iterator[Said]:
        if said.form == "row":
            yield from self._read_row(said)
            return
        if said.form != "rule":
            self._in_table, self._head = False, ""
        if said.form == "heading":
            self._heading, self._lead = said.text, ""
        elif said.form == "lead":
            self._lead, self._fresh = said.text, True
        elif said.form in ("prose", "item"):
            said = self._claiming(said)
        if said.form in ("lead", "code"):
            said = replace(said, claims=(said.text,))
        yield said

    def _read_row(self, said: Said) -> Iterator[Said]:
        if not self._in_table:
            self._in_table, self._row = True, said
        elif self._head:
            yield replace(said, claims=(paired(self._head, said.text),), over=self._head)
        else:
            yield replace(said, claims=(said.text,))

    def _claiming(self, said: Said) -> Said:
        text, over = said.text, self._over(said)
        if not over:
            return replace(said, claims=(text,))
        alone = over == self._lead and stands_alone(text) and not negations(over)
        claims = (under(over, text), text) if alone else (under(over, text),)
        return replace(said, claims=claims, over=over)

    def _over(self, said: Said) -> str:
        """Return what a sentence must be read with, if anything."""
        fresh, self._fresh = self._fresh, False
        if said.form == "prose" and not fresh:
            if "\n" in said.raw[: len(said.raw) - len(said.raw.lstrip())]:
                self._lead = ""
            return ""
        if self._lead:
            return self._lead
        return self._heading if said.form == "item" and not stands_alone(said.text) else ""
