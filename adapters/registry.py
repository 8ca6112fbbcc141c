"""Settings and contracts from TOML and JSON, with errors that name the nearest right key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

from .asking import Contract, Setting
from .errors import BadInput
from .nearest import unknown

_DAY_S = 86_400.0
_WHOLE = ("corpus_tokens", "corpus_documents", "window_tokens")
_LISTS = ("examples", "topics", "changed_topics")


def setting_of(given: Mapping[str, object]) -> Setting:
    """Return the setting with these fields; raises `BadInput` for a wrong name or value."""
    known = {name: value for name, value in given.items() if value is not None}
    return Setting(**{name: _of_setting(name, value) for name, value in known.items()})


def contracts_of(rows: object) -> tuple[Contract, ...]:
    """Return the contracts of these tables; each has a name of its own. Raises `BadInput`."""
    if not isinstance(rows, Sequence) or isinstance(rows, str | bytes):
        raise BadInput("models must be a list of tables.")
    contracts = tuple(contract_of(row) for row in rows)
    names = [contract.name for contract in contracts]
    for name in names:
        if names.count(name) > 1:
            raise BadInput(f"Two models have the name {name!r}: give each a name of its own.")
    return contracts


def registered(rows: object) -> tuple[Contract, ...]:
    """Return the contracts of `[[models]]`, each with examples and a fallback that is there."""
    contracts = contracts_of(rows)
    names = [contract.name for contract in contracts]
    for contract in contracts:
        if not any(example.strip() for example in contract.examples):
            raise BadInput(
                f"The model {_shown(contract.name)} has no examples: give about five requests that "
                "it is meant for."
            )
        others = [name for name in names if name != contract.name]
        if contract.fallback and contract.fallback not in others:
            raise BadInput(
                f"The fallback of the model {_shown(contract.name)}: "
                f"{unknown('other registered model', contract.fallback, others)}"
            )
        _check_trial(contract)
    return contracts


def _check_trial(contract: Contract) -> None:
    if bool(contract.canary) != bool(contract.canary_model):
        raise BadInput(
            f"The model {_shown(contract.name)} has half a canary: give `canary`, the share of the "
            "conversations that it answers, and `canary_model`, its name."
        )


def contract_of(row: object) -> Contract:
    """Return the contract of a table. Raises `BadInput`."""
    if isinstance(row, Contract):
        return row
    if not isinstance(row, Mapping):
        raise BadInput(f"A model must be a table, not {_shown(row)}.")
    known = {name: value for name, value in row.items() if value is not None}
    values = {name: _of_contract(name, value) for name, value in known.items()}
    if not values.get("name"):
        raise BadInput("A model has no name.")
    if not values.get("purpose"):
        raise BadInput(
            f"The model {_shown(values['name'])} has no purpose: say in a sentence what it was "
            "tuned for."
        )
    return Contract(**values)


def _of_setting(name: str, value: object) -> Any:
    known = {field.name for field in fields(Setting)}
    if name not in known:
        raise BadInput(unknown("field of a setting", name, sorted(known)))
    if name == "models":
        return contracts_of(value)
    if name in _LISTS:
        return _texts(name, value)
    if name in ("private", "cache_warm"):
        return _checked(name, value, isinstance(value, bool), "true or false")
    if name == "cache_hit_rate":
        number = not isinstance(value, bool) and _share(value)
        return _checked(name, value, number, "a share from 0 to 1")
    if name == "quality":
        right = isinstance(value, Mapping) and all(_share(share) for share in value.values())
        return _checked(name, value, right, "a table of shares from 0 to 1 by route")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    right = number and 0 <= value < float("inf")  # type: ignore[operator]
    read = _checked(name, value, right, "a number, 0 or more")
    return int(read) if name in _WHOLE else float(read)


def _of_contract(name: str, value: object) -> Any:
    known = {field.name for field in fields(Contract)}
    if name not in known:
        raise BadInput(unknown("field of a model", name, sorted(known)))
    if name in _LISTS:
        return _texts(name, value)
    if name == "schema":
        return _checked(name, value, value is None or isinstance(value, Mapping), "a JSON schema")
    if name == "snapshot":
        return _day(value)
    if name == "canary":
        return float(_checked(name, value, _share(value), "a share from 0 to 1"))
    return _checked(name, value, isinstance(value, str), "a text")


def _texts(name: str, value: object) -> tuple[str, ...]:
    listed = isinstance(value, Sequence) and not isinstance(value, str | bytes)
    right = listed and all(isinstance(text, str) for text in value)  # type: ignore[attr-defined]
    _checked(name, value, right, "a list of texts")
    return tuple(value)  # type: ignore[arg-type]


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(str(value)).isoformat() if value else ""
    except ValueError as error:
        raise BadInput(f"snapshot cannot be {_shown(value)}: a day such as 2026-03-31.") from error


def _share(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and 0 <= value <= 1  # type: ignore[operator]


def _checked(name: str, value: object, right: bool, expected: str) -> Any:
    if not right:
        raise BadInput(f"{name} cannot be {_shown(value)}: {expected} is expected.")
    return value


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def after_snapshot(contract: Contract, updated: float) -> bool:
    """Say whether something changed (unix seconds) after the snapshot, which covers its own day."""
    day = datetime.fromisoformat(contract.snapshot).replace(tzinfo=UTC)
    return updated >= day.timestamp() + _DAY_S
