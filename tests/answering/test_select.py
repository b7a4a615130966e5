"""Which sentences answer a question: what speaks for each, and which are none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from answering.select import AHEAD, HEARD, LATER, NAMES, Candidate, Scorer, is_repetition, off_company, recency, shows
from answering.statements import Statements
from answering.understand import understand
from core.answers import Ask, Turn
from core.articles import Article
from tests.answering.test_statements import ARTICLES, DAY, HOW_LONG, LAMPS, OVER, QUOTE, said, vector
from tests.answering.test_understand import FakeLexicon
from tests.fakes import FakeEmbedder, lamps, stored

PAUSE = "How long does Lumenor's pause last?"
NOTHING = Statements([], {})
NOTHING_ELSE = (0.0,) * (len(NAMES) - 1)


def scored(
    question: str,
    articles: Sequence[Article] = (),
    statements: Statements = NOTHING,
    *,
    as_of: date | None = None,
    heard: str = "",
    words: dict[str, float] | None = None,
) -> list[Candidate]:
    """Every candidate of the articles' passages and of the register, best first."""
    history = (Turn("…", heard),) if heard else ()
    asked = understand(Ask(question, as_of, history), FakeLexicon(), 1000)[0]
    passages = {f"{article.id} {number}": one for article in articles for number, one in enumerate(stored(article))}
    before = FakeEmbedder().embed([heard] if heard else [])
    scorer = Scorer(asked, vector(question), FakeLexicon(), before)  # type: ignore[arg-type]
    return scorer.candidates(passages, statements.asked(vector(question), as_of), statements.covered, words or {})


def feature(name: str, *found: Any) -> list[float]:
    return [one.features[NAMES.index(name)] for one in found]


def test_every_whole_sentence_is_a_candidate() -> None:
    """With its place; what is too short, no sentence, or a question of the article's own is none."""
    text = (
        'The pause has no end date.\n\nLamps, and nothing else but lamps\n\nOh, well then. Will it ever end, or not? \
"Will it ever end, or not?"'
    )
    article = lamps(text=text)

    found = scored(PAUSE, [article])

    assert {one.text for one in found} == {"The pause has no end date.", '"Will it ever end, or not?"'}
    assert all(place.quote == one.text and place.article == article for one in found for place in one.places)


def test_the_sentence_that_is_nearest_comes_first() -> None:
    """In meaning and in words."""
    assert scored("Does the pause have an end date?", [lamps()])[0].text == "The pause has no end date."
    assert scored("When did Lumenor stop selling lamps?", [lamps()])[0].text.startswith("Lumenor stopped selling")


def test_equal_candidates_come_in_the_order_of_their_places() -> None:
    """So that an answer does not depend on chance."""
    twins = [lamps(id="b"), lamps(id="a")]

    found = [(one.places[0].article.id, one.places[0].start) for one in scored(PAUSE, twins)]

    assert [place for place in found if place[1]] == [("a", 62), ("b", 62)]


def test_what_was_just_said_counts_less() -> None:
    """Nobody asks again for what was answered."""
    (before,) = (one for one in scored(PAUSE, [lamps()]) if one.text.endswith("end date."))
    (after,) = (one for one in scored(PAUSE, [lamps()], heard=before.text) if one.text == before.text)

    assert before.score - after.score == pytest.approx(HEARD)


def test_what_the_register_just_said_counts_less_too() -> None:
    """In the words of the register."""
    before = next(one for one in scored(PAUSE, [], said()) if one.statement == HOW_LONG)
    after = next(one for one in scored(PAUSE, [], said(), heard=HOW_LONG.text) if one.statement == HOW_LONG)

    assert before.score - after.score == pytest.approx(HEARD)


def test_the_answer_to_hardly_another_question_comes_before_its_score() -> None:
    """Where it is known, but not when it was just given."""
    alike, far = (replace(scored(PAUSE, [], said())[0], features=(near, *NOTHING_ELSE)) for near in (1.0, 0.9))

    assert alike.rank == pytest.approx(alike.score + 0.1 * AHEAD)
    assert far.rank == far.score
    assert replace(alike, is_heard=True).rank == replace(alike, statement=None).rank == alike.score


def test_who_only_asks_for_more_hears_nothing_twice() -> None:
    """Unless there is nothing else."""
    found = scored("Tell me more", [lamps()], heard="The pause has no end date.")

    assert found
    assert "The pause has no end date." not in {one.text for one in found}


def test_sentences_about_others_are_left_out() -> None:
    """Those that do not name the company asked about, in articles that are not about it."""
    other = lamps(
        id="b",
        text="Brightly sells no ropes to anybody. Unlike Lumenor, Brightly named a day.",
        companies=("Brightly",),
    )

    texts = {one.text for one in scored(PAUSE, [lamps(), other])}

    assert "Unlike Lumenor, Brightly named a day." in texts
    assert "The pause has no end date." in texts
    assert "Brightly sells no ropes to anybody." not in texts


def test_a_statement_of_the_register_stands_beside_the_sentences() -> None:
    """With its evidence, its company, and the question that it is known to answer."""
    found = next(one for one in scored("Is there an end date?", [lamps()], said()) if one.statement == HOW_LONG)

    assert (found.text, found.company, found.passage) == (HOW_LONG.text, LAMPS.company, None)
    assert found.matched == "Is there an end date?"
    assert found.asked == pytest.approx(1)
    assert [place.quote for place in found.places] == ["The pause has no end date."]


