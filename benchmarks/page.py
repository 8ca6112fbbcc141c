"""What the page costs: the bytes of its first load, and how soon one can type into it.

Chromium loads it cold from a real server, in turn with a bare page that holds nothing but the field
and comes from the same kind of server. Each is ready when its field is there and has been painted;
what is typed before the script has come is kept, which a test of the page holds.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from benchmarks.common import arguments, report
from benchmarks.served import free_port, trivium, wait_for

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
BARE = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Bare</title>
<label>Your question <textarea id="question"></textarea></label></html>"""
READY = """(() => {
  const look = () => document.querySelector("#question")
    ? requestAnimationFrame(() => setTimeout(() => { window.ready = performance.now(); }))
    : requestAnimationFrame(look);
  look();
})()"""
LOADS = 25


def main() -> None:
    """Measure, print, and write the figures as JSON."""
    given = arguments(__doc__, unused="the samples are shown").parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("There is no chromium here: `scripts/chromium.sh` installs Debian's.")
    with tempfile.TemporaryDirectory() as folder, trivium(Path(folder)) as url, _bare() as bare:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
            figures = _measure(browser, url, bare)
            browser.close()
    report(figures, given.json)


def _measure(browser: Browser, url: str, bare: str) -> dict[str, float]:
    loads: dict[str, list[tuple[float, float]]] = {url: [], bare: []}
    for _ in range(LOADS):
        for address in loads:
            loads[address].append(_load(browser, address))
    ms = {address: median(load[0] for load in told) for address, told in loads.items()}
    return {
        "first_load_kb": max(kb for _, kb in loads[url]),
        "interactive_ms": ms[url],
        "bare_interactive_ms": ms[bare],
        "interactive_ms_ratio": ms[url] / ms[bare],
    }


def _load(browser: Browser, url: str) -> tuple[float, float]:
    """Load a page with empty caches; return the milliseconds until ready, and its kilobytes."""
    context = browser.new_context()
    page = context.new_page()
    wire: list[float] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: wire.append(told["encodedDataLength"]))
    page.add_init_script(READY)
    page.goto(url, wait_until="networkidle")
    while (ready := page.evaluate("window.ready")) is None:
        page.wait_for_timeout(20)
    context.close()
    return ready, sum(wire) / 1000


@contextmanager
def _bare() -> Iterator[str]:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        kind = [(b"content-type", b"text/html"), (b"content-length", str(len(BARE)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": kind})
        await send({"type": "http.response.body", "body": BARE})

    port = free_port()
    config = uvicorn.Config(app, port=port, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    thread = Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
