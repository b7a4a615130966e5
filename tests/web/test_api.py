"""The public API, the terminal's routes and its client."""

from datetime import date
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from core.answers import Ask
from core.articles import Supplied
from core.errors import DataFolderError, FolderBusy, InputError
from tests.web.conftest import TOKEN
from tests.web.fakes import PAUSE, FakeRegister, answer_of
from web.remote import RemoteDesk


def test_an_answer_comes_as_json(visitor: TestClient) -> None:
    """The body is the answer's own JSON, with the date it was asked for."""
    body = visitor.post("/api/ask", json={"question": "How long?", "as_of": "2020-07-01"}).json()

    assert body["status"] == "answered" and body["as_of"] == "2020-07-01"
    assert body["citations"][0]["quote"] in PAUSE.text


def test_the_public_gets_no_trace(visitor: TestClient) -> None:
    """Asking for a trace changes nothing."""
    assert "trace" not in visitor.post("/api/ask", json={"question": "How long?", "trace": True}).json()


@pytest.mark.parametrize(
    "body",
    [
        {"question": ""},
        {"question": "x", "as_of": "July"},
        {"question": "x", "as_of": "2020-02-30"},
        {"question": 3},
        {},
        [],
        {"question": "x" * 2000},
    ],
)
def test_what_cannot_be_used_is_a_sentence(visitor: TestClient, body: object) -> None:
    """Every bad request is a 400 with one sentence."""
    answer = visitor.post("/api/ask", json=body)

    assert answer.status_code == 400
    assert answer.json().keys() == {"error"} and answer.json()["error"].endswith(".")


def test_broken_json_is_a_sentence(visitor: TestClient) -> None:
    """A body that is no JSON is a 400 too."""
    assert visitor.post("/api/ask", content=b"{", headers={"content-type": "application/json"}).status_code == 400


def test_a_crash_tells_the_visitor_nothing(visitor: TestClient) -> None:
    """The answer to an unexpected error is constant and still carries the headers."""
    answer = visitor.post("/api/ask", json={"question": "crash"})

    assert answer.status_code == 500
    assert "canary" not in answer.text and answer.headers["x-content-type-options"] == "nosniff"


def test_feedback_is_kept(visitor: TestClient) -> None:
    """Verdict and reason, and nothing else that is sent."""
    body = {"answer_id": "a_1", "verdict": "down", "reason": "incomplete", "name": "Jo"}

    assert visitor.post("/api/feedback", json=body).json() == {"status": "kept"}


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"answer_id": "a_2", "verdict": "up"}, 404, "no answer of that id"),
        ({"answer_id": "a_1", "verdict": "maybe"}, 400, '"up" or "down"'),
        ({"answer_id": "a_1", "verdict": "down", "reason": "ugly"}, 400, "should have refused"),
        ({"answer_id": ["a_1"], "verdict": "up"}, 400, '"verdict": "up"'),
        ({"verdict": "up"}, 400, '"answer_id"'),
        ([], 400, '"answer_id"'),
    ],
)
def test_feedback_that_cannot_be_kept_is_a_sentence(visitor: TestClient, body: object, status: int, said: str) -> None:
    """Which says what would be right."""
    answer = visitor.post("/api/feedback", json=body)

    assert answer.status_code == status
    assert answer.json().keys() == {"error"} and said in answer.json()["error"]


def test_articles_come_with_and_without_text(visitor: TestClient) -> None:
    """The list has facts only; one article has its text."""
    first = visitor.get("/api/articles").json()["articles"][0]

    assert first["id"] == PAUSE.id and "text" not in first
    assert visitor.get(f"/api/articles/{PAUSE.id}").json()["text"] == PAUSE.text
    assert visitor.get("/api/articles/none").status_code == 404


def test_commitments_come_as_of_a_day(visitor: TestClient) -> None:
    """The table's own JSON; before anything was known it is empty."""
    body = visitor.get("/api/commitments", params={"as_of": "2020-07-01"}).json()

    assert (body["as_of"], body["newest_evidence"]) == ("2020-07-01", "2020-06-10")
    assert body["rows"][0]["cells"]["duration"]["citations"] == [body["citations"][0]["number"]]
    assert visitor.get("/api/commitments?as_of=2020-06-09").json()["rows"] == []
    assert visitor.get("/api/commitments").json()["as_of"] is None


@pytest.mark.parametrize("day", ["July", "2020-02-30", "2020-13-01"])
def test_commitments_as_of_no_day_are_refused(visitor: TestClient, day: str) -> None:
    """One sentence that says how to write one."""
    answer = visitor.get("/api/commitments", params={"as_of": day})

    assert answer.status_code == 400
    assert answer.json() == {"error": f"“{day}” is not a date; write it as YYYY-MM-DD, for example 2020-07-01."}


def test_commitments_are_described(visitor: TestClient) -> None:
    """In OpenAPI, with the day that may be given; they can only be read."""
    described = visitor.get("/api/openapi.json").json()["paths"]["/api/commitments"]

    assert described.keys() == {"get"}
    assert [parameter["name"] for parameter in described["get"]["parameters"]] == ["as_of"]


def test_health(visitor: TestClient) -> None:
    """A server that runs can answer, so both addresses say the same."""
    assert visitor.get("/healthz").json() == visitor.get("/readyz").json() == {"status": "ok"}


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "1.2.3.4"}],
)
def test_internal_routes_do_not_exist_without_the_token(terminal: TestClient, headers: dict[str, str]) -> None:
    """No token, a wrong one, or one through a proxy: 404."""
    bare = TestClient(terminal.app, client=("127.0.0.1", 1))

    assert bare.get("/internal/articles", headers=headers).status_code == 404


