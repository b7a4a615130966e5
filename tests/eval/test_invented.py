"""A second corpus, invented, with no register: its cases can be used, and most of them are answered right."""

from collections.abc import Iterator

import pytest

from bootstrap import LocalDesk, open_local_desk
from core.settings import ROOT, read_settings
from eval.cases import Case, load_cases
from eval.gold import Locator
from eval.runner import run_cases
from eval.suite import named
from vectorstore.embedder import OnnxEmbedder

AT_LEAST = 0.6
"""Share of the cases that are answered right."""
ARTICLES, CASES = 8, 60
FOLDER = ROOT / "eval" / "invented"


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return load_cases([FOLDER / "cases.yaml"])


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory, embedder: OnnxEmbedder) -> Iterator[LocalDesk]:
    """The real parts over its articles alone, without what lies beside the shipped ones."""
    del embedder
    settings = read_settings(data=tmp_path_factory.mktemp("invented"), articles=FOLDER / "articles")
    with open_local_desk(settings) as desk:
        assert [report.outcome for report in desk.ingest([FOLDER / "articles"])] == ["added"] * ARTICLES
        yield desk


def test_it_has_cases_for_all_its_articles(invented: LocalDesk, cases: list[Case]):
    """Sixty at least, and no article is without one."""
    found = {evidence.article for case in cases for evidence in case.evidence}

    assert len(cases) >= CASES
    assert found == {article.id for article in invented.articles()}


def test_all_its_evidence_stands(invented: LocalDesk, cases: list[Case]):
    """Word for word."""
    locator = Locator(invented.records)

    assert [missing for case in cases for missing in locator.locate(case).missing] == []


def test_it_has_no_register(invented: LocalDesk):
    """So that nothing can depend on one."""
    assert invented.commitments().rows == ()


def test_most_of_its_questions_are_answered_right(invented: LocalDesk, cases: list[Case]):
    """What is wrong is shown; every quote stands where it is said to."""
    metrics = named(["accuracy", "span_exactness"])

    rows = run_cases(cases, metrics, assistant=invented.assistant, records=invented.records).rows

    wrong = [(row.case.id, row.scores["accuracy"].reason) for row in rows if row.scores["accuracy"].value != 1]
    assert len(rows) - len(wrong) >= AT_LEAST * len(rows), wrong
    assert {row.scores["span_exactness"].value for row in rows} <= {1, None}
