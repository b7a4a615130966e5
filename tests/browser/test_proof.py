"""From an answer to its proof, and what can be done with it, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from catalogue.catalogue import open_catalogue
from core.answers import Cell, Table
from core.feedback import Feedback
from tests.browser.conftest import Serve, Watch, open_page
from tests.browser.test_chat import ask, last_answer
from tests.web.fakes import EXIT, PAUSE, QUOTE, FakeAssistant, FakeRecords, answer_of

QUESTION = "How long is the pause?"
CELLS = (Cell("Amazon, with a name that is longer than most"), Cell("one year, by its own words", (1,)))
ANSWER = answer_of(table=Table(("Company", "How long"), (CELLS, CELLS)), suggestions=("Who signed it?",))
NARROW = [(375, 720), (320, 568)]


@pytest.fixture(scope="module")
def table_base(serve: Serve) -> str:
    """A server whose every answer has a table and a suggestion."""
    return serve(FakeAssistant(fixed=ANSWER))


@pytest.fixture
def table_watch(table_base: str, context: BrowserContext) -> Iterator[Watch]:
    """Keeps an eye on the pages of that server."""
    with Watch(table_base).over(context) as watching:
        yield watching


@pytest.fixture
def answered(page: Page, watch: Watch) -> Iterator[Page]:
    """The page with an answer; in the end nothing has broken or come from elsewhere."""
    ask(page, QUESTION)
    expect(page.locator(".otr-tools")).to_have_count(1)
    yield page
    watch.assert_quiet()


def panel(page: Page) -> Locator:
    """The article beside the answer."""
    return page.get_by_role("dialog", name="Article")


def test_a_marker_shows_its_quote_to_pointer_and_keyboard(answered: Page) -> None:
    """With title, publisher and date; it goes with the pointer, the focus, or Escape."""
    card, first = answered.get_by_role("tooltip"), answered.locator("a.otr-marker").first
    first.hover()
    expect(card).to_contain_text(f"“{QUOTE}”")
    expect(card).to_contain_text("Amazon's one-year pause · On the Record · 10 June 2020")
    card.hover()
    expect(card).to_be_visible()
    answered.mouse.move(0, 0)
    expect(card).to_be_hidden()
    first.focus()

    expect(card).to_be_visible()
    expect(first).to_have_accessible_description(re.compile(re.escape(QUOTE)))
    first.press("Escape")
    expect(card).to_be_hidden()


def test_a_citation_opens_its_article_beside_the_answer(answered: Page) -> None:
    """Exactly the quote is marked and in view, and the article's own sources are links that open elsewhere."""
    answered.locator("a.otr-marker").first.click()

    mark = panel(answered).locator("mark#quote")
    expect(mark).to_be_in_viewport()
    assert mark.evaluate("mark => mark.textContent") == QUOTE
    expect(mark).to_be_focused()
    source = panel(answered).get_by_role("link", name="We are implementing a moratorium")
    assert [source.get_attribute(name) for name in ("href", "target")] == [PAUSE.sources[0].url, "_blank"]
    beside, answer = panel(answered).bounding_box(), last_answer(answered).bounding_box()
    assert beside and answer and answer["x"] + answer["width"] <= beside["x"]
    assert len(answered.context.pages) == 1


@pytest.mark.parametrize("size", [None, *NARROW])
def test_the_article_closes_and_gives_the_focus_back(answered: Page, size: tuple[int, int] | None) -> None:
    """By Escape as by its button; keys alone are enough."""
    if size:
        answered.set_viewport_size({"width": size[0], "height": size[1]})
    marker = answered.locator("a.otr-marker").nth(1)
    for close in ("Escape", "Button"):
        marker.focus()
        marker.press("Enter")
        expect(panel(answered).locator("mark#quote")).to_be_focused()
        answered.keyboard.press("Escape") if close == "Escape" else panel(answered).get_by_role("button").press("Enter")
        expect(panel(answered)).to_be_hidden()

        expect(marker).to_be_focused()


@pytest.mark.parametrize(("width", "height"), NARROW)
def test_on_a_phone_the_article_covers_the_page(answered: Page, width: int, height: int) -> None:
    """All of it, with the quote in view, and nothing scrolls sideways."""
    answered.set_viewport_size({"width": width, "height": height})
    answered.locator("a.otr-marker").first.click()
    expect(panel(answered).locator("mark#quote")).to_be_in_viewport()
    answered.wait_for_timeout(400)

    assert panel(answered).bounding_box() == {"x": 0, "y": 0, "width": width, "height": height}
    assert answered.evaluate("document.documentElement.scrollWidth") <= width


