"""One PostgreSQL server for these tests, and an empty schema for each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from trivium.adapters.secrets import Secret

from .server import Server, binaries

_MISSING = "PostgreSQL's server programs are not here: install the package `postgresql`"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.postgres)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(_MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(f"Left out: {_MISSING}.")


@pytest.fixture(scope="session")
def programs() -> Path:
    found = binaries()
    if found is None and os.environ.get("CI"):
        pytest.fail(_MISSING)
    return found or pytest.skip(_MISSING)


@pytest.fixture(scope="session")
def shared(programs: Path) -> Iterator[Server]:
    """The server of the tests that leave it alone."""
    server = Server(programs)
    server.start()
    yield server
    server.close()


@pytest.fixture
def server(programs: Path) -> Iterator[Server]:
    """A server of the test's own, to stop and start."""
    server = Server(programs)
    server.start()
    yield server
    server.close()


@pytest.fixture
def url(shared: Server) -> Secret:
    return shared.fresh()
