"""Every setting in one place, and the one function that reads the environment and trivium.toml."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, get_type_hints

from ..adapters.errors import UnknownSetting
from ..adapters.terms import Contract, Principal
from ..nodes.context import Mode
from .settings_values import About, expected, from_text, from_toml, within

PREFIX = "TRIVIUM_"
CONFIG = "TRIVIUM_CONFIG"
FILE = "trivium.toml"

LogLevel = Literal["debug", "info", "warning", "error"]


def _setting(
    default: Any,
    doc: str,
    *,
    section: str = "",
    least: float | None = None,
    most: float | None = None,
) -> Any:
    about = About(doc=doc, section=section, least=least, most=most)
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a Trivium is made from; with nothing set it needs no key and no network."""

    home: Path = _setting(
        Path(".trivium"),
        "The folder for everything embedded: database, vectors, receipts. Relative to where "
        "Trivium is started.",
        section="Where",
    )
    host: str = _setting("127.0.0.1", "The address that `trivium serve` listens on.")
    port: int = _setting(
        8080, "The port that `trivium serve` listens on; 0 takes a free one.", least=0, most=65535
    )
    log_level: LogLevel = _setting(
        "info", "How much is logged; `debug` also shows the traceback of an error."
    )

    tenant: str = _setting(
        "default", "The tenant of whoever asks from this machine.", section="Who asks"
    )
    user: str = _setting("local", "The name of whoever asks from this machine.")
    groups: tuple[str, ...] = _setting((), "The groups of whoever asks from this machine.")

    store: str = _setting(
        "embedded", "Keeps documents and finds passages.", section="Members of the families"
    )
    embedder: str = _setting("embedded", "Turns text into vectors.")
    reranker: str = _setting("embedded", "Puts what was found into a better order.")
    answerer: str = _setting("embedded", "Writes, or quotes, the answer.")
    classifier: str = _setting("embedded", "Chooses the route.")
    rewriter: str = _setting("embedded", "Finds other words for a question.")
    checker: str = _setting("embedded", "Judges each sentence by the evidence.")
    ledger: str = _setting("embedded", "Keeps receipts and feedback.")

    mode: Mode = _setting(
        "verify",
        "`verify`: only supported sentences leave; `annotate`: verdicts follow; `off`: recorded.",
        section="One question",
    )
    deadline_s: float = _setting(
        30.0, "Seconds for a whole question; 0 means no limit.", least=0, most=86_400
    )
    max_tokens: int = _setting(0, "Tokens for a whole question; 0 means no limit.", least=0)
    max_cost_usd: float = _setting(
        0.0, "US dollars for a whole question; 0 means no limit.", least=0
    )
    window_tokens: int = _setting(
        128_000, "The answering model's context window, in tokens.", least=1
    )
    search_limit: int = _setting(40, "How many passages a search brings.", least=1, most=10_000)
    keep: int = _setting(8, "How many passages an answer may rest on.", least=1, most=1_000)
    ladder: tuple[str, ...] = _setting(
        ("rewrite", "widen", "stuff"), "What is tried, in this order, when a check fails."
    )

    question_max_chars: int = _setting(
        100_000, "The longest question, in characters.", section="Limits", least=1
    )
    upload_max_mb: int = _setting(100, "The largest upload, in MB.", least=1)
    file_max_mb: int = _setting(200, "The largest file that is read, in MB.", least=1)
    pages_max: int = _setting(5_000, "The most pages a document may have.", least=1)

    models: tuple[Contract, ...] = _setting(
        (),
        "The tuned models and what each promises; only in `trivium.toml`.",
        section="Tuned models",
    )

    @property
    def principal(self) -> Principal:
        """Who asks when nobody else is named."""
        return Principal(tenant=self.tenant, user=self.user, groups=frozenset(self.groups))


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
    env = {
        name: value
        for name, value in (os.environ if environ is None else environ).items()
        if name.startswith(PREFIX) and value.strip()
    }
    named = file or (Path(env[CONFIG]).expanduser() if CONFIG in env else None)
    values, sources = _from_file(named)
    kinds = {name: kind for name, kind in _kinds().items() if kind != tuple[Contract, ...]}
    known = {PREFIX + name.upper(): name for name in kinds}
    for variable, text in env.items():
        if variable == CONFIG:
            continue
        if variable not in known:
            raise UnknownSetting(_unknown(variable, [*known, CONFIG], "variable"))
        name = known[variable]
        values[name] = _checked(variable, name, kinds[name], text, from_text)
        sources[name] = variable
    return Resolved(settings=Settings(**values), sources=sources)


def about(name: str) -> About:
    """Return what is known of the setting `name`."""
    known: About = Settings.__dataclass_fields__[name].metadata["about"]
    return known


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
    shown = repr(raw)
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
