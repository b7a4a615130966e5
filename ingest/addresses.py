"""Which web addresses may be fetched at all: by their form, and by where on the network they lead."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

import idna

from core.errors import UnreadableArticle

PORTS = {"http": 80, "https": 443}
LONGEST = 2048
MALFORMED = "its host or port is malformed; check the spelling"
_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)+[a-z0-9-]{1,63}\.?")
_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)\.?")
_PLACE = re.compile(r"(?:\[[^\[\]]*\]|[^\[\]:]*)(?::[0-9]{0,5})?")
_KEPT = "%/:=&?~+!$,;'@()*[]"
"""Characters of a path or query that stay as they are."""
_UNICAST, _NAT64 = ip_network("2000::/3"), ip_network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)
# What older Pythons call global: protocol assignments, 6to4 relays, one cloud's host service, documentation.
_NOT_PUBLIC = tuple(
    ip_network(one)
    for one in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "240.0.0.0/4", "2001::/23", "3fff::/20")
)


@dataclass(frozen=True, slots=True)
class Target:
    """A web address in the parts that a request needs; `path` has the query, and nothing has white space."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def place(self) -> str:
        """The host, with its port where that is not the usual one: what the `Host` of a request says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host + ("" if self.port == PORTS[self.scheme] else f":{self.port}")

    @property
    def origin(self) -> str:
        """Scheme and place: what one robots.txt speaks for."""
        return f"{self.scheme}://{self.place}"

    @property
    def url(self) -> str:
        """The address whole, without a fragment."""
        return self.origin + self.path


def refusal(url: str, why: str) -> UnreadableArticle:
    """The one form of saying that an address is not fetched; `why` says what to change."""
    named = url if len(url) <= LONGEST else f"{url[:80]}…"
    return UnreadableArticle(f"{named} cannot be fetched: {why}.")


def target_of(url: str) -> Target:
    """The parts of `url`; `UnreadableArticle` where its form alone forbids fetching it."""
    if len(url) > LONGEST:
        raise refusal(url, f"it is longer than {LONGEST:,} characters; give a shorter one")
    if not url.isprintable() or re.search(r"[\s\\]", url):
        raise refusal(url, "it holds a space, a backslash or a control character; write it as %20, %5C or leave it out")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refusal(url, MALFORMED) from None
    if parts.scheme not in PORTS:
        raise refusal(url, "give an address that starts with http:// or https://")
    if "@" in parts.netloc:
        raise refusal(url, "leave the user name and password out of it")
    if not _PLACE.fullmatch(parts.netloc):
        raise refusal(url, MALFORMED)
    if port not in (None, *PORTS.values()):
        raise refusal(url, "only ports 80 and 443 are allowed; leave the port out")
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_KEPT)
    return Target(parts.scheme, _host(url, parts.hostname or ""), port or PORTS[parts.scheme], path)


def _host(url: str, host: str) -> str:
    """A name in ASCII with at least one dot, or an address in its one usual form."""
    if ":" in host:
        return _literal(url, host)
    try:
        name = idna.encode(host, uts46=True).decode() if not host.isascii() else host.lower()
    except (idna.IDNAError, UnicodeError):
        name = ""
    if not _NAME.fullmatch(name) or len(name) > 253:
        raise refusal(url, "its host is no full name such as www.example.org; check the spelling")
    # A last part that is a number makes old parsers read an address: 127.1, 0x7f.1
    return _literal(url, name.rstrip(".")) if _NUMBER.fullmatch(name.rstrip(".").rsplit(".", 1)[-1]) else name


def _literal(url: str, host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        raise refusal(url, "its host is no full name or address; check the spelling") from None


def is_public(address: str) -> bool:
    """Whether an IP address is one that the whole internet reaches, also when it is wrapped in IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = _wrapped(found)
        if inner is None and (found not in _UNICAST or found.scope_id or _is_isatap(found)):
            return False
        found = inner or found
    return found.is_global and not found.is_multicast and not any(found in network for network in _NOT_PUBLIC)


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped, 6to4 or NAT64 address leads to."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _is_isatap(address: IPv6Address) -> bool:
    return int(address) >> 32 & 0xFFFFFFFF in _ISATAP
