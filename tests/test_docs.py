from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.walk import blocks, walk
from trivium import Settings, Trivium, samples
from trivium.adapters import errors, terms
from trivium.adapters.receipts import Outcome, Receipt
from trivium.adapters.terms import Ask
from trivium.cli import main
from trivium.graph.builder import build_graph
from trivium.graph.wiring import services_from
from trivium.nodes.routes import default_routes

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
TUTORIAL = ROOT / "docs/tutorial.md"  # benchmarks/tutorial.py walks it, from an empty folder
WALKED = [page for page in PAGES if page != TUTORIAL and any(not b.why_not for b in blocks(page))]


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that looks to a page like the checkout."""
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parents[1])
    for name in ("samples", "langgraph.json"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


@pytest.mark.long
@pytest.mark.loopback
@pytest.mark.parametrize("page", WALKED, ids=_name)
def test_what_a_page_tells_you_to_type_works(page: Path, checkout: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {"PATH": path, "TRIVIUM_HOME": str(checkout / "home"), "TRIVIUM_PORT": "0"}
    if "make run" in page.read_text("utf-8"):  # which loads the samples
        taken = [Path(sys.executable).with_name("trivium"), "ingest", samples.folder()]
        subprocess.run(taken, env={**os.environ, **own}, check=True, capture_output=True)
    walk(page, checkout, {**os.environ, **own})


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8"))
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_the_targets_of_make_that_a_page_names_exist(page: Path) -> None:
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = "".join(block.text for block in blocks(page))
    named = re.findall(r"^(?:\$ )?make ([a-z-]+)", text, re.MULTILINE)
    assert {name for name in named if not name.startswith("bench-")} <= known


def test_the_picture_is_the_graph_as_it_is_built() -> None:
    drawn = build_graph(None).get_graph().draw_mermaid().rstrip()  # type: ignore[arg-type]
    assert f"```mermaid\n{drawn}\n```" in (ROOT / "README.md").read_text("utf-8")


def test_the_drawings_are_those_of_the_code() -> None:
    drawings = runpy.run_path(str(ROOT / "scripts/drawings.py"))
    text = drawings["PAGE"].read_text("utf-8")
    assert drawings["drawn"](text) == text, "run scripts/drawings.py"
    assert all(f"<!-- drawing: {name} -->" in text for name in drawings["DRAWINGS"])


def test_the_economys_picture_is_that_of_the_code() -> None:
    script = runpy.run_path(str(ROOT / "scripts/draw_economy.py"))
    picture = script["drawn"](script["example"]())
    assert script["PICTURE"].read_text("utf-8") == picture, "run scripts/draw_economy.py"


def test_the_figures_are_those_that_were_measured() -> None:
    check = [sys.executable, ROOT / "scripts/figures.py", "--check"]
    subprocess.run(check, check=True)


def test_every_field_of_a_receipt_is_explained() -> None:
    page = (ROOT / "docs/receipts.md").read_text("utf-8")
    assert [f.name for f in fields(Receipt) if f"| `{f.name}`" not in page] == []


def test_every_outcome_is_explained() -> None:
    page = (ROOT / "docs/how-it-works.md").read_text("utf-8")
    assert [name for name in Outcome.__args__ if f"| `{name}`" not in page] == []


def test_every_exit_code_is_explained() -> None:
    page = (ROOT / "docs/cli.md").read_text("utf-8")
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = {kind.exit_code for kind in kinds if issubclass(kind, errors.TriviumError)}
    assert [code for code in codes if f"| {code} |" not in page] == []


def test_every_command_is_explained() -> None:
    page = (ROOT / "docs/cli.md").read_text("utf-8")
    table = page[: page.index("```")]
    commands = typer.main.get_command(main.app).commands
    assert [name for name in commands if f"| `trivium {name}" not in table] == []


def test_every_path_over_http_is_explained() -> None:
    from trivium.server import app

    page = (ROOT / "docs/http.md").read_text("utf-8")
    services = services_from(Settings())
    paths = app.create_app(Trivium(Settings(), services)).openapi()["paths"]
    assert [path for path in paths if path not in page] == []


def _example(holding: str) -> str:
    """Return the Python block of CONTRIBUTING.md that holds these words."""
    page = ROOT / "CONTRIBUTING.md"
    return next(block.text for block in blocks(page) if holding in block.text)


def test_the_route_in_contributing_is_a_route() -> None:
    inside = {"__package__": "trivium.nodes.routes", "__name__": "trivium.nodes.routes.verbatim"}
    names: dict[str, Any] = dict(inside)
    exec(_example("ROUTE ="), names)
    routes = [*default_routes(), names["ROUTE"]]
    assert "search" in build_graph(None, routes).get_graph().nodes  # type: ignore[arg-type]


async def test_the_answerer_in_contributing_answers() -> None:
    names: dict[str, Any] = dict(vars(terms))
    exec("from __future__ import annotations\n" + _example("class Echo"), names)
    assert [type(piece).__name__ async for piece in names["Echo"]().answer(Ask(question="?"))] == [
        "NoAnswer"
    ]
