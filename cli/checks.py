"""What `trivium doctor` looks at: each check says what it found and how to mend it."""

from __future__ import annotations

import shutil
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from time import time
from typing import TYPE_CHECKING, Literal

from ..adapters.errors import MixedVectors, TriviumError
from ..adapters.load import load
from ..adapters.terms import Query, Scope
from ..graph.settings import Settings

if TYPE_CHECKING:
    from ..adapters.base import Embedder, Ledger, Services, Store

Status = Literal["ok", "warn", "fail"]

FAMILIES = {
    "embedder": "embedders",
    "store": "stores",
    "contextualiser": "contextualisers",
    "ledger": "ledgers",
    "reranker": "rerankers",
    "answerer": "answerers",
    "classifier": "classifiers",
    "rewriter": "rewriters",
    "checker": "checkers",
}

_PYTHON_LEAST = (3, 11)
_FREE_LEAST_GB = 1.0
# Two sentences and their cosine under all-MiniLM-L6-v2; processors round its 8 bits differently.
_PAIR = ("How many days of leave do I have?", "Every employee has 25 days of annual leave.")
_COSINE, _WITHIN = 0.675, 0.03

_ROLES = ("answerer", "classifier", "rewriter", "checker")
_MEND_MODEL = "docs/models.md tells what each vendor's model needs; TRIVIUM_MODEL names it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What one check found; `mend` says what to do about it."""

    name: str
    status: Status
    found: str
    mend: str = ""


def python() -> Check:
    """Look at the interpreter."""
    found = f"{sys.version.split()[0]} at {sys.executable}"
    if sys.version_info < _PYTHON_LEAST:
        return Check(name="python", status="fail", found=found, mend="Use Python 3.11 or newer.")
    return Check(name="python", status="ok", found=found)


def home(folder: Path) -> list[Check]:
    """Write a file where the embedded data is kept, and look at the space left there."""
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    made = "" if place == folder.absolute() else " (made at the first use)"
    try:
        with TemporaryFile(dir=place) as file:
            file.write(b"trivium")
    except OSError as error:
        mend = "Make it writable, or set TRIVIUM_HOME to a folder that is."
        found = f"{folder.absolute()} cannot be written ({error.strerror})"
        return [Check(name="home", status="fail", found=found, mend=mend)]
    free = shutil.disk_usage(place).free / 1e9
    enough = free >= _FREE_LEAST_GB
    return [
        Check(name="home", status="ok", found=f"{folder.absolute()} can be written{made}"),
        Check(
            name="disk",
            status="ok" if enough else "warn",
            found=f"{free:,.1f} GB free",
            mend="" if enough else "Make room, or set TRIVIUM_HOME to a larger disk.",
        ),
    ]


def members(settings: Settings) -> list[Check]:
    """Look for the file of every member that the settings name."""
    found = []
    for key, family in FAMILIES.items():
        name: str = getattr(settings, key)
        variable = f"Mend TRIVIUM_{key.upper()}, or install what it needs."
        try:
            load(family, name)
        except (TriviumError, ImportError) as error:
            found.append(Check(name=key, status="fail", found=str(error), mend=variable))
        else:
            found.append(Check(name=key, status="ok", found=name))
    return found


def named(checks: list[Check], services: Services) -> list[Check]:
    """Put the members' own names behind the settings'."""
    return [
        Check(
            name=check.name,
            status=check.status,
            found=f"{check.found} ({getattr(services, check.name).name})",
        )
        for check in checks
    ]


async def database(store: Store) -> Check:
    """Open the store and count; a database that cannot be read says so."""
    try:
        corpus = await store.corpus(Scope.owner())
    except TriviumError as error:
        return Check(name="database", status="fail", found=str(error))
    found = f"{corpus.documents:,} documents, {corpus.passages:,} passages"
    if corpus.pending:
        mend = "`trivium serve` adds them in the background, `trivium ingest` at once."
        waiting = f"{found}, {corpus.pending:,} still without vectors"
        return Check(name="database", status="warn", found=waiting, mend=mend)
    return Check(name="database", status="ok", found=found)


async def receipts(ledger: Ledger) -> Check:
    """Ask a ledger that is a server's; one that cannot be reached says so."""
    try:
        await ledger.asked("", since=time())
    except TriviumError as error:
        return Check(name="receipts", status="fail", found=str(error))
    return Check(name="receipts", status="ok", found=f"{ledger.name} can be read")


async def models(services: Services) -> list[Check]:
    """Make one tiny call to each language model, role by role; without one there is none."""
    roles = {role: getattr(services, role) for role in _ROLES}
    roles |= {f"model {name}": member for name, member in services.tuned.items()}
    found = []
    for role, member in roles.items():
        probe = getattr(member, "probe", None)
        try:
            said = await probe() if probe else ""
        except TriviumError as error:
            found.append(Check(name=role, status="fail", found=str(error), mend=_MEND_MODEL))
        else:
            found += [Check(name=role, status="ok", found=f"{member.name}: {said}")] if said else []
    return found


async def vectors(store: Store, embedder: Embedder) -> Check:
    """Ask the index for what is near a sentence; it may hold vectors of another embedder."""
    try:
        query = Query(text="", vector=await embedder.query(_PAIR[0]))
        await store.search(query, Scope.owner(), limit=1)
    except MixedVectors as error:
        mend = "Questions go by words alone until then."
        return Check(name="vectors", status="warn", found=str(error), mend=mend)
    except TriviumError as error:
        return Check(name="vectors", status="fail", found=str(error))
    return Check(name="vectors", status="ok", found=f"made by {embedder.name}")


async def encoder(embedder: Embedder, *, known: bool) -> Check:
    """Embed two sentences; where the model is `known`, their cosine must be the known one."""
    try:
        one, two = [await embedder.query(text) for text in _PAIR]
    except TriviumError as error:
        return Check(name="encoder", status="fail", found=str(error))
    cosine = float(one @ two)
    found = f"{embedder.dimensions} dimensions, {cosine:.3f} for a known pair of sentences"
    if known and abs(cosine - _COSINE) > _WITHIN:
        mend = "Install Trivium again: its model file is damaged."
        return Check(name="encoder", status="fail", found=f"{found}, not {_COSINE}", mend=mend)
    return Check(name="encoder", status="ok", found=found)


def port(host: str, number: int) -> Check:
    """Try to listen where `trivium serve` would."""
    found = f"{host}:{number}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, number, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        mend = (
            "Fine if that is a running `trivium serve`; else change TRIVIUM_HOST or TRIVIUM_PORT."
        )
        return Check(
            name="port", status="warn", found=f"{found} is not free ({error.strerror})", mend=mend
        )
    return Check(name="port", status="ok", found=f"{found} is free")
