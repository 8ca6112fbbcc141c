from dataclasses import asdict, fields
from pathlib import Path

import pytest

from trivium.adapters.errors import UnknownSetting
from trivium.adapters.load import members
from trivium.adapters.secrets import Secret
from trivium.adapters.terms import Contract, Principal
from trivium.cli.checks import FAMILIES
from trivium.graph.settings import (
    Settings,
    about,
    load_settings,
    resolve_settings,
    variable,
)
from trivium.graph.settings_files import FILES, main, render_env_example, render_toml

ROOT = Path(__file__).parents[2]
SECRETS = [f.name for f in fields(Settings) if isinstance(f.default, Secret)]


@pytest.fixture
def toml(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "trivium.toml"
        path.write_text(text)
        return path

    return write


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_with_nothing_set_everything_has_its_default():
    assert load_settings({}) == Settings()


def test_the_environment_is_read_by_kind():
    settings = load_settings(
        {
            "TRIVIUM_HOME": "here",
            "TRIVIUM_PORT": " 9000 ",
            "TRIVIUM_DEADLINE_S": "2.5",
            "TRIVIUM_GROUPS": "legal, hr,,",
            "TRIVIUM_MODE": "annotate",
        }
    )
    assert settings.home == Path("here")
    assert settings.port == 9000
    assert settings.deadline_s == 2.5
    assert settings.groups == ("legal", "hr")
    assert settings.mode == "annotate"


def test_a_file_in_the_working_directory_is_read(toml):
    toml('port = 9001\nladder = ["widen"]\nmax_cost_usd = 1\n')
    settings = load_settings({})
    assert (settings.port, settings.ladder, settings.max_cost_usd) == (9001, ("widen",), 1.0)


def test_the_environment_wins_over_the_file(toml):
    resolved = resolve_settings({"TRIVIUM_PORT": "9002"}, toml('port = 9001\nuser = "ann"\n'))
    assert (resolved.settings.port, resolved.settings.user) == (9002, "ann")
    assert resolved.sources["port"] == "TRIVIUM_PORT"
    assert resolved.sources["user"].endswith("trivium.toml")
    assert "host" not in resolved.sources


def test_a_variable_names_another_file(tmp_path):
    (tmp_path / "other.toml").write_text('user = "bob"')
    assert load_settings({"TRIVIUM_CONFIG": "other.toml"}).user == "bob"


def test_an_empty_variable_counts_as_not_set(toml):
    assert load_settings({"TRIVIUM_PORT": ""}, toml("port = 9001")).port == 9001


def test_variables_of_others_are_left_alone():
    assert load_settings({"PORT": "x", "XTRIVIUM_PORT": "y"}) == Settings()


def test_an_unknown_variable_names_the_nearest_right_one():
    with pytest.raises(UnknownSetting, match="TRIVIUM_PROT.*did you mean TRIVIUM_PORT"):
        load_settings({"TRIVIUM_PROT": "1"})


def test_an_unknown_key_names_the_nearest_right_one(toml):
    with pytest.raises(UnknownSetting, match=r"dead_line_s.*did you mean deadline_s"):
        load_settings({}, toml("dead_line_s = 1"))


def test_a_name_near_nothing_points_to_the_list():
    with pytest.raises(UnknownSetting, match=r"docs/settings\.md"):
        load_settings({"TRIVIUM_ZZZZZZ": "1"})


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("TRIVIUM_PORT", "eighty", "a whole number from 0 to 65535"),
        ("TRIVIUM_PORT", "65536", "from 0 to 65535"),
        ("TRIVIUM_DEADLINE_S", "-1", "a number from 0"),
        ("TRIVIUM_MAX_COST_USD", "nan", "a number of at least 0"),
        ("TRIVIUM_MAX_COST_USD", "inf", "a number of at least 0"),
        ("TRIVIUM_MODE", "verfy", "one of verify, annotate, off"),
        ("TRIVIUM_KEEP", "0", "from 1 to 1000"),
    ],
)
def test_an_unusable_value_names_the_variable_and_what_is_expected(variable, value, expected):
    with pytest.raises(UnknownSetting, match=f"{variable}.*{value}.*{expected}"):
        load_settings({variable: value})


@pytest.mark.parametrize(
    "line",
    [
        'port = "8080"',
        "port = true",
        "port = 80.5",
        "user = 3",
        'groups = "legal"',
        "groups = [1]",
        'home = "a\\u0000b"',
        'mode = "loud"',
        "models = 3",
        "[port]\nnumber = 1",
    ],
)
def test_a_value_of_the_wrong_type_in_the_file_is_an_error(toml, line):
    with pytest.raises(UnknownSetting, match=r"trivium\.toml.*expected"):
        load_settings({}, toml(line))


