import pytest

from .conftest import serving
from .members import services

pytestmark = pytest.mark.loopback


@pytest.fixture
async def office(script, settings):
    made = settings(tenant="acme", user="boss", groups=("board",))
    async with serving(made, services(script)) as door:
        yield door


async def sees(door, **headers):
    named = {f"X-Trivium-{name}": value for name, value in headers.items()}
    page = (await door.client.get("/v1/documents", headers=named)).json()
    return [row["title"] for row in page["documents"]]


async def test_nobody_named_is_the_principal_of_the_settings(office):
    await office.add("The secret plan.", title="Plan", groups=["board"])
    assert await sees(office) == ["Plan"]


async def test_a_named_user_has_only_the_groups_that_are_named(office):
    await office.add("The secret plan.", title="Plan", groups=["board"])
    assert await sees(office, User="ann") == []
    assert await sees(office, User="ann", Groups="sales, board") == ["Plan"]


async def test_tenants_do_not_see_each_other(office):
    await office.add("Of all in the house.", title="House")
    assert await sees(office, User="ann") == ["House"]
    assert await sees(office, Tenant="other", User="ann", Groups="board") == []


async def test_names_in_headers_may_be_utf8(office):
    headers = {"X-Trivium-User": "Jörg".encode(), "X-Trivium-Groups": "Führung".encode()}
    body = {"text": "Nur für die Leitung.", "title": "Leitung", "groups": ["Führung"]}
    await office.client.post("/v1/documents", json=body, headers=headers)
    page = (await office.client.get("/v1/documents", headers=headers)).json()
    assert [row["title"] for row in page["documents"]] == ["Leitung"]


async def test_an_endless_name_is_refused(office):
    answer = await office.client.get("/v1/documents", headers={"X-Trivium-User": "x" * 300})
    assert answer.status_code == 400
