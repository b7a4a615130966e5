"""The page with the real assistant over the shipped articles."""

from playwright.sync_api import Browser, expect

from bootstrap import LocalDesk
from core.answers import Ask
from core.settings import Settings
from tests.browser.conftest import Watch, open_page
from tests.browser.server import running
from tests.browser.test_chat import ask, last_answer
from web.app import build_app


def test_question_on_the_page_leads_to_the_quoted_words_in_the_article(browser: Browser, shipped: LocalDesk):
    """Ask, read the answer, follow its first citation: what is highlighted is what was quoted."""
    app = build_app(
        assistant=shipped.assistant,
        records=shipped.records,
        ingester=shipped.ingester,
        register=shipped.register,
        searcher=shipped.searcher,
        settings=Settings(),
        token="a-token",
    )
    context = browser.new_context()
    with running(app) as base, Watch(base).over(context) as watch:
        page = open_page(context, base)
        ask(page, "Which company's ban is permanent?")
        expect(last_answer(page)).to_contain_text('used the word "permanent"')
        quote = shipped.assistant.invoke(Ask("Which company's ban is permanent?")).citations[0].quote

        with context.expect_page() as opened:
            page.locator("a.otr-marker").first.click()

        expect(opened.value.locator("mark#quote")).to_have_text(quote)
        expect(opened.value.locator("mark#quote")).to_be_in_viewport()
        watch.assert_quiet()
