import pytest


@pytest.fixture
def leave(trivium, samples):
    """The id of the handbook's part about leave."""
    rows = (line.split("\t") for line in trivium("documents").out.splitlines())
    [found] = [row[0] for row in rows if row[-1].endswith("/02-leave.md")]
    return found


def test_a_fresh_home_has_none_and_says_what_to_do(trivium):
    ran = trivium("documents")
    assert (ran.code, ran.out) == (0, "")
    assert "trivium ingest PATH" in ran.err


def test_listing_is_what_documents_does_by_itself(trivium, samples):
    assert trivium("documents").out == trivium("documents", "list").out
    assert len(trivium("documents", "--json").json["documents"]) == 13


def test_a_document_is_shown_with_its_text(trivium, leave):
    shown = trivium("documents", "show", leave)
    assert shown.out.startswith("Moorlight handbook: leave\n")
    assert "27 days" in shown.out
    assert "27 days" in trivium("documents", "show", leave, "--json").json["text"]


def test_a_deleted_document_is_gone(trivium, leave):
    assert trivium("documents", "delete", leave, "--json").json == {"deleted": leave}
    assert trivium("documents", "show", leave).code == 4
    assert leave not in trivium("documents").out


def test_the_beginning_of_an_id_is_enough(trivium, leave):
    assert trivium("documents", "show", leave[:8], "--json").json["id"] == leave


def test_a_beginning_that_several_share_is_refused(trivium, samples):
    ran = trivium("documents", "delete", "")
    assert (ran.code, "give more of it" in ran.err) == (2, True)


def test_a_document_that_does_not_exist_is_not_found(trivium, home):
    ran = trivium("documents", "delete", "nope", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (4, "not_found")


def test_options_in_front_of_the_verb_are_refused_and_not_ignored(trivium, home):
    ran = trivium("documents", "--user", "ann", "list")
    assert ran.code == 2
    assert "trivium documents list --..." in ran.err
