"""What there is to ask for: one case an operation of the real application."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from .tenants import PAPERS, Asker, Paper, Told, World, word

Case = Callable[[Asker, World], Awaitable[None]]
CASES: dict[str, Case] = {}
QUESTION = "Which oil does the pump need?"
CHAT = "POST /v1/chat/completions"
ASK = "POST /v1/ask"
RESPONSES, UI, AG_UI = "POST /v1/responses", "POST /v1/ui-messages", "POST /v1/ag-ui"
DOCUMENTS = "/v1/documents"
_THREAD = {"thread": "the-pump"}
THREAD = {"X-Trivium-Thread": _THREAD["thread"]}
DOORS = (CHAT, ASK, RESPONSES, UI, AG_UI, "POST /mcp", "POST /v1/search")
MCP = {"Accept": "application/json, text/event-stream"}
_RECEIPT = re.compile(r"""(?:receipt_id|"finished","id)\W+(r_[0-9a-f]{32})""")


def case(*operations: str) -> Callable[[Case], Case]:
    """Name the operations that a case covers."""

    def add(made: Case) -> Case:
        CASES.update(dict.fromkeys(operations, made))
        return made

    return add


def plain(operation: str) -> None:
    """An operation that takes nothing."""

    @case(operation)
    async def ask(asker: Asker, world: World) -> None:
        await asker.send(operation)


for _one in (
    *("GET /", "GET /app.js", "GET /first.js", "GET /style.css", "GET /openapi.json"),
    *("GET /icon.svg", "GET /licences.txt", "GET /instrument-sans-latin-wght-normal.woff2"),
    *("GET /healthz", "GET /v1/examples", "GET /v1/models"),
):
    plain(_one)


@case(CHAT)
async def chat(asker: Asker, world: World) -> None:
    """Ask by every route the first time, and again what may have been remembered for others."""
    models = [row["id"] for row in (await asker.send("GET /v1/models")).json()["data"]]
    for model in models if not asker.receipts else models[:3]:
        await asked(asker, world, QUESTION, model=model)
    await asked(asker, world, QUESTION, stream=True)
    await asked(asker, world, "Summarise everything that is known about the pump.")
    for text in (f"I am {asker.word}. {QUESTION}", "And where does it stand?", "Why?"):
        await asked(asker, world, text, THREAD)
    for text in sorted(_foreign(asker, "brand"))[:2]:
        await asked(asker, world, f"Which pump needs oil of the brand {text}?")
    await asker.send(CHAT, json={"model": f"trivium-{word('model')}", "messages": []})
    await asker.send(CHAT, json={"messages": [{"role": "user", "content": ""}]})


@case(RESPONSES)
async def responses(asker: Asker, world: World) -> None:
    await asked(asker, world, QUESTION, door=RESPONSES)
    await asked(asker, world, QUESTION, door=RESPONSES, stream=True)
    others = [name for other in world.askers if other is not asker for name in other.receipts[-2:]]
    for name in others:
        body = {"input": "And where does it stand?", "previous_response_id": f"resp_{name}"}
        assert (await asker.send(RESPONSES, json=body)).status_code == 400, asker.name


@case(UI)
async def ui_messages(asker: Asker, world: World) -> None:
    for text in (QUESTION, "And where does it stand?"):
        await asked(asker, world, text, THREAD, door=UI)


@case(ASK, "GET /v1/threads", "GET /v1/threads/{thread_id}")
async def threads(asker: Asker, world: World) -> None:
    """Ask in a thread that all name alike, and read back what one said there oneself."""
    for text in (QUESTION, "And where does it stand?"):
        await asked(asker, world, text, door=ASK, **_THREAD)
    await asker.send("GET /v1/threads")
    read = await asker.send("GET /v1/threads/{thread_id}", at=f"/v1/threads/{_THREAD['thread']}")
    assert {row["id"] for row in read.json()["receipts"]} <= set(asker.receipts), asker.name


THREAD_AT = "/v1/threads/{thread_id}"


