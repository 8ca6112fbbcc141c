import re
from pathlib import Path

import pytest

from trivium import samples
from trivium.server import page

WEB = Path(page.__file__).parent / "web"


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html"), ("/app.js", "text/javascript"), ("/style.css", "text/css")],
)
async def test_the_page_is_served_under_a_strict_policy(door, path, kind):
    answer = await door.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_page_needs_nothing_from_elsewhere():
    for name in ("index.html", "app.js", "style.css"):
        text = (WEB / name).read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|//\w+\.\w+/", text)


def test_the_page_has_no_inline_script_or_style():
    text = (WEB / "index.html").read_text("utf-8")
    assert not re.search(r"<script>|<style|\son\w+=|\sstyle=", text)
    assert "innerHTML" not in (WEB / "app.js").read_text("utf-8")


def test_what_the_script_looks_for_stands_in_the_page():
    wanted = set(re.findall(r'find\("(\w+)"\)', (WEB / "app.js").read_text("utf-8")))
    there = set(re.findall(r'id="(\w+)"', (WEB / "index.html").read_text("utf-8")))
    assert wanted <= there


@pytest.mark.loopback
async def test_examples_are_given_where_the_samples_are(door):
    assert (await door.client.get("/v1/examples")).json() == {"examples": []}
    await door.trivium.ingest([samples.folder() / "faq.md"])
    given = (await door.client.get("/v1/examples")).json()["examples"]
    assert {"direct", "retrieval"} <= {example["route"] for example in given}
