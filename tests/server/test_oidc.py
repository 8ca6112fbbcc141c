"""Tokens of an issuer that this test runs itself, with keys of its own."""

import asyncio
import json
import time
from contextlib import asynccontextmanager

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from trivium.adapters.errors import NotKnown, Unavailable, UnknownSetting
from trivium.server import oidc
from trivium.server.oidc import Issuer
from trivium.server.run import refuse_open_door

from .conftest import serving
from .members import services

pytestmark = pytest.mark.loopback

AUDIENCE = "trivium"


class Signer:
    """An issuer: publishes its keys, signs tokens, counts how often it is asked."""

    def __init__(self):
        self.url, self.asked, self.keys = "", 0, {}
        self.rotate("one")

    def rotate(self, kid, kind="RS256"):
        rsa_, curve = (65537, 2048), ec.SECP256R1()
        made = (
            rsa.generate_private_key(*rsa_) if kind == "RS256" else ec.generate_private_key(curve)
        )
        self.kid, self.kind, self.keys = kid, kind, {kid: made}

    def token(self, **claims):
        about = {"iss": self.url, "aud": AUDIENCE, "exp": time.time() + 60, "sub": "ann"}
        given = {name: v for name, v in {**about, **claims}.items() if v is not None}
        head = {"kid": self.kid}
        return jwt.encode(given, self.keys[self.kid], algorithm=self.kind, headers=head)

    def published(self):
        kinds = {"RS256": RSAAlgorithm, "ES256": ECAlgorithm}
        return {
            "keys": [
                {**json.loads(kinds[self.kind].to_jwk(key.public_key())), "kid": kid, "use": "sig"}
                for kid, key in self.keys.items()
            ]
        }

    async def answer(self, reader, writer):
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        self.asked += 1
        about = {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        body = json.dumps(self.published() if path == "/keys" else about).encode()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def issuing():
    signer = Signer()
    async with await asyncio.start_server(signer.answer, "127.0.0.1", 0) as server:
        signer.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield signer


@pytest.fixture
async def signer():
    async with issuing() as made:
        yield made


@pytest.fixture
def trusting(signer, settings):
    def make(**values):
        made = settings(oidc_issuer=signer.url, oidc_audience=AUDIENCE, **values)
        issuer = Issuer.of(made)
        assert issuer is not None
        return issuer

    return make


async def test_a_good_token_stands_for_its_user_and_groups(trusting, signer):
    key = await trusting().key(signer.token(groups=["legal", "board"]))
    assert key.principal.user == "ann"
    assert key.principal.groups == {"legal", "board"}


async def test_claims_of_other_names_are_read(trusting, signer):
    issuer = trusting(oidc_user_claim="email", oidc_groups_claim="scope", oidc_tenant_claim="org")
    key = await issuer.key(signer.token(email="a@x", scope="legal board", org="acme"))
    assert (key.tenant, key.user, key.groups) == ("acme", "a@x", ("legal", "board"))
    with pytest.raises(NotKnown, match="no tenant"):
        await issuer.key(signer.token(email="a@x"))


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"},
        {"iss": "https://elsewhere.example"},
        {"exp": time.time() - 3600},
        {"exp": None},
        {"sub": None},
        {"nbf": time.time() + 3600},
    ],
)
async def test_a_token_for_another_place_or_time_lets_nobody_in(trusting, signer, claims):
    with pytest.raises(NotKnown):
        await trusting().key(signer.token(**claims))


async def test_a_token_that_somebody_else_signed_lets_nobody_in(trusting, signer):
    issuer = trusting()
    await issuer.key(signer.token())
    async with issuing() as other:
        other.url = signer.url
        with pytest.raises(NotKnown):
            await issuer.key(other.token())


async def test_a_secret_signature_is_no_way_around_the_keys(trusting, signer):
    claims = {"iss": signer.url, "aud": AUDIENCE, "exp": time.time() + 60, "sub": "ann"}
    for token in (
        jwt.encode(claims, "public key as a secret" * 3, algorithm="HS256", headers={"kid": "one"}),
        jwt.encode(claims, None, algorithm="none", headers={"kid": "one"}),
    ):
        with pytest.raises(NotKnown):
            await trusting().key(token)


async def test_keys_are_kept_and_follow_a_rotation(trusting, signer, monkeypatch):
    issuer = trusting()
    for _ in range(5):
        await issuer.key(signer.token())
    assert signer.asked == 2
    monkeypatch.setattr(oidc, "_AGAIN_S", 0)
    signer.rotate("two", "ES256")
    assert (await issuer.key(signer.token())).user == "ann"
    assert signer.asked == 4


async def test_a_flood_of_unknown_keys_does_not_become_one_of_the_issuer(trusting, signer):
    issuer = trusting()
    await issuer.key(signer.token())
    signer.kid, signer.keys["made-up"] = "made-up", signer.keys["one"]
    for _ in range(5):
        with pytest.raises(NotKnown, match="does not publish"):
            await issuer.key(signer.token())
    assert signer.asked == 2


async def test_an_issuer_out_of_reach_is_told_as_such(settings):
    issuer = Issuer.of(settings(oidc_issuer="http://127.0.0.1:9", oidc_audience=AUDIENCE))
    signer = Signer()
    assert issuer is not None
    with pytest.raises(Unavailable, match="TRIVIUM_OIDC_ISSUER"):
        await issuer.key(signer.token())


def test_an_issuer_needs_an_audience(settings):
    with pytest.raises(UnknownSetting, match="TRIVIUM_OIDC_AUDIENCE"):
        Issuer.of(settings(oidc_issuer="https://id.example"))


def test_with_an_issuer_the_server_may_listen_elsewhere(settings):
    made = settings(oidc_issuer="https://id.example", oidc_audience=AUDIENCE, host="0.0.0.0")
    refuse_open_door(made)


async def test_users_of_an_issuer_see_what_their_groups_may(signer, settings, script):
    made = settings(oidc_issuer=signer.url, oidc_audience=AUDIENCE)
    async with serving(made, services(script)) as door:
        assert (await door.client.get("/v1/documents")).status_code == 401
        door.client.headers["Authorization"] = f"Bearer {signer.token(groups=['legal'])}"
        await door.add("Backups are kept for thirty days.", groups=["legal"])
        assert len((await door.client.get("/v1/documents")).json()["documents"]) == 1
        door.client.headers["Authorization"] = f"Bearer {signer.token(sub='bob')}"
        assert (await door.client.get("/v1/documents")).json()["documents"] == []
