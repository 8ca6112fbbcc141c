import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from trivium.adapters.errors import Conflict, Unavailable, UnknownSetting
from trivium.graph.settings import Settings
from trivium.server.run import bound

pytestmark = pytest.mark.loopback

MEMBERS = ("ANSWERER", "CHECKER", "CLASSIFIER", "RERANKER", "REWRITER")


def test_a_port_in_use_is_named_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Conflict, match=rf"port {port} .* TRIVIUM_PORT"):
            bound(Settings(port=port))


def test_it_listens_on_this_machine_alone():
    with pytest.raises(UnknownSetting, match="TRIVIUM_HOST"):
        bound(Settings(host="0.0.0.0", port=0))


def test_an_address_of_another_machine_is_no_use():
    with pytest.raises((Unavailable, UnknownSetting), match="TRIVIUM_HOST"):
        bound(Settings(host="192.0.2.1", port=0))


@pytest.mark.parametrize(
    "how", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)]
)
def test_it_says_where_it_is_and_stops_when_told(tmp_path: Path, how: signal.Signals):
    environment = {**os.environ, "TRIVIUM_HOME": str(tmp_path), "TRIVIUM_PORT": "0"}
    environment |= {f"TRIVIUM_{family}": "scripted" for family in MEMBERS}
    code = (
        "from trivium.graph.settings import load_settings\n"
        "from trivium.server.run import serve\n"
        "serve(load_settings(), samples=True)"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as server:
        try:
            line = server.stdout.readline().decode()
            assert line.startswith("Trivium is at http://127.0.0.1:"), server.stderr.read()
            with urllib.request.urlopen(f"{line.split()[-1]}/readyz", timeout=10) as answer:
                assert b'"documents":0' not in answer.read()
            server.send_signal(how)
            assert server.wait(20) == 0
        finally:
            server.kill()
