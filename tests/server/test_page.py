import re
from pathlib import Path

import pytest

from trivium.server import page

WEB = Path(page.__file__).parent / "web"
FILES = sorted(file.name for file in WEB.iterdir())
TEXTS = [name for name in FILES if name.endswith((".css", ".html", ".js"))]


@pytest.mark.loopback
@pytest.mark.parametrize("name", FILES)
async def test_the_page_is_served_under_a_strict_policy(door, name):
    answer = await door.client.get("/" if name == "index.html" else f"/{name}")
    assert answer.status_code == 200
    assert answer.content == (WEB / name).read_bytes()
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy


@pytest.mark.loopback
async def test_the_page_is_sent_small_and_only_when_it_has_changed(door):
    packed = await door.client.get("/app.js")
    plain = await door.client.get("/app.js", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    again = await door.client.get("/app.js", headers={"If-None-Match": packed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", TEXTS)
def test_the_page_needs_nothing_from_elsewhere(name):
    text = (WEB / name).read_text("utf-8")
    loads = re.findall(r"(?:src|href)=\"([^\"]+)|url\(([^)]+)\)|import[( ]*[\"']([^\"']+)", text)
    addresses = [found for group in loads for found in group if found]
    assert [found for found in addresses if "//" in found or found.startswith("data:")] == []


def test_the_page_has_no_inline_script_or_style():
    text = (WEB / "index.html").read_text("utf-8")
    assert not re.search(r"<script>|<style|\son\w+=|\sstyle=", text)


def test_everything_the_page_is_made_with_has_its_licence():
    text = (WEB / "licences.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in text
    assert text.count("The MIT License") == 2
