"""A real Chromium and a server that answers from fakes; skipped, with the reason, where there is no browser."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    WebError,
    expect,
    sync_playwright,
)

from core.settings import Settings
from tests.browser.server import running
from tests.web.fakes import FakeAssistant, FakeIngester, FakeRecords, FakeRegister, FakeSearcher
from web.app import build_app

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
"""The last lets no name be looked up; routing would do it too, but switches the browser's cache off."""

expect.set_options(timeout=20_000)  # a loaded machine takes its time


@dataclass
class Watch:
    """What a page did that it should not do."""

    base: str
    foreign: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @contextmanager
    def over(self, context: BrowserContext) -> Iterator["Watch"]:
        """Watches every page of `context` for a while, and closes them at the end."""
        listeners = {
            "request": self._request,
            "requestfailed": self._failed,
            "dialog": self._dialog,
            "console": self._console,
            "weberror": self._error,
        }
        for event, listener in listeners.items():
            context.on(event, listener)  # type: ignore[call-overload]
        try:
            yield self
        finally:
            for event, listener in listeners.items():
                context.remove_listener(event, listener)
            for page in context.pages:
                page.close()

    def assert_quiet(self) -> None:
        """Nothing was fetched from elsewhere, nothing ran, nothing broke."""
        assert (self.foreign, self.dialogs, self.errors) == ([], [], [])

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.foreign.append(request.url)

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # so the page lets go of what it has heard to its end
            self.errors.append(f"{request.url}: {request.failure}")

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _error(self, error: WebError) -> None:
        self.errors.append(str(error.error))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    if not CHROMIUM.exists():
        reason = f"there is no Chromium at {CHROMIUM}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield opened
        opened.close()


Serve = Callable[..., str]


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Starts servers around fakes; they stop when the tests end."""
    with ExitStack() as stack:

        def start(
            assistant: FakeAssistant, records: FakeRecords | None = None, register: FakeRegister | None = None
        ) -> str:
            app = build_app(
                assistant=assistant,
                records=records or FakeRecords(),
                ingester=FakeIngester(),
                register=register or FakeRegister(),
                searcher=FakeSearcher(records or FakeRecords()),
                settings=Settings(),
                token="a-token",
                examples=["How long is the pause?", "What about the weather?"],
            )
            return stack.enter_context(running(app))

        yield start


@pytest.fixture(scope="session")
def base(serve: Serve) -> str:
    """The address of a server that streams a sentence at a time."""
    return serve(FakeAssistant(delay=0.15))


@pytest.fixture(scope="session")
def context(browser: Browser) -> BrowserContext:
    """One browser profile for all tests, so that Gradio's files are loaded once."""
    return browser.new_context()


@pytest.fixture
def watch(base: str, context: BrowserContext) -> Iterator[Watch]:
    """Keeps an eye on the test's pages."""
    with Watch(base).over(context) as watching:
        yield watching


@pytest.fixture
def page(context: BrowserContext, base: str, watch: Watch) -> Page:
    """The page, freshly opened."""
    return open_page(context, base)


def open_page(context: BrowserContext, address: str) -> Page:
    """A page at `address`, ready to be used."""
    opened = context.new_page()
    opened.goto(address)
    opened.get_by_label("Your question").wait_for()
    return opened
