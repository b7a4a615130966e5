"""The page with the real assistant over the shipped articles."""

from fastapi import FastAPI
from playwright.sync_api import Browser, expect

from bootstrap import LocalDesk
from core.answers import Ask
from core.feedback import Feedback
from core.settings import Settings
from tests.browser.conftest import Watch, open_page
from tests.browser.server import running
from tests.browser.test_chat import ask, last_answer
from web.app import build_app


def app_of(desk: LocalDesk) -> FastAPI:
    """The page over the real parts."""
    names = "assistant", "records", "ingester", "register", "searcher"
    return build_app(**{name: getattr(desk, name) for name in names}, settings=Settings(), token="a-token")


def test_question_on_the_page_leads_to_the_quoted_words_in_the_article(browser: Browser, shipped: LocalDesk):
    """Ask, follow the first citation: what is highlighted is what was quoted; then say that it was right."""
    app = app_of(shipped)
    context = browser.new_context()
    with running(app) as base, Watch(base).over(context) as watch:
        page = open_page(context, base)
        ask(page, "Which company's ban is permanent?")
        expect(last_answer(page)).to_contain_text('used the word "permanent"')
        quote = shipped.assistant.invoke(Ask("Which company's ban is permanent?")).citations[0].quote

        page.locator("a.otr-marker").first.click()

        mark = page.get_by_role("dialog", name="Article").locator("mark#quote")
        expect(mark).to_have_text(quote)
        expect(mark).to_be_in_viewport()
        answer_id = page.locator(".otr-tools").get_attribute("id")
        page.get_by_role("button", name="Yes", exact=True).click()
        expect(page.locator(".otr-said")).to_have_text("Thank you.")
        assert answer_id
        assert shipped.records.feedback(answer_id) == Feedback(answer_id, "up")
        watch.assert_quiet()


def test_the_day_changes_the_answer_of_the_page(browser: Browser, shipped: LocalDesk):
    """What came later is not in the answer as of an earlier day, nor the newest evidence."""
    app = app_of(shipped)
    context = browser.new_context()
    with running(app) as base, Watch(base).over(context) as watch:
        said = []
        for day in ("&as_of=2020-07-01", ""):
            page = open_page(context, f"{base}/?q=How+long+does+Amazon%27s+commitment+last%3F{day}")
            expect(page.locator(".otr-tools")).to_have_count(1)
            said.append(last_answer(page).inner_text())

        assert "As of 1 July 2020 · Newest evidence: " in said[0] and "18 May 2021" not in said[0]
        assert "As of" not in said[1] and "18 May 2021" in said[1]
        watch.assert_quiet()
