"""Fetching: pinned, bounded, polite, and never further than the first step would be allowed to go."""

import gzip
import ssl
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
import trustme

from core.errors import UnreadableArticle
from ingest.fetch import Fetcher, Network
from tests.ingest.internet import HTML, PUBLIC, Internet, internet

TYPES = ("text/html",)
OTHER = "93.184.216.34"


def to(url: str) -> tuple[int, dict[str, str], bytes]:
    """A redirect."""
    return 302, {"Location": url}, b""


def robots(text: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "text/plain"}, text.encode()


def refused(net: Internet, url: str = "http://a.example/", **limits: Any) -> str:
    """The sentence with which fetching is refused."""
    with pytest.raises(UnreadableArticle) as raised:
        Fetcher(net.network(**limits)).fetch(url, TYPES)
    return str(raised.value)


def test_page_comes_with_its_bytes_type_and_last_address(site: Internet) -> None:
    """After redirects, absolute and relative."""
    site.pages = {"a.example/": to("//b.example/x/1"), "b.example/x/1": to("2?q#f"), "b.example/x/2?q": b"\xff lamps"}

    page = Fetcher(site.network()).fetch("http://a.example/", TYPES)

    assert (page.body, page.url) == (b"\xff lamps", "http://b.example/x/2?q")
    assert (page.content_type, page.media_type) == (HTML, "text/html")


def test_connection_goes_to_the_address_that_was_checked(site: Internet) -> None:
    """A name that changes its mind between check and connection gains nothing: it is looked up once a request."""
    answers = iter([[PUBLIC], [PUBLIC], ["127.0.0.1"]])
    site.pages = {"a.example/": b"lamps"}
    network = Network(lambda *_: next(answers), site.connect, lambda: site.trusted)

    Fetcher(network).fetch("http://a.example/", TYPES)

    assert site.connected == [PUBLIC, PUBLIC]
    assert list(answers) == [["127.0.0.1"]]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://inside.example/",
        "//inside.example/",
        "file:///etc/passwd",
        "http://ann:secret@b.example/",
        "http://b.example:22/",
        "http://[::ffff:169.254.169.254]/",
        "http://2130706433/",
        "http://b.example\\@127.0.0.1/",
        "http://[::1",
        "",
    ],
)
def test_redirect_is_checked_like_the_first_step(site: Internet, url: str) -> None:
    """Wherever a page leads, nothing but itself was asked for."""
    site.names = {"inside.example": ["10.0.0.1"]}
    site.pages = {"a.example/": to(url), "b.example/": b"never"}

    refused(site)

    assert [asked for asked in site.asked if "robots" not in asked][1:] == ([] if url else ["a.example/"] * 5)
    assert set(site.connected) == {PUBLIC}


def test_redirect_to_the_same_name_is_looked_up_and_checked_again(site: Internet) -> None:
    """Rebinding between two steps."""
    answers = iter([[PUBLIC], [PUBLIC], ["192.168.0.1"]])
    site.pages = {"a.example/": to("/2"), "a.example/2": b"never"}
    network = Network(lambda *_: next(answers), site.connect, lambda: site.trusted)

    with pytest.raises(UnreadableArticle, match="not on the public internet"):
        Fetcher(network).fetch("http://a.example/", TYPES)

    assert "a.example/2" not in site.asked


def test_redirects_end(site: Internet) -> None:
    """Five may lead to a page, six may not."""
    site.pages = {f"a.example/{n}": to(f"/{n + 1}") for n in range(9)} | {"a.example/5": b"lamps"}

    page = Fetcher(site.network()).fetch("http://a.example/0", TYPES)

    del site.pages["a.example/5"]
    site.pages["a.example/5"] = to("/6")
    assert page.body == b"lamps"
    assert "too many redirects" in refused(site, "http://a.example/0")


