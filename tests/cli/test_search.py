def test_the_best_passage_comes_first(trivium, samples):
    [first, *_] = trivium("search", "annual leave days", "--limit", "3").out.splitlines()
    assert "Moorlight handbook: leave › Annual leave" in first
    assert "27 days" in first


def test_hits_are_whole_under_json(trivium, samples):
    hits = trivium("search", "annual leave days", "--limit", "2", "--json").json["hits"]
    assert len(hits) == 2
    assert hits[0]["score"] >= hits[1]["score"]
    assert hits[0]["passage"]["title"] == "Moorlight handbook: leave"


def test_nothing_found_is_said_beside_the_result(trivium):
    ran = trivium("search", "anything")
    assert (ran.code, ran.out, ran.err) == (0, "", "Nothing was found.\n")


def test_an_empty_query_is_bad_input(trivium):
    assert trivium("search", " ").code == 2
