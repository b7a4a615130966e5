"""The day's tokens: taken before a call, given back after it, and kept across restarts."""

from pathlib import Path

import pytest

from answering.budget import DailyBudget
from answering.failures import SPENT, ModelFailed


def test_what_the_day_has_not_got_is_refused(tmp_path: Path) -> None:
    """And not counted."""
    budget = DailyBudget(tmp_path / "tokens.json", 100)
    budget.take(60)

    with pytest.raises(ModelFailed, match=SPENT):
        budget.take(50)
    budget.take(40)


def test_what_was_not_needed_can_be_taken_again(tmp_path: Path) -> None:
    """By the next call."""
    budget = DailyBudget(tmp_path / "tokens.json", 100)
    budget.take(100)

    budget.give_back(70)
    budget.take(70)


def test_a_restart_does_not_give_a_new_budget(tmp_path: Path) -> None:
    """The count is in the data folder."""
    DailyBudget(tmp_path / "tokens.json", 100).take(80)

    with pytest.raises(ModelFailed, match=SPENT):
        DailyBudget(tmp_path / "tokens.json", 100).take(30)


def test_a_new_day_does(tmp_path: Path) -> None:
    """From its first call."""
    DailyBudget(tmp_path / "tokens.json", 100, lambda: "2026-01-01").take(100)

    DailyBudget(tmp_path / "tokens.json", 100, lambda: "2026-01-02").take(100)


def test_a_count_that_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    """Rather too little than without limit."""
    (tmp_path / "tokens.json").write_text("half a fi", encoding="utf-8")

    with pytest.raises(ModelFailed, match=SPENT):
        DailyBudget(tmp_path / "tokens.json", 100).take(1)


def test_without_a_limit_nothing_is_written(tmp_path: Path) -> None:
    """Nor counted."""
    budget = DailyBudget(tmp_path / "tokens.json", None)

    budget.take(10**9)
    budget.give_back(1)

    assert list(tmp_path.iterdir()) == []
