"""The server before its articles are there."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from core.answers import Answer, Ask
from core.settings import Settings
from tests.fakes import awaited
from tests.web.fakes import FakeAssistant, FakeIngester, FakeRecords, FakeRegister
from web.app import build_app
from web.warming import NOTICE, SENTENCE, Later, waiting_page

DESK = SimpleNamespace(
    assistant=FakeAssistant(), records=FakeRecords(), ingester=FakeIngester(), register=FakeRegister()
)
BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def later() -> Later:
    """Parts that come when a test says so."""
    return Later()


@pytest.fixture(scope="module")
def visitor(later: Later) -> Iterator[TestClient]:
    """A client of an application that waits for them."""
    app = build_app(**later.parts, settings=Settings(), token="t", hosts=("testserver",), ready=later.is_here)
    with TestClient(app) as client:
        yield client


def test_what_needs_the_articles_waits_and_the_rest_does_not(visitor: TestClient, later: Later) -> None:
    """Health and the page are there at once, questions say when to come again; then everything is there."""
    needing = ("/readyz", "/api/articles", "/articles", "/internal/articles", "/api/commitments")
    refused = [visitor.post("/api/ask", json={"question": "How long?"}), *map(visitor.get, needing)]
    alive = [visitor.get(path).status_code for path in ("/healthz", "/", "/site/page.js")]
    later.come(DESK)
    asked, ready = visitor.post("/api/ask", json={"question": "How long?"}), visitor.get("/readyz")

    assert {(one.status_code, one.headers["retry-after"], one.json()["error"]) for one in refused} == {
        (503, "2", SENTENCE)
    }
    assert alive == [200, 200, 200]
    assert asked.json()["status"] == "answered" and ready.json() == {"status": "ok"}


def test_a_question_on_the_page_waits_and_is_answered() -> None:
    """First it is said that it will be."""
    later = Later()

    async def asked() -> list[Answer]:
        steps = []
        async for step in later.parts["assistant"].astream(Ask("How long?")):
            steps.append(step)
            if len(steps) == 1:
                asyncio.get_running_loop().call_later(0.1, later.come, DESK)
        return steps

    notice, *answers = awaited(asked())

    assert notice.text == NOTICE and not notice.sentences
    assert answers[-1].text.startswith("Amazon's pause was for one year")


def test_before_gradio_is_there_a_page_says_so() -> None:
    """It opens itself anew; a program gets a 503, and whoever looks whether the process runs a 200."""
    client = TestClient(waiting_page)
    page = client.get("/?q=x", headers=BROWSER)

    assert (page.status_code, page.headers["refresh"]) == (200, "2") and "Warming up" in page.text
    assert client.get("/articles/x", headers=BROWSER).status_code == 503
    assert client.post("/api/ask", json={"question": "x"}).json() == {"error": SENTENCE}
    assert (client.get("/readyz").status_code, client.get("/healthz").status_code) == (503, 200)
