"""The embedded reranker: better than the search's own order, and never with a copy."""

from __future__ import annotations

from trivium.adapters.rerankers._reading import asked, read
from trivium.adapters.rerankers._signs import together
from trivium.adapters.rerankers.embedded import Rereading
from trivium.adapters.terms import Hit, Passage

# Enough hits, otherwise the same, to have something to compare with.
FILLERS = ["harbour", "orchard", "museum", "kitchen", "glacier", "library", "stadium", "bakery",
           "tunnel", "meadow", "station", "chapel"]  # fmt: skip


def hit(text: str, score: float, *, vectors: float = 0.0, title: str = "") -> Hit:
    passage = Passage(
        id=text,
        document_id="d",
        version="",
        ordinal=0,
        start=0,
        end=len(text),
        text=text,
        title=title,
    )
    return Hit(passage=passage, score=score, vectors=vectors)


def among(*hits: Hit) -> list[Hit]:
    """Put hits over twelve that say nothing of the question."""
    return [*hits, *(hit(f"Nothing but the {word}.", 0.1, vectors=0.1) for word in FILLERS)]


async def first(question: str, hits: list[Hit]) -> str:
    found = await Rereading().rerank(question, hits, limit=1)
    return found.hits[0].passage.text


LONG = (
    "How does the wing's lift change at supersonic speed when the boundary layer separates "
    "behind a shock wave?"
)


# Five telling words: one more than a question for a fact has.
ASKED = "Who in Boston invented the first electric telephone?"


async def test_for_a_long_question_words_beside_each_other_win() -> None:
    apart = (
        "The shock of the news, a wave of letters about the layer cake, and speed limits at the "
        "boundary fence: lift the wing of the gate before the supersonic jet separates the change."
    )
    beside = "Behind a shock wave the boundary layer separates, and the wing's lift changes."

    assert await first(LONG, among(hit(apart, 5.0), hit(beside, 4.9))) == beside


async def test_for_a_long_question_what_is_like_the_best_comes_up() -> None:
    best = ["Flutter of panels in hot supersonic flow.", "Panels flutter in supersonic flow."]
    like = "Supersonic flutter of hot panels, measured."
    given = among(*(hit(text, 6.0) for text in best), hit("A gate for sheep.", 3.0), hit(like, 3.0))

    found = await Rereading().rerank(LONG, given, limit=4)

    assert found.hits[2].passage.text == like


async def test_a_short_question_is_read_again_where_several_hits_are_about_as_good() -> None:
    near, far = hit("It was Bell.", 4.9, vectors=0.7), hit("It was a bell.", 5.0, vectors=0.2)

    assert await first("Who invented the telephone?", among(far, near)) == "It was Bell."


async def test_a_short_question_with_a_clear_answer_keeps_the_order_of_the_search() -> None:
    near, far = hit("It was Bell.", 4.9, vectors=0.7), hit("It was a bell.", 5.0, vectors=0.2)
    more = [hit(f"Page {n} has nothing.", 0.1, vectors=0.1) for n in range(20)]

    assert await first("Who invented the telephone?", among(far, near, *more)) == far.passage.text


def test_words_of_the_question_may_stand_near_each_other_in_either_order() -> None:
    terms = asked("orchard harvest mill")
    texts = ["harvest of the orchard", "orchard, far away from each barn, harvest", "orchard mill"]
    telling = dict.fromkeys(terms, 1.0)

    found = [together(terms, read("", text).places(terms), telling) for text in texts]

    assert found == [2.0, 0.0, 1.0]


async def test_for_a_question_of_some_words_the_cosine_breaks_a_near_tie() -> None:
    near, far = hit("It was Bell.", 4.9, vectors=0.7), hit("It was a bell.", 5.0, vectors=0.2)

    assert await first(ASKED, among(far, near)) == "It was Bell."


async def test_to_share_a_rare_word_with_the_best_says_more_than_to_share_usual_ones() -> None:
    best = ["Panels flutter; the people know a day.", "Flutter of panels; people in the day."]
    rare, usual = "Flutter of a flag, and a house.", "People of a day, and a house."
    given = among(*(hit(text, 6.0) for text in best), hit(usual, 3.0), hit(rare, 3.0))

    found = await Rereading().rerank(LONG, given, limit=4)

    assert [h.passage.text for h in found.hits[2:]] == [rare, usual]


async def test_a_passage_that_waits_for_its_vector_is_not_held_back() -> None:
    waits, there = hit("It was Bell.", 5.0), hit("It was a bell.", 4.5, vectors=0.4)
    others = [hit(f"A {word}.", 0.1, vectors=0.4) for word in FILLERS]

    assert await first(ASKED, [waits, there, *others]) == "It was Bell."


async def test_a_clear_winner_stays_first() -> None:
    clear = hit("The telephone was Bell's.", 12.0, vectors=0.6)
    other = hit(ASKED, 4.0, vectors=0.7)

    assert await first(ASKED, among(clear, other)) == clear.passage.text


async def test_the_scale_of_the_scores_does_not_matter() -> None:
    given = among(hit("It was a bell.", 5.0, vectors=0.2), hit("It was Bell.", 4.9, vectors=0.7))
    ranks = [hit(h.passage.text, h.score / 300, vectors=h.vectors) for h in given]

    found = [await Rereading().rerank("Who was it?", hits, limit=9) for hits in (given, ranks)]

    assert [h.passage.id for h in found[0].hits] == [h.passage.id for h in found[1].hits]


async def test_a_few_hits_keep_their_order_and_scores() -> None:
    given = [hit("b", 3), hit("a", 2), hit("c", 1)]

    assert (await Rereading().rerank("a?", given, limit=3)).hits == given


async def test_questions_of_no_telling_word_keep_the_order() -> None:
    given = [hit(f"The {word}.", 20.0 - i) for i, word in enumerate(FILLERS)]

    found = await Rereading().rerank("What is it?", given, limit=20)

    assert [h.passage for h in found.hits] == [h.passage for h in given]


async def test_hits_without_a_word_are_taken() -> None:
    found = await Rereading().rerank(LONG, [hit("." * n, 1.0) for n in range(12)], limit=12)

    assert len(found.hits) == 1


async def test_a_copy_that_differs_in_space_and_case_is_dropped() -> None:
    copies = [hit("Leave is 28 days.", 9), hit("leave  is 28 days", 8), hit("Lunch at noon.", 7)]

    found = await Rereading().rerank("leave?", among(*copies), limit=3)

    assert sum("28" in h.passage.text for h in found.hits) == 1
