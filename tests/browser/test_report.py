"""The report of an evaluation in a real browser: filters, links and folds work, from a file, with nothing fetched."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch
from tests.eval.test_report import fake_run, hostile_run, report

SHOWN, HELD_OUT = 40, 10
PHONE = {"width": 390, "height": 800}


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files of a report against another run, and of a hostile one."""
    new, old = (fake_run(seed=seed, development=SHOWN, held_out=HELD_OUT) for seed in (1, 7))
    folders = {name: tmp_path_factory.mktemp(name) for name in ("compared", "hostile")}
    report(folders["compared"], new, old)
    report(folders["hostile"], hostile_run())
    return {name: (folder / "report.html").as_uri() for name, folder in folders.items()}


@pytest.fixture
def sheet(browser: Browser, addresses: dict[str, str]) -> Iterator[Page]:
    """The report, freshly opened; at the end nothing has been fetched, has broken or has popped up."""
    with browser.new_context() as context, Watch("file:").over(context) as watch:
        page = context.new_page()
        page.goto(addresses["compared"])
        yield page
        watch.assert_quiet()


def test_words_narrow_the_cases(sheet: Page) -> None:
    """The count says so, and clearing brings all back."""
    sheet.get_by_label("Words in question or answer").fill("Promise DEV-017")

    expect(sheet.locator(".case:visible")).to_have_count(1)
    expect(sheet.locator("#count")).to_have_text(f"1 of {SHOWN} cases")
    sheet.get_by_role("button", name="Clear filters").click()
    expect(sheet.locator(".case:visible")).to_have_count(SHOWN)


@pytest.mark.parametrize(
    ("label", "option", "kept"),
    [
        ("Answer", "wrong", "[data-right=no]"),
        ("Outcome", "refused", "[data-status=refused]"),
        ("Kind", "duration", "[data-category=duration]"),
        ("Less than full marks on", "citation precision", "[data-short~=citation_precision]"),
    ],
)
def test_a_choice_keeps_the_cases_that_fit(sheet: Page, label: str, option: str, kept: str) -> None:
    """All of them, and no other."""
    sheet.get_by_role("combobox", name=label, exact=True).select_option(label=option)

    fitting = sheet.locator(f".case{kept}").count()
    assert 0 < fitting < SHOWN
    expect(sheet.locator(".case:visible")).to_have_count(fitting)
    expect(sheet.locator(f".case{kept}:visible")).to_have_count(fitting)


def test_regressions_can_be_had_alone(sheet: Page) -> None:
    """Their heading stays, the others go."""
    sheet.get_by_label("Only what got worse").check()

    expect(sheet.locator(".case:visible")).to_have_count(sheet.locator(".case[data-worse]").count())
    expect(sheet.locator("#cases h3:visible")).to_have_count(1)


def test_nothing_that_fits_is_said(sheet: Page) -> None:
    """Rather than shown as an empty page."""
    sheet.get_by_label("Words in question or answer").fill("no such words")

    expect(sheet.get_by_text("No case is like that.")).to_be_visible()


def test_a_kind_of_question_leads_to_its_cases(sheet: Page) -> None:
    """From the bars to the filtered list."""
    sheet.get_by_role("link", name="duration").click()

    expect(sheet.get_by_role("combobox", name="Kind", exact=True)).to_have_value("duration")
    expect(sheet.locator(".case:visible")).to_have_count(sheet.locator(".case[data-category=duration]").count())


def test_a_case_and_its_passages_open_by_keyboard(sheet: Page) -> None:
    """The passage's text comes to where it was asked for."""
    case = sheet.locator(".case").first
    case.locator("> summary").press("Enter")
    passage = case.locator(".retrieved details").first

    passage.locator("summary").press("Enter")

    expect(passage.locator(".context")).to_contain_text("report")
    expect(passage.get_by_role("link")).to_have_count(0)


def test_a_link_to_a_source_opens_its_case(sheet: Page) -> None:
    """So that an address can be passed on."""
    sheet.goto(f"{sheet.url}#c2")

    expect(sheet.locator("#c2")).to_have_attribute("open", "")


def test_all_can_be_read_without_scripts(browser: Browser, addresses: dict[str, str]) -> None:
    """Cases open, and passages are one link away; only the filters are gone."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(addresses["compared"])
        page.locator(".case > summary").first.click()
        page.locator(".retrieved summary").first.click()
        page.get_by_role("link", name="Read the passage").first.click()

        expect(page.locator("#filters")).to_be_hidden()
        expect(page.locator("#passages span:target")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_it_without_scrolling_sideways(browser: Browser, addresses: dict[str, str], scheme: str) -> None:
    """With every case open."""
    with browser.new_context(viewport=PHONE, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(addresses["compared"])
        page.get_by_role("button", name="Open these").click()

        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_hostile_text_does_nothing(browser: Browser, addresses: dict[str, str]) -> None:
    """It is there to be read, and that is all."""
    with browser.new_context() as context, Watch("file:").over(context) as watch:
        page = context.new_page()
        page.goto(addresses["hostile"])
        page.get_by_role("button", name="Open these").click()

        expect(page.locator(".asked").first).to_contain_text("<script>alert(1)</script>")
        assert page.locator("script").count() == 1
        watch.assert_quiet()


def test_printing_leaves_out_what_paper_cannot_do(sheet: Page) -> None:
    """Filters and links between sections go; figures stay."""
    sheet.emulate_media(media="print")

    expect(sheet.locator("#filters")).to_be_hidden()
    expect(sheet.get_by_role("navigation")).to_be_hidden()
    expect(sheet.locator("#metrics table")).to_be_visible()