def test_an_article_opens_in_a_tab_where_that_is_asked_for(answered: Page) -> None:
    """With Control held down a citation is a link like any other."""
    with answered.context.expect_page() as opened:
        answered.locator("a.otr-marker").first.click(modifiers=["Control"])

    expect(opened.value.locator("mark#quote")).to_have_text(QUOTE)
    expect(panel(answered)).to_be_hidden()


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_a_table_fits_and_cites(context: BrowserContext, table_base: str, table_watch: Watch, width: int) -> None:
    """It has headings for rows and columns, a marker that opens, and forces no scrolling sideways."""
    page = open_page(context, table_base)
    page.set_viewport_size({"width": width, "height": 700})
    ask(page, QUESTION)
    expect(page.get_by_role("columnheader", name="How long")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Amazon, with")).to_have_count(2)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".otr-table").evaluate("table => table.scrollWidth <= table.clientWidth")
    page.locator(".otr-table a.otr-marker").last.click()
    expect(panel(page).locator("mark#quote")).to_have_text(QUOTE)
    table_watch.assert_quiet()


def test_a_suggestion_is_asked_by_its_button(context: BrowserContext, table_base: str, table_watch: Watch) -> None:
    """As if it had been typed."""
    page = open_page(context, table_base)
    ask(page, QUESTION)
    page.get_by_role("button", name="Who signed it?").click()

    expect(page.locator("#otr-chat .user-row").last).to_contain_text("Who signed it?")
    expect(page.locator(".otr-tools")).to_have_count(2)
    table_watch.assert_quiet()


def test_an_answer_can_be_copied_with_its_citations(context: BrowserContext, table_base: str) -> None:
    """As text with numbers and as Markdown with links, the question first, the table with it, and all quotes."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_page(context, table_base)
    ask(page, QUESTION)

    copied = {}
    for name in ("Copy", "Copy as Markdown"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator(".otr-said")).to_have_text("Copied.")
        copied[name] = page.evaluate("navigator.clipboard.readText()")
    link = f"{table_base}/articles/amazon-pause?revision=2&start={ANSWER.citations[0].start}"
    text, markdown = copied.values()
    assert text.startswith(
        f"{QUESTION}\n\nAmazon's pause was for one year. [1] IBM gave no end date. [2]\n\nCompany – How"
    )
    assert (
        f"\n[1] “{QUOTE}” Amazon's one-year pause · On the Record · 10 June 2020 · written 23 November 2026, {link}"
        in text
    )
    assert f"**{QUESTION}**\n\nAmazon's pause was for one year. [[1]]({link}" in markdown
    assert "| Company | How long |\n| --- | --- |\n| Amazon, with" in markdown
    assert f"\n1. “{QUOTE}”" in markdown


def test_a_link_asks_the_same_again_and_says_what_changed(
    context: BrowserContext, browser: Browser, serve: Serve
) -> None:
    """Nothing while the articles are the same; a quiet line once they are not."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    records = FakeRecords([PAUSE, EXIT])
    base = serve(FakeAssistant(), records)
    page = open_page(context, f"{base}/?q=How+long%3F&as_of=2020-07-01")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".otr-said")).to_have_text("Copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    again = open_page(context, link)
    expect(again.locator(".otr-tools")).to_have_count(1)
    same = again.locator(".otr-answer").inner_text()
    records.held = [PAUSE]
    changed = open_page(context, link)

    assert link.startswith(base) and parse_qs(urlsplit(link).query)["as_of"] == ["2020-07-01"]
    assert "As of 1 July 2020" in same and "have changed" not in same
    expect(changed.locator(".otr-answer")).to_contain_text("The articles have changed since this link was made;")


def test_feedback_lands_in_the_catalogue(context: BrowserContext, serve: Serve, tmp_path: Path) -> None:
    """Verdict, then reason, in place of the verdict before; the page says that nothing personal is kept."""
    catalogue = open_catalogue(tmp_path)
    catalogue.log_answer(answer_of())
    base = serve(FakeAssistant(), catalogue)
    with Watch(base).over(context) as watch:
        page = open_page(context, base)
        ask(page, QUESTION)
        expect(page.locator(".otr-tools")).to_contain_text("nothing about you is")
        said = page.locator(".otr-said")
        page.get_by_role("button", name="Yes", exact=True).click()
        expect(said).to_have_text("Thank you.")
        liked = catalogue.feedback("a_1")
        page.get_by_role("button", name="No", exact=True).click()
        page.get_by_role("button", name="Something is missing").click()
        expect(page.get_by_role("button", name="Something is missing")).to_have_attribute("aria-pressed", "true")

        expect(page.get_by_role("button", name="Yes", exact=True)).to_have_attribute("aria-pressed", "false")
        assert liked == Feedback("a_1", "up")
        assert catalogue.feedback("a_1") == Feedback("a_1", "down", "incomplete")
        watch.assert_quiet()
    catalogue.close()


def test_a_finished_answer_is_read_out_once(answered: Page) -> None:
    """Not at each of its steps: the log itself is silent."""
    expect(answered.get_by_role("log")).to_have_attribute("aria-live", "off")
    told = answered.locator("body > [role=status]")

    expect(told).to_contain_text("Amazon's pause was for one year.")
    expect(told).to_contain_text("IBM gave no end date.")


def test_a_screen_reader_hears_what_is_what(answered: Page) -> None:
    """Questions are headings, the verdicts a group that says on what, and the date's button says whether it is open."""
    date = answered.get_by_role("button", name="As of a date", exact=True)
    expect(answered.get_by_role("heading", name=QUESTION, level=2)).to_be_visible()
    expect(answered.get_by_role("group", name="Was this right?").get_by_role("button")).to_have_text(["Yes", "No"])
    expect(date).to_have_attribute("aria-expanded", "false")
    date.press("Enter")

    expect(date).to_have_attribute("aria-expanded", "true")


def test_everything_can_be_reached_by_keyboard_in_its_order(answered: Page) -> None:
    """From the first marker through what can be done with the answer to the field, with the focus to be seen."""
    answered.locator("a.otr-marker").first.focus()
    reached = []
    while len(reached) < 30 and "Your question" not in reached:
        answered.keyboard.press("Tab")
        focused = answered.locator("*:focus")
        assert focused.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
        reached.append(focused.evaluate("node => node.tagName == 'TEXTAREA' ? 'Your question' : node.innerText.trim()"))

    buttons = [
        "Copy",
        "Copy as Markdown",
        "Copy link",
        "Link to this answer",
        "Ask again",
        "Edit the question",
        "Yes",
        "No",
    ]
    assert reached[1 : 1 + len(buttons)] == buttons
    assert reached[-1] == "Your question"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(browser: Browser, base: str, scheme: Literal["light", "dark"]) -> None:
    """In either scheme, on the page as in the article beside it: 4.5 to 1 at least."""
    page = open_page(browser.new_context(color_scheme=scheme), base)
    ask(page, QUESTION)
    expect(page.locator(".otr-tools")).to_have_count(1)
    page.locator("a.otr-marker").first.click()
    expect(panel(page).locator("mark#quote")).to_be_focused()

    for where in (".otr-text", ".otr-quiet", ".otr-act", ".otr-marker", "#quote", "#otr-panel .facts", "#otr-panel a"):
        assert page.locator(where).first.evaluate(CONTRAST) >= 4.5, where
    page.context.close()


def test_nothing_moves_for_whoever_wants_that(browser: Browser, base: str) -> None:
    """The article is there at once."""
    page = open_page(browser.new_context(reduced_motion="reduce"), base)
    ask(page, QUESTION)
    page.locator("a.otr-marker").first.click()

    assert panel(page).evaluate("panel => panel.getAnimations().length") == 0
    page.context.close()


CONTRAST = """node => {
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = (colour) => numbers(colour).slice(0, 3).map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
    let ground = node;
    const clear = (one) => numbers(getComputedStyle(one).backgroundColor)[3] === 0;
    while (ground.parentElement && clear(ground)) ground = ground.parentElement;
    const pair = [getComputedStyle(node).color, getComputedStyle(ground).backgroundColor].map(light);
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
}"""
"""The contrast of a node's text with what it stands on (WCAG 2.2, relative luminance)."""
