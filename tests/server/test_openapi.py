import pytest

from trivium.graph.library import Trivium
from trivium.server.app import create_app

from .members import services


@pytest.fixture
def described(script, settings):
    return create_app(Trivium.open(settings(), services(script))).openapi()


def test_every_resource_is_described(described):
    assert set(described["paths"]) == {
        "/v1/chat/completions",
        "/v1/responses",
        "/v1/ui-messages",
        "/v1/ag-ui",
        "/v1/ask",
        "/v1/threads",
        "/v1/threads/{thread_id}",
        "/v1/threads/{thread_id}/fork",
        "/v1/threads/{thread_id}/export",
        "/v1/me/data",
        "/v1/models",
        "/v1/models/{name}",
        "/v1/documents",
        "/v1/documents/{document_id}",
        "/v1/search",
        "/v1/receipts",
        "/v1/receipts/{receipt_id}",
        "/v1/feedback",
        "/v1/examples",
        "/healthz",
        "/readyz",
        "/metrics",
    }


def operations(described):
    return [
        (f"{method} {path}", operation)
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    ]


def test_every_answer_with_a_body_has_a_shape(described):
    for name, operation in operations(described):
        for status, answer in operation["responses"].items():
            if status != "204":
                assert answer.get("content"), f"{name} {status}"


def test_every_error_is_described_by_the_error_body(described):
    shape = {"$ref": "#/components/schemas/ErrorBody"}
    for name, operation in operations(described):
        if name == "get /healthz":
            continue
        answer = operation["responses"]["503"]
        assert answer["content"]["application/json"]["schema"] == shape, name


def test_nothing_says_422_that_answers_400(described):
    named = [name for name, op in operations(described) if "422" in op["responses"]]
    assert named == ["post /v1/documents"]


def test_uploads_are_described_in_both_forms(described):
    content = described["paths"]["/v1/documents"]["post"]["requestBody"]["content"]
    assert set(content) == {"multipart/form-data", "application/json"}


def stream(described, path):
    content = described["paths"][path]["post"]["responses"]["200"]["content"]
    return content["text/event-stream"]["itemSchema"]["properties"]["data"]


def test_the_events_of_an_answer_are_described_as_the_stream_that_they_come_in(described):
    done, data = stream(described, "/v1/ask")["anyOf"]
    events, failed = data["contentSchema"]["anyOf"]
    kinds = [shape["properties"]["type"]["const"] for shape in events["anyOf"]]
    assert {"started", "routed", "step", "sentence", "finished"} <= set(kinds)
    assert set(failed["properties"]) == {"error"}
    assert done["const"] == "[DONE]"


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/chat/completions", "/v1/responses"])
def test_a_stream_is_described_without_parts_that_nobody_finds(described, path):
    assert "$ref" not in str(stream(described, path))
