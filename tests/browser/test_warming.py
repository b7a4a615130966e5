"""The page before its articles are there, in a real browser."""

from types import SimpleNamespace

from playwright.sync_api import Browser, expect

from core.settings import Settings
from tests.browser.conftest import Watch, open_page
from tests.browser.server import running
from tests.browser.test_chat import ask, last_answer
from tests.web.fakes import FakeAssistant, FakeIngester, FakeRecords, FakeRegister
from web.app import build_app
from web.warming import LINE, NOTICE, Later


def test_the_page_opens_at_once_and_answers_when_it_can(browser: Browser) -> None:
    """A line says so until then, and a question that was asked meanwhile is answered."""
    later = Later()
    app = build_app(**later.parts, settings=Settings(), token="t", ready=later.is_here)
    with browser.new_context() as context, running(app) as base, Watch(base).over(context) as watch:
        page = open_page(context, base)
        expect(page.get_by_text(LINE)).to_be_visible()
        ask(page, "How long is the pause?")
        expect(last_answer(page)).to_contain_text(NOTICE)
        later.come(
            SimpleNamespace(
                assistant=FakeAssistant(), records=FakeRecords(), ingester=FakeIngester(), register=FakeRegister()
            )
        )

        expect(last_answer(page)).to_contain_text("IBM gave no end date.")
        expect(page.get_by_text(LINE)).to_be_hidden()
        watch.assert_quiet()
