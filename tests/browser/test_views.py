"""The reading views as a visitor uses them, with and without scripting."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Serve, Watch
from tests.web.fakes import EXTENSION, PAUSE, QUOTE, FakeAssistant, FakeHistory, FakeRecords

VIEWS = ("/commitments", "/articles", "/articles?q=pause", f"/articles/{PAUSE.id}?start=3&end=30", "/about")


@pytest.fixture(scope="module")
def site(serve: Serve) -> str:
    """A site with commitments that change and the articles that say so."""
    records = FakeRecords([EXTENSION, *FakeRecords().held])
    return serve(FakeAssistant(), records, FakeHistory())


@pytest.fixture
def watch_site(context: BrowserContext, site: str) -> Iterator[Watch]:
    """Keeps an eye on the test's pages; at the end nothing was fetched from elsewhere, and nothing broke."""
    with Watch(site).over(context) as watching:
        yield watching
        watching.assert_quiet()


@pytest.fixture
def view(context: BrowserContext, watch_site: Watch) -> Page:
    """An empty page."""
    return context.new_page()


def rows(page: Page) -> list[str]:
    """The companies of the table, in order."""
    return page.locator(".commitments tbody strong").all_inner_texts()


def test_the_day_moves_table_and_timeline(view: Page, site: str) -> None:
    """Back in time with a link, forward with another: cells, dots and events change together."""
    view.goto(f"{site}/commitments")
    expect(view.locator(".lanes .dot")).to_have_count(4)

    view.get_by_role("link", name="Earlier: 10 June 2020").click()
    expect(view.get_by_role("cell", name="one year")).to_be_visible()
    expect(view.locator(".lanes .dot")).to_have_count(2)
    expect(view.locator(".events time")).to_have_count(2)
    expect(view.get_by_label("As of")).to_have_value("2020-06-10")

    view.get_by_role("link", name="Later: 18 May 2021").click()
    expect(view.get_by_role("cell", name="until further notice").first).to_be_visible()
    expect(view.locator(".events time")).to_have_count(4)


def test_a_day_can_be_typed(view: Page, site: str) -> None:
    """In the field, together with filter and order, all by keyboard."""
    view.goto(f"{site}/commitments")
    view.get_by_label("As of").fill("2020-06-10")
    view.get_by_role("radio", name="All").focus()
    view.keyboard.press("ArrowRight")
    view.keyboard.press("Enter")

    expect(view).to_have_url(re.compile(r"company=Amazon&sort=company&as_of=2020-06-10$"))
    assert rows(view) == ["Amazon"]


def test_rows_are_sorted(view: Page, site: str) -> None:
    """As the radio button says."""
    view.goto(f"{site}/commitments")
    assert rows(view) == ["Amazon", "IBM"]

    view.get_by_label("First event").check()
    view.get_by_role("button", name="Show").click()
    expect(view.get_by_label("First event")).to_be_checked()
    assert rows(view) == ["IBM", "Amazon"]


def test_a_marker_leads_to_the_quoted_words(view: Page, site: str) -> None:
    """On focus it says them; the article has exactly them marked, in view."""
    view.goto(f"{site}/commitments?as_of=2020-06-10")
    marker = view.get_by_role("cell", name="one year").get_by_role("link", name="Source")
    view.get_by_role("link", name="one year").focus()
    view.keyboard.press("Tab")
    expect(marker).to_be_focused()
    assert QUOTE in marker.evaluate("link => getComputedStyle(link, '::after').content")

    view.keyboard.press("Enter")
    expect(view.locator("mark#quote")).to_have_text(QUOTE)
    expect(view.locator("mark#quote")).to_be_in_viewport()


def test_a_cell_asks_its_question(view: Page, site: str) -> None:
    """On the question page, as of the same day."""
    view.goto(f"{site}/commitments?as_of=2020-06-10")
    view.get_by_role("link", name="one year").click()

    expect(view.locator("#otr-chat [data-testid=user]")).to_contain_text("How long is Amazon's pause?")
    expect(view.locator(".otr-answer").last).to_contain_text("Amazon's pause was for one year.")


def test_the_timeline_leads_to_its_events(view: Page, site: str) -> None:
    """A year of a company is a link that can be reached by keyboard and is large enough to press."""
    view.goto(f"{site}/commitments")
    year = view.get_by_role("link", name="IBM, 2021: 1 event")
    box = year.bounding_box()
    assert box and min(box["width"], box["height"]) >= 24

    year.focus()
    view.keyboard.press("Enter")
    expect(view.locator("tbody:target")).to_contain_text("IBM's exit: disputed by critics.")
    expect(view.locator("tbody:target")).to_be_in_viewport()


