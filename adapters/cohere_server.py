"""A server that speaks Cohere's protocol on this machine, with faults on demand: for tests."""

from __future__ import annotations

import json
import socket
import socketserver
import sys
from argparse import ArgumentParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Literal, get_args

from . import _cohere_answers as answers

Fault = Literal[
    "",
    "down",
    "rate_limited",
    "slow",
    "hang",
    "dropped",
    "not_json",
    "not_an_object",
    "no_results",
    "too_few",
    "index_twice",
    "index_out_of_range",
    "index_text",
    "nan",
    "bad_spans",
    "wrong_dimensions",
]
KEY = "loopback-key"
_WAITS_S: dict[str, float | None] = {"slow": 0.5, "hang": None}
_REFUSALS = {
    "down": answers.Refused(503, "the service is unavailable"),
    "rate_limited": answers.Refused(429, "too many requests"),
}
_VERBS = {"/v2/rerank": answers.rerank, "/v2/embed": answers.embed}


class CohereServer:
    """Answers `/v2/rerank` and `/v2/embed` at `url` for whoever brings `KEY`, in threads.

    `fault` may be set at any time and holds until it is set again: `down` is a 503,
    `rate_limited` a 429 that asks for a pause, `slow` half a second late, `hang` never answers,
    `dropped` ends in the middle of the answer; the others are answers that cannot be true.
    `asked` holds the bodies of the requests. Use it in a `with` block.
    """

    def __init__(self, *, port: int = 0, fault: Fault = "") -> None:
        self.fault: Fault = fault
        self.asked: list[dict[str, Any]] = []
        self.closing = Event()
        self._http = _Server(("127.0.0.1", port), _Handler)
        self._http.owner = self
        self._thread = Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> CohereServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    owner: CohereServer

    def server_bind(self) -> None:
        """Bind without asking for the machine's name, which may take seconds."""
        socketserver.TCPServer.server_bind(self)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: that a client goes away in the middle is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: apart, the second waits 40 ms for an answer
    server: _Server

    def do_POST(self) -> None:
        """Answer a request as the fault of the moment says."""
        owner = self.server.owner
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        owner.asked.append(body)
        if owner.fault in _WAITS_S:
            owner.closing.wait(_WAITS_S[owner.fault])
        try:
            answer = self._answer(body, owner.fault)
        except answers.Refused as refused:
            self._send(refused.status, {"message": str(refused)})
        else:
            self._send(200, [answer] if owner.fault == "not_an_object" else answer)

    def _answer(self, body: dict[str, Any], fault: Fault) -> dict[str, Any]:
        if self.headers["Authorization"] != f"Bearer {KEY}":
            raise answers.Refused(401, "invalid api token")
        if fault in _REFUSALS:
            raise _REFUSALS[fault]
        if self.path not in _VERBS:
            raise answers.Refused(404, f"no such endpoint: {self.path}")
        return _VERBS[self.path](body, fault)

    def _send(self, status: int, answer: object) -> None:
        fault = self.server.owner.fault
        text = ("<html>" if fault == "not_json" else json.dumps(answer)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        if status == 429:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(text[:10] if fault == "dropped" else text)
        if fault == "dropped":
            self.wfile.flush()
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: object) -> None:
        """Write no log."""


def main() -> None:
    """Serve until interrupted: `python -m trivium.adapters.cohere_server --port 8090`."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--fault", choices=get_args(Fault), default="")
    given = parser.parse_args()
    with CohereServer(port=given.port, fault=given.fault) as server:
        sys.stdout.write(f"{server.url} answers for COHERE_API_KEY={KEY}\n")
        sys.stdout.flush()
        server.closing.wait()


if __name__ == "__main__":
    main()
