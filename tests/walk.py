"""Do what a page says: run its shell commands and programs in one shell, and compare what it shows.

Every block of `sh`, `console` and `python` is run, in the page's order, but for those that say why
not, behind their language: `no-run: needs a vendor's key`. In a `console` block lines after `$ `
are commands and what follows is what they say, where `...` stands for anything; times and ids may
differ. A command that fails is an error, unless the page goes on with `echo $?`. A line that begins
with `trivium serve` or `langgraph dev` is started and left running until the page ends.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NOT_RUN = " no-run: "
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n?((?:(?!^\$ ).*\n?)*)", re.MULTILINE)
_SERVER = re.compile(r"^(trivium serve|langgraph dev)\b(.*)$", re.MULTILINE)
_VARIES = (
    (re.compile(r"\b\d[\d,.]* (ms|s)\b"), r"N \1"),
    (re.compile(r"\b(r_)?[0-9a-f]{32}\b"), "ID"),
    (re.compile(r"[ \t]+$", re.MULTILINE), ""),
)
_TRIVIUM, _STUDIO = "127.0.0.1:8080", "127.0.0.1:2024"
_BEGIN = r"""set -euo pipefail
until_ready() {
  for _ in $(seq 900); do
    if curl --silent --fail --output /dev/null "$1"; then return; fi
    kill -0 $! || return 1
    sleep .1
  done
  return 1
}
"""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page; `why_not` says why it is not run, and is empty where it is."""

    line: int
    language: str
    text: str
    why_not: str


@dataclass(frozen=True)
class Shown:
    """A command of a `console` block, what the page shows of it, and whether it may fail."""

    line: int
    command: str
    output: str
    may_fail: bool


class Differs(AssertionError):
    """What a page tells to type did not work, or said something else than the page."""


def blocks(page: Path) -> list[Block]:
    """Return what the page has to run, and what it says is not run."""
    text = page.read_text("utf-8")
    found = [one for one in _FENCE.finditer(text) if one[1] in ("sh", "console", "python")]
    for one in found:
        if one[2] and not one[2].startswith(_NOT_RUN):
            raise ValueError(
                f"{page.name} has a block {one[1]}{one[2]}: write {one[1]}{_NOT_RUN}why"
            )
    return [
        Block(text.count("\n", 0, one.start()) + 1, one[1], one[3], one[2].removeprefix(_NOT_RUN))
        for one in found
    ]


def walk(page: Path, folder: Path, environment: Mapping[str, str], timeout_s: float = 300) -> None:
    """Run the page's blocks in the folder, one shell for all; raise `Differs` where one differs."""
    with tempfile.TemporaryDirectory() as said:
        shown: dict[str, Shown] = {}
        script = _script(page, Path(said), shown)
        ended = _bash(script, folder, {**environment, "WALK": said}, timeout_s)
        _compare(page, Path(said), shown)
        if ended is None or ended.returncode:
            at = _read(Path(said, "at")).strip()
            why = f"took over {timeout_s:.0f} s" if ended is None else ended.stdout[-4000:]
            raise Differs(f"{page.name}, line {at}: {why}\n{_read(Path(said, 'served'))[-2000:]}")


def shown_by(block: Block) -> list[Shown]:
    """Return the commands of a `console` block with what it shows of each."""
    found = list(_COMMAND.finditer(block.text))
    follows = [one[1] for one in found[1:]] + [""]
    return [
        Shown(block.line, one[1], one[2], after.startswith("echo $?"))
        for one, after in zip(found, follows, strict=True)
    ]


def _script(page: Path, said: Path, shown: dict[str, Shown]) -> str:
    pieces = [_BEGIN]
    todo = [block for block in blocks(page) if not block.why_not]
    if not any(_SERVER.search(_bare(block)) for block in todo):
        if any(_TRIVIUM in block.text for block in todo):
            pieces.append(
                f"TRIVIUM_HOME={said}/home\\\n" + _served("trivium serve", " --samples") + "\n"
            )
    for block in todo:
        pieces.append(f"echo {block.line} > $WALK/at\n")
        pieces += _lines(block, shown)
    script = "".join(pieces)
    for address in (_TRIVIUM, _STUDIO):
        if address in script:
            ours = f"127.0.0.1:{_free_port()}"
            script = script.replace(address, ours)
            script = script.replace(f"PORT_{address[-4:]}", ours.partition(":")[2])
    return script


def _lines(block: Block, shown: dict[str, Shown]) -> Iterator[str]:
    if block.language == "python":
        yield f"python - <<'END_OF_PROGRAM'\n{block.text}END_OF_PROGRAM\n"
    elif block.language == "sh":
        yield _SERVER.sub(lambda found: _served(found[1], found[2]), block.text)
    else:
        for one in shown_by(block):
            name = f"{len(shown):04}"
            shown[name] = one
            command = _SERVER.sub(lambda found: _served(found[1], found[2]), one.command)
            yield f"set +e; (exit ${{rc:-0}})\n{{ {command}\n}} > $WALK/{name} 2>&1\n"
            yield f"rc=$?; echo $rc > $WALK/{name}.rc; set -e\n"


def _served(command: str, options: str) -> str:
    """Start a server in the background and wait until it answers."""
    if command == "langgraph dev":
        begin, ready = (
            f"{command} --no-browser --no-reload --port PORT_2024",
            f"http://{_STUDIO}/ok",
        )
    else:
        begin, ready = f"TRIVIUM_PORT=PORT_8080 {command}", f"http://{_TRIVIUM}/readyz"
    return f" {begin}{options} > $WALK/served 2>&1 &\nuntil_ready {ready}"


def _bare(block: Block) -> str:
    return re.sub(r"^\$ ", "", block.text, flags=re.MULTILINE)


def _bash(
    script: str, folder: Path, environment: Mapping[str, str], timeout_s: float
) -> subprocess.CompletedProcess[str] | None:
    """Run the script in a session of its own, which ends with it; None when it took too long."""
    out = Path(environment["WALK"], "out")
    with out.open("w") as log:
        shell = subprocess.Popen(
            ["bash", "-c", script],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = shell.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end(shell.pid)
            shell.wait(20)
    return subprocess.CompletedProcess([], code, _read(out))


def _end(group: int) -> None:
    """End what the page has left running."""
    try:
        os.killpg(group, signal.SIGTERM)
    except ProcessLookupError:
        pass


def _compare(page: Path, said: Path, shown: Mapping[str, Shown]) -> None:
    for name, one in shown.items():
        if not (said / f"{name}.rc").exists():
            return  # the shell did not come so far
        seen, code = _read(said / name), _read(said / f"{name}.rc").strip()
        where = f"{page.name}, line {one.line}: $ {one.command}"
        if code != "0" and not one.may_fail:
            raise Differs(f"{where}\nended with {code}:\n{seen}")
        if one.output.strip() and not alike(one.output, seen):
            raise Differs(f"{where}\nsays:\n{seen}\nand not:\n{one.output}")


def alike(shown: str, seen: str) -> bool:
    """Say whether the page shows what was seen, but for what differs from run to run."""
    for pattern, word in _VARIES:
        shown, seen = pattern.sub(word, shown), pattern.sub(word, seen)
    wanted = ".*".join(map(re.escape, shown.strip().split("...")))
    return re.fullmatch(wanted, seen.strip(), re.DOTALL) is not None


def _read(path: Path) -> str:
    return path.read_text("utf-8", errors="replace") if path.exists() else ""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
