"""PostgreSQL's errors as Trivium's, each with the way out and none with the password."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import DiskFull, TriviumError, Unavailable, UnknownSetting
from .secrets import Secret, redacted

VARIABLE = "TRIVIUM_POSTGRES_URL"
# A / in a password that is not escaped makes a part of it the port, and the rest the database.
_ADDRESS = re.compile(r"[^@?]*:[\d,]+/[^@?]*")
_FORM = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"


def needed() -> None:
    """Look for the client's packages. Raises `Unavailable` with the command that installs them."""
    try:
        import psycopg
        import psycopg_pool
    except ImportError as error:
        raise Unavailable(
            f"PostgreSQL needs packages that are not there ({error}): "
            "install them with `pip install 'trivium[postgres]'`."
        ) from error
    del psycopg, psycopg_pool


def address_of(url: Secret) -> str:
    """Return `host:port/database` of an address. Raises `UnknownSetting`, without showing it."""
    needed()
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    if not url:
        raise UnknownSetting(f"PostgreSQL is to be used but not named: set {VARIABLE} to {_FORM}.")
    try:
        parts = conninfo_to_dict(url.reveal())
    except ProgrammingError:
        parts = {}
    host = parts.get("host") or parts.get("hostaddr") or "localhost"
    where = f"{host}:{parts.get('port') or 5432}/{parts.get('dbname') or parts.get('user') or ''}"
    if not parts or not _ADDRESS.fullmatch(where):
        raise UnknownSetting(
            f"{VARIABLE} is no address of PostgreSQL's: {_FORM} is expected, with %2F for a / in "
            "the password, and so for @ and ?."
        ) from None
    return where


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn the client's errors into Trivium's. `where` is what `address_of` gave."""
    from psycopg import Error

    try:
        yield
    except TimeoutError as error:
        raise silent(where) from error
    except Error as error:
        known = _translate(error, where)
        if known is None:
            raise
        raise known from error


def passing(error: Exception) -> bool:
    """Say whether the same call may succeed at once: the connection was lost, or a lock in turn."""
    from psycopg import OperationalError, errors

    lost = (errors.AdminShutdown, errors.CrashShutdown, errors.IdleInTransactionSessionTimeout)
    turn = (errors.DeadlockDetected, errors.SerializationFailure)
    return type(error) is OperationalError or isinstance(error, lost + turn)


def _translate(error: Exception, where: str) -> TriviumError | None:
    from psycopg import InterfaceError, OperationalError, errors
    from psycopg_pool import PoolTimeout

    if isinstance(error, errors.DiskFull):
        return DiskFull(
            f"No space is left on the disk of PostgreSQL at {where}: free some, then do it again; "
            "what was acknowledged before is safe."
        )
    if isinstance(error, errors.InsufficientPrivilege | errors.ReadOnlySqlTransaction):
        return Unavailable(
            f"PostgreSQL at {where} does not let Trivium write ({_reason(error)}): "
            f"name a role in {VARIABLE} that may make tables, on a server that takes writes."
        )
    if isinstance(error, PoolTimeout | errors.QueryCanceled):
        return silent(where)
    if isinstance(error, OperationalError | InterfaceError | errors.UndefinedTable):
        return Unavailable(
            f"PostgreSQL at {where} cannot be used ({_reason(error)}): "
            f"start it, or mend {VARIABLE}."
        )
    return None


def silent(where: str) -> Unavailable:
    """Return the error of a server that does not answer."""
    return Unavailable(
        f"PostgreSQL at {where} does not answer in time: see whether it runs and how busy it is, "
        f"or mend {VARIABLE}."
    )


def _reason(error: Exception) -> str:
    """Return the line that says why: the last host's where there are several."""
    lines = str(error).rpartition("failed: ")[2].splitlines() or [type(error).__name__]
    return redacted(lines[0].removeprefix("FATAL:").strip().rstrip("."))
