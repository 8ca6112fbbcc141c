"""Find a member of a family by the name of its file."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any

from .errors import UnknownName
from .nearest import unknown
from .plugins import added


def members(family: str) -> list[str]:
    """List the members of a family: its files, without those that start with an underscore."""
    package = import_module(f"{__package__}.{family}")
    return sorted(m.name for m in iter_modules(package.__path__) if not m.name.startswith("_"))


def split(family: str, name: str) -> tuple[str, str]:
    """Split `member:argument`; what no member is called is an argument for LangChain's member.

    `cohere:embed-v4.0` is ("cohere", "embed-v4.0"), `openai:text-embedding-3-small` is
    ("langchain", "openai:text-embedding-3-small") and `openai:gpt-5-mini` ("chat",
    "openai:gpt-5-mini").
    """
    member, colon, argument = name.partition(":")
    known = members(family)
    if colon and "." not in member and member not in known:
        for other in ("langchain", "chat"):
            if other in known:
                return other, name
    return member, argument


def load(family: str, name: str) -> Any:
    """Import `adapters/<family>/<name>.py`, what a package adds under this name, or a dotted path.

    The module has `connect`, which makes the member. What follows a colon in `name` is for
    `connect`, as `model_argument` in its options. Raises `UnknownName`.
    """
    name, _ = split(family, name)
    if "." in name:
        if find_spec(name.partition(".")[0]) is None:
            raise UnknownName(f"No module {name!r} for {family}: is its package installed?")
        return import_module(name)
    known = members(family)
    if name in known:
        return import_module(f"{__package__}.{family}.{name}")
    more = added(family)
    if name in more:
        return more[name].load()
    raise UnknownName(unknown(f"member of {family}", name, [*known, *more]))
