"""The collections: made at the first use, and looked at whether they fit."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import Conflict
from ._weaviate_errors import Failed

if TYPE_CHECKING:
    from weaviate import WeaviateAsyncClient
    from weaviate.collections.classes.config import Property

# How each property is kept: `f` filtered by, `w` searched by words, `n` a number filtered by,
# `b` a truth filtered by, `t` and `i` a text or a number that only comes back, `s` bytes.
_Kinds = Mapping[str, str]

PASSAGES: _Kinds = {
    "passage": "f",
    "document": "f",
    "edition": "f",
    "readers": "F",
    "waiting": "b",
    "words": "w",
    "passage_id": "t",
    "document_id": "t",
    "version": "t",
    "ordinal": "i",
    "start": "i",
    "stop": "i",
    "page": "i",
    "text": "t",
    "title": "t",
    "context": "t",
    "about": "t",
    "url": "t",
    "tenant": "t",
    "groups": "t",
    "sentences": "s",
}
DOCUMENTS: _Kinds = {
    "sorted_by": "f",
    "tenant_key": "f",
    "readers": "F",
    "edition": "f",
    "counted": "t",
    "waiting": "b",
    "passages": "n",
    "pending": "n",
    "embedded": "n",
    "tokens": "n",
    "updated": "n.",
    "since": "n.",
    "gone": "b",
    "pieces": "i",
    "document_id": "t",
    "title": "t",
    "source": "t",
    "version": "t",
    "tenant": "t",
    "groups": "t",
    "url": "t",
    "pages": "t",
    "added_by": "t",
}
TEXTS: _Kinds = {"edition": "f", "document": "f", "piece": "t"}
# What collections of an older Trivium lack.
_NEW_PASSAGES, _NEW_DOCUMENTS = ("about",), ("added_by",)
STATE: _Kinds = {"kind": "f", "name": "t", "value": "t"}


@dataclass(frozen=True, slots=True)
class Names:
    """What the collections are called; passages stand behind an alias."""

    prefix: str

    @property
    def documents(self) -> str:
        return f"{self.prefix}Documents"

    @property
    def texts(self) -> str:
        return f"{self.prefix}Texts"

    @property
    def state(self) -> str:
        return f"{self.prefix}State"

    @property
    def passages(self) -> str:
        """The alias that searches use."""
        return f"{self.prefix}Passages"

    def generation(self, number: int) -> str:
        """The collection behind the alias, or the one that is to come."""
        return f"{self.passages}{number}"

    def number(self, generation: str) -> int:
        """Return which collection behind the alias this is."""
        return int(generation.removeprefix(self.passages) or 0)


async def prepare(client: WeaviateAsyncClient, names: Names, replicas: int) -> None:
    """Make what is not there yet. Raises `Conflict` where something else is there."""
    wanted = {
        names.documents: (DOCUMENTS, False),
        names.texts: (TEXTS, True),
        names.state: (STATE, False),
    }
    alias = await client.alias.get(alias_name=names.passages)
    behind = alias.collection if alias else names.generation(1)
    wanted[behind] = (PASSAGES, True)
    for name, (kinds, tenants) in wanted.items():
        if not await client.collections.exists(name):
            await create(client, name, kinds, tenants=tenants, replicas=replicas)
    if alias is None:
        await _name(client, names.passages, behind)
    await _add_new(client, behind, PASSAGES, _NEW_PASSAGES)
    await _add_new(client, names.documents, DOCUMENTS, _NEW_DOCUMENTS)
    checks = (_check(client, name, *of) for name, of in wanted.items())
    await asyncio.gather(*checks)


async def create(
    client: WeaviateAsyncClient, name: str, kinds: _Kinds, *, tenants: bool, replicas: int
) -> None:
    """Make one collection; it is well if somebody else just did."""
    from weaviate.classes.config import Configure, ReplicationDeletionStrategy, StopwordsPreset
    from weaviate.exceptions import UnexpectedStatusCodeError

    try:
        await client.collections.create(
            name,
            properties=[_property(name, kind) for name, kind in kinds.items()],
            vector_config=Configure.Vectors.self_provided(),
            multi_tenancy_config=Configure.multi_tenancy(
                enabled=tenants, auto_tenant_activation=tenants
            ),
            inverted_index_config=Configure.inverted_index(
                bm25_k1=1.2, bm25_b=0.75, stopwords_preset=StopwordsPreset.NONE
            ),
            replication_config=Configure.replication(
                factor=replicas,
                async_enabled=replicas > 1,
                deletion_strategy=ReplicationDeletionStrategy.TIME_BASED_RESOLUTION,
            ),
        )
    except UnexpectedStatusCodeError:
        if not await client.collections.exists(name):
            raise


async def _name(client: WeaviateAsyncClient, alias: str, collection: str) -> None:
    from weaviate.exceptions import UnexpectedStatusCodeError

    try:
        await client.alias.create(alias_name=alias, target_collection=collection)
    except UnexpectedStatusCodeError:
        if await client.alias.get(alias_name=alias) is None:
            raise


async def _add_new(
    client: WeaviateAsyncClient, collection: str, kinds: _Kinds, new: Sequence[str]
) -> None:
    """Add the properties that a collection of an older Trivium lacks; what is there stays."""
    from weaviate.exceptions import UnexpectedStatusCodeError

    there = {
        found.name for found in (await client.collections.use(collection).config.get()).properties
    }
    for name in new:
        if name not in there:
            # Another process may just have added it; whether it is there is looked at next.
            with suppress(UnexpectedStatusCodeError):
                added = _property(name, kinds[name])
                await client.collections.use(collection).config.add_property(added)


async def _check(client: WeaviateAsyncClient, name: str, kinds: _Kinds, tenants: bool) -> None:
    """Compare what is there with what Trivium writes."""
    found = await client.collections.use(name).config.get()
    there = {p.name: (p.data_type.value, p.tokenization) for p in found.properties}
    wanted = {p.name: (p.dataType.value, p.tokenization) for p in _properties(kinds)}
    wrong = [p for p in wanted if p not in there or _differ(wanted[p], there[p])]
    if found.multi_tenancy_config.enabled != tenants:
        wrong.append("multi-tenancy")
    if wrong:
        raise Conflict(
            f"The collection {name} in Weaviate does not fit ({', '.join(sorted(wrong))}): set "
            "TRIVIUM_WEAVIATE_COLLECTION to a name that nothing has yet, and ingest again."
        )


def _differ(wanted: tuple[str, Any], there: tuple[str, Any]) -> bool:
    return wanted[0] != there[0] or (wanted[1] is not None and wanted[1] != there[1])


def _properties(kinds: _Kinds) -> list[Property]:
    return [_property(name, kind) for name, kind in kinds.items()]


def _property(name: str, kind: str) -> Property:
    from weaviate.classes.config import DataType, Property, Tokenization

    types = {
        "F": DataType.TEXT_ARRAY,
        "b": DataType.BOOL,
        "n": DataType.INT,
        "n.": DataType.NUMBER,
        "i": DataType.INT,
        "s": DataType.BLOB,
    }
    words = {"w": Tokenization.WHITESPACE, "f": Tokenization.FIELD, "F": Tokenization.FIELD}
    text = kind in "wfFt"
    return Property(
        name=name,
        data_type=types.get(kind, DataType.TEXT),
        tokenization=words.get(kind),
        index_filterable=kind in ("f", "F", "b", "n", "n."),
        index_searchable=kind == "w" if text else None,
    )


def missing(error: Failed) -> bool:
    """Say whether it failed because nothing was ever written for that tenant."""
    return absent(str(error))


def absent(said: str) -> bool:
    """Say whether the server speaks of a tenant that is not there."""
    return "tenant not found" in said or "tenant" in said and "not exist" in said


def unheard_of(error: Failed) -> bool:
    """Say whether it failed because the node does not know a collection, or its alias."""
    said = str(error)
    return "could not find class" in said or "class not found" in said


def too_few(said: str) -> bool:
    """Say whether fewer nodes took a change than were asked to."""
    return "cannot achieve consistency level" in said or "enough replicas" in said