def test_a_search_leads_to_the_paragraph(view: Page, site: str) -> None:
    """From the words to the place where they stand."""
    view.goto(f"{site}/articles")
    view.get_by_label("Words").fill("rescue")
    view.keyboard.press("Enter")
    view.get_by_role("link", name="Rescue groups may go on using it.").click()

    expect(view.locator("p:target")).to_have_text("Rescue groups may go on using it.")


@pytest.mark.parametrize("path", VIEWS)
def test_the_site_is_one_round_trip(view: Page, site: str, path: str) -> None:
    """Every view says where it is and leads to the others; the first Tab skips all that."""
    view.goto(site + path)
    links = view.get_by_role("navigation", name="Site").get_by_role("link")

    assert links.all_inner_texts() == ["Ask", "Commitments", "Articles", "About"]
    assert view.locator("[aria-current]").count() == 1
    view.keyboard.press("Tab")
    expect(view.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    view.keyboard.press("Enter")
    expect(view.get_by_role("main")).to_be_focused()


def test_the_question_page_leads_to_the_views(context: BrowserContext, site: str, watch_site: Watch) -> None:
    """From its header, which one can skip; who leaves while the page still starts cuts off what it is told."""
    page = context.new_page()
    with page.expect_response("**/queue/data**") as told:
        page.goto(site)
    told.value.finished()
    expect(page.get_by_role("link", name="Skip to the question")).to_have_attribute("href", "#otr-desk")
    page.get_by_role("link", name="Commitments").first.click()

    expect(page).to_have_url(f"{site}/commitments")


@pytest.mark.parametrize("width", [320, 3840])
def test_no_view_scrolls_sideways(view: Page, site: str, width: int) -> None:
    """Neither on the smallest phone nor on the largest screen."""
    view.set_viewport_size({"width": width, "height": 800})
    for path in VIEWS:
        view.goto(site + path)

        assert not view.evaluate("document.documentElement.scrollWidth > window.innerWidth"), path


def test_a_row_is_a_card_on_a_phone(view: Page, site: str) -> None:
    """Each cell under the last, with the name of its column; still a table for a screen reader."""
    view.set_viewport_size({"width": 320, "height": 800})
    view.goto(f"{site}/commitments?company=Amazon")
    boxes = [cell.bounding_box() for cell in view.locator(".commitments tbody td:visible").all()]

    assert len(boxes) == 2 and all(one and one["width"] <= 320 for one in boxes)
    label = view.get_by_role("cell", name="until further notice").first.evaluate(
        "cell => getComputedStyle(cell, '::before').content"
    )
    assert label == '"How long"'
    expect(view.get_by_role("table", name="Commitments")).to_be_visible()


def test_views_are_dark_where_the_system_is(view: Page, site: str) -> None:
    """Light letters on dark paper."""
    view.emulate_media(color_scheme="dark")
    for path in VIEWS:
        view.goto(site + path)

        colors = [view.evaluate(f"getComputedStyle(document.body).{one}") for one in ("color", "backgroundColor")]
        assert colors == ["rgb(233, 229, 220)", "rgb(22, 21, 18)"], path


@pytest.mark.parametrize("path", ["/commitments", f"/articles/{PAUSE.id}"])
def test_print_leaves_the_controls_out(view: Page, site: str, path: str) -> None:
    """Words on white paper."""
    view.emulate_media(media="print", color_scheme="dark")
    view.goto(site + path)

    expect(view.locator(".otr-nav:visible, .controls:visible, .days:visible, .chart:visible")).to_have_count(0)
    assert view.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_misread_day_is_a_page(context: BrowserContext, site: str) -> None:
    """With the sentence, and what was typed in a field that shows it."""
    page = context.new_page()
    answer = page.goto(f"{site}/commitments?as_of=July")

    assert answer and answer.status == 400
    expect(page.get_by_role("alert")).to_contain_text("“July” is not a date")
    expect(page.get_by_label("As of")).to_have_value("July")
    page.close()


def test_all_views_work_without_scripting(browser: Browser, site: str) -> None:
    """Filter, day and search are plain forms and links."""
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site}/commitments")
    page.get_by_label("IBM", exact=True).check()
    page.get_by_label("As of").fill("2020-06-09")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="leaves the field")).to_be_visible()
    expect(page.locator(".commitments tbody tr")).to_have_count(1)

    page.get_by_role("navigation", name="Site").get_by_role("link", name="Articles").click()
    page.get_by_label("Words").fill("notice")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".list li")).to_have_count(1)
    page.close()


def test_nothing_moves(view: Page, site: str) -> None:
    """No view has an animation or a transition that somebody would have to switch off."""
    for path in VIEWS:
        view.goto(site + path)

        assert view.evaluate("document.getAnimations().length") == 0
