"""Puts page, articles, API and guards together into one application."""

from collections.abc import Callable, Sequence

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from pydantic import ValidationError

from core.errors import InputError, OnTheRecordError
from core.protocols import Assistant, CommitmentSource, Ingester, Records, Searcher
from core.settings import Settings
from web.about import about_router
from web.api import api_router
from web.articles import articles_router
from web.commitments import commitments_router
from web.internal import error_body, internal_router
from web.look import STATIC, theme
from web.middleware import guard
from web.page import build_page
from web.shelf import shelf_router

MISREAD = "The request could not be read; send JSON such as {}."
ASKED = '{"question": "…", "as_of": "2020-07-01"}'
SAID = '{"answer_id": "…", "verdict": "up"}'


def build_app(
    *,
    assistant: Assistant,
    records: Records,
    ingester: Ingester,
    register: CommitmentSource,
    searcher: Searcher,
    settings: Settings,
    token: str,
    examples: Sequence[str] = (),
    hosts: tuple[str, ...] = (),
    ready: Callable[[], bool] = lambda: True,
) -> FastAPI:
    """The whole server, which answers once it is `ready`; `hosts` are further names for it, which tests need."""
    app = FastAPI(title="On the Record", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.include_router(api_router(assistant, records, register))
    app.include_router(shelf_router(records, searcher))
    app.include_router(articles_router(records))
    app.include_router(commitments_router(register))
    app.include_router(about_router(settings))
    app.include_router(internal_router(assistant, records, ingester, token))
    _add_files(app)
    _add_errors(app)
    page = build_page(assistant, records, examples, ready)
    guard(app, settings, functions=frozenset(page.fns), ready=ready, hosts=hosts)
    _mount(app, page, settings)
    return app


def _mount(app: FastAPI, page: gr.Blocks, settings: Settings) -> None:
    """Gradio at the root, with everything switched off that the page does not need."""
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        root_path=settings.public_url.rstrip("/") if settings.public_url else None,
        show_error=False,
        enable_monitoring=False,
        run_history=False,
        footer_links=[],
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        max_file_size=1,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        theme=theme(),
    )


def _add_files(app: FastAPI) -> None:
    """Our own small files, ahead of Gradio's."""
    app.mount("/site", StaticFiles(directory=STATIC), name="site")

    @app.get("/favicon.ico", include_in_schema=False)
    def favicon() -> FileResponse:
        return FileResponse(STATIC / "favicon.svg", media_type="image/svg+xml")

    @app.get("/robots.txt", include_in_schema=False)
    def robots() -> PlainTextResponse:
        return PlainTextResponse("User-agent: *\nDisallow: /api/\nDisallow: /gradio_api/\n")


def _add_errors(app: FastAPI) -> None:
    """Every error as one sentence, on the public API and on the internal one."""

    @app.exception_handler(OnTheRecordError)
    def refused(request: Request, error: OnTheRecordError) -> JSONResponse:
        is_internal = request.url.path.startswith("/internal/")
        return JSONResponse(error_body(error) if is_internal else {"error": str(error)}, status_code=400)

    @app.exception_handler(RequestValidationError)
    @app.exception_handler(ValidationError)
    def misread(request: Request, _: Exception) -> JSONResponse:
        said = request.url.path == "/api/feedback"
        return refused(request, InputError(MISREAD.format(SAID if said else ASKED)))
