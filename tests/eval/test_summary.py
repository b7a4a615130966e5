"""What a run's figures are made of."""

import pytest

from eval.runs import Row, Run
from eval.scores import Metric, Score
from eval.suite import Threshold
from eval.summary import confidence_auroc, risk_coverage, summarise
from tests.eval.answers import FIRST, answer, case

ACCURACY = Metric("accuracy", "Share right.")


def row(name: str, right: float | None, confidence: float = 0.5, **changes: object) -> Row:
    given = answer(FIRST) if changes.pop("answered", True) else answer()
    scores = {"accuracy": Score(right, "because")}
    return Row(case(id=name, **changes), given.to_json(), (), confidence, scores)


def test_held_out_cases_stand_apart():
    """Their share, and that of the others."""
    rows = (row("a", 1), row("b", 1), row("c", 0, holdout=True), row("d", 1, holdout=True))

    summary = summarise(Run({}, rows), [ACCURACY], {})

    assert summary["metrics"]["accuracy"]["value"] == 0.75
    assert summary["development"]["accuracy"]["value"] == 1
    assert summary["holdout"]["accuracy"]["value"] == 0.5


def test_unscored_is_counted_and_no_zero():
    """Two of three scored, both right."""
    figures = summarise(Run({}, (row("a", 1), row("b", None), row("c", 1))), [ACCURACY], {})["metrics"]["accuracy"]

    assert (figures["value"], figures["scored"], figures["unscored"]) == (1, 2, 1)


def test_a_missed_threshold_is_said():
    """And what was asked for."""
    summary = summarise(Run({}, (row("a", 0), row("b", 1))), [ACCURACY], {"accuracy": Threshold(at_least=0.6)})

    assert summary["metrics"]["accuracy"]["passed"] is False
    assert summary["metrics"]["accuracy"]["threshold"] == {"at_least": 0.6}


def test_categories_have_their_own_figures():
    """By the case's category."""
    rows = (row("a", 1, category="lay"), row("b", 0, category="scope"))

    categories = summarise(Run({}, rows), [ACCURACY], {})["categories"]

    assert categories["lay"]["accuracy"] == {"value": 1, "scored": 1}
    assert categories["scope"]["accuracy"] == {"value": 0, "scored": 1}


def test_risk_grows_with_coverage_where_confidence_means_something():
    """The surest half is right, the rest is half wrong; refusals end the curve."""
    rows = [row("a", 1, 0.9), row("b", 1, 0.8), row("c", 0, 0.7), row("d", 0, 0.1, answered=False)]

    assert risk_coverage(rows) == [[0.25, 0.0], [0.5, 0.0], [0.75, pytest.approx(1 / 3)]]


def test_auroc_is_one_where_confidence_parts_the_two():
    """Half where it says nothing, none where there is nothing to part."""
    refuse = {"expect": ("refused",)}

    assert confidence_auroc([row("a", 1, 0.9), row("b", 1, 0.2, **refuse)]) == 1
    assert confidence_auroc([row("a", 1, 0.5), row("b", 1, 0.5, **refuse)]) == 0.5
    assert confidence_auroc([row("a", 1, 0.9)]) is None


def test_a_run_without_any_answer_has_no_curve():
    """And is no error."""
    summary = summarise(Run({}, (row("a", 0, answered=False),)), [ACCURACY], {})

    assert summary["risk_coverage"] == []
    assert summary["operating_point"] is None
