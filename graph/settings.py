"""The one function that reads the environment and trivium.toml."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints

from ..adapters.errors import UnknownSetting
from ..adapters.secrets import Secret
from ..adapters.terms import Contract
from .settings_fields import PREFIX, Settings, about, variable
from .settings_values import expected, from_text, from_toml, within

__all__ = ["Resolved", "Settings", "about", "load_settings", "resolve_settings", "variable"]

CONFIG = "TRIVIUM_CONFIG"
FILE = "trivium.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Settings, and where each one that is not at its default came from."""

    settings: Settings
    sources: Mapping[str, str]


def load_settings(environ: Mapping[str, str] | None = None, file: Path | None = None) -> Settings:
    """Return the settings: the environment before trivium.toml before the defaults.

    The file is `file`, else what TRIVIUM_CONFIG names, else trivium.toml in the working directory
    if there is one. An empty variable counts as not set. Raises `UnknownSetting`.
    """
    return resolve_settings(environ, file).settings


def resolve_settings(
    environ: Mapping[str, str] | None = None, file: Path | None = None
) -> Resolved:
    """Do what `load_settings` does and also tell the source of every value."""
    kinds = {name: kind for name, kind in _kinds().items() if kind != tuple[Contract, ...]}
    known = {variable(name): name for name in kinds}
    env = {
        given: value
        for given, value in (os.environ if environ is None else environ).items()
        if (given.startswith(PREFIX) or given in known) and value.strip()
    }
    named = file or (Path(env[CONFIG]).expanduser() if CONFIG in env else None)
    values, sources = _from_file(named)
    for given, text in env.items():
        if given == CONFIG:
            continue
        if given not in known:
            raise UnknownSetting(_unknown(given, [*known, CONFIG], "variable"))
        name = known[given]
        values[name] = _checked(given, name, kinds[name], text, from_text)
        sources[name] = given
    _swap(values, sources)
    return Resolved(settings=Settings(**values), sources=sources)


def _swap(values: dict[str, Any], sources: dict[str, str]) -> None:
    """Let a key or an address choose its member where none was chosen."""
    for name in list(sources):
        for swap in about(name).swaps.split(",") if values[name] else ():
            family, _, member = swap.partition("=")
            if family and family not in values:
                values[family], sources[family] = member, sources[name]


def _from_file(named: Path | None) -> tuple[dict[str, Any], dict[str, str]]:
    path = named or Path(FILE)
    if named is None and not path.is_file():
        return {}, {}
    values: dict[str, Any] = {}
    kinds = _kinds()
    for name, value in _toml(path).items():
        if name not in kinds:
            raise UnknownSetting(_unknown(name, kinds, f"key in {path}"))
        values[name] = _checked(f"{name} in {path}", name, kinds[name], value, from_toml)
    return values, dict.fromkeys(values, str(path))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnknownSetting(
            f"The settings file {path} cannot be read ({error.strerror}): mend or unset {CONFIG}."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnknownSetting(f"The settings file {path} is not valid TOML: {error}.") from error


def _checked(label: str, name: str, kind: Any, raw: Any, read: Any) -> Any:
    try:
        value = read(kind, raw.strip() if isinstance(raw, str) else raw)
    except (ValueError, RuntimeError) as error:
        raise UnknownSetting(_unusable(label, raw, kind, name)) from error
    if not within(value, about(name)):
        raise UnknownSetting(_unusable(label, raw, kind, name))
    return value


def _unusable(label: str, raw: object, kind: Any, name: str) -> str:
    shown = "***" if kind is Secret else repr(raw)
    shown = shown if len(shown) <= 80 else shown[:77] + "..."
    return f"{label} cannot be {shown}: {expected(kind, about(name))} is expected."


def _unknown(name: str, known: Iterable[str], what: str) -> str:
    bare = {right.removeprefix(PREFIX): right for right in known}
    near = get_close_matches(name.removeprefix(PREFIX), bare, 1)
    hint = f"did you mean {bare[near[0]]}?" if near else "docs/settings.md lists them all."
    return f"There is no setting {name} ({what}); {hint}"


def _kinds() -> dict[str, Any]:
    hints = get_type_hints(Settings)
    return {f.name: hints[f.name] for f in fields(Settings)}


if __name__ == "__main__":
    import sys

    from .settings_files import main

    sys.exit(main(sys.argv[1:]))
