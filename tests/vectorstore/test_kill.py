"""kill -9 at any moment loses no acknowledged article, leaves none half visible, and brings none back."""

from pathlib import Path

from tests.vectorstore.torture import torture

KILLS = 10
"""`make torture` makes more of them."""


def test_kill_nine_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """During ingest, removal and the making of generations, half of the times as an index file changes."""
    figures = torture(tmp_path, KILLS, seed=20200608)

    assert figures.kills.total() == KILLS
    assert figures.at["at a change of an index file"] >= KILLS / 3
    assert figures.acknowledged
