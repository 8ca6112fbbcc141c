import json
import shutil
from dataclasses import dataclass

import pytest

from trivium.cli.main import main
from trivium.samples import folder


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A fresh home, and a working directory without a settings file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIVIUM_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def trivium(home, capsys):
    """The command line as a function of its arguments."""

    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def sampled(tmp_path_factory):
    """A home with the samples in it; copied, never used itself."""
    place = tmp_path_factory.mktemp("sampled") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place.parent)
        patch.setenv("TRIVIUM_HOME", str(place))
        assert main(["ingest", str(folder())]) == 0
    return place


@pytest.fixture
def samples(home, sampled):
    """The samples are in this test's home."""
    shutil.copytree(sampled, home)
    return home
