from trivium.server.keyring import Keyring


def test_a_key_is_made_shown_once_listed_and_revoked(trivium, home):
    made = trivium("keys", "create", "front", "--user", "ann", "--group", "legal", "--json")
    secret = made.json["key"]
    assert Keyring(home).find(secret) is not None
    rows = trivium("keys", "list", "--json").json["keys"]
    assert [(row["name"], row["user"], row["groups"]) for row in rows] == [
        ("front", "ann", ["legal"])
    ]
    assert secret not in trivium("keys", "list").out
    assert trivium("keys", "revoke", "front").code == 0
    assert Keyring(home).find(secret) is None


def test_a_person_gets_the_bare_secret_on_standard_output(trivium, home):
    ran = trivium("keys", "create", "mine")
    assert Keyring(home).find(ran.out) is not None
    assert "cannot be shown again" in ran.err


def test_a_name_that_cannot_be_is_refused(trivium):
    ran = trivium("keys", "create", "Ann Smith")
    assert ran.code == 2
    assert "small letters" in ran.err


def test_revoking_what_is_not_there_says_so(trivium):
    assert trivium("keys", "revoke", "front").code == 4


def test_no_keys_means_this_machine_alone(trivium):
    assert "this machine alone" in trivium("keys", "list").err