@case(f"POST {THREAD_AT}/fork", f"GET {THREAD_AT}/export", f"DELETE {THREAD_AT}")
async def threads_forked(asker: Asker, world: World) -> None:
    """Fork, export and delete what all name alike, and what only somebody else has."""
    await asked(asker, world, QUESTION, door=ASK, thread=f"of-{asker.name}")
    for name in (f"of-{asker.name}", *(f"of-{other.name}" for other in _others(asker, world))):
        own, at = name == f"of-{asker.name}", f"/v1/threads/{name}"
        told = await asker.send(f"GET {THREAD_AT}/export", at=f"{at}/export")
        body = {"thread": f"fork-{asker.name}"}
        forked = await asker.send(f"POST {THREAD_AT}/fork", at=f"{at}/fork", json=body)
        assert (told.status_code, forked.status_code) == ((200, 201) if own else (404, 404))
        if own:
            continue
        gone = await asker.send(f"DELETE {THREAD_AT}", at=at)
        assert gone.status_code == 404, asker.name
    for name in (f"of-{asker.name}", f"fork-{asker.name}"):
        await asker.send(f"DELETE {THREAD_AT}", at=f"/v1/threads/{name}")
    asker.receipts.pop()


@case("GET /v1/me/data", "DELETE /v1/me/data")
async def my_data(asker: Asker, world: World) -> None:
    """Take everything of one's own along, and delete it; what others have is there afterwards."""
    before = [(other, list(other.receipts)) for other in _others(asker, world)]
    rows = [json.loads(row) for row in (await asker.client.get("/v1/me/data")).text.splitlines()]
    # The log names whatever somebody asked for, what is another's and was refused too.
    logged = [row for row in rows if row["kind"] == "audit"]
    assert {(row["tenant"], row["user"]) for row in logged} == {(asker.tenant, asker.name)}
    kept = [row for row in rows if row["kind"] != "audit"]
    asker.told.append(Told("GET /v1/me/data", "", str(kept)))
    mine = [row["id"] for row in rows if row["kind"] == "receipt"]
    assert sorted(mine) == sorted(asker.receipts), asker.name
    gone = (await asker.send("DELETE /v1/me/data")).json()
    assert gone["receipts"] == len(asker.receipts), asker.name
    asker.receipts.clear()
    asker.added.clear()
    assert (await asker.send("GET /v1/receipts")).json()["receipts"] == []
    for other, receipts in before:
        listed = (await other.send("GET /v1/receipts", at="/v1/receipts?limit=500")).json()
        assert {row["id"] for row in listed["receipts"]} == set(receipts), other.name


def _others(asker: Asker, world: World) -> list[Asker]:
    return [other for other in world.askers if other is not asker]


@case(AG_UI)
async def ag_ui(asker: Asker, world: World) -> None:
    await asked(asker, world, QUESTION, door=AG_UI)


@case("* /mcp")
async def mcp(asker: Asker, world: World) -> None:
    calls = [("ask", {"question": text, **_THREAD}) for text in (QUESTION, "And where?")]
    found = (QUESTION, *sorted(_foreign(asker, "place"))[:1])
    calls += [("search", {"query": text}) for text in found]
    names = [*_ids(asker, world), word("document")]
    calls += [("read", {"document_id": name}) for name in names]
    for tool, given in calls:
        call = {"method": "tools/call", "params": {"name": tool, "arguments": given}}
        await sent(asker, world, "POST /mcp", str(given), call, MCP)


async def asked(
    asker: Asker,
    world: World,
    text: str,
    headers: dict[str, str] | None = None,
    *,
    door: str = CHAT,
    model: str = "trivium",
    **more: Any,
) -> None:
    """Ask a question at one of the doors."""
    asker.questions.append(text)
    turn = {"id": "m1", "role": "user", "content": text}
    body = {
        CHAT: {"messages": [turn], "model": model},
        RESPONSES: {"input": text, "model": model},
        UI: {"messages": [{**turn, "parts": [{"type": "text", "text": text}]}], "model": model},
        ASK: {"question": text},
        AG_UI: {"threadId": "t", "runId": "r", "messages": [turn]},
    }[door]
    await sent(asker, world, door, text, {**body, **more}, headers)


async def sent(
    asker: Asker, world: World, door: str, text: str, body: Any, headers: Any = None
) -> None:
    """Send a question; note the receipt, and what vendors were sent for it."""
    call = {"jsonrpc": "2.0", "id": 1} if door == "POST /mcp" else {}
    answer = await asker.send(door, json={**call, **body}, headers=headers)
    assert answer.status_code == 200, answer.text
    asker.receipts += dict.fromkeys(_RECEIPT.findall(answer.text))
    for each in world.sent():
        asker.note(f"what a vendor was sent for {door}", text, each)


@case("POST /v1/search")
async def search(asker: Asker, world: World) -> None:
    for query in (QUESTION, "pump", *sorted(_foreign(asker, "brand"))[:3]):
        await asker.send("POST /v1/search", json={"query": query, "limit": 100})


