import json
import sqlite3

import pytest

LEAVE = "How many days of annual leave do full-time employees get?"
NOTE = "Ann prefers the window seat at the zebrafish office."


@pytest.fixture
def used(trivium, samples, tmp_path):
    """Ann and Bob have a document each, and ask."""
    for name in ("ann", "bob"):
        file = tmp_path / f"note-of-{name}.md"
        file.write_text(NOTE.replace("Ann", name.title()).replace("zebrafish", f"fish{name}"))
        trivium("ingest", str(file), "--user", name)
        trivium("ask", LEAVE, "--thread", "ours", "--user", name)
        trivium("ask", f"Which seat does {name.title()} prefer?", "--user", name)


def kept(trivium, who):
    rows = [json.loads(line) for line in trivium("person", "export", who).out.splitlines()]
    kinds = [row["kind"] for row in rows]
    return [kinds.count(kind) for kind in ("document", "thread", "receipt")], rows


def test_everything_of_somebody_is_exported(trivium, used):
    counts, rows = kept(trivium, "ann")
    assert counts == [1, 1, 2]
    assert "fishann" in rows[0]["text"]
    assert "fishbob" not in str(rows)


def test_an_export_into_a_file_says_how_much_it_is(trivium, used, tmp_path):
    file = tmp_path / "ann.jsonl"
    told = trivium("person", "export", "ann", "--to", str(file), "--json").json
    assert told == {"exported": {"document": 1, "thread": 1, "receipt": 2, "audit": 0}}
    assert len(file.read_text().splitlines()) == 4


def test_everything_of_somebody_is_deleted_and_counted(trivium, used):
    told = trivium("person", "delete", "ann", "--yes", "--json").json
    assert told == {"documents": 1, "threads": 1, "receipts": 2, "audit_lines": 0, "keys": []}
    assert kept(trivium, "ann")[0] == [0, 0, 0]
    assert kept(trivium, "bob")[0] == [1, 1, 2]
    titles = [d["title"] for d in trivium("documents", "--json").json["documents"]]
    assert not [title for title in titles if title.endswith("ann")]


def test_nothing_is_left_in_any_table(trivium, used, home):
    trivium("person", "delete", "ann", "--yes")
    for name in ("trivium.db", "threads.db"):
        with sqlite3.connect(home / name) as file:
            assert not [row for row in file.iterdump() if "fishann" in row or '"ann"' in row]


def test_it_does_not_delete_unasked(trivium, used):
    ran = trivium("person", "delete", "ann")
    assert ran.code == 2
    assert "--yes" in ran.err
    assert kept(trivium, "ann")[0] == [1, 1, 2]


def test_what_was_ingested_for_nobody_is_nobodys(trivium, used):
    before = len(trivium("documents", "--json").json["documents"])
    trivium("person", "delete", "local", "--yes")
    assert len(trivium("documents", "--json").json["documents"]) == before


def test_a_key_that_still_lets_them_in_is_named(trivium, used):
    trivium("keys", "create", "ann-phone", "--user", "ann")
    assert trivium("person", "delete", "ann", "--yes", "--json").json["keys"] == ["ann-phone"]


def test_a_person_of_another_tenant_is_another_person(trivium, used):
    trivium("person", "delete", "ann", "--yes", "--tenant", "elsewhere")
    assert kept(trivium, "ann")[0] == [1, 1, 2]


def test_what_the_settings_user_typed_goes_with_them_and_not_with_others(trivium, used, home):
    (home / "chat_history").write_text("Who leads IT?\n")
    trivium("person", "delete", "ann", "--yes")
    assert (home / "chat_history").exists()
    trivium("person", "delete", "local", "--yes")
    assert not (home / "chat_history").exists()
