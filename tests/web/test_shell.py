"""What a visitor reads before any script has run."""

from starlette.testclient import TestClient

from web.shell import HEADER


def test_the_page_comes_with_its_header_and_our_files(visitor: TestClient) -> None:
    """In the page as it leaves the server, once, with its length, and packed for whoever can unpack it."""
    page = visitor.get("/")

    assert page.text.count(f'<div id="otr-shell">{HEADER}') == 1
    assert page.text.index('href="/site/page.css"') < page.text.index("</head>") < page.text.index("otr-shell")
    assert page.headers["content-encoding"] == "gzip"
    plain = visitor.get("/", headers={"Accept-Encoding": "identity"})
    assert int(plain.headers["content-length"]) == len(plain.content)


def test_other_pages_are_left_alone(visitor: TestClient) -> None:
    """They bring their own."""
    assert "otr-shell" not in visitor.get("/articles").text
