import re
import subprocess
import sys
from pathlib import Path

import trivium as package
from trivium.adapters.errors import TriviumError
from trivium.cli.ask import NOT_GROUNDED
from trivium.cli.ingest import NOT_ALL

COMMANDS = ("ask", "ingest", "search", "serve", "graph", "doctor", "documents")


def test_every_command_is_there_with_help_and_json(trivium):
    assert all(f"  {command} " in trivium("--help").out for command in COMMANDS)
    assert all("--json" in trivium(command, "--help").out for command in COMMANDS)


def test_the_version_is_the_package_s(trivium):
    assert trivium("--version").out == f"trivium {package.__version__}\n"


def test_a_missing_argument_is_one_sentence_that_points_to_the_help(trivium):
    ran = trivium("ask")
    assert ran.code == 2
    assert ran.err == "Missing argument 'QUESTION'; `trivium ask --help` helps.\n"
    assert ran.out == ""


def test_a_misspelt_option_names_the_right_one(trivium):
    ran = trivium("ask", "why?", "--moed", "off")
    assert ran.code == 2
    assert "--mode" in ran.err


def test_a_misspelt_command_is_bad_input(trivium):
    ran = trivium("aks", "why?")
    assert ran.code == 2
    assert "aks" in ran.err


def test_an_error_under_json_is_one_object_on_stdout(trivium):
    ran = trivium("search", "x", "--limit", "many", "--json")
    assert ran.code == 2
    assert ran.json["error"]["code"] == "bad_input"
    assert "'--limit'" in ran.json["error"]["message"]
    assert ran.err == ""


def test_an_unknown_setting_stops_every_command_with_a_sentence(trivium, monkeypatch):
    monkeypatch.setenv("TRIVIUM_PROT", "1")
    for command in (["ask", "x"], ["search", "x"], ["ingest", "."], ["documents"], ["graph"]):
        ran = trivium(*command)
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert "did you mean TRIVIUM_PORT?" in ran.err


def test_the_error_s_name_and_exit_code_are_kept_under_json(trivium, monkeypatch):
    monkeypatch.setenv("TRIVIUM_PORT", "http")
    ran = trivium("documents", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "unknown_setting")


def test_a_traceback_is_shown_only_at_log_level_debug(trivium, monkeypatch):
    monkeypatch.setenv("TRIVIUM_STORE", "embeded")
    quiet = trivium("graph")
    monkeypatch.setenv("TRIVIUM_LOG_LEVEL", "debug")
    assert "Traceback" not in quiet.err
    assert "Traceback" in trivium("graph").err
    assert quiet.code == 2
    assert "did you mean 'embedded'?" in quiet.err


def test_something_unforeseen_is_one_sentence_and_exit_code_1(tmp_path):
    (tmp_path / "broken.py").write_text("def connect(parts):\n    return 1 / 0\n")
    ran = subprocess.run(
        [sys.executable, "-c", "from trivium.cli.main import main; main(['graph'])"],
        env={"PYTHONPATH": str(tmp_path), "TRIVIUM_EMBEDDER": "broken.x"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith("Something unforeseen happened (")
    assert ran.stderr.count("\n") == 1


def test_the_page_about_the_command_line_lists_every_exit_code():
    def codes(kind):
        return {kind.exit_code}.union(*(codes(sub) for sub in kind.__subclasses__()))

    page = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}
    assert listed == codes(TriviumError) | {0, NOT_GROUNDED, NOT_ALL, 130}
