"""robots.txt: what RFC 9309 says of agents, rules and wildcards."""

import time

import pytest

from ingest.robots import Robots

CASES = [
    ("", "/a", True),
    ("User-agent: *\nDisallow:", "/a", True),
    ("User-agent: *\nDisallow: /", "/a", False),
    ("User-agent: *\nDisallow: /a", "/ab", False),
    ("User-agent: *\nDisallow: /a", "/b/a", True),
    ("User-agent: *\nDisallow: /a\nAllow: /a/open", "/a/open/1", True),
    ("User-agent: *\nAllow: /a/open\nDisallow: /a", "/a/shut", False),
    ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
    ("User-agent: *\nDisallow: /*.pdf$", "/papers/1.pdf", False),
    ("User-agent: *\nDisallow: /*.pdf$", "/papers/1.pdf?x", True),
    ("User-agent: *\nDisallow: /a$", "/a", False),
    ("User-agent: *\nDisallow: /a$", "/ab", True),
    ("User-agent: *\nDisallow: /*/private/*/x", "/1/private/2/x", False),
    ("User-agent: *\nDisallow: /*/private/*/x", "/1/private/x", True),
    ("User-agent: *\nDisallow: /a*ba$", "/aba", False),
    ("User-agent: *\nDisallow: /ab*ba$", "/aba", True),
    ("User-agent: *\nDisallow: /*?print=", "/a?print=1", False),
    ("User-agent: *\nDisallow: /%C3%BCber", "/über", False),
    ("User-agent: *\nDisallow: /über", "/%c3%bcber", False),
    ("user-agent: ontherecord\ndisallow: /", "/a", False),
    ("User-agent: OnTheRecord/0.1\nDisallow: /", "/a", False),
    ("User-agent: OnTheRecordings\nDisallow: /", "/a", True),
    ("User-agent: Other\nDisallow: /", "/a", True),
    ("User-agent: Other\nUser-agent: OnTheRecord\nDisallow: /", "/a", False),
    ("User-agent: *\nDisallow: /\n\nUser-agent: OnTheRecord\nDisallow: /b", "/a", True),
    ("User-agent: OnTheRecord\nDisallow: /a\n\nUser-agent: OnTheRecord\nDisallow: /b", "/b", False),
    ("Disallow: /\nUser-agent: *\nDisallow: /b", "/a", True),
    ("User-agent: * # all\nDisallow: /a # this", "/a", False),
    ("\ufeffUser-agent: *\r\nDisallow : /a\r\n", "/a", False),
    ("User-agent: *\nCrawl-delay: 2\nNoise\nSitemap: https://x/\nDisallow: /a", "/a", False),
    ("<html>nothing</html>", "/a", True),
]


@pytest.mark.parametrize(("text", "path", "allowed"), CASES)
def test_rules(text: str, path: str, allowed: bool) -> None:
    """The longest rule of our own group, or else of everybody's, decides."""
    assert Robots(text, "OnTheRecord").allows(path) is allowed


@pytest.mark.parametrize(("said", "delay"), [("2.5", 2.5), ("-1", 0), ("1e9", 0), ("soon", 0), ("", 0)])
def test_delay_is_read_or_none(said: str, delay: float) -> None:
    """Seconds, in digits."""
    assert Robots(f"User-agent: *\nCrawl-delay: {said}", "OnTheRecord").delay == delay


def test_a_hostile_file_takes_no_longer_than_its_length() -> None:
    """Half a megabyte of stars against a long address."""
    text = "User-agent: *\n" + "Disallow: /" + "*a" * 1000 + "b\n"
    robots = Robots(text + "Disallow: /" + "*a" * 250_000 + "b", "OnTheRecord")
    began = time.perf_counter()

    allowed = robots.allows("/" + "a" * 2000)

    assert allowed
    assert time.perf_counter() - began < 1