def test_a_registered_sentence_comes_once() -> None:
    """As the sentence that it is, with the question that it is known to answer."""
    found = [one for one in scored("How are ropes sold?", [ARTICLES["ropes"]], said()) if one.text == QUOTE.text]

    assert [(one.matched, one.is_covered, one.statement) for one in found] == [("How are ropes sold?", True, QUOTE)]
    assert found[0].asked == pytest.approx(1)


def test_what_the_register_knows_only_later_is_no_candidate() -> None:
    """As of a day."""
    found = [one.statement for one in scored("When did lamps come back?", [], said(), as_of=DAY)]

    assert HOW_LONG in found
    assert OVER not in found


def test_without_a_register_a_sentence_stands_for_itself() -> None:
    """What it is asked is as near as the sentence is."""
    found = scored(PAUSE, [lamps()])

    assert not any(one.is_covered or one.statement for one in found)
    assert feature("asked", *found) == feature("similarity", *found)


def test_only_questions_of_how_things_stand_want_the_newest() -> None:
    """Of what happened once, the oldest may tell best."""
    old, new = lamps(), lamps(id="b", dateline=date(2022, 5, 6))

    now = {one.places[0].article.id: one for one in scored("How long does the pause last?", [old, new])}
    once = {one.places[0].article.id: one for one in scored("How long did the pause last?", [old, new])}

    assert feature("recent", now["lumenor-pause"], now["b"]) == [0, 1]
    assert feature("recent", once["lumenor-pause"], once["b"]) == [0, 0]


def test_a_denial_speaks_against_only_where_something_is_asked_for_that_is() -> None:
    """To "what is not?" it is the answer."""
    (open_,) = (one for one in scored("What end date has the pause?", [lamps()]) if "no end" in one.text)
    (denied,) = (one for one in scored("What end date has the pause not?", [lamps()]) if "no end" in one.text)

    assert feature("denied", open_, denied) == [1, 0]


def test_recency_goes_by_rank_among_the_days() -> None:
    """From 0 for the oldest to 1 for the newest; one day alone, and none, count for nothing."""
    first, second, third = date(2020, 6, 8), date(2020, 6, 9), date(2024, 1, 1)

    assert recency([third, first, second, None, third]) == {first: 0, second: 0.5, third: 1}
    assert recency([first, None, first]) == {}


@pytest.mark.parametrize(
    ("wants", "text"),
    [
        ("duration", "The pause is to last two years."),
        ("duration", "It goes on until a law is made."),
        ("amount", "They paid $2.4 million for it."),
        ("number", "It was tried on 28 lamps."),
        ("date", "It ended on a Tuesday."),
        ("person", "Keeper Ada Tarn wrote it."),
        ("person", "Ada Tarn, the keeper, did."),
        ("company", "It was Lumenor that did."),
        ("reason", "They did so because of the sea."),
        ("statement", "She promised lamps."),
        ("later", "It remains in force."),
    ],
)
def test_an_answer_shows_the_kind_of_words_that_are_wanted(wants: str, text: str) -> None:
    """And another sentence lacks them; where no kind is wanted it makes no difference."""
    assert shows(wants, text) == 1
    assert shows(wants, "and so it was with all of them") == -1
    assert shows("", text) == 0


def test_a_sentence_that_names_the_company_first_is_most_about_it() -> None:
    """One that names it later is less so, and one that is about another least."""
    assert off_company((), ["Brightly"]) == 0
    assert off_company(("Lumenor",), ["Lumenor", "Brightly"]) == 0
    assert off_company(("Lumenor",), ["Brightly", "Lumenor"]) == LATER
    assert off_company(("Lumenor",), ["Brightly"]) == 1


def test_a_sentence_without_a_name_is_about_the_company_named_last() -> None:
    """As `it` means that one; whichever of them the article is about most."""
    text = "Lumenor stopped selling lamps. It gave no end date at all. Brightly sells ropes. It gave no other reason."

    found = {one.text: one.off for one in scored(PAUSE, [lamps(text=text)])}

    assert found["It gave no end date at all."] == 0
    assert found["It gave no other reason."] == 1


def test_passages_that_words_find_count_more_where_no_register_is() -> None:
    """By their part of the best one's score."""
    both = [lamps(id="a"), lamps(id="b")]

    found = scored(PAUSE, both, words={"a 0": 2.0, "b 0": 8.0})

    assert {one.places[0].article.id: feature("words", one)[0] for one in found} == {"a": 0.25, "b": 1.0}
    assert found[0].places[0].article.id == "b"


def test_repetition_goes_by_cosine() -> None:
    """What has no vector repeats nothing."""
    one = scored(PAUSE, [lamps()])[0]
    near = replace(one, vector=one.vector + 0.01)  # type: ignore[operator]
    bare = replace(one, vector=None)

    assert is_repetition(near, [bare, one], 0.9)
    assert not is_repetition(near, [bare], 0.9)
    assert not is_repetition(bare, [one], 0.9)
    assert not is_repetition(replace(one, vector=np.zeros(FakeEmbedder().dimension)), [one], 0.9)
