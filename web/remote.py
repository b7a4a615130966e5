"""The terminal's way to a running server, so that two processes never open one data folder."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter

import core.errors
from core.answers import Answer, Ask
from core.articles import Article, IndexStatus, IngestReport, Supplied
from core.commitments import TABLE, CommitmentTable
from core.errors import FolderBusy, OnTheRecordError

ANSWERS = TypeAdapter(list[Answer])
ASKS = TypeAdapter(list[Ask])
SUPPLIED, NOTHING = TypeAdapter(Supplied), Supplied()
REPORT = TypeAdapter(IngestReport)
PATIENCE = httpx.Timeout(None, connect=5.0)
"""A long batch or a large folder takes as long as it takes."""


class RemoteDesk:
    """Asks and ingests through the server at `address`, which wrote `token` into its data folder."""

    def __init__(self, address: str, token: str, *, transport: httpx.BaseTransport | None = None) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._address = address
        self._client = httpx.Client(
            base_url=address, headers=headers, timeout=PATIENCE, trust_env=False, transport=transport
        )

    def ask(self, asks: Sequence[Ask]) -> list[Answer]:
        """The answers, in the order asked."""
        bodies = self._call("POST", "/internal/ask", ASKS.dump_python(list(asks), mode="json"))
        return ANSWERS.validate_python(
            [body | {"notice": "" if body["sentences"] else body["text"]} for body in bodies]
        )

    def ingest(
        self,
        paths: Sequence[Path],
        supplied: Supplied = NOTHING,
        *,
        links: Sequence[str] = (),
        feeds: Sequence[str] = (),
    ) -> Iterator[IngestReport]:
        """One report an article, or a file or link without any, as each is done; the server reads and fetches.

        `supplied` is what the caller knows better; a feed stands for the pages of its entries.
        """
        body = {
            "paths": [str(Path(path).absolute()) for path in paths],
            "links": [*links],
            "feeds": [*feeds],
            "supplied": SUPPLIED.dump_python(supplied, mode="json"),
        }
        try:
            with self._client.stream("POST", "/internal/ingest", json=body) as response:
                if response.is_error:
                    response.read()
                    self._refuse(response)
                for line in response.iter_lines():
                    yield REPORT.validate_python(_checked(json.loads(line)))
        except httpx.TransportError as error:
            raise self._silent() from error

    def remove(self, article_id: str) -> bool:
        """Take an article out of every store; False when there is none of that id."""
        return bool(self._call("DELETE", f"/internal/articles/{quote(article_id, safe='')}")["removed"])

    def articles(self) -> list[Article]:
        """The live revision of every article."""
        return [_article(body) for body in self._call("GET", "/internal/articles")]

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        """One article in the revision asked for, or live; None where there is none."""
        query = "" if revision is None else f"?revision={revision}"
        body = self._call("GET", f"/api/articles/{quote(article_id, safe='')}{query}", missing_ok=True)
        return None if body is None else _article(body)

    def logged(self, answer_id: str) -> dict[str, Any] | None:
        """An answer that was given, as JSON; None when it is not kept."""
        found: dict[str, Any] | None = self._call("GET", f"/internal/answers/{quote(answer_id, safe='')}")["answer"]
        return found

    def commitments(self, as_of: date | None = None) -> CommitmentTable:
        """The table of commitments as known by `as_of`."""
        query = f"?as_of={as_of.isoformat()}" if as_of else ""
        return TABLE.validate_python(self._call("GET", f"/api/commitments{query}"))

    def index_status(self) -> IndexStatus:
        """Whether the indexes find what they should."""
        return IndexStatus(**self._call("GET", "/internal/index"))

    def rebuild_index(self) -> IndexStatus:
        """Make the indexes anew from the catalogue; how they are then."""
        return IndexStatus(**self._call("POST", "/internal/index"))

    def _call(self, method: str, path: str, body: Any = None, *, missing_ok: bool = False) -> Any:
        try:
            response = self._client.request(method, path, json=body)
        except httpx.TransportError as error:
            raise self._silent() from error
        if missing_ok and response.status_code == 404:
            return None
        if response.is_error:
            self._refuse(response)
        return response.json()

    def _refuse(self, response: httpx.Response) -> None:
        """Raises what the server said went wrong."""
        if response.headers.get("content-type", "").startswith("application/json") and response.status_code != 404:
            _checked(response.json())
        raise FolderBusy(f"The server at {self._address} answered {response.status_code}; stop it and start it again.")

    def _silent(self) -> FolderBusy:
        return FolderBusy(f"The server at {self._address} owns the data folder but does not answer; start it again.")


def _checked(body: Any) -> Any:
    """`body`, unless it is the server's word for an error, which is raised as what it was there."""
    if isinstance(body, dict) and "error" in body:
        kind = getattr(core.errors, str(body.get("kind", "")), OnTheRecordError)
        is_ours = isinstance(kind, type) and issubclass(kind, OnTheRecordError)
        raise (kind if is_ours else OnTheRecordError)(body["error"])
    return body


def _article(body: dict[str, Any]) -> Article:
    metadata = {key: value for key, value in body.items() if key not in ("id", "revision", "text")}
    return Article.from_metadata(body["id"], body["revision"], body["text"], metadata)
