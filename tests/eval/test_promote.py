"""A bad answer becomes the skeleton of a case."""

from pathlib import Path

import pytest

from core.errors import InputError
from eval.cases import load_cases
from eval.promote import promote
from tests.eval.answers import FIRST, answer


def test_skeleton_loads_as_a_case(tmp_path: Path):
    """With the question, the status, the quotes as evidence, and what was answered in a comment."""
    path = promote(answer(FIRST).to_json(), "a_1", tmp_path / "cases")

    [case] = load_cases([path])

    assert case.turns == ("Since when?",)
    assert case.evidence[0].words == FIRST
    assert "#   Lumenor stopped selling lamps to lighthouses on 3 March 2021 [1]." in path.read_text(encoding="utf-8")


def test_refusal_is_a_case_without_evidence(tmp_path: Path):
    """To be completed with what should have been said, or left as it is."""
    [case] = load_cases([promote(answer().to_json(), "a_1", tmp_path)])

    assert case.expect == ("refused",)


def test_unknown_answer_is_refused(tmp_path: Path):
    """And nothing is written."""
    with pytest.raises(InputError, match="no answer a_9"):
        promote(None, "a_9", tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_skeleton_with_work_in_it_is_not_overwritten(tmp_path: Path):
    """It may be half complete."""
    promote(answer(FIRST).to_json(), "a_1", tmp_path)

    with pytest.raises(InputError, match="there already"):
        promote(answer(FIRST).to_json(), "a_1", tmp_path)
