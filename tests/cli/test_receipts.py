import json

import pytest

QUESTION = "How many days of annual leave do full-time employees get?"


@pytest.fixture
def asked(trivium, samples):
    """The receipts of two questions, the newest first."""
    for question in ("Who leads IT?", QUESTION):
        trivium("ask", question)
    return trivium("receipts", "--json").json["receipts"]


def test_without_receipts_it_says_how_to_get_some(trivium, home):
    ran = trivium("receipts")
    assert (ran.code, ran.out) == (0, "")
    assert "trivium ask" in ran.err


def test_the_newest_come_first_a_line_each(trivium, asked):
    lines = trivium("receipts").out.splitlines()
    assert [line.split("\t")[-1] for line in lines] == [QUESTION, "Who leads IT?"]
    assert lines[0].startswith(asked[0]["id"] + "\t")


def test_a_page_goes_on_behind_the_one_before(trivium, asked):
    first = trivium("receipts", "--limit", "1", "--json").json
    assert first["has_more"]
    rest = trivium("receipts", "--after", first["last_id"], "--json").json
    assert [row["id"] for row in rest["receipts"]] == [asked[1]["id"]]
    assert not rest["has_more"]


def test_the_beginning_of_an_id_shows_the_answer_again(trivium, asked):
    ran = trivium("receipts", asked[0]["id"][:12])
    assert asked[0]["text"] in ran.out
    assert "[1] Moorlight handbook: leave" in ran.out
    assert "✓ grounded: " in ran.out


def test_one_under_json_says_what_has_become_of_its_documents(trivium, asked):
    shown = trivium("receipts", asked[0]["id"], "--json").json
    assert set(shown.pop("documents").values()) == {"unchanged"}
    assert shown == asked[0]


def test_a_deleted_document_is_named_as_such(trivium, asked):
    trivium("documents", "delete", asked[0]["citations"][0]["document_id"])
    ran = trivium("receipts", asked[0]["id"])
    assert "was deleted since" in ran.out
    assert "27 days" not in ran.out


def test_all_are_exported_as_json_lines(trivium, asked, tmp_path):
    file = tmp_path / "receipts.jsonl"
    ran = trivium("receipts", "--export", str(file))
    assert "2 receipts" in ran.err
    assert [json.loads(row) for row in file.read_text().splitlines()] == asked
    assert trivium("receipts", "--export", "-").out == file.read_text()


def test_others_receipts_are_not_there(trivium, asked):
    assert trivium("receipts", "--user", "ann", "--json").json["receipts"] == []
    assert trivium("receipts", asked[0]["id"], "--user", "ann").code == 4
    assert trivium("receipts", asked[0]["id"][:9], "--user", "ann").code == 4
    assert trivium("receipts", "--export", "-", "--user", "ann").out == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["r_", "--json"], "Several"),
        (["r_1", "--export", "-", "--json"], "--json"),
        (["--export", "no/such/folder/x", "--json"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(trivium, asked, arguments, says):
    ran = trivium("receipts", *arguments)
    assert ran.code == 2
    assert says in ran.json["error"]["message"]


def test_the_tree_of_an_old_answer_is_the_one_that_ask_explains(trivium, samples):
    ran = trivium("ask", QUESTION, "--explain")
    tree = ran.out[ran.out.index(QUESTION) :]
    receipt = trivium("receipts", "--json").json["receipts"][0]["id"]
    assert trivium("receipts", receipt, "--explain").out == tree


def test_json_is_the_same_with_explain(trivium, samples):
    answer = trivium("ask", QUESTION, "--explain", "--json").json
    assert answer["receipt"]["question"] == QUESTION
