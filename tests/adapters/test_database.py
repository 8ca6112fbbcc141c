"""The one SQLite file of a home: what can be wrong with it, and who may use it at one time."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from sqlite3 import Connection

import pytest

from trivium.adapters import _schema
from trivium.adapters._database import Database, bind, connect, plain
from trivium.adapters.errors import DatabaseCorrupt, DatabaseNewer, DiskFull, HomeUnusable


def count(connection: Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM texts").fetchone()[0])


def add(connection: Connection, size: int = 10) -> None:
    connection.execute("PRAGMA defer_foreign_keys=ON")
    cursor = connection.execute(
        "INSERT INTO documents (id, tenant, public, title, source, version, url, pages, updated,"
        " tokens, passages, pending) VALUES (hex(randomblob(8)), 't', 1, '', '', '', '', '[]',"
        " 0, 0, 0, 0)"
    )
    connection.execute("INSERT INTO texts VALUES (?, ?)", (cursor.lastrowid, "x" * size))


async def opened(home: Path) -> None:
    database = Database(home)
    try:
        await database.read(count)
    finally:
        await database.close()


async def test_a_home_is_made_with_its_parents(tmp_path: Path) -> None:
    await opened(tmp_path / "a" / "b")

    assert (tmp_path / "a" / "b" / "trivium.db").exists()


async def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path)

    def fail(connection: Connection) -> None:
        add(connection)
        raise KeyError("half way")

    with pytest.raises(KeyError):
        await database.write(fail)

    assert await database.read(count) == 0
    await database.write(add)
    assert await database.read(count) == 1
    await database.close()


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "trivium.db").write_bytes(b"This is a letter to my aunt. " * 400)

    with pytest.raises(DatabaseCorrupt, match=r"trivium\.db .* restore it from a backup"):
        await opened(tmp_path)


async def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    database = Database(tmp_path)
    for _ in range(50):
        await database.write(lambda c: add(c, 20_000))
    await database.close()
    file = tmp_path / "trivium.db"
    data = bytearray(file.read_bytes())
    data[8192:] = os.urandom(len(data) - 8192)
    file.write_bytes(data)

    with pytest.raises(DatabaseCorrupt, match="ingest again"):
        await opened(tmp_path)


async def test_passages_of_an_older_database_have_nothing_written_about_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(_schema, "STEPS", _schema.STEPS[:2])
        connection = connect(tmp_path / "trivium.db")
        connection.execute("INSERT INTO passages VALUES (1, 'p', 0, 1, 0, '', 'x', NULL)")
        connection.close()

    connection = connect(tmp_path / "trivium.db")

    assert connection.execute("SELECT id, about FROM passages").fetchall() == [("p", "")]
    connection.close()


async def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    await opened(tmp_path)
    connection = sqlite3.connect(tmp_path / "trivium.db")
    connection.execute("PRAGMA user_version=99")
    connection.close()

    with pytest.raises(DatabaseNewer, match="schema 99.*upgrade Trivium"):
        await opened(tmp_path)


async def test_a_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")

    with pytest.raises(HomeUnusable, match="home cannot be used.*TRIVIUM_HOME"):
        await opened(tmp_path / "home")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(HomeUnusable, match="make it writable"):
        asyncio.run(opened(tmp_path))


async def test_a_home_where_nothing_can_be_made_is_named() -> None:
    with pytest.raises(HomeUnusable, match="/proc"):
        await opened(Path("/proc/trivium"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small tmpfs")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


async def test_a_full_disk_loses_nothing_that_was_acknowledged(small_disk: Path) -> None:
    database, kept = Database(small_disk), 0

    async def fill() -> None:
        nonlocal kept
        for _ in range(100):
            await database.write(lambda c: add(c, 100_000))
            kept += 1

    with pytest.raises(DiskFull, match="No space is left"):
        await fill()

    assert kept > 0
    assert await database.read(count) == kept
    await database.close()
    await opened(small_disk)


def test_many_processes_may_open_a_new_home_at_once(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys; from pathlib import Path\n"
        "from trivium.adapters._database import Database\n"
        "async def main():\n"
        "    database = Database(Path(sys.argv[1]))\n"
        "    for n in range(5):\n"
        "        await database.write(lambda c: c.execute(\n"
        "            'INSERT INTO tenants VALUES (hex(randomblob(8)), 1)'))\n"
        "    await database.close()\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    running = [subprocess.Popen(command) for _ in range(4)]

    assert [process.wait() for process in running] == [0, 0, 0, 0]
    connection = sqlite3.connect(tmp_path / "trivium.db")
    assert connection.execute("SELECT count(*) FROM tenants").fetchone() == (20,)
    connection.close()


def test_many_may_open_a_new_file_at_the_same_moment(tmp_path: Path) -> None:
    together = threading.Barrier(6)

    def open_one(path: Path) -> None:
        together.wait()
        connect(path).close()

    with ThreadPoolExecutor(6) as pool:
        for n in range(60):
            list(pool.map(open_one, [tmp_path / f"{n}.db"] * 6))


@pytest.mark.parametrize("text", ["", "plain", "null \x00", "lone \ud83d", "\udfff", "👩‍👧"])
def test_any_text_can_be_bound(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (x TEXT)")
    connection.execute("INSERT INTO t VALUES (?)", (bind(text),))

    (found,) = connection.execute("SELECT x FROM t WHERE x = ?", (bind(text),)).fetchone()
    connection.close()

    assert plain(found) == text
