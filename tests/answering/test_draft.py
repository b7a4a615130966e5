"""What is said of what was found: the sentence that answers, what is added to it, and how it is cited."""

from dataclasses import replace
from datetime import date
from typing import Any
from zlib import crc32

import numpy as np
import pytest

from answering.arithmetic import Sum
from answering.draft import (
    LENGTH,
    NEAR_COMPANY,
    NEAR_LEAD,
    NEAR_PLAIN,
    Draft,
    Line,
    choose,
    cited,
    difference_of,
    leading,
    looked_up,
    refusal,
    said,
    table,
    with_companies,
)
from answering.select import NAMES, Candidate
from answering.statements import Known, Place, Polar
from answering.understand import understand
from core.answers import Ask
from core.articles import Passage
from tests.answering.test_statements import HOW_LONG, LAMPS, PAUSED
from tests.answering.test_understand import FakeLexicon
from tests.fakes import lamps

PASSAGE = Passage("lumenor-pause", 1, 0, ((0, 61), (62, 88)))
STOPPED, NO_END = (Place(PAUSED, start, end) for start, end in PASSAGE.sentences)
ASIDE = 0.01


def candidate(text: str, score: float, *, asked: float = 0.0, **changes: Any) -> Candidate:
    """Something to say that is like nothing else, unless a vector says so."""
    features = (asked, *[0.0] * (len(NAMES) - 1))
    vector = np.zeros(64, dtype=np.float32)
    vector[crc32(text.encode()) % 64] = 1
    return replace(Candidate(text, (STOPPED,), features, score, vector), **changes)


def texts(chosen: list[Candidate]) -> list[str]:
    return [one.text for one in chosen]


def ranked(*scores: float, **changes: Any) -> list[Candidate]:
    """Candidates A, B, C and so on with these scores, each like no other."""
    return [
        candidate(chr(65 + n), score, vector=np.eye(64, dtype=np.float32)[n], **changes)
        for n, score in enumerate(scores)
    ]


def test_the_best_comes_first_with_at_most_three_others() -> None:
    """However many come near."""
    assert texts(choose(ranked(2.0, 1.9, 1.9, 1.8, 1.8, 1.8))) == ["A", "B", "C", "D"]
    assert LENGTH == 4


@pytest.mark.parametrize(("is_covered", "within"), [(True, NEAR_LEAD), (False, NEAR_PLAIN)])
def test_what_is_far_below_the_best_is_left_out(is_covered: bool, within: float) -> None:
    """It comes nearer where it is known which questions the article answers."""
    found = ranked(2.0, 2.0 - within + ASIDE, 2.0 - within - ASIDE, is_covered=is_covered)

    assert texts(choose(found)) == ["A", "B"]


def test_nothing_is_said_twice() -> None:
    """Nor what says nearly the same, even if a further part of the question is answered by it."""
    first, second = ranked(2.0, 1.9)
    again = replace(second, text="A again", vector=first.vector)

    assert texts(choose([first, again, second])) == ["A", "B"]
    assert texts(choose([first], [again])) == ["A"]


def test_what_answers_further_parts_comes_before_what_adds_to_the_first() -> None:
    """Though it scores less."""
    first, added, further = ranked(2.0, 1.9, 0.5)

    assert texts(choose([first, added], [further])) == ["A", "C", "B"]


def test_the_sentence_right_after_the_first_is_preferred() -> None:
    """It most likely goes on with it."""
    first, other, after = ranked(2.0, 1.7, 1.65)

    on = [replace(first, passage=PASSAGE), other, replace(after, passage=PASSAGE, number=1)]

    assert texts(choose(on)) == ["A", "C", "B"]
    assert texts(choose([first, other, after])) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("question", "known", "begins"),
    [
        ("Is Lumenor's pause over?", Polar("yes", 1.0), "Yes: "),
        ("And has Lumenor stopped?", Polar("no", 1.0), "No: "),
        ("When is Lumenor's pause over?", Polar("yes", 1.0), ""),
        ("Is Lumenor's pause over?", Polar(), ""),
    ],
)
def test_yes_or_no_comes_first_where_it_is_known_to_be_meant(question: str, known: Polar, begins: str) -> None:
    """The question is one of yes or no, and its answer is known."""
    first, other = candidate("Lumenor stopped.", 2.0, asked=1.0), candidate("It goes on.", 1.9, asked=1.0)

    lines = said(understand(Ask(question), FakeLexicon(), 1000)[0], [first, other], known)

    assert [line.text for line in lines] == [f"{begins}Lumenor stopped.", "It goes on."]


def test_what_means_yes_or_no_leads_where_it_is_hardly_worse() -> None:
    """Not where it is much worse, nor where that is not asked."""
    asked = understand(Ask("Did Lumenor end the pause?"), FakeLexicon(), 1000)[0]
    best, near = candidate("Lumenor announced the pause.", 2.0), candidate("Lumenor did not end the pause.", 1.9)
    known = Polar("no", 0.8, text=near.text)

    assert texts(leading(asked, [best, near], known)) == [near.text, best.text]
    assert texts(leading(asked, [best, replace(near, score=1.5)], known)) == [best.text, near.text]
    assert texts(leading(replace(asked, standalone="When did it end?"), [best, near], known)) == [best.text, near.text]


