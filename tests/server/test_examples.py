import pytest

from trivium import samples


@pytest.mark.loopback
async def test_examples_are_given_where_the_samples_are(door):
    assert (await door.client.get("/v1/examples")).json() == {"examples": []}
    await door.trivium.ingest([samples.folder() / "faq.md"])
    given = (await door.client.get("/v1/examples")).json()["examples"]
    assert {"direct", "retrieval"} <= {example["route"] for example in given}
