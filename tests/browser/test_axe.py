"""Every page held against the accessibility rules of axe-core, light and dark, on a phone's width and a desk's."""

import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from core.settings import ROOT
from tests.browser.conftest import Serve
from tests.browser.test_chat import last_answer
from tests.web.fakes import PAUSE, QUOTE, FakeAssistant, FakeHistory, citation_of

AXE = ROOT / ".axe" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SEVERE = {"serious", "critical"}
WIDTHS = (375, 1280)
VIEWS = {
    "ask": "/?q=How+long+is+the+pause%3F",
    "article": citation_of(PAUSE, QUOTE).link,
    "commitments": "/commitments?as_of=2021-01-01",
    "commitments misread": "/commitments?as_of=July",
    "articles": "/articles",
    "about": "/about",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a page breaks, how badly, where, and why."""

    rule: str
    impact: str
    where: str
    cause: str

    def __str__(self) -> str:
        return f"{self.impact} {self.rule} at {self.where}: {self.cause}"


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core, which CI installs."""
    if not AXE.exists():
        reason = f"axe-core is not at {AXE}; .ci/run says how to install it"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site(serve: Serve) -> str:
    """A site with articles and commitments that change."""
    return serve(FakeAssistant(), register=FakeHistory())


@pytest.fixture
def shown(context: BrowserContext) -> Iterator[Page]:
    """A page of its own."""
    page = context.new_page()
    yield page
    page.close()


def findings(page: Page, axe: str) -> list[Finding]:
    """What axe-core finds on the page as it is; what it cannot decide has the impact `undecided`."""
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        Finding(
            rule["id"],
            node["impact"] or "minor" if kind == "violations" else "undecided",
            node["target"][0],
            " ".join(node["failureSummary"].split()),
        )
        for kind in ("violations", "incomplete")
        for rule in found[kind]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_no_page_breaks_a_rule_badly(shown: Page, site: str, axe: str, view: str, scheme: Any) -> None:
    """Nothing serious or critical at either width; whatever else there is, is listed with its cause."""
    shown.emulate_media(color_scheme=scheme)
    for width in WIDTHS:
        shown.set_viewport_size({"width": width, "height": 800})
        shown.goto(site + VIEWS[view])
        if view == "ask":
            expect(last_answer(shown)).to_contain_text("IBM gave no end date.")
        found = findings(shown, axe)

        assert [str(one) for one in found if one.impact in SEVERE] == [], f"at {width} px"
        if found:
            warnings.warn(f"axe-core, {view}, {scheme}, {width} px: {'; '.join(map(str, found))}", stacklevel=1)
