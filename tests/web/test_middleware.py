"""What stands between a visitor and Gradio."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from core.settings import Settings
from web.middleware import trusted_hosts

JOIN = "/gradio_api/queue/join"


@pytest.mark.parametrize(
    "path", ["/", "/articles", "/api/articles", "/nothing", "/healthz", "/site/page.css", "/gradio_api/upload"]
)
def test_every_answer_carries_the_security_headers(visitor: TestClient, path: str) -> None:
    """Pages, data, files and errors alike."""
    headers = visitor.get(path).headers

    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] and headers["permissions-policy"]


def test_a_large_body_is_refused(visitor: TestClient) -> None:
    """More than 64 KB is a 413 with a sentence."""
    answer = visitor.post("/api/ask", content=b"x" * 70_000)

    assert answer.status_code == 413 and answer.json()["error"]


def test_a_large_body_in_chunks_is_refused(visitor: TestClient) -> None:
    """A body that does not declare its length is counted."""

    def chunks() -> Iterator[bytes]:
        for _ in range(80):
            yield b"x" * 1024

    assert visitor.post(JOIN, content=chunks()).status_code == 413


def test_a_long_batch_from_the_terminal_passes(terminal: TestClient) -> None:
    """The terminal may send up to a megabyte."""
    asks = [{"question": "How long?"}] * 4000

    assert terminal.post("/internal/ask", json=asks).status_code == 200


def test_an_unknown_host_is_refused(visitor: TestClient) -> None:
    """A name that is not ours gets nothing, not even the page."""
    assert visitor.get("/", headers={"host": "evil.test"}).status_code == 400


def test_the_public_address_is_trusted() -> None:
    """OTR_PUBLIC_URL adds its host."""
    assert trusted_hosts(Settings(public_url="https://record.example/x")) == ("127.0.0.1", "record.example")


def test_an_address_of_ipv6_is_trusted() -> None:
    """It stands in brackets wherever a browser or the terminal writes it."""
    assert trusted_hosts(Settings(host="fd00::2", public_url="http://[fd00::3]:80")) == ("[fd00::2]", "[fd00::3]")


@pytest.mark.parametrize("path", ["/", "/api/articles", "/healthz"])
def test_no_other_origin_may_read(visitor: TestClient, path: str) -> None:
    """Cross-origin reading is closed, on Gradio's routes too."""
    answer = visitor.get(path, headers={"Origin": "https://evil.test"})

    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "upload",
        "deep_link?session_hash=x",
        "file=https://example.com/",
        "file=/etc/passwd",
        "proxy=https://example.com",
        "info",
        "openapi.json",
        "run/answer",
        "call/answer",
        "component_server",
        "process_recording",
        "runs",
        "run-history/buckets",
        "vibe-code/",
        "queue/status",
        "user",
        "app_id",
        "stream/x",
    ],
)
def test_unneeded_parts_of_gradio_are_shut(visitor: TestClient, path: str) -> None:
    """Whatever the page does not use is not there."""
    for method in ("GET", "POST"):
        assert visitor.request(method, f"/gradio_api/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/monitoring",
        "/monitoring/summary",
        "/login",
        "/token",
        "/?deep_link=abc",
        "/?deep%5Flink=abc",
        "/?q=x&%64eep_link=",
        "/pwa_icon",
        "/config",
    ],
)
def test_other_doors_of_gradio_are_shut(visitor: TestClient, path: str) -> None:
    """Monitoring, the built-in login and deep links are not there."""
    assert visitor.get(path).status_code == 404


def test_a_question_may_name_a_deep_link(visitor: TestClient) -> None:
    """Only the parameter's name is shut, not the words in a shared question."""
    assert visitor.get("/?q=what+is+a+deep_link").status_code == 200


@pytest.mark.parametrize(
    "path", ["/nosuch", "/nosuch/deeper", "/gradio_api/info", "/internal/articles", "/site/none.css"]
)
def test_a_browser_is_shown_a_page_where_there_is_nothing(visitor: TestClient, path: str) -> None:
    """An unknown address looks like an unknown article."""
    answer = visitor.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert answer.status_code == 404 and answer.headers["content-type"].startswith("text/html")
    assert answer.text == visitor.get("/articles/none").text


@pytest.mark.parametrize(
    ("method", "path", "accept"),
    [("GET", "/nosuch", "*/*"), ("POST", "/gradio_api/info", "text/html"), ("GET", "/api/articles/none", "text/html")],
)
def test_a_program_gets_json_where_there_is_nothing(visitor: TestClient, method: str, path: str, accept: str) -> None:
    """Whoever does not open a page, or calls the public API, gets no page."""
    answer = visitor.request(method, path, headers={"Accept": accept})

    assert answer.status_code == 404 and answer.json()


@pytest.mark.parametrize("number", [9999, -1, None, "0", 1.5, [], True])
def test_an_unknown_function_is_a_client_error(visitor: TestClient, number: object) -> None:
    """A function that does not exist is a 4xx."""
    body = {"data": [], "fn_index": number, "session_hash": "s"}

    assert visitor.post(JOIN, json=body).status_code == 400


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 50_000, b"null", b'{"fn_index": 0}'])
def test_a_malformed_queue_request_is_a_client_error(visitor: TestClient, body: bytes) -> None:
    """Whatever is sent, the server does not break."""
    answer = visitor.post(JOIN, content=body, headers={"content-type": "application/json"})

    assert 400 <= answer.status_code < 500


def test_a_forged_host_does_not_reach_the_page(visitor: TestClient) -> None:
    """Gradio's addresses are not built from what a visitor sends."""
    assert "evil.test" not in visitor.get("/", headers={"X-Forwarded-Host": "evil.test"}).text


def test_the_page_names_no_other_host_that_a_browser_would_fetch(visitor: TestClient) -> None:
    """Neither fonts nor scripts come from elsewhere."""
    page = visitor.get("/").text

    assert "fonts.googleapis" not in page and "cdn" not in page.lower()
    assert 'src="http' not in page and 'rel="stylesheet" href="http' not in page
