"""Suites name metrics and what they must reach."""

from pathlib import Path

import pytest

from core.errors import InputError
from eval.suite import Threshold, load_suite

SUITE = "about: Lamps.\nmetrics:\n  accuracy: {at_least: 0.5}\n  nDCG@3:\n  words: {at_most: 60}\n"


def written(folder: Path, text: str) -> str:
    path = folder / "lamps.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_metrics_are_named_in_text(tmp_path: Path):
    """Our own by name, those of retrieval as ir-measures knows them."""
    suite = load_suite(written(tmp_path, SUITE))

    assert [metric.name for metric in suite.metrics] == ["accuracy", "nDCG@3", "words"]
    assert suite.thresholds["words"] == Threshold(at_most=60)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SUITE.replace("nDCG@3", "splendour"), "no metric splendour"),
        (SUITE.replace("at_least", "more_than"), "more_than"),
        ("about: x\nmetrics: {}\n", "metrics"),
        ("- [", "cannot be read"),
    ],
)
def test_bad_suite_is_refused_in_one_sentence(tmp_path: Path, text: str, said: str):
    """It says what is wrong."""
    with pytest.raises(InputError, match=said):
        load_suite(written(tmp_path, text))


def test_unknown_suite_names_those_there_are():
    """By their files."""
    with pytest.raises(InputError, match="benchmark, shipped"):
        load_suite("splendid")


@pytest.mark.parametrize(
    ("value", "holds"), [(0.5, True), (0.49, False), (None, False), (0.9, True)], ids=["at", "below", "none", "above"]
)
def test_threshold_is_reached_or_not(value: float | None, holds: bool):
    """A figure that could not be had does not reach it."""
    assert Threshold(at_least=0.5).holds(value) is holds


def test_nothing_asked_is_always_reached():
    """Even by a metric that nothing could be scored on."""
    assert Threshold().holds(None)
