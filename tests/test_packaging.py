from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import trivium

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SETUPTOOLS: dict[str, Any] = PROJECT["tool"]["setuptools"]
MAPPED = {
    name: ROOT / folder for name, folder in SETUPTOOLS["package-dir"].items() if name != "trivium"
}


def _inside(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if "__pycache__" not in path.parts]


def test_every_folder_with_code_is_a_package() -> None:
    found = {"trivium"}
    for name, folder in MAPPED.items():
        inits = (path.parent for path in _inside(folder) if path.name == "__init__.py")
        found |= {".".join([name, *path.relative_to(folder).parts]) for path in inits}
    assert found == set(SETUPTOOLS["packages"])


def test_every_folder_is_linked_for_type_checkers() -> None:
    links = {f"trivium.{p.name}": p for p in (ROOT / "trivium").iterdir() if p.is_symlink()}
    assert links.keys() == MAPPED.keys()
    for name, folder in MAPPED.items():
        assert os.readlink(links[name]) == f"../{folder.name}"


def test_every_data_file_is_packed() -> None:
    packed: dict[str, list[str]] = SETUPTOOLS["package-data"]
    for name, folder in MAPPED.items():
        for path in _inside(folder):
            if path.is_dir() or path.suffix == ".py":
                continue
            package = path.parent
            while not (package / "__init__.py").exists():
                package = package.parent
            dotted = ".".join([name, *package.relative_to(folder).parts])
            found = {file for pattern in packed.get(dotted, []) for file in package.glob(pattern)}
            assert path in found, f"{dotted} leaves out {path.name}"


@pytest.mark.parametrize("name", trivium.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(trivium, name) is not None


def test_importing_trivium_imports_next_to_nothing() -> None:
    heavy = "langgraph langchain_core fastapi onnxruntime tokenizers numpy rich typer".split()
    code = f"import sys, trivium; print([n for n in {heavy!r} if n in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_pins_cover_what_is_needed_and_name_no_address() -> None:
    run = (ROOT / "requirements/run.txt").read_text("utf-8")
    dev = (ROOT / "requirements/dev.txt").read_text("utf-8")
    docs = (ROOT / "requirements/docs.txt").read_text("utf-8")
    assert "://" not in run + dev + docs
    assert _pins(run) <= _pins(dev)
    project = PROJECT["project"]
    needed = project["dependencies"] + project["optional-dependencies"]["community"]
    groups = PROJECT["dependency-groups"]
    apart = (ROOT / "requirements/openapi.txt").read_text("utf-8")
    assert _names(groups["openapi"]) <= _names(apart.splitlines())
    assert "://" not in apart
    assert _names(needed) <= _names(run.splitlines())
    assert _names(groups["dev"] + groups["studio"]) <= _names(dev.splitlines())
    assert _names(groups["docs"]) <= _names(docs.splitlines())
    shared = _names(docs.splitlines()) & _names(dev.splitlines())
    assert {pin for pin in _pins(docs) if _names([pin]) <= shared} <= _pins(dev)


def test_the_site_is_no_part_of_what_is_installed() -> None:
    run = (ROOT / "requirements/run.txt").read_text("utf-8")
    assert not _names(PROJECT["dependency-groups"]["docs"]) & _names(run.splitlines())


def _names(requirements: list[str]) -> set[str]:
    found = (re.match(r"[\w.-]+", line) for line in requirements)
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in found if match}


def _pins(requirements: str) -> set[str]:
    return {line.partition(" ;")[0] for line in requirements.splitlines()}
