"""What the site says of itself."""

import re

from starlette.testclient import TestClient

from core.settings import ROOT, Settings
from web.about import ABOUT


def test_it_says_what_a_reader_may_ask(visitor: TestClient) -> None:
    """How it works, what it cannot do, its method, how to report an error and what is stored."""
    headings = re.findall("<h2>(.*?)</h2>", visitor.get("/about").text)

    assert headings == [
        "How it works", "What it cannot do", "Method and limits", "How to report an error", "What is stored"
    ]  # fmt: skip


def test_its_figures_are_those_of_the_readme() -> None:
    """Each number of the method stands in the README's account of how right answers are."""
    method = ABOUT.partition('id="method"')[2].partition("</section>")[0]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    account = readme.partition("How right is it?")[2].partition("\n\n")[0]

    figures = re.findall(r"\b\d+%?", re.sub("<.*?>", "", method))

    assert len(figures) > 5
    assert [one for one in figures if not re.search(rf"(?<![\d.]){one}(?![\d.])", account)] == []


def test_it_says_how_long_questions_are_kept(visitor: TestClient) -> None:
    """As the setting has it."""
    assert f"deleted after {Settings().question_days} days" in visitor.get("/about").text


def test_it_allows_no_script(visitor: TestClient) -> None:
    """The policy of a plain page lets nothing run."""
    assert "default-src 'none'" in visitor.get("/about").headers["content-security-policy"]
