"""Collections with judgements, to measure a search by: NQ, Cranfield, WiCE and LaRA."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.common import rows
from trivium.adapters.terms import Document, Passage
from trivium.ingest.split import split

_GAPS = re.compile(r"[\W_]+")
_PLACES = 3  # an answer that stands in more passages than these names none of them


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the gains of the passages that answer it, and the documents to look in."""

    text: str
    gains: Mapping[int, float]
    documents: frozenset[str] | None = None


@dataclass
class Task:
    """Documents in passages, each numbered by its id, and questions about them."""

    name: str
    documents: list[tuple[Document, str, list[Passage]]] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    questions: list[Asked] = field(default_factory=list)

    def add(self, title: str, text: str) -> int:
        """Add a document of one passage; return its number."""
        return self.add_cut(title, text, [(0, len(text), "")])[0]

    def add_cut(self, title: str, text: str, cuts: list[tuple[int, int, str]]) -> list[int]:
        """Add a document; return the numbers of its passages."""
        name, first = f"d{len(self.documents)}", len(self.passages)
        made = [
            Passage(
                id=str(first + ordinal),
                document_id=name,
                version="1",
                ordinal=ordinal,
                start=start,
                end=end,
                text=text[start:end],
                title=title,
                context=context,
            )
            for ordinal, (start, end, context) in enumerate(cuts)
        ]
        document = Document(id=name, title=title, source=name, version="1")
        self.documents.append((document, text, made))
        self.passages += made
        return list(range(first, first + len(made)))


def nq(data: Path) -> Task:
    """Take every question, and the passages that answer one as the corpus of all.

    13 are there twice, but for spaces: a search that drops copies must not lose by that.
    """
    task, known = Task("nq"), dict[tuple[str, str], int]()
    for row in rows(data / "nq_open_oracle.jsonl.gz"):
        key = row["title"], _plain(row["passage"])
        if key not in known:
            known[key] = task.add(row["title"], row["passage"])
        task.questions.append(Asked(row["question"], {known[key]: 1.0}))
    return task


def cranfield(data: Path) -> Task:
    """Take the judged queries, with the published grades as gains."""
    task, gains = Task("cranfield"), dict[str, dict[int, float]]()
    places = {
        row["id"]: task.add(row["title"], row["text"])
        for row in rows(data / "cranfield" / "corpus.jsonl.gz")
    }
    for row in rows(data / "cranfield" / "qrels.jsonl.gz"):
        if row["doc"] in places:
            gains.setdefault(row["query"], {})[places[row["doc"]]] = float(row["grade"])
    for row in rows(data / "cranfield" / "queries.jsonl.gz"):
        if row["id"] in gains:
            task.questions.append(Asked(row["text"], gains[row["id"]]))
    return task


def wice(data: Path) -> Task:
    """Take every fourth claim, and at most 24 pieces of its page."""
    task = Task("wice")
    for row in list(rows(data / "wice.jsonl.gz"))[::4]:
        page, supporting = _listed(row["evidence"]), _listed(row["supporting_sentences"])
        good = {number for group in supporting for number in group}
        title = page[0].removeprefix("(meta data) TITLE:").strip()
        gains = {}
        for first in range(0, min(len(page), 120), 5):
            number = task.add(title, " ".join(page[first : first + 5])[:1500])
            if good & set(range(first, first + 5)):
                gains[number] = 1.0
        if gains:
            task.questions.append(Asked(row["claim"], gains))
    return task


def lara(data: Path) -> Task:
    """Take the documents of 32k tokens, cut as ingest cuts them, and where facts stand in them.

    Of the `location` questions, those whose answer stands word for word in one to three passages;
    each looks in its own document.
    """
    task, inside = Task("lara"), dict[str, list[int]]()
    for row in rows(data / "lara" / "documents.jsonl.gz"):
        if row["length"] == "32k":
            title, text = Path(row["file"]).stem, row["text"]
            cuts = [(cut.start, cut.end, cut.context) for cut in split(text, title=title)]
            inside[row["file"]] = task.add_cut(title, text, cuts)
    plain = [_plain(passage.text) for passage in task.passages]
    for row in rows(data / "lara" / "questions.jsonl.gz"):
        if row["length"] == "32k" and row["task"] == "location":
            places, answer = inside[row["file"]], _plain(row["answer"])
            gains = {place: 1.0 for place in places if answer in plain[place]}
            if 0 < len(gains) <= _PLACES:
                only = frozenset([task.passages[places[0]].document_id])
                task.questions.append(Asked(row["question"], gains, only))
    return task


TASKS: Mapping[str, Callable[[Path], Task]] = {
    "nq": nq,
    "cranfield": cranfield,
    "wice": wice,
    "lara": lara,
}


def _plain(text: str) -> str:
    return f" {_GAPS.sub(' ', text).strip().casefold()} "


def _listed(value: object) -> list:
    return ast.literal_eval(value) if isinstance(value, str) else list(value)