def test_each_company_gets_a_sentence_of_its_own() -> None:
    """The best that is about none of the others; what is already said is kept, two sentences at most."""
    question = understand(Ask("Compare Lumenor and Brightly and Lampworks AI"), FakeLexicon(), 1000)[0]
    chosen = [candidate("Lumenor stopped.", 2.0), candidate("It said so.", 1.9), candidate("And more.", 1.8)]
    found = {
        "Lumenor": [candidate("Lumenor makes lamps.", 1.5)],
        "Brightly": [candidate("Brightly and Lumenor differ.", 1.5), candidate("Brightly goes on.", 0.1)],
        "Lampworks AI": [],
    }

    lines = texts(with_companies(question, chosen, found, FakeLexicon()))

    assert lines == ["Lumenor stopped.", "It said so.", "Brightly goes on."]


def test_a_company_that_was_not_asked_for_needs_a_good_sentence() -> None:
    """As where it is asked which one did something."""
    question = understand(Ask("Which company stopped?"), FakeLexicon(), 1000)[0]
    poor, good = candidate("Brightly goes on.", 1.0 - ASIDE), candidate("Brightly stopped too.", 1.0 + ASIDE)
    first = [candidate("Lumenor stopped.", 1.0 + NEAR_COMPANY)]

    assert texts(with_companies(question, first, {"Brightly": [poor]}, FakeLexicon())) == ["Lumenor stopped."]
    assert len(with_companies(question, first, {"Brightly": [good]}, FakeLexicon())) == 2


def test_an_excerpt_is_given_back_with_title_publisher_day_and_address() -> None:
    """Of every article that has it."""
    other = lamps(id="b", title=None, publisher=None, dateline=None, url="https://harbour.example/b")

    draft = looked_up([NO_END, Place(other, 62, 88)])

    assert [line.text for line in draft.lines] == [
        "The pause has no end date.",
        "“Lumenor pauses” (The Harbour Post, 4 March 2021, /articles/lumenor-pause) has these words.",
        f"“{other.name}” (https://harbour.example/b) has these words.",
    ]


def test_the_distance_of_two_days_is_said_with_both() -> None:
    """It rests on both sentences."""
    again = Place(lamps(id="b", text="Lumenor sells lamps again since 6 March 2021."), 0, 45)
    found = [candidate(STOPPED.quote, 1.0), candidate(again.quote, 1.0, places=(again,))]

    line, *days = difference_of(Sum("Lumenor's stop", "its return", "days"), found).lines

    assert line.text == "3 days: first Lumenor's stop (3 March 2021), then its return (6 March 2021)."
    assert line.places == (STOPPED, again)
    assert [one.places for one in days] == [(STOPPED,), (again,)]


def test_sentences_are_numbered_in_the_order_of_their_evidence() -> None:
    """The same words have the same number; what is not word for word comes from the register."""
    lines = (Line("Yes: no end.", (NO_END,)), Line(STOPPED.quote, (STOPPED,)), Line("Both.", (STOPPED, NO_END)))

    sentences, _, citations = cited(Draft(lines))

    assert [(one.support, one.citations) for one in sentences] == [
        ("register", (1,)),
        ("quoted", (2,)),
        ("register", (2, 1)),
    ]
    assert [(one.number, one.quote, one.article_id) for one in citations] == [
        (1, NO_END.quote, "lumenor-pause"),
        (2, STOPPED.quote, "lumenor-pause"),
    ]
    assert all(PAUSED.text[one.start : one.end] == one.quote for one in citations)


def test_each_cell_of_a_table_is_cited_but_for_the_company() -> None:
    """Numbered after the sentences, with the short form of the statement."""
    known = Known(HOW_LONG, (NO_END,), LAMPS, None, slice(0, 0), "")

    both = table("duration", {"Lumenor": known, "Brightly": known})

    _, shown, citations = cited(Draft((Line(STOPPED.quote, (STOPPED,)),), both))

    assert shown and shown.columns == ("Company", "How long")
    assert [[(cell.text, cell.citations) for cell in row] for row in shown.rows] == [
        [("Lumenor", ()), (HOW_LONG.short, (2,))],
        [("Brightly", ()), (HOW_LONG.short, (2,))],
    ]
    assert [one.quote for one in citations] == [STOPPED.quote, NO_END.quote]


def test_one_row_is_no_table() -> None:
    """There is nothing to compare."""
    assert table("duration", {"Lumenor": Known(HOW_LONG, (NO_END,), LAMPS, None, slice(0, 0), "")}) is None


@pytest.mark.parametrize(
    ("question", "as_of", "sentence"),
    [
        ("What did Palanto or Orvex promise?", None, "The articles do not mention Palanto or Orvex, so they do not "),
        ("What did Palanto promise?", date(2021, 3, 4), "The articles up to 4 March 2021 do not mention Palanto, "),
        ("Who pays for lamps?", None, "The articles do not say. Looked for: pays, lamps."),
        ("Who pays for lamps?", date(2021, 3, 4), "The articles up to 4 March 2021 do not say. Looked for: "),
    ],
)
def test_a_refusal_names_what_was_looked_for(question: str, as_of: date | None, sentence: str) -> None:
    """The unknown name, or the words; and the day, where there is one."""
    asked = understand(Ask(question, as_of), FakeLexicon(), 1000)[0]

    assert refusal(asked, ["pays", "lamps"]).startswith(sentence)


def test_a_refusal_that_looked_for_no_words_says_only_that() -> None:
    """Such as for "Who was it?"."""
    assert refusal(understand(Ask("Who was it?"), FakeLexicon(), 1000)[0], []) == "The articles do not say."
