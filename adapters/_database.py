"""One SQLite file in TRIVIUM_HOME: opened safely, migrated once, read by many, written by one."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection
from typing import TypeVar

from . import _schema
from .errors import DatabaseCorrupt, DatabaseNewer, DiskFull, HomeUnusable, Unavailable

T = TypeVar("T")

_WAIT_S = 30.0  # how long a second writer waits for the first; a large document takes seconds
_READERS = 4
_PAUSE_S = 0.01  # between two tries for the moment's exclusive lock that making a WAL file takes
_PRAGMAS = (
    "synchronous=NORMAL",  # survives a killed process; a power cut may undo the last moments
    "foreign_keys=ON",
    "secure_delete=ON",  # what is deleted is overwritten; some builds of SQLite do so anyway
    "cache_size=-16384",  # KiB; this and rarer checkpoints make small documents go in twice as fast
    "wal_autocheckpoint=4000",  # pages of 4 KiB
)


class Database:
    """The file `trivium.db` of a home; nothing is opened before the first read or write."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / "trivium.db"
        self._local = threading.local()
        self._open: list[Connection] = []
        self._lock = threading.Lock()
        self._ready = False
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="trivium-read")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="trivium-write")

    async def read(self, job: Callable[[Connection], T]) -> T:
        """Run `job` in a thread; all it reads is of one moment."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._run, "BEGIN", job)

    async def write(self, job: Callable[[Connection], T]) -> T:
        """Run `job` in the one writing thread; what it did is kept whole or not at all."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer, self._run, "BEGIN IMMEDIATE", job)

    async def close(self) -> None:
        """Finish what is running and close the file."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._writer.shutdown()
        self._readers.shutdown()
        for connection in self._open:
            connection.close()
        self._open.clear()

    def _run(self, begin: str, job: Callable[[Connection], T]) -> T:
        with translated(self.path):
            connection = self._connection()
            connection.execute(begin)
            try:
                result = job(connection)
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # SQLite itself rolls back when the disk is full
                    connection.execute("ROLLBACK")
                raise
            return result

    def _connection(self) -> Connection:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with self._lock:
                connection = connect(self.path, migrate=not self._ready)
                self._ready = True
                self._open.append(connection)
            self._local.connection = connection
        return connection


def connect(path: Path, *, migrate: bool = True) -> Connection:
    """Open the database file, making it and its folder, and bring its schema up to date.

    Raises `HomeUnusable`, `DatabaseCorrupt`, `DatabaseNewer` or `DiskFull`.
    """
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False
        )
        try:
            _keep_a_log(connection)
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            if migrate:
                _migrate(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


def use_write_ahead_log(path: Path) -> None:
    """Have a database file, made here if need be, keep a write-ahead log ever after."""
    with translated(path):
        connection = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
        try:
            _keep_a_log(connection)
        finally:
            connection.close()


def _keep_a_log(connection: Connection) -> None:
    """Switch to a write-ahead log, once a file; SQLite itself does not wait for others here."""
    deadline = time.monotonic() + _WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_S)
        else:
            return


def _migrate(connection: Connection, path: Path) -> None:
    newest = len(_schema.STEPS)
    if _version(connection) == newest:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        have = _version(connection)
        if have > newest:
            raise DatabaseNewer(
                f"{path} was written by a newer Trivium (schema {have}, this one knows {newest}): "
                "upgrade Trivium, or set TRIVIUM_HOME to another folder."
            )
        for step in _schema.STEPS[have:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version={newest}")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _version(connection: Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's and the file system's errors into Trivium's, each with the way out."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translate(error, path) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _disk_full(path) from error
        raise _home_unusable(path, str(error.strerror or error)) from error


def _translate(error: sqlite3.Error, path: Path) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return _disk_full(path)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DatabaseCorrupt(
            f"{path} cannot be read as a database ({error}): "
            "restore it from a backup, or move it away and ingest again."
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Unavailable(
            f"Another process has been writing to {path} for more than {_WAIT_S:.0f} seconds: "
            "wait for it to finish, or stop it."
        )
    if code in (
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_IOERR,
    ):
        return _home_unusable(path, str(error))
    return error


def _disk_full(path: Path) -> DiskFull:
    return DiskFull(
        f"No space is left on the disk of {path.parent}: free some, then do it again; "
        "what was acknowledged before is safe."
    )


def _home_unusable(path: Path, why: str) -> HomeUnusable:
    return HomeUnusable(
        f"The folder {path.parent} cannot be used ({why}): "
        "make it writable, or set TRIVIUM_HOME to a folder that is."
    )


def bind(text: str) -> str | bytes:
    """Make any text bindable: what UTF-8 cannot hold, lone surrogates, goes in as bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def plain(value: str | bytes) -> str:
    """Read back what `bind` stored."""
    return value if isinstance(value, str) else value.decode("utf-8", "surrogatepass")


def marks(values: list[str | bytes] | list[str] | list[int]) -> str:
    """Return as many question marks as there are values: `?,?,?`."""
    return ",".join("?" * len(values))
