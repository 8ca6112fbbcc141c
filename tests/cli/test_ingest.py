import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from trivium.samples import folder as samples_folder


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "papers"
    place.mkdir()
    (place / "leave.md").write_text("# Leave\n\nEveryone has 25 days of leave a year.\n")
    (place / "travel.txt").write_text("Trains are booked in second class.\n")
    return place


def test_everything_went_in(trivium, folder):
    ran = trivium("ingest", folder)
    assert ran.code == 0
    assert ran.out.startswith("✓ 2 added, 2 passages in ")
    assert "leave.md" in trivium("documents").out


def test_what_is_unchanged_costs_nothing_and_what_changed_is_replaced(trivium, folder):
    trivium("ingest", folder)
    (folder / "travel.txt").write_text("Trains are booked in first class.\n")
    assert "1 replaced, 1 unchanged" in trivium("ingest", folder).out


def test_a_broken_file_is_told_with_its_reason_and_the_rest_goes_in(trivium, folder):
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing of the kind")
    ran = trivium("ingest", folder, "--json")
    assert ran.code == 3
    assert [row["change"] for row in ran.json["documents"]] == ["added", "added"]
    [rejected] = ran.json["rejected"]
    assert rejected["name"].endswith("broken.pdf")
    assert "PDF" in rejected["reason"]


def test_a_path_that_is_not_there_is_told(trivium, folder):
    ran = trivium("ingest", folder, folder / "nowhere")
    assert ran.code == 3
    assert "nowhere is not there" in ran.out


def test_what_vanished_is_removed_only_when_asked(trivium, folder):
    trivium("ingest", folder)
    (folder / "travel.txt").unlink()
    assert "1 unchanged" in trivium("ingest", folder).out
    assert "1 unchanged, 1 removed" in trivium("ingest", folder, "--prune").out


def test_without_waiting_the_words_are_searchable_already(trivium, folder):
    ran = trivium("ingest", folder, "--no-wait", "--json")
    assert {row["status"] for row in ran.json["documents"]} == {"words"}
    assert "second class" in trivium("search", "second class").out


def test_a_group_may_read_and_others_do_not_see(trivium, folder):
    trivium("ingest", folder, "--group", "legal")
    assert trivium("documents").out == ""
    assert "leave.md" in trivium("documents", "--group", "legal").out
    assert trivium("search", "leave", "--json").json == {"hits": []}
    assert trivium("search", "leave", "--json", "--group", "legal").json["hits"]


def test_a_tenant_s_documents_are_its_own(trivium, folder):
    trivium("ingest", folder, "--tenant", "acme")
    assert trivium("documents").out == ""
    assert "leave.md" in trivium("documents", "--tenant", "acme").out


def test_a_home_that_cannot_be_used_is_one_sentence(trivium, folder, home):
    home.write_text("a file where the folder should be")
    ran = trivium("ingest", folder)
    assert ran.code == 7
    assert ran.err.count("\n") == 1
    assert "TRIVIUM_HOME" in ran.err


@pytest.mark.long
def test_stopped_by_ctrl_c_it_says_so_and_goes_on_where_it_was(trivium, home, tmp_path):
    place = tmp_path / "many"
    place.mkdir()
    for number in range(60):
        text = "\n\n".join(f"Paragraph {n} of {number}. " + "word " * 150 for n in range(10))
        (place / f"{number}.md").write_text(f"# Paper {number}\n\n{text}\n")
    command = [sys.executable, "-c", "from trivium.cli.main import main; raise SystemExit(main())"]
    child = subprocess.Popen(
        [*command, "ingest", str(place)],
        env={**os.environ, "TRIVIUM_HOME": str(home)},
        stderr=subprocess.PIPE,
        text=True,
    )
    while not _begun(home / "trivium.db") and child.poll() is None:
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=60)
    assert child.returncode == 130
    assert said == "Stopped. What is in stays; the same command goes on where it was.\n"
    again = trivium("ingest", place, "--json")
    assert again.code == 0
    assert {row["status"] for row in trivium("documents", "--json").json["documents"]} == {"ready"}


def _begun(database):
    if not database.exists():
        return False
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute("SELECT count(*) FROM passages").fetchone()[0] > 0
        except sqlite3.OperationalError:  # its tables are being made
            return False


@pytest.fixture
def contextual(trivium, monkeypatch):
    """Contexts of a document by a scripted writer, which no model is needed for."""
    monkeypatch.setenv("TRIVIUM_CONTEXTUALISER", "scripted")
    handbook = samples_folder() / "handbook" / "02-leave.md"
    return lambda *more: trivium("ingest", str(handbook), *more)


def test_contexts_need_a_yes_where_nobody_can_be_asked(trivium, contextual):
    ran = contextual()
    assert ran.code == 3
    assert "lack a context; scripted would read about" in ran.err
    assert "passages have no context: with --yes they are written" in ran.out
    assert trivium("documents", "--json").json["documents"][0]["status"] == "ready"


def test_with_a_yes_contexts_are_written_once(trivium, contextual):
    ran = contextual("--contextual", "--yes")
    assert ran.code == 0
    assert "contexts written: " in ran.out
    assert "Its price is not known" in ran.err
    again = contextual("--yes")
    assert (again.code, again.err) == (0, "")
    assert "contexts" not in again.out
    [hit, *_] = trivium("search", "passage", "--json").json["hits"]
    assert hit["passage"]["about"].startswith("Passage ")


def test_json_tells_what_came_of_the_contexts(contextual):
    declined = contextual("--json").json["contexts"]
    assert (declined["written"], declined["declined"]) == (0, True)
    written = contextual("--json", "--yes").json["contexts"]
    assert (written["written"], written["left"]) == (declined["left"], 0)


def test_contexts_can_be_left_out(contextual):
    assert "contexts" not in contextual("--no-contextual", "--json").json


def test_contexts_without_a_model_are_refused_with_the_way_out(trivium, tmp_path):
    (tmp_path / "a.txt").write_text("Hello.")
    ran = trivium("ingest", str(tmp_path / "a.txt"), "--contextual", "--json")
    assert ran.code == 2
    assert "TRIVIUM_MODEL" in ran.json["error"]["message"]
