"""The table of commitments and its timeline, as plain HTML."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from core.register import Kind
from tests.web.fakes import EXIT, EXTENSION, HISTORY, PAUSE, QUOTE, FakeHistory, Told, citation_of
from web.commitments import as_written, commitments_router
from web.timeline import Axis


def client_of(told: tuple[Told, ...]) -> TestClient:
    """A visitor of a site whose register tells this."""
    app = FastAPI()
    app.include_router(commitments_router(FakeHistory(told)))
    return TestClient(app)


@pytest.fixture(scope="module")
def reader() -> Iterator[TestClient]:
    """A visitor of a site with two commitments that change."""
    with client_of(HISTORY) as client:
        yield client


def table_of(page: str) -> str:
    """The table of commitments alone."""
    return page.partition('<table class="commitments"')[2].partition("</table>")[0]


def timeline_of(page: str) -> str:
    """The table of events alone."""
    return page.partition('<table class="events"')[2]


def companies_in(page: str) -> list[str]:
    """The companies of the rows, in order."""
    return re.findall(r"<strong>(.*?)</strong>", table_of(page))


def test_every_cell_is_cited(reader: TestClient) -> None:
    """A cell's marker leads to its words, and says them with publisher and day."""
    table = unescape(table_of(reader.get("/commitments?as_of=2020-07-01").text))

    assert f'href="{citation_of(PAUSE, QUOTE).link}" title="“{QUOTE}” – On the Record, 10 June 2020"' in table
    assert len(re.findall('class="asks"', table)) == len(re.findall('class="marker"', table)) == 3


def test_a_cell_leads_to_its_question(reader: TestClient) -> None:
    """The register's own question where there is one, else one made from the commitment's name; as of the same day."""
    links = re.findall(r'class="asks" href="(.*?)"', reader.get("/commitments?as_of=2020-07-01").text)
    asked = [parse_qs(urlsplit(unescape(link)).query) for link in links]

    assert asked == [
        {"q": [question], "as_of": ["2020-07-01"]}
        for question in ("What is Amazon's pause?", "How long is Amazon's pause?", "What is IBM's exit?")
    ]


def test_without_a_day_the_question_has_none(reader: TestClient) -> None:
    """What is known now is asked about as of now."""
    table = table_of(reader.get("/commitments").text)

    assert 'href="/?q=How+long+does+Amazon%27s+pause+last%3F"' in table


@pytest.mark.parametrize(
    ("question", "text", "written"),
    [
        ("does ibm's promise hold", "IBM's promise of June", "does IBM's promise hold"),
        ("who left the home office", "run by the Home Office", "who left the Home Office"),
        ("is it the one", "The one", "is it The one"),
        ("is it the one", "The one and the other", "is it the one"),
    ],
)
def test_names_in_questions_are_written_as_in_the_articles(question: str, text: str, written: str) -> None:
    """A word takes its capitals from the text, unless the text also writes it without."""
    assert as_written(question, text) == written


def test_the_day_moves_table_and_timeline(reader: TestClient) -> None:
    """What became known later is in neither."""
    before = reader.get("/commitments?as_of=2021-05-17").text
    after = reader.get("/commitments?as_of=2021-05-18").text

    for part in (table_of, timeline_of):
        assert "until further notice" not in part(before) and "until further notice" in part(after)


@pytest.mark.parametrize(
    ("day", "earlier", "later"),
    [
        ("", "2020-06-10", None),
        ("2020-06-08", None, "2020-06-10"),
        ("2020-06-09", "2020-06-08", "2020-06-10"),
        ("2030-01-01", "2021-05-18", None),
    ],
)
def test_links_lead_to_the_days_of_change(reader: TestClient, day: str, earlier: str | None, later: str | None) -> None:
    """The days before and after the chosen one on which something became known."""
    page = reader.get("/commitments", params={"as_of": day}).text
    found = [re.search(rf'as_of=([\d-]+)" rel="{rel}"', page) for rel in ("prev", "next")]

    assert [one and one[1] for one in found] == [earlier, later]
    assert "became known (3)" in page


def test_links_keep_filter_and_order(reader: TestClient) -> None:
    """Whoever moves through time keeps the view, in which only its own days count."""
    page = reader.get("/commitments?company=Amazon&sort=change").text

    assert 'href="/commitments?company=Amazon&amp;sort=change&amp;as_of=2020-06-10" rel="prev"' in page
    assert "as_of=2020-06-08" not in page


