def test_the_drawing_is_mermaid_with_every_route(trivium, home):
    ran = trivium("graph")
    assert ran.code == 0
    assert "graph TD" in ran.out
    assert "__start__ --> condense" in ran.out
    assert not home.exists()


def test_the_same_as_data(trivium):
    drawn = trivium("graph", "--json").json
    assert {"condense", "classify", "search", "answer", "check", "finish"} <= set(drawn["nodes"])
    assert {"from": "condense", "to": "classify", "conditional": False} in drawn["edges"]
