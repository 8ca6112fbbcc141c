"""The tuned models of trivium.toml, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from trivium.adapters.errors import UnknownSetting
from trivium.graph.settings import load_settings

GOOD = 'name = "a"\npurpose = "b"\nexamples = ["c"]\n'


def read(folder: Path, *tables: str) -> object:
    path = folder / "trivium.toml"
    path.write_text("".join(f"[[models]]\n{table}" for table in tables), encoding="utf-8")
    return load_settings({}, path).models


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ([GOOD + 'colour = "red"\n'], "no field of a model 'colour'; there are: .*topics"),
        ([GOOD + 'exampels = ["d"]\n'], "did you mean 'examples'"),
        ([GOOD + 'snapshot = "last May"\n'], "'last May': a day such as"),
        ([GOOD + "owner = 3\n"], "owner cannot be 3: a text is expected"),
        ([GOOD + 'schema = "object"\n'], "a JSON schema is expected"),
        ([GOOD + 'topics = "prices"\n'], "a list of texts is expected"),
        ([GOOD + 'fallback = "z"\n', GOOD.replace('"a"', '"z1"')], "did you mean 'z1'"),
        ([GOOD + 'fallback = "a"\n'], "fallback of the model 'a'"),
        ([GOOD + 'canary = 2\ncanary_model = "x"\n'], "canary cannot be 2: a share from 0 to 1"),
        ([GOOD + "canary = true\n"], "canary cannot be True"),
        ([GOOD + "canary = 0.1\n"], "'a' has half a canary: .*`canary_model`"),
        ([GOOD + 'canary_model = "x"\n'], "'a' has half a canary"),
        ([GOOD, GOOD], "Two models have the name 'a'"),
        (['name = "a"\nexamples = ["c"]\n'], "'a' has no purpose"),
        (['name = "a"\npurpose = "b"\n'], "'a' has no examples"),
        (['purpose = "b"\n'], "A model has no name"),
    ],
)
def test_a_wrong_model_is_named_with_the_way_out(
    tmp_path: Path, tables: list[str], says: str
) -> None:
    with pytest.raises(UnknownSetting, match=rf"\[\[models\]\] in trivium\.toml: .*{says}"):
        read(tmp_path, *tables)


def test_a_fallback_is_another_registered_model(tmp_path: Path) -> None:
    models = read(tmp_path, GOOD + 'fallback = "z"\n', GOOD.replace('"a"', '"z"'))

    assert isinstance(models, tuple)
    assert [(model.name, model.fallback) for model in models] == [("a", "z"), ("z", "")]
