"""The chat as a visitor uses it, in a real browser."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import Serve, Watch, open_page
from tests.web.fakes import QUOTE, FakeAssistant

SLOW_START = """
    const real = window.fetch;
    window.fetch = async (...call) => {
        if (!String(call[0]).includes("queue/join")) return real(...call);
        await new Promise((done) => setTimeout(done, 1500));
        document.documentElement.dataset.started = "yes";
        return real(...call);
    };
"""
"""Holds back whatever the page asks its server for when it is opened."""
WIDEST = """
    window.widest = 0;
    const look = () => {
        window.widest = Math.max(window.widest, document.documentElement.scrollWidth);
        requestAnimationFrame(look);
    };
    look();
"""
"""Keeps the greatest width that the page has had, at every frame."""
RIGHT, DOWN = re.compile(r"matrix\(0\.7\d+, -0\.7"), re.compile(r"matrix\(0\.7\d+, 0\.7")
"""How a corner that stands at the lower right has to be turned to point there."""


def ask(page: Page, question: str) -> None:
    """Types a question and sends it."""
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()


def last_answer(page: Page) -> Locator:
    """The newest answer on the page."""
    return page.locator(".otr-answer").last


def test_an_answer_streams_in_with_its_sources(page: Page, watch: Watch) -> None:
    """Sentences, markers, quotes and dates appear, the field is empty again, and nothing breaks."""
    ask(page, "How long is the pause?")

    expect(last_answer(page)).to_contain_text("Amazon's pause was for one year.")
    expect(last_answer(page)).to_contain_text("IBM gave no end date.")
    expect(last_answer(page)).to_contain_text(f"“{QUOTE}”")
    expect(last_answer(page)).to_contain_text("Newest evidence: 10 June 2020")
    expect(page.get_by_label("Your question")).to_have_value("")
    watch.assert_quiet()


def test_a_follow_up_is_understood_in_its_conversation(page: Page, watch: Watch) -> None:
    """The second question reaches the assistant with the first, and the page says how it was read."""
    ask(page, "How long is the pause?")
    expect(last_answer(page)).to_contain_text("IBM gave no end date.")
    ask(page, "And who signed it?")

    expect(last_answer(page)).to_contain_text("Understood as: And who signed it? (after: How long is the pause?)")
    watch.assert_quiet()


def test_a_new_conversation_forgets(page: Page, watch: Watch) -> None:
    """After “New conversation” the page is empty and the next question stands alone."""
    ask(page, "How long is the pause?")
    expect(last_answer(page)).to_contain_text("IBM gave no end date.")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".otr-answer")).to_have_count(0)
    expect(page.get_by_role("button", name="What about the weather?")).to_be_visible()
    ask(page, "Who signed it?")

    expect(last_answer(page)).to_contain_text("IBM gave no end date.")
    expect(page.get_by_text("Understood as")).to_have_count(0)
    watch.assert_quiet()


def test_an_example_asks_at_once(page: Page, watch: Watch) -> None:
    """One click on an example gives an answer, here a refusal that looks like one."""
    page.get_by_role("button", name="What about the weather?").click()

    expect(page.locator(".otr-refused")).to_contain_text("Not in the articles")
    watch.assert_quiet()


def test_a_link_opens_the_page_with_its_question_asked(context: BrowserContext, base: str, watch: Watch) -> None:
    """A share link asks its question as of its date."""
    page = open_page(context, f"{base}/?q=How+long+is+it%3F&as_of=2020-07-01")

    expect(last_answer(page)).to_contain_text("As of 1 July 2020")
    watch.assert_quiet()


def test_a_date_changes_the_answer(page: Page, watch: Watch) -> None:
    """The next question is answered as of the day that was chosen, and the answer says so."""
    ask(page, "How long is the pause?")
    expect(page.locator(".otr-tools")).to_have_count(1)
    expect(last_answer(page)).not_to_contain_text("As of")
    page.get_by_role("button", name="New conversation").click()
    page.get_by_role("button", name="As of a date").click()
    page.get_by_label("As of (YYYY-MM-DD, optional)").fill("2020-07-01")
    ask(page, "How long is the pause?")

    expect(last_answer(page)).to_contain_text("As of 1 July 2020")
    watch.assert_quiet()


def test_a_bad_date_is_one_clear_sentence(page: Page, watch: Watch) -> None:
    """The sentence says how to write a date, and the question stays in the field."""
    page.get_by_role("button", name="As of a date").click()
    page.get_by_label("As of (YYYY-MM-DD, optional)").fill("last June")
    ask(page, "How long is the pause?")

    expect(page.locator(".otr-note")).to_contain_text("write it as YYYY-MM-DD")
    expect(page.get_by_label("Your question")).to_have_value("How long is the pause?")
    watch.assert_quiet()


def test_a_date_typed_while_the_page_loads_stays(context: BrowserContext, base: str) -> None:
    """What the page does when it is opened does not empty the field."""
    page = context.new_page()
    page.add_init_script(SLOW_START)
    page.goto(base)
    page.get_by_role("button", name="As of a date").click()
    page.get_by_label("As of (YYYY-MM-DD, optional)").fill("2020-07-01")
    expect(page.locator("html[data-started]")).to_have_count(1)
    page.wait_for_timeout(700)

    expect(page.get_by_label("As of (YYYY-MM-DD, optional)")).to_have_value("2020-07-01")


def test_the_next_question_may_be_typed_while_an_answer_comes(browser: Browser, serve: Serve) -> None:
    """The pieces of the answer leave the field alone."""
    page = open_page(browser.new_context(), serve(FakeAssistant(delay=1.5)))
    ask(page, "How long is the pause?")
    expect(last_answer(page)).to_contain_text("Amazon's pause was for one year.")
    page.get_by_label("Your question").fill("And IBM?")
    expect(last_answer(page)).to_contain_text("IBM gave no end date.")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)

    expect(page.get_by_label("Your question")).to_have_value("And IBM?")
    page.context.close()


@pytest.mark.parametrize(("link", "address"), [("On the Record", "/"), ("Articles", "/articles")])
def test_the_links_on_top_open_in_the_same_tab(page: Page, base: str, link: str, address: str) -> None:
    """Only a citation, which interrupts a reader, opens a tab of its own."""
    ask(page, "How long is the pause?")
    expect(last_answer(page)).to_contain_text("IBM gave no end date.")
    page.get_by_role("link", name=link).click()

    expect(page).to_have_url(base + address)
    expect(page.locator(".otr-answer")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_date_is_seen_to_open(browser: Browser, base: str, scheme: Literal["light", "dark"]) -> None:
    """The arrow stands beside its words and points right, then down; the open field has a border."""
    page = open_page(browser.new_context(color_scheme=scheme), base)
    button = page.get_by_role("button", name="As of a date")
    arrow = button.locator(".icon")
    expect(arrow).to_have_css("transform", RIGHT)
    beside, box = button.locator("span").first.bounding_box(), arrow.bounding_box()
    button.click()

    assert beside and box and abs(beside["y"] + beside["height"] / 2 - box["y"] - box["height"] / 2) < 3
    expect(arrow).to_have_css("transform", DOWN)
    expect(page.get_by_label("As of (YYYY-MM-DD, optional)")).to_have_css("border-top-width", "1px")
    page.context.close()


def test_a_crash_shows_a_constant_sentence(page: Page, watch: Watch) -> None:
    """No text of the exception reaches the browser, and the question is kept."""
    ask(page, "crash please")

    expect(page.locator(".otr-note")).to_contain_text("Something went wrong here")
    expect(page.get_by_label("Your question")).to_have_value("crash please")
    assert "canary" not in page.content()
    watch.assert_quiet()


def test_stop_ends_an_answer(browser: Browser, serve: Serve) -> None:
    """Stopping takes the Stop button away and says so; the same question can be asked again, and another."""
    page = open_page(browser.new_context(), serve(FakeAssistant(delay=1.0)))
    ask(page, "How long is the pause?")
    page.get_by_role("button", name="Stop").click()

    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    expect(page.locator(".otr-note")).to_contain_text("Stopped before the end.")
    page.wait_for_timeout(1200)
    expect(page.locator(".otr-answer")).to_have_count(0)
    page.get_by_role("button", name="Ask again").click()
    expect(last_answer(page)).to_contain_text("IBM gave no end date.")
    expect(page.locator("#otr-chat .user-row")).to_have_count(1)
    ask(page, "What about the weather?")
    expect(page.locator(".otr-refused")).to_be_visible()
    page.context.close()


def test_the_last_question_can_be_asked_again(page: Page, watch: Watch) -> None:
    """It takes the place of itself, and is understood from what was before it."""
    for number, question in enumerate(("How long is the pause?", "And who signed it?"), 1):
        ask(page, question)
        expect(page.locator(".otr-tools")).to_have_count(number)
    page.get_by_role("button", name="Ask again").click()
    page.wait_for_timeout(700)

    expect(last_answer(page)).to_contain_text("Understood as: And who signed it? (after: How long is the pause?)")
    expect(page.locator("#otr-chat .user-row")).to_have_count(2)
    watch.assert_quiet()


def test_the_last_question_can_be_changed_and_sent_again(page: Page, watch: Watch) -> None:
    """It comes back into the field, which has the focus, and what is sent takes its place."""
    for number, question in enumerate(("How long is the pause?", "And who signed it?"), 1):
        ask(page, question)
        expect(page.locator(".otr-tools")).to_have_count(number)
    field = page.get_by_label("Your question")
    page.get_by_role("button", name="Edit the question").click()
    expect(field).to_have_value("And who signed it?")
    expect(field).to_be_focused()
    expect(page.locator(".otr-answer")).to_have_count(1)
    field.fill("And who opposed it?")
    field.press("Enter")

    expect(last_answer(page)).to_contain_text("Understood as: And who opposed it? (after: How long is the pause?)")
    expect(page.locator("#otr-chat .user-row")).to_have_count(2)
    watch.assert_quiet()


def test_two_visitors_do_not_see_each_other(context: BrowserContext, base: str, watch: Watch) -> None:
    """Interleaved conversations stay apart, also in what the assistant is told."""
    pages = [open_page(context, base) for _ in range(3)]
    for number, page in enumerate(pages):
        ask(page, f"canary {number} first?")
    for page in pages:
        expect(last_answer(page)).to_contain_text("IBM gave no end date.")
        ask(page, "and then?")
    for number, page in enumerate(pages):
        expect(last_answer(page)).to_contain_text(f"after: canary {number} first?")

        others = {f"canary {other}" for other in range(3)} - {f"canary {number}"}
        assert not any(other in page.content() for other in others)
    watch.assert_quiet()


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_sticks_out(page: Page, width: int) -> None:
    """The page is never wider than the window, also while it answers."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate(WIDEST)
    ask(page, "How long is the pause of " + "verylongword" * 20 + "?")
    expect(last_answer(page)).to_contain_text("IBM gave no end date.")

    assert page.evaluate("window.widest") <= width


@pytest.mark.parametrize("height", [667, 800])
def test_a_new_question_stands_at_the_top_with_its_answer(page: Page, height: int) -> None:
    """On a phone the answer is read from its question down, the first as well as the second."""
    page.set_viewport_size({"width": 375, "height": height})
    for question in ("How long is the pause?", "And who signed it?"):
        ask(page, question)
        expect(page.locator(".otr-sources li").last).to_be_attached()
        page.wait_for_timeout(900)

        top = page.locator("#otr-chat .user-row").last.bounding_box()
        assert top and 0 <= top["y"] < 60
        expect(page.locator(".otr-text").last).to_be_in_viewport()
