import pytest

from trivium.adapters.terms import Scope
from trivium.cli.output import clean, shorten, table, write_json
from trivium.cli.progress import duration


def test_what_would_command_the_terminal_is_taken_out():
    assert clean("a\x1b[31mb\x07\x9b\u202ec\n\td") == "a[31mbc\n\td"


def test_a_long_text_is_cut_between_words():
    assert shorten("one two\n three", 8) == "one two…"
    assert shorten("one two\n three", 20) == "one two three"
    assert shorten("x" * 30, 10) == "x" * 9 + "…"


def test_a_table_into_a_pipe_is_lines_with_tabs(capsys):
    table(("id", "title"), [("1", "a\tb\nc"), ("2", "[bold]")])
    assert capsys.readouterr().out == "1\ta b c\n2\t[bold]\n"


def test_json_holds_dataclasses_and_sets(capsys):
    write_json({"scope": Scope(groups=frozenset({"b", "a"}))})
    assert capsys.readouterr().out == '{"scope": {"tenant": "default", "groups": ["a", "b"]}}\n'


def test_json_survives_text_that_is_no_unicode(capsys):
    write_json({"text": "\ud800é"})
    assert capsys.readouterr().out == '{"text": "\\ud800\\u00e9"}\n'


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "0 s"), (59, "59 s"), (61, "1 min 1 s"), (7_260, "2 h 1 min")]
)
def test_a_duration_is_said_in_two_units_at_most(seconds, said):
    assert duration(seconds) == said
