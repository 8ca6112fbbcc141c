"""Real servers with the samples, and Chromium in front of them."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / ".cache/page"
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
KEY = "tr_a-key-for-the-tests-of-the-page"
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
_DESKTOP = {"width": 1280, "height": 800}
_ONLY_NOW = re.compile(r"status of (401|404|422)|ERR_INTERNET_DISCONNECTED|ERR_FAILED")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.page)
            item.add_marker(pytest.mark.loopback)


def _missing(what: str) -> None:
    """Skip, but where nobody would look at what was skipped."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is not here.")
    pytest.skip(f"{what} is not here.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        _missing("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS.split())
        yield browser
        browser.close()


@contextmanager
def _serving(home: Path, **settings: str) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    own = {f"TRIVIUM_{name.upper()}": value for name, value in settings.items()}
    environment = {**os.environ, **own, "TRIVIUM_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [Path(sys.executable).parent / "trivium", "serve", "--samples", "--port", port]
    home.mkdir(parents=True, exist_ok=True)
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/readyz", server, home / "log")
            _wait_for_vectors(f"http://127.0.0.1:{port}/v1/documents", settings.get("api_key", ""))
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise AssertionError(log.read_text())
        try:
            urllib.request.urlopen(url, timeout=30)
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"not ready: {log.read_text()}")


def _wait_for_vectors(url: str, key: str) -> None:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"})
    for _ in range(600):
        with urllib.request.urlopen(request, timeout=30) as answer:
            if b'"words"' not in answer.read():
                return
        time.sleep(0.1)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with nothing set."""
    with _serving(tmp_path_factory.mktemp("plain") / "home") as url:
        yield url


@pytest.fixture(scope="session")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose answerer takes its time."""
    home = tmp_path_factory.mktemp("slow") / "home"
    with _serving(home, answerer="tests.page.writer") as url:
        yield url


@pytest.fixture(scope="session")
def annotating(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same one, which tells verdicts after sentences."""
    home = tmp_path_factory.mktemp("annotating") / "home"
    with _serving(home, answerer="tests.page.writer", mode="annotate") as url:
        yield url


@pytest.fixture(scope="session")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that wants a key."""
    with _serving(tmp_path_factory.mktemp("locked") / "home", api_key=KEY) as url:
        yield url


@dataclass
class Window:
    """A page in its own context, with everything that went wrong in it."""

    page: Page
    context: BrowserContext
    wrong: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, url: str) -> Page:
        self.page.goto(url)
        self.page.wait_for_selector("#app .brand", state="attached")
        return self.page

    def ask(self, question: str) -> None:
        """Ask, and wait for the end of the answer."""
        before = self.page.locator(".turn").count()
        self.page.fill("#question", question)
        self.page.keyboard.press("Enter")
        self.page.locator(".turn").nth(before).wait_for()
        self.settled()

    def settled(self) -> None:
        self.until("!document.querySelector('.run.running')")

    def until(self, holds: str) -> None:
        """Wait until an expression holds; Playwright's own way needs `eval`, which is forbidden."""
        end = time.monotonic() + 20
        while not self.page.evaluate(holds):
            assert time.monotonic() < end, f"never came true: {holds}"
            self.page.wait_for_timeout(20)

    def shot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_timeout(1200)  # what a sentence's light and the pane's way in take
        self.page.screenshot(path=SHOTS / f"{name}.png")

    def axe(self) -> list[str]:
        """Return what axe finds serious."""
        if not AXE.exists():
            _missing("axe-core (`make test-page` installs it)")
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("axe.run()")["violations"]
        return [
            f"{one['id']}: {node['html'][:120]}"
            for one in found
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]


@pytest.fixture
def windows(browser: Browser) -> Iterator[Callable[..., Window]]:
    """Open pages; nothing may go wrong in them, and nothing be asked of another host."""
    opened: list[Window] = []

    def open_window(**options: object) -> Window:
        context = browser.new_context(**{"viewport": _DESKTOP, **options})  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        window = Window(context.new_page(), context)
        window.page.on("pageerror", lambda error: window.wrong.append(str(error)))
        window.page.on("console", lambda said: _heard(window, said.type, said.text))
        window.page.on("request", lambda request: window.asked.append(request.url))
        opened.append(window)
        return window

    yield open_window
    for window in opened:
        window.context.close()
        assert window.wrong == []
        assert {url.split("/")[2].split(":")[0] for url in window.asked} <= {"127.0.0.1"}


def _heard(window: Window, kind: str, text: str) -> None:
    if kind == "error" and not _ONLY_NOW.search(text):
        window.wrong.append(text)


@pytest.fixture
def window(windows: Callable[..., Window]) -> Window:
    return windows()
