from __future__ import annotations

import os
import re
import runpy
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from trivium import Settings, Trivium
from trivium.adapters import errors, terms
from trivium.adapters.receipts import Outcome, Receipt
from trivium.adapters.terms import Ask
from trivium.graph.builder import build_graph
from trivium.graph.wiring import services_from
from trivium.nodes.routes import default_routes

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w+)( run)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = "127.0.0.1:8080"


def _script(page: Path) -> str:
    """Return the page's blocks that are marked `run`, as one script."""
    blocks = []
    for language, run, text in FENCE.findall(page.read_text("utf-8")):
        if run:
            blocks.append(text if language == "sh" else f"python - <<'END'\n{text}END\n")
    return "".join(blocks)


@contextmanager
def _server(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    port = address.partition(":")[2]
    trivium = Path(sys.executable).parent / "trivium"
    command = [trivium, "serve", "--samples", "--port", port]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            for _ in range(600):
                if server.poll() is not None:
                    raise AssertionError((folder / "server.log").read_text())
                try:
                    urllib.request.urlopen(f"http://{address}/readyz", timeout=30)
                    break
                except (urllib.error.URLError, ConnectionError, TimeoutError):
                    time.sleep(0.1)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.mark.long
@pytest.mark.loopback
@pytest.mark.parametrize(
    "page", [p for p in PAGES if _script(p)], ids=lambda page: page.relative_to(ROOT).as_posix()
)
def test_what_a_page_tells_you_to_type_works(page: Path, tmp_path: Path) -> None:
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {"PATH": path, "TRIVIUM_HOME": str(tmp_path / "home"), "TRIVIUM_PORT": "0"}
    environment = {**os.environ, **own}
    script = "set -euo pipefail\n" + _script(page)
    if ADDRESS in script:
        served = {**environment, "TRIVIUM_HOME": str(tmp_path / "served")}
        with _server(tmp_path, served) as address:
            done = _bash(script.replace(ADDRESS, address), tmp_path, environment)
    else:
        done = _bash(script, tmp_path, environment)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.long
def test_the_answer_in_the_readme_is_a_real_one(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    shown = re.search(r"^\$ .venv/bin/trivium ask \"(.*)\"\n(.*?)^```$", text, re.M | re.S)
    assert shown
    trivium = Path(sys.executable).parent / "trivium"
    environment = {**os.environ, "TRIVIUM_HOME": str(tmp_path)}
    done = subprocess.run(
        [trivium, "ask", "--samples", shown[1]], env=environment, capture_output=True, text=True
    )
    assert _timeless(done.stdout) == _timeless(shown[2])


def _timeless(answer: str) -> str:
    return re.sub(r"[\d,]+ ms, receipt r_\w+", "", answer).strip()


def _bash(
    script: str, folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8"))
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_targets_of_make_that_a_page_names_exist(page: Path) -> None:
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    blocks = "".join(text for _, _, text in FENCE.findall(page.read_text("utf-8")))
    named = re.findall(r"^make ([a-z-]+)", blocks, re.MULTILINE)
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


def test_every_path_over_http_is_explained() -> None:
    from trivium.server import app

    page = (ROOT / "docs/http.md").read_text("utf-8")
    services = services_from(Settings())
    paths = app.create_app(Trivium(Settings(), services)).openapi()["paths"]
    assert [path for path in paths if path not in page] == []


def _example(holding: str) -> str:
    """Return the Python block of CONTRIBUTING.md that holds these words."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    return next(block for _, _, block in FENCE.findall(text) if holding in block)


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