@case("GET /v1/models/{name}")
async def model(asker: Asker, world: World) -> None:
    for name in ("trivium", word("model")):
        await asker.send("GET /v1/models/{name}", at=f"/v1/models/{name}")


@case("GET /v1/documents")
async def documents(asker: Asker, world: World) -> None:
    listed = (await asker.send("GET /v1/documents", at=f"{DOCUMENTS}?limit=1000")).json()
    own = [paper for paper in world.ids if asker.sees(paper)]
    assert len(listed["documents"]) == len(own) + len(asker.added), asker.name
    for after in _ids(asker, world):
        await asker.send("GET /v1/documents", at=f"{DOCUMENTS}?limit=1&after={after}")


@case("POST /v1/documents")
async def add(asker: Asker, world: World) -> None:
    """Add what others have under the same title and url; it must neither replace nor show it."""
    for paper in _hidden(asker)[:2]:
        body = {**paper.body, "text": f"Nothing of {asker.word}.", "groups": []}
        answer = await asker.send("POST /v1/documents", json=body)
        assert answer.status_code == 201
        asker.added |= {row["id"] for row in answer.json()["documents"]}
    await asker.send("POST /v1/documents", files={"files": ("empty.pdf", b"%PDF-")})
    assert not asker.added & set(world.ids.values()), asker.name


@case("GET /v1/documents/{document_id}", "DELETE /v1/documents/{document_id}")
async def document(asker: Asker, world: World) -> None:
    own = {name for paper, name in world.ids.items() if asker.sees(paper)}
    for name in [*_ids(asker, world), *world.ids.values(), word("document")]:
        answer = await asker.send("GET /v1/documents/{document_id}", at=f"{DOCUMENTS}/{name}")
        assert (answer.status_code == 200) == (name in own | asker.added), asker.name
    for name in {*world.ids.values(), word("document")} - own | asker.added:
        await asker.send("DELETE /v1/documents/{document_id}", at=f"{DOCUMENTS}/{name}")
    asker.added.clear()


@case("GET /v1/receipts")
async def receipts(asker: Asker, world: World) -> None:
    listed = (await asker.send("GET /v1/receipts", at="/v1/receipts?limit=500")).json()
    assert {row["id"] for row in listed["receipts"]} == set(asker.receipts), asker.name
    others = [name for other in world.askers if other is not asker for name in other.receipts[-2:]]
    for query in ("format=jsonl", *(f"after={name}" for name in others)):
        await asker.send("GET /v1/receipts", at=f"/v1/receipts?{query}")


@case("GET /v1/receipts/{receipt_id}", "POST /v1/feedback")
async def receipt(asker: Asker, world: World) -> None:
    await counted(asker)
    for other in world.askers:
        for name in other.receipts[-3:]:
            answer = await asker.send("GET /v1/receipts/{receipt_id}", at=f"/v1/receipts/{name}")
            assert (answer.status_code == 200) == (other is asker), asker.name
            body = {"receipt_id": name, "rating": "bad", "comment": f"{asker.word} says so"}
            await asker.send("POST /v1/feedback", json=body)


async def counted(asker: Asker) -> None:
    """Look at what the receipts say of the corpus: no document counts that is not one's own."""
    seen = (await asker.send("GET /v1/documents", at=f"{DOCUMENTS}?limit=1000")).json()
    rows = seen["documents"]
    own = {"corpus_tokens": sum(row["tokens"] for row in rows), "changes_per_week": len(rows)}
    found = [f"/v1/receipts/{name}" for name in asker.receipts[-20:]]
    told = [(await asker.send("GET /v1/receipts/{receipt_id}", at=at)).json() for at in found]
    for features in (receipt["features"] for receipt in told):
        if "corpus_tokens" in features:
            assert {name: features[name] for name in own} == own, asker.name


@case("GET /readyz")
async def ready(asker: Asker, world: World) -> None:
    told = (await asker.send("GET /readyz")).json()
    assert (told["documents"], told["pending"]) == (None, None), asker.name


@case("GET /metrics")
async def metrics(asker: Asker, world: World) -> None:
    assert (await asker.send("GET /metrics")).status_code == 403, asker.name


def _hidden(asker: Asker) -> list[Paper]:
    return [paper for paper in PAPERS if not asker.sees(paper)]


def _foreign(asker: Asker, part: str) -> Iterator[str]:
    return (paper.of(part) for paper in _hidden(asker))


def _ids(asker: Asker, world: World) -> list[str]:
    return [name for paper, name in world.ids.items() if not asker.sees(paper)][:4]
