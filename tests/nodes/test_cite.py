"""Markers of the answerer become the reader's."""

from __future__ import annotations

from trivium.adapters.terms import Passage, Verdict
from trivium.nodes.cite import bare, cite, cited, marked


def passage(name: str, text: str, start: int = 0) -> Passage:
    return Passage(
        id=name,
        document_id="d",
        version="v",
        ordinal=0,
        start=start,
        end=start + len(text),
        text=text,
    )


def carried(start: int, end: int) -> Verdict:
    return Verdict(claim="c", label="supported", score=1.0, passage=0, span=(start, end))


def test_markers_name_evidence_that_exists() -> None:
    evidence = [passage("a", "x"), passage("b", "y")]
    assert cited("So it is. [2][1, 7]", evidence) == [1, 0]


def test_a_claim_is_judged_without_its_markers() -> None:
    assert bare(" So it is [1]. [2]") == "So it is."


def test_the_reader_counts_from_one_in_order_of_citation() -> None:
    citations, first = cite([], passage("b", "yes"), None)
    citations, second = cite(citations, passage("a", "no"), None)
    assert (first, second) == (1, 2)
    assert [c.passage_id for c in citations] == ["b", "a"]


def test_a_span_is_told_in_offsets_of_the_document() -> None:
    [citation], _ = cite([], passage("a", "One. Two.", start=100), carried(5, 9))
    assert (citation.start, citation.end, citation.quote) == (105, 109, "Two.")


def test_a_second_span_of_a_passage_widens_its_citation() -> None:
    source = passage("a", "One. Two. Three.")
    citations, _ = cite([], source, carried(5, 9))
    [citation], number = cite(citations, source, carried(0, 4))
    assert number == 1
    assert citation.quote == "One. Two."


def test_markers_stand_before_the_white_space_that_follows() -> None:
    assert marked("So it is. [7]\n", [1, 2]) == "So it is. [1] [2]\n"
