"""Turn what stands in the environment or in trivium.toml into the values of the settings."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from ..adapters.errors import BadInput, UnknownSetting
from ..adapters.registry import registered
from ..adapters.secrets import Secret
from ..adapters.terms import Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of a setting beside its type: a sentence, and the numbers it may take.

    `variable` is its name in the environment where that is the vendor's own. `swaps` is
    `family=member,...`: what is taken where this is set and the family is not.
    """

    doc: str
    section: str = ""
    least: float | None = None
    most: float | None = None
    variable: str = ""
    swaps: str = ""


def setting(
    default: Any,
    doc: str,
    *,
    section: str = "",
    least: float | None = None,
    most: float | None = None,
    variable: str = "",
    swaps: str = "",
) -> Any:
    """Declare a setting as a field of a dataclass."""
    about = About(doc=doc, section=section, least=least, most=most, variable=variable, swaps=swaps)
    return field(default=default, metadata={"about": about})


def from_text(kind: Any, text: str) -> Any:
    """Read a value from the environment. Raises `ValueError` when it is none of this kind."""
    if kind is Path and "\0" not in text:
        return Path(text).expanduser()
    if kind is int or kind is float or kind is Secret:
        return kind(text)
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if kind is not str and text not in get_args(kind):
        raise ValueError(text)
    return text


def from_toml(kind: Any, value: object) -> Any:
    """Read a value from trivium.toml, whose values have types. Raises `ValueError`."""
    if kind is Secret:
        raise ValueError("a secret in a file")
    if kind == tuple[Contract, ...]:
        return _contracts(value)
    if kind == tuple[str, ...]:
        return tuple(_list(value, str))
    if isinstance(value, bool):
        raise ValueError("a boolean")
    if kind is float and isinstance(value, int | float):
        return float(value)
    if kind is int and isinstance(value, int):
        return value
    if kind is int or kind is float or not isinstance(value, str):
        raise ValueError("another type")
    return from_text(kind, value)


def within(value: object, about: About) -> bool:
    """Say whether a number keeps to its limits; what is no number has none."""
    if not isinstance(value, int | float):
        return True
    least = about.least if about.least is not None else value
    most = about.most if about.most is not None else value
    return least <= value <= most < float("inf")


def expected(kind: Any, about: About) -> str:
    """Say in words which values a setting takes."""
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(get_args(kind))
    if kind is int or kind is float:
        noun = "a whole number" if kind is int else "a number"
        if about.most is not None:
            return f"{noun} from {about.least:g} to {about.most:g}"
        return noun if about.least is None else f"{noun} of at least {about.least:g}"
    if kind == tuple[str, ...]:
        return "a list of names"
    if kind == tuple[Contract, ...]:
        keys = ", ".join(f.name for f in fields(Contract))
        return f"tables [[models]] ({keys}), each with a purpose and a name of its own"
    if kind is Secret:
        return "a key, in the environment only,"
    return "a path" if kind is Path else "a text"


def _list(value: object, kind: type) -> list[Any]:
    if not isinstance(value, list) or not all(isinstance(item, kind) for item in value):
        raise ValueError("not such a list")
    return value


def _contracts(value: object) -> tuple[Contract, ...]:
    try:
        return registered(_list(value, dict))
    except BadInput as error:
        raise UnknownSetting(f"[[models]] in trivium.toml: {error}") from error
