import json
from dataclasses import dataclass

import pytest

from trivium.cli.main import main


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
