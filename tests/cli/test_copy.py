def test_everything_is_carried_and_compared(trivium, samples):
    ran = trivium("copy", "--from", "embedded", "--to", "memory", "--json")

    assert ran.code == 0
    assert ran.json["equal"] is True
    assert ran.json["documents"] == ran.json["carried"] == 13
    assert ran.json["vectors"] == ran.json["passages"] > 13
    assert ran.json["hash_from"] == ran.json["hash_to"]


def test_it_says_so_in_a_line(trivium, samples):
    ran = trivium("copy", "--from", "embedded", "--to", "memory")

    assert ran.code == 0
    assert "memory has all of embedded: 13 documents (13 of them carried now)" in ran.out


def test_a_store_is_not_copied_to_itself(trivium, home):
    ran = trivium("copy", "--from", "embedded", "--to", "embedded", "--json")

    assert (ran.code, ran.json["error"]["code"]) == (2, "bad_input")


def test_an_unknown_store_is_named_with_the_nearest(trivium, home):
    ran = trivium("copy", "--from", "embedded", "--to", "weaviat")

    assert ran.code == 2
    assert "weaviate" in ran.err
