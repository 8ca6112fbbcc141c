import pytest

pytestmark = pytest.mark.loopback

LEAVE = b"# Leave\n\nFull-time employees get 27 days of annual leave."


async def test_files_are_searchable_when_the_upload_is_answered(door):
    files = [("files", ("leave.md", LEAVE)), ("files", ("note.txt", b"The lamp is green."))]
    answer = await door.client.post("/v1/documents", files=files)
    assert answer.status_code == 201
    body = answer.json()
    assert [row["title"] for row in body["documents"]] == ["Leave", "note"]
    assert body["rejected"] == []
    hits = (await door.client.post("/v1/search", json={"query": "lamp", "limit": 1})).json()["hits"]
    assert hits[0]["text"] == "The lamp is green."
    assert hits[0]["document_id"] == body["documents"][1]["id"]


async def test_a_text_is_added_as_json(door):
    body = {"text": "The workshop opens at seven.", "title": "Hours", "url": "https://e.org/h"}
    answer = await door.client.post("/v1/documents", json=body)
    assert answer.status_code == 201
    [row] = answer.json()["documents"]
    assert set(row) == {"id", "title", "status", "passages"}
    shown = (await door.client.get(f"/v1/documents/{row['id']}")).json()
    assert (shown["text"], shown["url"]) == (body["text"], body["url"])


async def test_what_cannot_be_read_is_rejected_and_the_rest_goes_in(door):
    files = [("files", ("leave.md", LEAVE)), ("files", ("broken.pdf", b"%PDF-1.7 oh no"))]
    answer = await door.client.post("/v1/documents", files=files)
    assert answer.status_code == 201
    [rejected] = answer.json()["rejected"]
    assert rejected["name"] == "broken.pdf"
    assert rejected["reason"].endswith(".")


async def test_when_nothing_can_be_read_it_is_an_error_with_the_same_body(door):
    answer = await door.client.post("/v1/documents", files=[("files", ("broken.pdf", b"%PDF-1."))])
    assert answer.status_code == 422
    body = answer.json()
    assert body["documents"] == []
    assert body["error"]["message"] == body["rejected"][0]["reason"]


async def test_path_tricks_in_a_files_name_come_to_nothing(door):
    files = [("files", ("../../etc/passwd.md", LEAVE)), ("files", ("..\\evil.md", b"Two words."))]
    answer = await door.client.post("/v1/documents", files=files)
    assert [row["title"] for row in answer.json()["documents"]] == ["Leave", "evil"]


async def test_the_list_comes_in_pages(door):
    for number in range(3):
        await door.add(f"Text number {number}.", title=f"Text {number}")
    first = (await door.client.get("/v1/documents", params={"limit": 2})).json()
    assert (len(first["documents"]), first["has_more"]) == (2, True)
    rest = {"limit": 2, "after": first["last_id"]}
    second = (await door.client.get("/v1/documents", params=rest)).json()
    assert (len(second["documents"]), second["has_more"]) == (1, False)
    ids = [row["id"] for page in (first, second) for row in page["documents"]]
    assert len(set(ids)) == 3


async def test_a_deleted_document_is_gone(door):
    document = await door.add("The lamp is green.")
    answer = await door.client.delete(f"/v1/documents/{document}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await door.client.get(f"/v1/documents/{document}")).status_code == 404
    assert (await door.client.delete(f"/v1/documents/{document}")).status_code == 404
    found = (await door.client.post("/v1/search", json={"query": "lamp"})).json()
    assert found == {"hits": []}


async def test_only_its_groups_may_read_a_document(door):
    data = {"groups": ["legal, board", "audit"]}
    files = [("files", ("leave.md", LEAVE))]
    added = (await door.client.post("/v1/documents", files=files, data=data)).json()
    document = added["documents"][0]["id"]
    for group, status in (("legal", 200), ("audit", 200), ("sales", 404)):
        headers = {"X-Trivium-User": "ann", "X-Trivium-Groups": group}
        shown = await door.client.get(f"/v1/documents/{document}", headers=headers)
        assert shown.status_code == status


@pytest.mark.parametrize("declared", [True, False])
async def test_an_upload_over_the_limit_is_refused_unread(door, declared):
    head = b"--x\r\nContent-Disposition: form-data; name=files; filename=a.txt\r\n\r\n"

    async def flood():
        yield head
        for _ in range(60):
            yield b"a" * 1_000_000

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    if declared:
        headers["Content-Length"] = str(len(head) + 60_000_000)
    answer = await door.client.post("/v1/documents", content=flood(), headers=headers)
    assert answer.status_code == 413
    error = answer.json()["error"]
    assert error["code"] == "too_large"
    assert "1 MB" in error["message"]
    assert "TRIVIUM_UPLOAD_MAX_MB" in error["message"]


@pytest.mark.parametrize(
    ("content", "kind", "param"),
    [
        (b"", "multipart/form-data; boundary=x", None),
        (b"--x--\r\n", "multipart/form-data; boundary=x", "files"),
        (b"nonsense", "multipart/form-data; boundary=x", None),
        (b"nonsense", "multipart/form-data", None),
        (b"{", "application/json", None),
        (b"\xff", "application/json", None),
        (b"[" * 50_000, "application/json", None),
        (b"[]", "application/json", None),
        (b'{"title": "no text"}', "application/json", "text"),
        (b'{"text": 3}', "application/json", "text"),
        (b'{"text": "x", "groups": "a"}', "application/json", "groups"),
        (b"text", "text/plain", "Content-Type"),
    ],
)
async def test_a_body_that_is_none_is_refused_in_one_sentence(door, content, kind, param):
    headers = {"Content-Type": kind}
    answer = await door.client.post("/v1/documents", content=content, headers=headers)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["message"].endswith(".")
    if param:
        assert error["param"] == param


async def test_an_empty_text_is_rejected(door):
    answer = await door.client.post("/v1/documents", json={"text": " \0 "})
    assert answer.status_code == 422


async def test_what_no_text_may_hold_is_replaced(door):
    content = b'{"text": "Green \\ud800 lamp.", "title": "\\u0000", "groups": ["\\udfff"]}'
    headers = {"Content-Type": "application/json", "X-Trivium-Groups": "\ufffd".encode()}
    answer = await door.client.post("/v1/documents", content=content, headers=headers)
    [row] = answer.json()["documents"]
    shown = (await door.client.get(f"/v1/documents/{row['id']}", headers=headers)).json()
    assert shown["text"] == "Green \ufffd lamp."
