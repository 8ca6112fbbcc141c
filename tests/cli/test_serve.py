import os
import signal
import socket
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-c", "from trivium.cli.main import main; raise SystemExit(main())"]


@pytest.mark.loopback
def test_a_port_in_use_is_a_sentence_with_the_way_out(trivium):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = trivium("serve", "--port", port, "--json")
    assert ran.code == 6
    assert ran.json["error"]["code"] == "conflict"
    assert str(port) in ran.json["error"]["message"]
    assert "TRIVIUM_PORT" in ran.json["error"]["message"]


def test_a_port_that_is_none_is_bad_input(trivium):
    assert trivium("serve", "--port", "99999").code == 2


@pytest.mark.loopback
def test_it_says_where_it_listens_and_stops_quietly_at_ctrl_c(home):
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0"],
        env={**os.environ, "TRIVIUM_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        first = server.stdout.readline()
    finally:
        server.send_signal(signal.SIGINT)
        rest, _ = server.communicate(timeout=30)
    assert "http://127.0.0.1:" in first
    assert server.returncode == 0
    assert "Traceback" not in rest
