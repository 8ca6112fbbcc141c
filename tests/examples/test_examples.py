"""The examples do what they say, each as its own process or as a user would mount it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from trivium.cli.main import main
from trivium.samples import folder

pytestmark = pytest.mark.examples

ROOT = Path(__file__).parents[2]
DELIVERY = "How long does delivery within Great Britain take?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("examples") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIVIUM_HOME", str(place))
        assert main(["ingest", str(folder())]) == 0
    return place


def run(home: Path, *command: str, **variables: str) -> str:
    env = {**os.environ, "TRIVIUM_HOME": str(home), **variables}
    ran = subprocess.run(
        [sys.executable, *command], env=env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout + ran.stderr


def trivium(home: Path, *arguments: str, **variables: str) -> str:
    command = "import sys; from trivium.cli.main import main; sys.exit(main(sys.argv[1:]))"
    return run(home, "-c", command, *arguments, **variables)


def test_the_graph_is_a_step_of_another_application(home: Path) -> None:
    answered, passed_on, _ = run(home, "examples/subgraph.py").split("---")
    assert answered.startswith("Dear Ms Ito")
    assert "one to two working days" in answered
    assert "To the desk: Ms Ito asks: What is the boiling point of tungsten?" in passed_on


async def test_an_application_of_fastapi_asks_in_its_users_names(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIVIUM_HOME", str(home))
    monkeypatch.syspath_prepend(str(ROOT))
    from examples.inside_fastapi import app

    async with app.router.lifespan_context(app):
        wire = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=wire, base_url="http://portal") as client:
            assert (await client.get("/help", params={"q": DELIVERY})).status_code == 401
            signed_in = {"X-User": "ann"}
            told = (await client.get("/help", params={"q": DELIVERY}, headers=signed_in)).json()
            assert "one to two working days" in told["answer"]
            assert told["sources"][0]["title"]
            boiling = {"q": "What is the boiling point of tungsten?"}
            assert (await client.get("/help", params=boiling, headers=signed_in)).json()["hint"]


def test_another_packages_route_can_be_forced(home: Path) -> None:
    told = json.loads(trivium(home, "ask", DELIVERY, "--route", "verbatim", "--json"))
    assert told["route"] == "verbatim"
    steps = [step["name"] for step in told["receipt"]["steps"]]
    assert steps[: steps.index("answer")] == ["condense", "classify", "search"]


def test_another_packages_store_and_reranker_are_set_by_their_names(home: Path) -> None:
    named = {"TRIVIUM_STORE": "shouting", "TRIVIUM_RERANKER": "titled"}
    told = trivium(home, "ask", DELIVERY, "--json", TRIVIUM_LOG_LEVEL="debug", **named)
    assert "HOW LONG DOES DELIVERY" in told
    assert '"reranker": "titled"' in told
    assert "one to two working days" in told


def test_without_the_package_its_names_are_unknown(home: Path) -> None:
    with pytest.raises(AssertionError, match="There is no member of stores 'shouting'"):
        trivium(home, "ask", DELIVERY, TRIVIUM_STORE="shouting", PYTHONPATH="")
