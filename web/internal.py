"""What the terminal asks of the running server: this machine and token only, and a 404 for everybody else."""

import asyncio
import hmac
import ipaddress
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, TypeAdapter

from core.answers import Ask
from core.articles import IngestReport, Supplied
from core.errors import OnTheRecordError
from core.protocols import Assistant, Ingester, Records
from web.api import article_json

LOG = logging.getLogger(__name__)
ASKS = TypeAdapter(list[Ask])
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
BROKEN = "Taking the articles in stopped unexpectedly; the server's log says why."


class Sources(BaseModel):
    """What to take in: paths as the server sees them, links and feeds that it is to fetch, and what is known of it."""

    paths: list[str]
    links: list[str] = []
    feeds: list[str] = []
    supplied: Supplied = Supplied()


def internal_router(assistant: Assistant, records: Records, ingester: Ingester, token: str) -> APIRouter:
    """Asking with a trace, taking articles in, and reading them back whole."""

    def guard(request: Request) -> None:
        if not (is_local(request) and bears(request, token)):
            raise HTTPException(404)

    router = APIRouter(prefix="/internal", include_in_schema=False, dependencies=[Depends(guard)])
    taking_in = threading.Lock()

    @router.post("/ask")
    def ask(asked: list[dict[str, Any]]) -> JSONResponse:
        return JSONResponse([answer.to_json() for answer in assistant.batch(ASKS.validate_python(asked))])

    @router.post("/ingest")
    async def ingest(body: Sources) -> StreamingResponse:
        paths = [Path(path) for path in body.paths]
        run = partial(ingester.ingest, paths, body.supplied, links=body.links, feeds=body.feeds)
        reports = Reports(run, taking_in)
        first = await reports.next()
        return StreamingResponse(reports.lines(first), media_type="application/x-ndjson")

    @router.delete("/articles/{article_id}")
    def remove(article_id: str) -> JSONResponse:
        with taking_in:
            return JSONResponse({"removed": ingester.remove(article_id)})

    @router.get("/articles")
    def articles() -> JSONResponse:
        return JSONResponse([article_json(article) for article in records.articles()])

    @router.get("/index")
    def index_status() -> JSONResponse:
        return JSONResponse(asdict(ingester.index_status()))

    @router.post("/index")
    def rebuild_index() -> JSONResponse:
        return JSONResponse(asdict(ingester.rebuild_index()))

    @router.get("/answers/{answer_id}")
    def logged(answer_id: str) -> JSONResponse:
        return JSONResponse({"answer": records.logged(answer_id)})

    return router


def is_local(request: Request) -> bool:
    """Whether the caller sits on this machine and is no proxy speaking for somebody else.

    A server that listens on the machine's own address is called from that same address.
    """
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    caller = request.client.host
    called, _ = request.scope["server"] or ("", None)
    try:
        return ipaddress.ip_address(caller).is_loopback or caller == called
    except ValueError:
        return False


def bears(request: Request, token: str) -> bool:
    """Whether the request carries the token; an empty token opens nothing."""
    given = request.headers.get("authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def error_body(error: OnTheRecordError) -> dict[str, Any]:
    """An error as the terminal gets it, enough to raise the same one there."""
    return {"error": str(error), "exit_code": error.exit_code, "kind": type(error).__name__}


class Reports:
    """Runs one ingestion in one thread of its own and hands its reports over as they come.

    The work goes on to its end when the listener goes away, so that no article is left half taken in.
    """

    def __init__(self, ingest: Callable[[], Iterator[IngestReport]], lock: threading.Lock) -> None:
        self._made: asyncio.Queue[dict[str, Any] | OnTheRecordError | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._work, args=(ingest, lock), daemon=True, name="ingest").start()

    async def next(self) -> dict[str, Any] | None:
        """The next report, None after the last; raises what ended the work early."""
        made = await self._made.get()
        if isinstance(made, OnTheRecordError):
            raise made
        return made

    async def lines(self, first: dict[str, Any] | None) -> AsyncIterator[str]:
        """Each report as a line of JSON, and an error, should one come, as the last."""
        report = first
        try:
            while report is not None:
                yield json.dumps(report) + "\n"
                report = await self.next()
        except OnTheRecordError as error:
            yield json.dumps(error_body(error)) + "\n"

    def _work(self, ingest: Callable[[], Iterator[IngestReport]], lock: threading.Lock) -> None:
        try:
            with lock:
                for report in ingest():
                    self._hand_over(report.to_json())
            self._hand_over(None)
        except OnTheRecordError as error:
            self._hand_over(error)
        except Exception:
            LOG.exception("ingestion failed")
            self._hand_over(OnTheRecordError(BROKEN))

    def _hand_over(self, made: dict[str, Any] | OnTheRecordError | None) -> None:
        try:
            self._loop.call_soon_threadsafe(self._made.put_nowait, made)
        except RuntimeError:
            LOG.debug("nobody listens any more")
