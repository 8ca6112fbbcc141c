"""Search, receipts, feedback, health, metrics: the smaller resources."""

import json

import pytest

from trivium.adapters.errors import DatabaseCorrupt

pytestmark = pytest.mark.loopback

BACKUPS = "Backups are kept for thirty days."


async def test_feedback_is_kept_with_the_receipt(door):
    await door.add(BACKUPS)
    receipt = (await door.ask()).json()["trivium"]["receipt_id"]
    body = {"receipt_id": receipt, "rating": "bad", "comment": "too short"}
    assert (await door.client.post("/v1/feedback", json=body)).status_code == 204
    kept = (await door.client.get(f"/v1/receipts/{receipt}")).json()["feedback"]
    assert [(row["rating"], row["comment"]) for row in kept] == [("bad", "too short")]


async def test_feedback_on_no_receipt_is_not_found(door):
    body = {"receipt_id": "r_none", "rating": "good"}
    assert (await door.client.post("/v1/feedback", json=body)).status_code == 404


async def test_a_receipt_is_its_askers_own(door):
    await door.add(BACKUPS)
    receipt = (await door.ask()).json()["trivium"]["receipt_id"]
    other = {"X-Trivium-User": "someone-else"}
    answer = await door.client.get(f"/v1/receipts/{receipt}", headers=other)
    assert answer.status_code == 404
    assert (await door.client.get("/v1/receipts", headers=other)).json()["receipts"] == []


async def test_it_is_alive_and_ready(door):
    await door.add(BACKUPS)
    assert (await door.client.get("/healthz")).json() == {"status": "alive"}
    ready = (await door.client.get("/readyz")).json()
    assert ready["status"] == "ready"
    assert ready["members"]["answerer"] == "scripted"
    assert ready["documents"] == 1


async def test_it_is_alive_but_not_ready_while_the_store_fails(door):
    door.trivium.services.store.error = DatabaseCorrupt("The database cannot be read.")
    assert (await door.client.get("/healthz")).status_code == 200
    answer = await door.client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "database_corrupt"


async def test_metrics_count_answers_by_route_and_outcome(door):
    await door.add(BACKUPS)
    await door.ask()
    await door.ask(stream=True)
    text = (await door.client.get("/metrics")).text
    assert 'trivium_questions_total{route="retrieval",outcome="grounded"} 2' in text
    assert 'trivium_answer_seconds_bucket{le="+Inf"} 2' in text
    assert "trivium_documents 1" in text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"query": ""}, 400),
        ({"query": "\0"}, 400),
        ({"query": "x", "limit": 0}, 400),
        ({"query": "x", "limit": 101}, 400),
        ({"query": 3}, 400),
        ({}, 400),
        ({"query": "x" * 200_000}, 413),
    ],
)
async def test_a_search_for_nothing_usable_is_refused(door, body, status):
    answer = await door.client.post("/v1/search", json=body)
    assert answer.status_code == status
    assert answer.json()["error"]["message"].endswith(".")


async def test_receipts_come_page_by_page(door):
    await door.add(BACKUPS)
    ids = [(await door.ask()).json()["trivium"]["receipt_id"] for _ in range(3)]
    first = (await door.client.get("/v1/receipts?limit=2")).json()
    assert [row["id"] for row in first["receipts"]] == ids[:0:-1]
    assert first["has_more"]
    rest = (await door.client.get(f"/v1/receipts?after={first['last_id']}")).json()
    assert [row["id"] for row in rest["receipts"]] == ids[:1]
    assert not rest["has_more"]


@pytest.mark.parametrize(
    ("query", "headers"), [("?format=jsonl", {}), ("", {"Accept": "application/x-ndjson"})]
)
async def test_receipts_are_exported_as_json_lines(door, query, headers):
    await door.add(BACKUPS)
    ids = [(await door.ask()).json()["trivium"]["receipt_id"] for _ in range(3)]
    answer = await door.client.get(f"/v1/receipts{query}", headers=headers)
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(row)["id"] for row in answer.text.splitlines()] == ids[::-1]


async def test_a_page_behind_a_receipt_that_is_not_ones_own_is_not_found(door):
    for query in ("after=r_none", "after=r_none&format=jsonl"):
        assert (await door.client.get(f"/v1/receipts?{query}")).status_code == 404


async def test_a_receipt_says_what_has_become_of_its_documents(door):
    document = await door.add(BACKUPS)
    receipt = (await door.ask()).json()["trivium"]["receipt_id"]
    read = (await door.client.get(f"/v1/receipts/{receipt}")).json()
    assert read["documents"] == {document: "unchanged"}
    await door.client.delete(f"/v1/documents/{document}")
    read = (await door.client.get(f"/v1/receipts/{receipt}")).json()
    assert read["documents"] == {document: "deleted"}
    assert "thirty" not in str(read)
