"""Answers: the JSON that everything speaks, and the markers in their text."""

import json
from datetime import date

import pytest

from core.answers import Answer, AnswerSentence, Cell, Citation, Table, mark, unmarked
from core.articles import Source

KEYS = [
    *("id", "question", "standalone_question", "as_of", "status", "mode", "model", "fallback_reason", "text"),
    *("sentences", "citations", "newest_evidence", "table", "suggestions", "timings_ms"),
]
CITATION_KEYS = [
    *("number", "article_id", "revision", "title", "publisher", "published", "dateline", "url", "sources"),
    *("start", "end", "quote", "match"),
]


def citation(number: int, dateline: date | None) -> Citation:
    return Citation(
        number=number,
        article_id="lamps",
        revision=2,
        title=None,
        publisher="The Harbour Post",
        published=date(2021, 3, 4),
        dateline=dateline,
        url="/articles/lamps",
        sources=(Source("Lumenor", None, "https://example.com"),),
        start=3,
        end=9,
        quote="lights",
    )


def answer() -> Answer:
    return Answer(
        id="a_1",
        question="How long?",
        standalone_question="How long is the pause?",
        as_of=date(2021, 5, 1),
        status="answered",
        sentences=(
            AnswerSentence("It has no end date.", "quoted", (1,)),
            AnswerSentence("It was confirmed.", "quoted", (2,)),
        ),
        citations=(citation(1, date(2021, 3, 4)), citation(2, date(2020, 1, 1))),
    )


def test_json_has_exactly_the_agreed_keys() -> None:
    """Key for key what the design promises."""
    body = answer().to_json()

    assert list(body) == KEYS
    assert list(body["sentences"][0]) == ["text", "support", "citations"]
    assert list(body["citations"][0]) == CITATION_KEYS
    assert list(body["citations"][0]["sources"][0]) == ["publisher", "title", "url"]


def test_json_is_made_of_plain_values() -> None:
    """Dates are ISO text and tuples lists, all the way down."""
    table = Table(("Company",), ((Cell("Lumenor", (1,)),),))

    body = Answer(**{**_fields(answer()), "table": table}).to_json()

    assert json.loads(json.dumps(body)) == body
    assert (body["as_of"], body["newest_evidence"]) == ("2021-05-01", "2021-03-04")
    assert body["table"] == {"columns": ["Company"], "rows": [[{"text": "Lumenor", "citations": [1]}]]}


def test_trace_is_there_only_when_there_is_one() -> None:
    """Staff ask for it; nobody else sees the key."""
    body = Answer(**{**_fields(answer()), "trace": {"prompt": None}}).to_json()

    assert list(body) == [*KEYS, "trace"]
    assert body["trace"] == {"prompt": None}


@pytest.mark.parametrize(
    ("text", "numbers", "marked"),
    [
        ("It ended.", (1,), "It ended [1]."),
        ("Did it end?", (1, 3), "Did it end [1][3]?"),
        ('"It ended."', (2,), '"It ended." [2]'),
        ("It ended", (1,), "It ended [1]"),
        ("It waits...", (1,), "It waits [1]..."),
        ("It waits …", (1,), "It waits [1]…"),
        ("Did it end?!", (1,), "Did it end [1]?!"),
        ("...", (1,), "... [1]"),
        ("It ended.", (), "It ended."),
    ],
)
def test_markers_stand_before_the_closing_stop(text: str, numbers: tuple[int, ...], marked: str) -> None:
    """A sentence keeps its punctuation at its end."""
    assert mark(text, numbers) == marked


def test_text_joins_the_marked_sentences() -> None:
    """The paragraph is made of the sentences and nothing else."""
    assert answer().text == "It has no end date [1]. It was confirmed [2]."


def test_text_is_the_notice_where_there_are_no_sentences() -> None:
    """A refusal speaks through its notice."""
    refused = Answer("a_2", "Why?", "Why?", None, "refused", notice="The articles do not say.")

    assert refused.text == "The articles do not say."
    assert refused.to_json()["sentences"] == []


@pytest.mark.parametrize("text", ["It is so.", 'She said "so".', "She said “so.”", "…", "So be it!?", "As [x] said."])
def test_markers_can_be_taken_out_again(text: str) -> None:
    """What is left is the text that they were set in."""
    assert unmarked(mark(text, (1, 12))) == text


def test_upto_keeps_only_the_citations_in_use() -> None:
    """A half-streamed answer shows no citation of a sentence to come."""
    first = answer().upto(1)

    assert first.text == "It has no end date [1]."
    assert [c.number for c in first.citations] == [1]


def test_upto_leaves_out_the_table() -> None:
    """Its citations come with the whole answer."""
    whole = Answer(**{**_fields(answer()), "table": Table(("Company",), ((Cell("Lumenor", (2,)),),))})

    assert whole.upto(1).table is None


def test_newest_evidence_is_the_latest_known_dateline() -> None:
    """Citations without a date are passed over."""
    undated = Answer(**{**_fields(answer()), "citations": (citation(1, None), citation(2, date(2020, 1, 1)))})

    assert undated.newest_evidence == date(2020, 1, 1)
    assert answer().upto(0).newest_evidence is None


def test_a_citation_links_to_its_revision_and_span() -> None:
    """The link shows the words even after the article was revised."""
    assert citation(1, None).link == "/articles/lamps?revision=2&start=3&end=9#quote"


def _fields(of: Answer) -> dict[str, object]:
    return {name: getattr(of, name) for name in Answer.__slots__}
