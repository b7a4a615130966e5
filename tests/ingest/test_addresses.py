"""Addresses: hostile ones are refused by form or by where they lead, public ones pass."""

import pytest

from core.errors import UnreadableArticle
from ingest.addresses import is_public, target_of
from ingest.fetch import Fetcher
from tests.ingest.internet import HTML, PUBLIC, Internet

NAMES = {
    "localhost": ["127.0.0.1"],
    "localhost.": ["127.0.0.1"],
    "inside.example": ["10.1.2.3"],
    "metadata.example": ["169.254.169.254"],
    "both.example": [PUBLIC, "127.0.0.1"],
    "six.example": ["::1"],
    "mapped.example": ["::ffff:10.0.0.1"],
    "shared.example": ["100.64.0.1"],
    "scoped.example": ["fe80::1%eth0"],
    "empty.example": [],
    "odd.example": ["not an address"],
    "example.org": [PUBLIC],
    "www.example.org": ["2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
    "xn--mnchen-3ya.example": [PUBLIC],
    "two.example": [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
    "wide.example": ["64:ff9b::5db8:d70e"],
}
BY_FORM = [
    "ftp://example.org/a",
    "file:///etc/passwd",
    "gopher://example.org:70/_GET",
    "data:text/html,hello",
    "javascript:alert(1)",
    "//example.org/a",
    "example.org/a",
    "http:example.org",
    "http:///a",
    "http://",
    "",
    "http://ann:secret@example.org/",
    "http://example.org@127.0.0.1/",
    "http://@example.org/",
    "http://example.org:22/",
    "http://example.org:8080/",
    "https://example.org:6379/",
    "http://example.org:0/",
    "http://example.org:99999/",
    "http://example.org:８０/",
    "http://example.org:80a/",
    "http://example.org\\@127.0.0.1/",
    "http://example.org/a\r\nHost: localhost",
    "http://example.org/a b",
    "http://exa\tmple.org/",
    " http://example.org/",
    "http://example.org/\x00",
    "http://example.org/\u202e",
    "http://example.org/\ud800",
    "http://localhost/",
    "http://router/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://127.1/",
    "http://0177.0.0.1/",
    "http://127.0.0.0x1/",
    "http://１２７.1/",
    "http://%31%32%37.0.0.1/",
    "http://127.0.0.1%2f.example.org/",
    "http://[::1/",
    "http://[::1]a/",
    "http://[127.0.0.1]/",
    "http://-/",
    "http://a..example.org/",
    "http://" + "a" * 64 + ".example.org/",
    "http://" + "a." * 130 + "org/",
    "http://example.org/" + "a" * 2048,
]
BY_PLACE = [
    "http://127.0.0.1/",
    "https://127.0.0.1:443/",
    "http://127.0.0.1./",
    "http://127.255.255.254/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://168.63.129.16/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://192.0.0.8/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://203.0.113.9/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::]/",
    "http://[::1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[::ffff:0:7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a00:1::1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::1]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[2606:2800:21f::5efe:7f00:1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[2606:2800:21f::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://localhost./",
    "http://inside.example/",
    "http://INSIDE.example/",
    "http://metadata.example/",
    "http://both.example/",
    "http://six.example/",
    "http://mapped.example/",
    "http://shared.example/",
    "http://scoped.example/",
    "http://empty.example/",
    "http://odd.example/",
    "http://nowhere.example/",
]
PASSING = {
    "http://example.org": "http://example.org/",
    "HTTP://Example.ORG:80/a?b=c#d": "http://example.org/a?b=c",
    "https://www.example.org:443/2020/06/08/story.html": "https://www.example.org/2020/06/08/story.html",
    "https://example.org:80/": "https://example.org:80/",
    "https://münchen.example/über uns".replace(" ", "-"): "https://xn--mnchen-3ya.example/%C3%BCber-uns",
    "https://two.example/?q=a%20b&c=“d”": "https://two.example/?q=a%20b&c=%E2%80%9Cd%E2%80%9D",
    "http://93.184.215.14/": "http://93.184.215.14/",
    "http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/": "http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
    "http://[::ffff:8.8.8.8]/": "http://[::ffff:808:808]/",
    "http://[2002:808:808::1]/": "http://[2002:808:808::1]/",
    "https://wide.example/": "https://wide.example/",
}


@pytest.mark.parametrize("url", [*BY_FORM, *BY_PLACE])
def test_hostile_addresses_are_refused_before_any_connection(url: str) -> None:
    """With one sentence that says what to change."""
    net = Internet(names=NAMES)

    with pytest.raises(
        UnreadableArticle, match=r"^[^\n]+ cannot be fetched: .*[;:,] .*\.$|cannot be fetched: give|leave"
    ):
        Fetcher(net.network()).fetch(url, ["text/html"])

    assert net.connected == []


@pytest.mark.parametrize("url", BY_FORM)
def test_a_bad_form_is_refused_before_any_name_is_looked_up(url: str) -> None:
    """A look-up alone can tell secrets."""
    with pytest.raises(UnreadableArticle):
        target_of(url)


@pytest.mark.parametrize(("given", "asked"), PASSING.items())
def test_public_addresses_pass_in_their_usual_form(site: Internet, given: str, asked: str) -> None:
    """Over the network that stands in for the internet; https is tried with a certificate elsewhere."""
    site.names = NAMES
    host, path = asked.removeprefix("https://").removeprefix("http://").split("/", 1)

    target = target_of(given)

    assert target.url == asked
    assert (host in target.origin, target.path) == (True, f"/{path}")
    assert all(map(is_public, site.resolve(target.host, target.port)))
    if target.scheme == "http":
        site.pages[f"{host}/{path}"] = (200, {"Content-Type": HTML}, b"lamps")
        assert Fetcher(site.network()).fetch(given, ["text/html"]).body == b"lamps"


@pytest.mark.parametrize("address", ["", "lamp", "1.2.3", "1.2.3.4.5", "8.8.8.8/32", "::g"])
def test_what_is_no_address_is_not_public(address: str) -> None:
    """A resolver is not believed either."""
    assert not is_public(address)