def test_a_long_value_is_cut_in_the_message():
    with pytest.raises(UnknownSetting) as caught:
        load_settings({"TRIVIUM_PORT": "9" * 3000})
    assert len(str(caught.value)) < 250


def test_a_file_that_is_no_toml_says_where(toml):
    with pytest.raises(UnknownSetting, match="not valid TOML.*line 2"):
        load_settings({}, toml("port = 1\n= 2"))


def test_a_named_file_that_is_missing_says_so():
    with pytest.raises(UnknownSetting, match=r"nowhere\.toml.*No such file.*TRIVIUM_CONFIG"):
        load_settings({"TRIVIUM_CONFIG": "nowhere.toml"})


def test_tuned_models_are_read_from_the_file(toml):
    path = toml(
        '[[models]]\nname = "tone"\npurpose = "answers in our tone"\nexamples = ["Reply"]\n'
        'snapshot = 2026-06-30\nschema = { type = "object" }\n'
    )
    assert load_settings({}, path).models == (
        Contract(
            name="tone",
            purpose="answers in our tone",
            examples=("Reply",),
            snapshot="2026-06-30",
            schema={"type": "object"},
        ),
    )


def test_the_local_principal_comes_from_the_settings():
    settings = load_settings({"TRIVIUM_USER": "ann", "TRIVIUM_GROUPS": "legal"})
    assert settings.principal == Principal(user="ann", groups=frozenset({"legal"}))


@pytest.mark.parametrize("name", FILES)
def test_the_example_files_are_what_the_settings_make(name):
    assert (ROOT / name).read_text(encoding="utf-8") == FILES[name](), (
        "run: python -m trivium.graph.settings --write"
    )


def test_the_example_file_with_its_marks_removed_sets_the_defaults(toml):
    lines = render_toml().partition("#[[models]]")[0].splitlines()
    path = toml("\n".join(line[1:] if line[:2] > "# " else line for line in lines))
    resolved = resolve_settings({}, path)
    assert resolved.settings == Settings()
    in_no_file = {"models", *SECRETS}
    assert set(resolved.sources) == set(Settings.__dataclass_fields__) - in_no_file


def test_the_example_environment_with_its_marks_removed_sets_the_defaults(toml):
    toml("")
    lines = [line[1:] for line in render_env_example().splitlines() if line[:2] > "# "]
    assert load_settings(dict(line.split("=", 1) for line in lines)) == Settings()


def test_the_example_model_is_one_that_can_be_read(toml):
    model = "#[[models]]" + render_toml().partition("#[[models]]")[2]
    assert load_settings({}, toml(model.replace("#", ""))).models[0].name == "support-tone"


def test_stale_example_files_are_found_and_written(tmp_path):
    (tmp_path / "docs").mkdir()
    assert main([]) == 1
    assert main(["--write"]) == 0
    assert main([]) == 0


def test_a_vendors_key_swaps_its_member_in():
    resolved = resolve_settings({"COHERE_API_KEY": "k"})
    assert resolved.settings.reranker == "cohere"
    assert resolved.settings.embedder == "embedded"
    assert resolved.sources["reranker"] == "COHERE_API_KEY"


def test_a_member_that_was_chosen_stays_whatever_keys_there_are(toml):
    environment = {"COHERE_API_KEY": "k"}
    assert load_settings({**environment, "TRIVIUM_RERANKER": "embedded"}).reranker == "embedded"
    assert load_settings(environment, toml('reranker = "scripted"')).reranker == "scripted"


def test_a_database_swaps_receipts_and_conversations_over_unless_one_was_chosen(toml):
    environment = {"TRIVIUM_POSTGRES_URL": "postgresql://u:p@host/db"}
    both = load_settings(environment)
    assert (both.ledger, both.threads) == ("postgres", "postgres")
    one = load_settings(environment, toml('ledger = "embedded"'))
    assert (one.ledger, one.threads) == ("embedded", "postgres")


def test_every_member_that_a_setting_swaps_in_is_there():
    swaps = ",".join(about(f.name).swaps for f in fields(Settings)).split(",")
    pairs = [swap.split("=") for swap in swaps if swap]
    assert ["reranker", "cohere"] in pairs
    for family, member in pairs:
        assert family not in FAMILIES or member in members(FAMILIES[family])


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_in_no_text_of_the_settings(name):
    resolved = resolve_settings({variable(name): "hunter2"})
    assert getattr(resolved.settings, name).reveal() == "hunter2"
    assert "hunter2" not in f"{resolved} {asdict(resolved.settings)}"


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_in_a_file_is_refused_without_showing_it(toml, name):
    with pytest.raises(UnknownSetting, match="environment only") as refused:
        load_settings({}, toml(f'{name} = "hunter2"'))
    assert "hunter2" not in str(refused.value)
