"""LangGraph's client in JavaScript; the one in Python drives tests/graph/test_studio.py."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ..langgraph_dev import QUESTION, filled, langgraph_dev

pytestmark = [pytest.mark.clients, pytest.mark.loopback]

JS = Path(__file__).parent / "js/studio"


def test_langgraphs_client_in_javascript(node: str, tmp_path: Path) -> None:
    with langgraph_dev(filled(tmp_path)) as url:
        command = [node, "langgraph_sdk.mjs", url, QUESTION]
        ran = subprocess.run(
            command, cwd=JS, capture_output=True, text=True, timeout=120, check=False
        )
    assert ran.returncode == 0, ran.stderr
