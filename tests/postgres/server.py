"""A PostgreSQL server of the tests' own: a temporary folder, a unix socket, no network."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from trivium.adapters.secrets import Secret

PASSWORD = "opensesame"  # long enough to be found wherever it leaks
ROLE = "trivium"


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's server programs, if there are any."""
    config = shutil.which("pg_config")
    named = subprocess.check_output([config, "--bindir"], text=True).strip() if config else ""
    folders = [*filter(None, [named]), *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")))]
    return next((Path(f) for f in reversed(folders) if Path(f, "postgres").is_file()), None)


class Server:
    """A server that can be stopped, started again, killed and frozen."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="trivium-postgres-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._schemas = 0
        self._who = _other_user()
        if self._who:
            shutil.chown(self.folder, self._who["user"], self._who["group"])
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        self._call("initdb", "-D", str(self.data), "-U", ROLE, "--pwfile", str(secret), *_INITDB)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Start, and wait until it lets clients in."""
        command = [self.programs / "postgres", "-D", self.data, *_options(self.folder)]
        log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen(command, stdout=log, stderr=log, **self._who)
        log.close()
        ready = ["pg_isready", "-h", str(self.folder), "-U", ROLE, "-t", "20", "-q"]
        for _ in range(2000):
            if subprocess.call([self.programs / ready[0], *ready[1:]]) == 0:
                return
        raise RuntimeError((self.folder / "log").read_text())

    def stop(self) -> None:
        """Stop as an operator does, without waiting for the clients."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Stop as a power cut does."""
        self._end(signal.SIGQUIT)

    def freeze(self) -> None:
        """Have every process of it take no further step; its sockets stay open."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        if self._process is not None:
            self.kill()
        shutil.rmtree(self.folder)

    def url(self, database: str = "postgres", password: str = PASSWORD) -> Secret:
        return Secret(f"postgresql://{ROLE}:{password}@/{database}?host={self.folder}")

    def fresh(self) -> Secret:
        """Return an address under which there is nothing yet: a schema of its own."""
        self._schemas += 1
        schema = f"fresh{self._schemas}"
        self.sql(f"CREATE SCHEMA {schema}")
        return Secret(f"{self.url().reveal()}&options=-csearch_path%3D{schema}")

    def sql(self, statement: str, url: Secret | None = None) -> str:
        """Run a statement; return its rows as text."""
        command = [self.programs / "psql", (url or self.url()).reveal(), "-XAtqc", statement]
        return subprocess.check_output(command, text=True).strip()

    def complaints(self) -> list[str]:
        """Return the lines of the server's log that warn."""
        lines = (self.folder / "log").read_text().splitlines()
        return [line for line in lines if "WARNING" in line or "ERROR" in line]

    def _call(self, program: str, *arguments: str) -> None:
        command = [self.programs / program, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **self._who)

    def _end(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)
        self._process.wait(timeout=30)
        self._process = None

    def _signal(self, number: int) -> None:
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        for pid in [self._process.pid, *map(int, children.read_text().split())]:
            os.kill(pid, number)


def _options(folder: Path) -> list[str]:
    settings = {"listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off"}
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _other_user() -> dict[str, Any]:
    """Return whom to run as: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


_INITDB = ["-A", "scram-sha-256", "--no-sync", "-E", "UTF8", "--no-locale"]