def test_the_filter_keeps_one_company(reader: TestClient) -> None:
    """In table and timeline; the radio button says which."""
    page = reader.get("/commitments?company=IBM").text

    assert companies_in(page) == ["IBM"]
    assert "Amazon" not in timeline_of(page)
    assert 'value="IBM" checked' in page


@pytest.mark.parametrize(
    ("sort", "order"), [("company", ["Amazon", "IBM"]), ("first", ["IBM", "Amazon"]), ("change", ["Amazon", "IBM"])]
)
def test_rows_can_be_sorted(reader: TestClient, sort: str, order: list[str]) -> None:
    """By company, by the first event, and by the last change."""
    assert companies_in(reader.get("/commitments", params={"sort": sort}).text) == order


def test_a_dispute_is_no_change() -> None:
    """Nor is a confirmation or a clarification: after them a commitment is what it was."""
    told: tuple[Told, ...] = (
        ("Amazon", "One", "announced", "what", "one", "", EXIT, EXIT.text),
        ("Amazon", "One", "disputed", "status", "disputed", "", EXTENSION, EXTENSION.text),
        ("IBM", "Other", "announced", "what", "other", "", PAUSE, PAUSE.text),
    )

    assert companies_in(client_of(told).get("/commitments?sort=change").text) == ["IBM", "Amazon"]


def test_a_bad_day_loses_nothing(reader: TestClient) -> None:
    """One sentence, what was typed, and the view as it was; the answer says that the request was bad."""
    answer = reader.get("/commitments?as_of=<b>July&company=IBM&sort=first")

    assert answer.status_code == 400
    assert answer.text.count('role="alert"') == 1 and "“&lt;b&gt;July” is not a date; write it as" in answer.text
    assert 'value="&lt;b&gt;July"' in answer.text and companies_in(answer.text) == ["IBM"]


@pytest.mark.parametrize("query", ["company=<i>Nobody", "sort=<i>size"])
def test_an_unknown_filter_loses_nothing(reader: TestClient, query: str) -> None:
    """One sentence, and the day is kept."""
    answer = reader.get(f"/commitments?{query}&as_of=2020-07-01")

    assert answer.status_code == 400
    assert answer.text.count('role="alert"') == 1 and "&lt;i&gt;" in answer.text
    assert 'value="2020-07-01"' in answer.text and len(companies_in(answer.text)) == 2


def test_before_anything_was_known_a_sentence_says_so(reader: TestClient) -> None:
    """The way to later days is there."""
    answer = reader.get("/commitments?as_of=2001-01-01")

    assert answer.status_code == 200
    assert "Nothing was known yet by that day" in answer.text and 'rel="next"' in answer.text


def test_without_a_register_a_sentence_says_so() -> None:
    """No controls over nothing."""
    page = client_of(()).get("/commitments").text

    assert "No commitments are registered here." in page and "<form" not in page


def test_every_event_is_in_the_chart_and_in_the_table(reader: TestClient) -> None:
    """As many dots in the lanes as rows beside them, and each link of the chart leads to its rows."""
    page = reader.get("/commitments").text
    lanes = page.partition('<ul class="lanes">')[2].partition("</ul>")[0]

    assert lanes.count('class="dot') == timeline_of(page).count("<time") == 4
    linked = re.findall(r'href="#(.*?)"', lanes)
    assert linked == re.findall(r'<tbody id="(.*?)"', page) and len(linked) == 4


def test_an_axis_of_many_years_has_few_spans() -> None:
    """So that each can be pressed on a phone."""
    axis = Axis.over([date(1970, 1, 1), date(2026, 12, 31)])

    assert axis.count <= 10
    assert (axis.name(0), axis.span(date(2026, 12, 31))) == ("1970–1975", axis.count - 1)
    assert axis.at(date(1970, 1, 1)) == 0 and axis.at(date(2000, 1, 1)) == pytest.approx(50)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_any_day_can_be_chosen(reader: TestClient, day: date) -> None:
    """Also the first and the last that there are."""
    assert reader.get("/commitments", params={"as_of": day.isoformat()}).status_code == 200


def test_nothing_in_the_register_becomes_markup() -> None:
    """Every field is escaped."""
    bad = "<img src=x onerror=alert(1)>\"'"
    kind: Kind = "announced"
    page = client_of(((bad, bad, kind, "what", bad, bad, EXIT, EXIT.text),)).get("/commitments").text

    assert "<img" not in page and EXTENSION.id not in page


def test_commitments_allow_no_script(visitor: TestClient) -> None:
    """The policy of a plain page lets nothing run."""
    policy = visitor.get("/commitments").headers["content-security-policy"]

    assert "default-src 'none'" in policy and "script-src" not in policy
