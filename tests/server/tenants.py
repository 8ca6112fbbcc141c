"""Two tenants with five groups each behind one server, and a record of all that each is told."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from trivium.adapters.base import Services
from trivium.adapters.terms import digest
from trivium.graph.settings import Settings
from trivium.server.keyring import Key, Keyring

from .conftest import Door, serving

TENANTS = ("quarry", "orchard")
EVERYBODY = ""
_CACHE_KEY = re.compile(r'"prompt_cache_key": "(\w+)"')


def word(*about: str) -> str:
    """A word that stands nowhere else, the same at every run."""
    return "z" + "".join(chr(ord("a") + int(letter, 16)) for letter in digest(" ".join(about))[:9])


GROUPS = tuple(word("group", name) for name in ("law", "sales", "staff", "board", "works"))


@dataclass(frozen=True)
class Paper:
    """A document that one group of a tenant may read, or everybody there."""

    tenant: str
    group: str

    def of(self, part: str) -> str:
        return word(self.tenant, self.group, part)

    @property
    def body(self) -> dict[str, Any]:
        brand, place = self.of("brand"), self.of("place")
        return {
            "title": f"Pump manual {self.of('title')}",
            "url": f"https://{self.of('url')}.example/pump",
            "text": f"The pump needs oil of the brand {brand}. It stands in the hall {place}.",
            "groups": [self.group] if self.group else [],
        }

    @property
    def words(self) -> set[str]:
        return {self.of(part) for part in ("brand", "place", "title", "url")}


PAPERS = [Paper(tenant, group) for tenant in TENANTS for group in (EVERYBODY, *GROUPS)]


@dataclass(frozen=True)
class Told:
    """What was asked for, what was sent with it, and all that came back."""

    operation: str
    sent: str
    answer: str
    status: int = 200


@dataclass
class Asker:
    """Somebody with a key, who notes everything."""

    name: str
    tenant: str
    groups: frozenset[str]
    client: httpx.AsyncClient
    told: list[Told] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    added: set[str] = field(default_factory=set)
    cache_keys: set[str] = field(default_factory=set)

    @property
    def word(self) -> str:
        """A word that only this one says: in questions, a thread and feedback."""
        return word("asker", self.name)

    def sees(self, paper: Paper) -> bool:
        return paper.tenant == self.tenant and (not paper.group or paper.group in self.groups)

    async def send(self, operation: str, *, at: str = "", **given: Any) -> httpx.Response:
        """Send a request; `at` is the address where it is not the operation's own path."""
        method, path = operation.split(" ")
        answer = await self.client.request(method, at or path, **given)
        shown = f"{dict(answer.headers)} {answer.text}"
        self.told.append(Told(operation, f"{at} {given}", shown, answer.status_code))
        return answer

    def note(self, operation: str, sent: str, answer: str) -> None:
        """Note what somebody else was told on this one's behalf."""
        self.told.append(Told(operation, sent, answer))
        self.cache_keys |= set(_CACHE_KEY.findall(answer))


@dataclass
class World:
    """The server, who asks, the documents' ids, and what vendors were sent since the last look."""

    door: Door
    askers: list[Asker]
    ids: Mapping[Paper, str]
    sent: Callable[[], list[str]]

    def foreign(self, asker: Asker) -> dict[str, str]:
        """Return every word that must not reach this asker, and what it is."""
        found: dict[str, str] = {}
        for paper, name in self.ids.items():
            if not asker.sees(paper):
                found |= dict.fromkeys({*paper.words, name}, f"a paper of {paper.tenant}")
        found |= dict.fromkeys(set(GROUPS) - asker.groups, "a group's name")
        for other in self.askers:
            if other is not asker:
                found |= dict.fromkeys({other.word, *other.receipts}, f"of {other.name}")
        return found

    def leaks(self) -> list[str]:
        """Name everything that somebody was told of another's."""
        return [leak for asker in self.askers for leak in self._leaks(asker)]

    def _leaks(self, asker: Asker) -> Iterator[str]:
        foreign, own = self.foreign(asker), " ".join(asker.questions)  # receipts say them again
        for told in asker.told:
            answer, sent = told.answer.casefold(), own + told.sent
            for each, what in foreign.items():
                if each in answer and each not in sent:
                    yield f"{asker.name} was told {each}, {what}, by {told.operation}"
        for other in self.askers:
            same = (other.tenant, other.groups) == (asker.tenant, asker.groups)
            if not same and asker.cache_keys & other.cache_keys:
                yield f"{asker.name} and {other.name} share a vendor's cache"


@asynccontextmanager
async def opened(
    settings: Settings,
    services: Services,
    who: Mapping[str, tuple[str, Sequence[str]]],
    papers: Sequence[Paper] = PAPERS,
    sent: Callable[[], list[str]] = list,
) -> AsyncIterator[World]:
    """Serve the papers to askers, given as (tenant, groups) by their names."""
    ring = Keyring(settings.home)
    keys = {name: _key(ring, name, tenant, groups) for name, (tenant, groups) in who.items()}
    keepers = {tenant: _key(ring, f"{tenant}-keeper", tenant, GROUPS) for tenant in TENANTS}
    async with serving(settings, services) as door:
        ids = {paper: await _put(door, paper, keepers[paper.tenant]) for paper in papers}
        await door.trivium.embed()
        clients = {name: httpx.AsyncClient(base_url=door.url, timeout=60) for name in who}
        for name, client in clients.items():
            client.headers["Authorization"] = f"Bearer {keys[name]}"
        askers = [Asker(n, t, frozenset(g), clients[n]) for n, (t, g) in who.items()]
        try:
            yield World(door, askers, ids, sent)
        finally:
            for client in clients.values():
                await client.aclose()


def _key(ring: Keyring, name: str, tenant: str, groups: Sequence[str]) -> str:
    return ring.create(Key(name=name, hash="", tenant=tenant, user=name, groups=tuple(groups)))


async def _put(door: Door, paper: Paper, key: str) -> str:
    headers = {"Authorization": f"Bearer {key}"}
    answer = await door.client.post("/v1/documents", json=paper.body, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["documents"][0]["id"])