def test_second_address_is_tried_where_the_first_does_not_answer(site: Internet) -> None:
    """A machine without IPv6 still reads."""
    site.names = {"a.example": ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", OTHER]}
    site.pages = {"a.example/": b"lamps"}
    tried = []

    def connect(address: str, port: int, seconds: float) -> Any:
        tried.append(address)
        if ":" in address:
            site_down = Internet(port=1)
            return site_down.connect(address, port, seconds)
        return site.connect(address, port, seconds)

    page = Fetcher(Network(site.resolve, connect, lambda: site.trusted)).fetch("http://a.example/", TYPES)

    assert page.body == b"lamps"
    assert tried[-2:] == site.names["a.example"]


def test_proxies_of_the_environment_are_not_asked(site: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    """They would look the name up themselves."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    site.pages = {"a.example/": b"lamps"}

    assert Fetcher(site.network()).fetch("http://a.example/", TYPES).body == b"lamps"


def test_requests_say_who_asks_and_nothing_of_the_user(site: Internet) -> None:
    """No cookie, no referrer, no language."""
    site.pages = {"a.example/": b"lamps"}

    Fetcher(site.network()).fetch("http://a.example/", TYPES)

    assert set(site.headers[-1]) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert site.headers[-1]["User-Agent"].startswith("OnTheRecord/")


@pytest.mark.parametrize("status", [204, 401, 403, 404, 410, 429, 500, 503])
def test_other_answers_than_a_page_are_refused_with_their_number(site: Internet, status: int) -> None:
    """An error page is no article."""
    site.pages = {"a.example/": (status, {"Content-Type": HTML}, b"" if status == 204 else b"sorry")}

    assert f"it answered {status}; check the address" in refused(site)


@pytest.mark.parametrize("said", ["image/png", "application/zip", "", "text/htmlx", "text/plain"])
def test_other_types_are_refused(site: Internet, said: str) -> None:
    """What is to be read is said by the caller."""
    site.pages = {"a.example/": (200, {"Content-Type": said}, b"x")}

    assert "give one of text/html" in refused(site)


def endless(handler: BaseHTTPRequestHandler) -> None:
    """Sends until nobody listens."""
    handler.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Type: {HTML}\r\n\r\n".encode())
    while True:
        handler.wfile.write(b"lamps " * 10_000)


def packed_bomb(handler: BaseHTTPRequestHandler) -> None:
    """A hundred megabytes in a hundred kilobytes."""
    body = gzip.compress(bytes(100_000_000), 1)
    handler.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Type: {HTML}\r\nContent-Encoding: gzip\r\n\r\n".encode() + body)


@pytest.mark.parametrize("page", [b"x" * 1_000_001, endless, packed_bomb])
def test_size_is_bounded_also_after_unpacking(site: Internet, page: Any) -> None:
    """And what is too large is not read to its end."""
    site.pages = {"a.example/": page}

    assert "larger than 1,000,000 bytes" in refused(site, bytes=1_000_000)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """Never silent for long, never done."""
    handler.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Type: {HTML}\r\n\r\n".encode())
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.02)


def dripping_headers(handler: BaseHTTPRequestHandler) -> None:
    """The same before the body."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.02)


def silent(handler: BaseHTTPRequestHandler) -> None:
    """Accepts, and says nothing."""
    handler.connection.recv(1)


@pytest.mark.parametrize("page", [dripping, dripping_headers, silent])
def test_time_is_bounded_for_the_whole_page(site: Internet, page: Any) -> None:
    """However steadily something comes."""
    site.pages = {"a.example/": page}
    began = time.perf_counter()

    sentence = refused(site, seconds=0.3)

    assert "took longer than 0.3 s" in sentence
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    "sent",
    [
        b"not http\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\nnot packed",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
        + gzip.compress(b"x" * 999)[:20],
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 300_000,
        b"",
    ],
)
def test_broken_answers_are_one_sentence(site: Internet, sent: bytes) -> None:
    """Whatever a server sends."""
    site.pages = {"a.example/": lambda handler: handler.wfile.write(sent)}

    assert "the connection failed (" in refused(site)


def test_packed_pages_are_unpacked(site: Internet) -> None:
    """We ask for gzip and nothing else."""
    site.pages = {"a.example/": (200, {"Content-Type": HTML, "Content-Encoding": "gzip"}, gzip.compress(b"lamps"))}

    assert Fetcher(site.network()).fetch("http://a.example/", TYPES).body == b"lamps"


def test_robots_are_asked_once_a_site_and_obeyed(site: Internet) -> None:
    """The page itself is not asked for."""
    site.pages = {"a.example/robots.txt": robots("User-agent: OnTheRecord\nDisallow: /shut"), "a.example/": b"lamps"}
    fetcher = Fetcher(site.network())

    fetcher.fetch("http://a.example/", TYPES)
    with pytest.raises(UnreadableArticle, match=r"robots\.txt forbids it; save the page"):
        fetcher.fetch("http://a.example/shut", TYPES)

    assert site.asked == ["a.example/robots.txt", "a.example/"]


def test_robots_of_where_a_redirect_leads_are_obeyed(site: Internet) -> None:
    """Each site speaks for itself."""
    site.pages = {"a.example/": to("http://b.example/"), "b.example/robots.txt": robots("User-agent: *\nDisallow: /")}

    assert "http://b.example/ cannot be fetched: the site's robots.txt forbids it" in refused(site)


@pytest.mark.parametrize("status", [500, 503])
def test_robots_that_cannot_be_had_for_the_moment_forbid_all(site: Internet, status: int) -> None:
    """As RFC 9309 says."""
    site.pages = {"a.example/robots.txt": (status, {}, b""), "a.example/": b"lamps"}

    assert "robots.txt cannot be fetched: it answered" in refused(site)


def test_robots_may_redirect_but_not_inside(site: Internet) -> None:
    """They are fetched by the same rules."""
    site.pages = {"a.example/robots.txt": to("http://b.example/r"), "b.example/r": robots("User-agent: *\nDisallow: /")}
    inside = refused(site, "http://a.example/")
    site.pages["a.example/robots.txt"] = to("http://10.0.0.1/r")

    assert "forbids" in inside
    assert "not on the public internet" in refused(site)


@pytest.mark.parametrize(
    ("asked", "least", "most"), [("", 0.5, 1), ("Crawl-delay: 4", 3, 4), ("Crawl-delay: 999", 9, 10)]
)
def test_one_site_is_not_asked_more_often_than_it_wishes(site: Internet, asked: str, least: float, most: float) -> None:
    """Within reason."""
    site.pages = {"a.example/robots.txt": robots(f"User-agent: *\n{asked}"), "a.example/": b"1", "b.example/": b"2"}
    fetcher = Fetcher(site.network())

    for url in ("http://a.example/", "http://b.example/", "http://a.example/"):
        fetcher.fetch(url, TYPES)

    assert len(site.slept) == 1
    assert least <= site.slept[0] <= most


@pytest.fixture
def authority() -> trustme.CA:
    """Signs certificates for this test alone."""
    return trustme.CA()


@pytest.fixture
def secure(authority: trustme.CA) -> Iterator[Internet]:
    """An internet by https whose one certificate is for good.example."""
    with internet(authority.issue_cert("good.example").configure_cert) as net:
        net.pages = {"good.example/": b"lamps", "bad.example/": b"lamps"}
        net.trusted = ssl.create_default_context()
        authority.configure_trust(net.trusted)
        yield net


def test_certificate_is_checked_against_the_name_not_the_address(secure: Internet) -> None:
    """The connection is pinned, and still speaks for the host."""
    page = Fetcher(secure.network()).fetch("https://good.example/", TYPES)
    refusal = refused(secure, "https://bad.example/")

    assert page.body == b"lamps"
    assert "the connection failed (" in refusal
    assert "bad.example" in refusal


def test_unknown_authorities_are_not_trusted(secure: Internet) -> None:
    """Nor is there a way to switch that off."""
    secure.trusted = ssl.create_default_context()

    assert "the connection failed (" in refused(secure, "https://good.example/")
