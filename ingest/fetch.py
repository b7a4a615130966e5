"""Fetches a page for staff without letting its address, or where that leads, reach anything but the public internet."""

import socket
import ssl
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

import httpcore

from ingest.addresses import Target, is_public, refusal, target_of
from ingest.robots import Robots

AGENT = "OnTheRecord"
HEADERS = [
    ("User-Agent", f"{AGENT}/0.1 (fetches the articles that its editors name; honours robots.txt)"),
    ("Accept", "*/*"),
    ("Accept-Encoding", "gzip"),
    ("Connection", "close"),
]
ROBOTS_BYTES = 512 * 1024
REDIRECTS = (301, 302, 303, 307, 308)
SAVE_IT = "save the page and ingest the file"
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 10.0
"""Seconds between two requests to one site, whatever it asks for."""


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched: where it was in the end, what it says it is, and its bytes."""

    url: str
    content_type: str
    """As the server wrote it, with its parameters."""
    body: bytes

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in small letters."""
        return self.content_type.partition(";")[0].strip().lower()


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, asked of the system; `OSError` where it has none."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def connect(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
    """A connection to an IP address, which no name is looked up for; one of `httpcore`'s errors where there is none."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout=seconds)


@lru_cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Network:
    """The ways out of this machine, and the limits on them; tests hand in their own."""

    resolve: Callable[[str, int], Sequence[str]] = resolve
    connect: Callable[[str, int, float], httpcore.NetworkStream] = connect
    trusted: Callable[[], ssl.SSLContext] = _trusted
    sleep: Callable[[float], None] = time.sleep
    bytes: int = 20 * 1024 * 1024
    seconds: float = 30.0
    """For one page with all that leads to it, pauses left out."""
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: dict[str, str]
    body: bytes
    """One byte longer than allowed where there was more."""


class _Timed(httpcore.NetworkStream):
    """A connection on which everything together must be done by `deadline`."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, _left(self._deadline))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline))
        return _Timed(stream, self._deadline)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Pinned(httpcore.NetworkBackend):
    """Connects to the addresses that were checked, whatever host it is asked for."""

    def __init__(self, network: Network, addresses: Sequence[str], deadline: float) -> None:
        self._network = network
        self._addresses = addresses
        self._deadline = deadline

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.NetworkStream:  # noqa: ARG002
        failure: Exception = httpcore.ConnectError("no address")
        for number, address in enumerate(self._addresses):
            share = _left(self._deadline) / (len(self._addresses) - number)
            try:
                return _Timed(self._network.connect(address, port, share), self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class Fetcher:
    """Fetches the pages of one run; remembers each site's robots.txt and when it was last asked."""

    def __init__(self, network: Network | None = None) -> None:
        """Takes the network of this machine unless told otherwise."""
        self._network = network or Network()
        self._robots: dict[str, Robots] = {}
        self._asked: dict[str, float] = {}

    def fetch(self, url: str, types: Collection[str]) -> Page:
        """The page at `url`, of one of the media types; `UnreadableArticle` says why there is none."""
        target = target_of(url)
        self._pause(target.origin)
        target, reply = self._followed(target, time.monotonic() + self._network.seconds, self._check_robots)
        self._asked[target.origin] = time.monotonic()
        page = Page(target.url, reply.headers.get("content-type", ""), reply.body)
        if reply.status != 200:
            raise refusal(page.url, f"it answered {reply.status}; check the address, or {SAVE_IT}")
        if page.media_type not in types:
            raise refusal(page.url, f"it is {page.media_type or 'of no type'}; give one of {', '.join(sorted(types))}")
        if len(page.body) > self._network.bytes:
            raise refusal(page.url, f"it is larger than {self._network.bytes:,} bytes; split it into articles")
        return page

    def _followed(
        self, target: Target, deadline: float, check: Callable[[Target, float], None]
    ) -> tuple[Target, _Reply]:
        """Where the redirects from `target` end, and what was there; each step is checked like the first."""
        for _ in range(self._network.redirects + 1):
            addresses = self._addresses(target)
            check(target, deadline)
            reply = self._reply(target, addresses, deadline)
            if reply.status not in REDIRECTS:
                return target, reply
            target = _next(target, reply)
        raise refusal(target.url, "too many redirects led to it; give the address that they end at")

    def _addresses(self, target: Target) -> Sequence[str]:
        """The one resolution: every address must be public, and only these are connected to."""
        try:
            found = list(dict.fromkeys(self._network.resolve(target.host, target.port)))
        except (OSError, UnicodeError):
            found = []
        if not found:
            raise refusal(target.url, "its host is not known; check the spelling")
        if not all(map(is_public, found)):
            raise refusal(target.url, f"its host is not on the public internet; {SAVE_IT}")
        return found

    def _check_robots(self, target: Target, deadline: float) -> None:
        if target.origin not in self._robots:
            self._robots[target.origin] = self._read_robots(replace(target, path="/robots.txt"), deadline)
        if not self._robots[target.origin].allows(target.path):
            raise refusal(target.url, f"the site's robots.txt forbids it; {SAVE_IT}")

    def _read_robots(self, target: Target, deadline: float) -> Robots:
        """No file allows all; one that cannot be had for the moment forbids all."""
        end, reply = self._followed(target, deadline, lambda *_: None)
        if reply.status != 200 and not 400 <= reply.status < 500:
            raise refusal(end.url, f"it answered {reply.status} and must be read before any page; try again later")
        text = reply.body[:ROBOTS_BYTES].decode(errors="replace") if reply.status == 200 else ""
        return Robots(text, AGENT)

    def _pause(self, origin: str) -> None:
        """Ask no site more often than it wishes."""
        if origin not in self._asked:
            return
        wished = self._robots[origin].delay if origin in self._robots else 0.0
        due = self._asked[origin] + min(max(wished, SHORTEST_PAUSE), LONGEST_PAUSE)
        self._network.sleep(max(due - time.monotonic(), 0.0))

    def _reply(self, target: Target, addresses: Sequence[str], deadline: float) -> _Reply:
        backend = _Pinned(self._network, addresses, deadline)
        address = httpcore.URL(
            scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
        )
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self._network.trusted(), network_backend=backend) as pool,
                pool.stream("GET", address, headers=[("Host", target.place), *HEADERS]) as response,
            ):
                headers = {name.decode("latin-1").lower(): _text(value) for name, value in response.headers}
                return _Reply(response.status, headers, _body(response.iter_stream(), headers, self._network.bytes))
        except httpcore.TimeoutException:
            raise refusal(target.url, f"it took longer than {self._network.seconds:g} s; try again later") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, zlib.error) as error:
            why = " ".join(str(error).split()) or type(error).__name__
            raise refusal(target.url, f"the connection failed ({why}); try again later, or {SAVE_IT}") from None


def _left(deadline: float) -> float:
    """Seconds until `deadline`; raises when there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise httpcore.ReadTimeout
    return seconds


def _next(target: Target, reply: _Reply) -> Target:
    try:
        url = urljoin(target.url, reply.headers["location"])
    except (KeyError, ValueError):
        raise refusal(target.url, f"it redirects to nowhere; {SAVE_IT}") from None
    return target_of(url)


def _text(value: bytes) -> str:
    return value.decode("utf-8", errors="replace")


def _body(chunks: Iterable[bytes], headers: dict[str, str], most: int) -> bytes:
    """The body unpacked, as soon as it is longer than `most` cut at one byte more."""
    body = bytearray()
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip"):
        raise httpcore.RemoteProtocolError(f"content encoding {coding[:20]}")
    unpack = zlib.decompressobj(wbits=31) if coding.endswith("gzip") else None
    for chunk in chunks:
        body += unpack.decompress(chunk, most + 1 - len(body)) if unpack else chunk
        if len(body) > most:
            break
    if unpack and not unpack.eof and len(body) <= most:
        raise zlib.error("the packed body ends early")
    return bytes(body[: most + 1])
