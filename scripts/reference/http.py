"""The HTTP interface as its OpenAPI document describes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from trivium import Settings, Trivium
from trivium.graph.wiring import services_from
from trivium.server.app import create_app

from . import table

_HEAD = """\
# HTTP requests

Every request that `trivium serve` answers, from the document that it serves at `/openapi.json`. \
[HTTP](../http.md) shows how to use them, who may, and what errors look like.

Every request under `/v1` and `/metrics` takes the header `Authorization`, and `X-Trivium-User`, \
`X-Trivium-Tenant` and `X-Trivium-Groups` where they [count](../http.md#who-asks).

*This page is made from the code: `python -m scripts.reference`.*

"""
_WHO = {"authorization", "x-trivium-user", "x-trivium-tenant", "x-trivium-groups"}
_Json = Mapping[str, Any]


def page() -> str:
    """Return the page: the requests, then the bodies that they name."""
    document = create_app(Trivium(Settings(), services_from(Settings()))).openapi()
    schemas = document["components"]["schemas"]
    requests = [
        (f"{method.upper()} {path}", told)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]
    usual = _usual(told for _, told in requests)
    pieces = [_HEAD, "## Requests\n\n"]
    for title, told in requests:
        pieces += _request(title, told, usual)
    pieces += ["## Errors\n\n", "Their body is an [ErrorBody](#errorbody).\n\n"]
    pieces.append(table(("status", "what it means"), sorted(usual)))
    pieces.append("## Bodies\n\n")
    for name in sorted(schemas):
        pieces += _body(name, schemas[name])
    return "".join(pieces).rstrip() + "\n"


def _usual(requests: Iterable[_Json]) -> set[tuple[str, str]]:
    """Return the errors that several requests have alike: status and meaning."""
    seen = Counter(
        (status, answer.get("description", ""))
        for told in requests
        for status, answer in told["responses"].items()
        if "ErrorBody" in _kinds(answer)
    )
    return {error for error, times in seen.items() if times > 1}


def _request(title: str, told: _Json, usual: set[tuple[str, str]]) -> Iterator[str]:
    yield f"### {title}\n\n"
    yield f"{told.get('description', '').strip()}\n\n"
    asked = [p for p in told.get("parameters", ()) if p["name"] not in _WHO]
    rows = [
        (f"`{p['name']}`", p["in"], _type(p["schema"]), p.get("description", "")) for p in asked
    ]
    yield table(("parameter", "in", "type", "what it is"), rows)
    for kind, content in told.get("requestBody", {}).get("content", {}).items():
        yield f"Takes `{kind}`: {_type(content.get('schema', {}))}.\n\n"
    answers = [(s, a.get("description", ""), _kinds(a)) for s, a in told["responses"].items()]
    own = [answer for answer in answers if answer[:2] not in usual]
    yield table(("status", "what it means", "body"), own)
    errors = [status for status, meaning, _ in answers if (status, meaning) in usual]
    if errors:
        yield f"[Errors](#errors): {', '.join(errors)}.\n\n"


def _kinds(answer: _Json) -> str:
    told = []
    for kind, content in answer.get("content", {}).items():
        if kind == "application/json":
            told.append(_type(content.get("schema", {})))
        else:
            told.append(f"`{kind}`")
    return ", ".join(filter(None, dict.fromkeys(told)))


def _body(name: str, schema: _Json) -> Iterator[str]:
    yield f"### {name}\n\n"
    if schema.get("description"):
        yield schema["description"].strip() + "\n\n"
    needed = schema.get("required", ())
    rows = [
        (f"`{field}`", _type(told), "yes" if field in needed else "", told.get("description", ""))
        for field, told in schema.get("properties", {}).items()
    ]
    yield table(("field", "type", "always there", "what it is"), rows)


def _type(schema: _Json) -> str:
    """Say what a schema takes, in a few words; a body of its own becomes a link."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    for way in ("anyOf", "oneOf", "allOf"):
        if way in schema:
            return " or ".join(dict.fromkeys(map(_type, schema[way])))
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    kind = str(schema.get("type", ""))
    if kind == "array":
        return f"list of {_type(schema.get('items', {})) or 'anything'}"
    return kind