def test_internal_routes_do_not_exist_from_elsewhere(visitor: TestClient) -> None:
    """The token alone opens nothing from another machine."""
    assert visitor.get("/internal/articles", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 404


@pytest.mark.parametrize(
    ("caller", "called", "status"),
    [("198.51.100.7", "198.51.100.7", 200), ("198.51.100.8", "198.51.100.7", 404), ("testserver", "testserver", 404)],
)
def test_internal_routes_exist_for_the_address_that_was_called(
    terminal: TestClient, caller: str, called: str, status: int
) -> None:
    """Where OTR_HOST is the machine's own address, the terminal comes from that very address."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Host": "testserver"}
    client = TestClient(terminal.app, f"http://{called}", client=(caller, 50000), headers=headers)

    assert client.get("/internal/articles").status_code == status


@pytest.fixture
def desk(terminal: TestClient) -> RemoteDesk:
    """The terminal's client, wired to the application without a socket."""
    return RemoteDesk("http://testserver", TOKEN, transport=Bridge(terminal))


class Bridge(httpx.BaseTransport):
    """Carries httpx requests into a test client."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request."""
        answer = self._client.request(
            request.method, str(request.url), content=request.read(), headers=dict(request.headers)
        )
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)


def test_the_desk_asks_with_a_trace(desk: RemoteDesk) -> None:
    """Answers arrive as the same values, and staff get the trace."""
    answers = desk.ask([Ask("How long?"), Ask("How long?", trace=True)])

    assert answers[0].citations == answer_of().citations
    assert [a.trace for a in answers] == [None, {"prompt": "none"}]


def test_the_desk_raises_what_the_server_raised(desk: RemoteDesk) -> None:
    """An error comes back as its own class with its own sentence."""
    with pytest.raises(InputError, match="at most 1000 characters"):
        desk.ask([Ask("x" * 2000)])


def test_the_desk_takes_articles_in(desk: RemoteDesk) -> None:
    """One report a file."""
    reports = list(desk.ingest([Path("/x/one.md"), Path("/x/two.md")]))

    assert [(r.outcome, r.article_id) for r in reports] == [("added", "one"), ("added", "two")]


def test_the_desk_hands_on_what_is_supplied(desk: RemoteDesk) -> None:
    """Then it is not missing."""
    reports = [
        *desk.ingest([Path("/x/one.md")]),
        *desk.ingest([Path("/x/one.md")], Supplied(publisher="The Post", published=date(2020, 6, 8))),
    ]

    assert [report.missing for report in reports] == [("publisher", "published"), ()]


def test_the_desk_hands_links_and_feeds_on(desk: RemoteDesk) -> None:
    """The process that owns the folder fetches; what it could not is said."""
    links, feeds = ["http://a.example/1", "http://b.example/2"], ["http://c.example/feed"]

    reports = list(desk.ingest([], links=links, feeds=feeds))

    assert [report.origin for report in reports] == [*links, *feeds]
    assert reports[0].reason == "http://a.example/1 cannot be fetched."


def test_nobody_else_can_make_the_server_fetch(terminal: TestClient, visitor: TestClient) -> None:
    """Neither a visitor with the token, nor a program on this machine without it."""
    body = {"paths": [], "links": ["http://a.example/"]}
    stranger = TestClient(terminal.app, client=("127.0.0.1", 50000))

    with_token = visitor.post("/internal/ingest", json=body, headers={"Authorization": f"Bearer {TOKEN}"})

    assert with_token.status_code == stranger.post("/internal/ingest", json=body).status_code == 404


def test_the_desk_removes_an_article(desk: RemoteDesk) -> None:
    """And says whether there was one."""
    assert desk.remove(PAUSE.id)
    assert not desk.remove("nothing")


@pytest.mark.parametrize("names", [["full.md"], ["one.md", "full.md"]])
def test_the_desk_hears_of_a_full_disk(desk: RemoteDesk, names: list[str]) -> None:
    """An error before or between reports is raised after the reports that came."""
    with pytest.raises(DataFolderError, match="disk is full"):
        list(desk.ingest([Path("/x") / name for name in names]))


def test_the_desk_reads_articles_back(desk: RemoteDesk) -> None:
    """Articles survive the way over HTTP unchanged."""
    assert desk.articles()[0] == PAUSE
    assert desk.article(PAUSE.id) == PAUSE
    assert desk.article("none") is None


def test_the_desk_reads_the_table_of_commitments(desk: RemoteDesk) -> None:
    """It survives the way over HTTP unchanged, with the day it was asked for."""
    assert desk.commitments() == FakeRegister().commitments()
    assert desk.commitments(date(2020, 7, 1)) == FakeRegister().commitments(date(2020, 7, 1))


def test_a_silent_server_is_a_sentence() -> None:
    """When nobody answers, the sentence names the address."""
    with pytest.raises(FolderBusy, match="does not answer"):
        RemoteDesk("http://127.0.0.1:9", TOKEN).articles()


def test_a_wrong_token_is_a_sentence(terminal: TestClient) -> None:
    """A server that does not know the token is named, with what to do."""
    bare = TestClient(terminal.app, client=("127.0.0.1", 1))

    with pytest.raises(FolderBusy, match="404"):
        RemoteDesk("http://testserver", "old", transport=Bridge(bare)).articles()
