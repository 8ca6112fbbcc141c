import re
from pathlib import Path

import pytest
import yaml

from trivium.graph.settings import load_settings

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES = COMPOSE["services"]


def test_every_trivium_variable_is_a_setting():
    named = {
        (name, str(value))
        for service in SERVICES.values()
        for name, value in service.get("environment", {}).items()
        if name.startswith(("TRIVIUM_", "COHERE_"))
    }
    named |= set(re.findall(r"(TRIVIUM_\w+)=(\S+)", (ROOT / "Dockerfile").read_text("utf-8")))
    assert len(named) > 5
    for name, value in sorted(named):
        load_settings({name: re.sub(r"\$\{.*?\}", "info" if "LOG" in name else "x" * 20, value)})


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned_and_named_without_a_host(name):
    image = SERVICES[name]["image"]
    if "build" in SERVICES[name]:
        return
    repository, _, tag = image.rpartition(":")
    assert re.fullmatch(r"v?\d+\.\d+(\.\d+)?(-alpine)?", tag), image
    assert "." not in repository.split("/")[0], image


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_says_whether_it_is_well(name):
    service = SERVICES[name]
    healthy = "HEALTHCHECK" in (ROOT / "Dockerfile").read_text("utf-8")
    assert "healthcheck" in service or ("build" in service and healthy)
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_published_is_published_on_this_machine_alone(name):
    for port in SERVICES[name].get("ports", []):
        assert port.startswith("127.0.0.1:"), port


def test_secrets_come_from_the_environment():
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if re.search(r"KEY$|PASSWORD$", variable):
                assert re.fullmatch(r"\$\{\w+:[-?].*\}", str(value)), f"{name} {variable}"


def test_volumes_and_files_that_are_named_are_there():
    for name, service in SERVICES.items():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            there = (ROOT / source).exists() if source.startswith("./") else None
            assert there or source in COMPOSE["volumes"], f"{name} {source}"


def test_the_server_runs_as_nobody_in_particular():
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("USER ")][-1] != "USER root"
    assert "USER 10001" in lines
