"""The public names of `trivium`: signatures, fields and what their docstrings say."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from types import FunctionType
from typing import Any

import trivium

from . import table

_GROUPS = {
    "To ask and to take in": ("Trivium", "Answer", "Settings", "Principal"),
    "The judges alone": ("check", "decide", "Verdict", "Decision", "Setting", "Contract"),
    "What an answer rests on": ("Receipt", "Citation", "Claim", "Document", "Passage"),
    "The graph": ("build_graph", "Services", "Question", "Context", "State"),
    "Errors": ("TriviumError",),
}
_HEAD = """\
# Names of the library

Everything that `from trivium import ...` gives. [The library](../library.md) shows how to use it.

*This page is made from the code: `python -m scripts.reference`.*

"""
_ELSEWHERE = {
    "Settings": "[Settings](../settings.md) lists every field.",
    "Receipt": "[Receipts](../receipts.md#fields) explains every field.",
}


def page() -> str:
    """Return the page; every public name has to be in one of its groups."""
    told = [name for names in _GROUPS.values() for name in names]
    if missing := set(trivium.__all__) ^ set(told):
        raise SystemExit(f"scripts/reference/library.py groups other names: {sorted(missing)}")
    pieces = [_HEAD]
    for title, names in _GROUPS.items():
        pieces.append(f"## {title}\n\n")
        for name in names:
            pieces += _told(name, getattr(trivium, name))
    return "".join(pieces).rstrip() + "\n"


def _told(name: str, thing: Any) -> Iterator[str]:
    yield f"### {name}\n\n"
    if isinstance(thing, FunctionType):
        yield _signature(name, thing)
        yield _doc(thing)
        return
    yield _doc(thing)
    if name in _ELSEWHERE:
        yield _ELSEWHERE[name] + "\n\n"
    elif is_dataclass(thing):
        rows = ((f"`{f.name}`", f"`{f.type}`", _default(f)) for f in fields(thing))
        yield table(("field", "type", "default"), rows)
    for method, function in _methods(thing):
        yield f"#### {name}.{method}\n\n"
        yield _signature(method, function)
        yield _doc(function)


def _methods(kind: type[Any]) -> Iterator[tuple[str, Any]]:
    """Yield the public methods and properties, its own before those of its bases."""
    seen = {f.name for f in fields(kind)} if is_dataclass(kind) else set()
    for base in kind.__mro__:
        if not base.__module__.startswith("trivium"):
            continue
        for name, value in vars(base).items():
            function = getattr(value, "__func__", value)
            if name.startswith("_") or name in seen:
                continue
            if isinstance(function, FunctionType | property):
                seen.add(name)
                yield name, function


def _signature(name: str, function: Any) -> str:
    if isinstance(function, property):
        back = inspect.signature(function.fget).return_annotation
        return f"```py\n{name}: {_type(back)}\n```\n\n"
    function = inspect.unwrap(function)
    signature = inspect.signature(function)
    told = [p for p in signature.parameters.values() if p.name not in ("self", "cls")]
    parameters = [_parameter(p) for p in told]
    given = ", ".join(_marked(told, parameters))
    back = _type(signature.return_annotation)
    word = "async " if inspect.iscoroutinefunction(function) else ""
    line = f"{word}{name}({given}) -> {back}"
    if len(line) > 88:
        inner = ",\n    ".join(_marked(told, parameters))
        line = f"{word}{name}(\n    {inner},\n) -> {back}"
    return f"```py\n{line}\n```\n\n"


def _parameter(p: inspect.Parameter) -> str:
    stars = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
    default = "" if p.default is p.empty else f" = {p.default!r}"
    return f"{stars}{p.name}: {_type(p.annotation)}{default}"


def _type(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


def _marked(told: list[inspect.Parameter], parameters: list[str]) -> Iterator[str]:
    """Yield the parameters with the star before those that go by name alone."""
    starred = any(p.kind is p.VAR_POSITIONAL for p in told)
    for parameter, text in zip(told, parameters, strict=True):
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            starred = True
            yield "*"
        yield text


def _default(f: Field[Any]) -> str:
    if callable(f.default):
        name: str = f.default.__name__
        return "" if name == "<lambda>" else f"`{name}`"
    if f.default is not MISSING:
        return f"`{f.default!r}`"
    return "" if f.default_factory is MISSING else "empty"


def _doc(thing: Any) -> str:
    text = inspect.getdoc(thing) or ""
    return text + "\n\n" if text else ""
