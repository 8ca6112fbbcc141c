import json

import openai
import pytest

from trivium.adapters.errors import Upstream

from .conftest import serving
from .members import services

pytestmark = pytest.mark.loopback

BACKUPS = "Backups are kept for thirty days. They live in two places."


@pytest.fixture
async def client(door, script):
    await door.add(BACKUPS)
    script.pieces = ["Backups are kept ", "for thirty days. [1] They live", " in two places. [1]"]
    async with openai.AsyncOpenAI(base_url=f"{door.url}/v1", api_key="none") as opened:
        yield opened


async def events(door, **fields):
    answer = await door.client.post("/v1/responses", json={"input": "How long?", **fields})
    frames = [frame.split("\n") for frame in answer.text.split("\n\n") if frame]
    told = [(name.removeprefix("event: "), json.loads(data[6:])) for name, data in frames]
    assert all(name == event["type"] for name, event in told)
    return [event for _, event in told]


async def test_openais_own_client_reads_a_whole_answer(client):
    answer = await client.responses.create(model="trivium", input="How long are backups kept?")
    assert answer.status == "completed"
    assert answer.output_text.startswith("Backups are kept for thirty days. [1]")
    [first, _] = answer.output[0].content[0].annotations
    assert answer.output_text[first.start_index : first.end_index] == "[1]"
    assert answer.usage.total_tokens == 17
    assert answer.model_extra["trivium"]["outcome"] == "grounded"


async def test_openais_own_client_puts_a_stream_together(client):
    async with client.responses.stream(model="trivium", input="How long?") as stream:
        kinds = [event.type async for event in stream]
        final = await stream.get_final_response()
    assert kinds[0] == "response.created"
    assert kinds.count("response.output_text.delta") == 2
    assert kinds[-1] == "response.completed"
    assert final.output_text == "Backups are kept for thirty days. [1] They live in two places. [1]"


async def test_events_are_numbered_and_their_texts_are_the_answer(client, door):
    told = await events(door, stream=True)
    assert [event["sequence_number"] for event in told] == list(range(len(told)))
    said = "".join(e["delta"] for e in told if e["type"] == "response.output_text.delta")
    whole = told[-1]["response"]
    assert said == whole["output"][0]["content"][0]["text"]
    [done] = [event for event in told if event["type"] == "response.output_item.done"]
    assert done["item"] == whole["output"][0]


async def test_an_answer_goes_on_from_the_one_it_names(client, script):
    first = await client.responses.create(model="trivium", input="How long?")
    await client.responses.create(
        model="trivium", input="And where?", previous_response_id=first.id
    )
    history = [turn.content for turn in script.asked[-1].history]
    assert history == ["How long?", first.output_text]


async def test_going_on_from_an_earlier_answer_leaves_out_what_came_after_it(client, script):
    first = await client.responses.create(model="trivium", input="How long?")
    await client.responses.create(model="trivium", input="Second?", previous_response_id=first.id)
    await client.responses.create(model="trivium", input="Other?", previous_response_id=first.id)
    assert [turn.content for turn in script.asked[-1].history][::2] == ["How long?"]


async def test_what_is_not_stored_is_gone_on_from_by_its_own_words(client, script, door):
    first = await client.responses.create(model="trivium", input="How long?", store=False)
    assert (await door.trivium.receipt(first.id.removeprefix("resp_"))).thread == ""
    await client.responses.create(model="trivium", input="Next?", previous_response_id=first.id)
    assert [turn.content for turn in script.asked[-1].history] == ["How long?", first.output_text]


async def test_a_conversation_is_a_thread(client, door):
    await client.responses.create(model="trivium", input="How long?", conversation="ours")
    assert [turn.content for turn in await door.trivium.turns("ours")][0] == "How long?"


async def test_another_users_answer_cannot_be_gone_on_from(client):
    first = await client.responses.create(model="trivium", input="How long?")
    with pytest.raises(openai.BadRequestError, match="no earlier answer"):
        await client.responses.create(
            model="trivium",
            input="And?",
            previous_response_id=first.id,
            extra_headers={"X-Trivium-User": "eve"},
        )


async def test_items_of_the_input_are_the_conversation(client, script):
    said = [
        {"role": "user", "content": "How long?"},
        {"role": "assistant", "content": [{"type": "output_text", "text": "Thirty days."}]},
        {"type": "function_call_output", "call_id": "1", "output": "42"},
        {"role": "user", "content": [{"type": "input_text", "text": "And where?"}]},
    ]
    await client.responses.create(model="trivium", input=said)
    assert script.asked[-1].question == "And where?"
    assert [t.content for t in script.asked[-1].history] == ["How long?", "Thirty days."]


async def test_a_failure_on_the_way_is_the_last_event(client, door, script):
    script.error, script.error_after = Upstream("The model broke off: try again."), 1
    *_, last = await events(door, stream=True)
    assert last["type"] == "response.failed"
    assert last["response"]["status"] == "failed"
    assert last["response"]["error"] == {
        "code": "server_error",
        "message": "The model broke off: try again.",
    }


async def test_an_answer_cut_by_the_budget_is_incomplete(settings, script):
    async with serving(settings(max_tokens=1), services(script)) as door:
        await door.add(BACKUPS)
        *_, last = await events(door, stream=True)
    assert last["type"] == "response.incomplete"
    assert last["response"]["incomplete_details"] == {"reason": "max_output_tokens"}
