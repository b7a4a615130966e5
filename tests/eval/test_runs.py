"""A run is kept in a folder and read back as it was."""

from pathlib import Path

import pytest

from core.errors import InputError
from eval.runs import Retrieved, Row, Run, load_run
from eval.scores import Score
from tests.eval.answers import FIRST, answer, case


def run() -> Run:
    row = Row(
        case=case(),
        answer=answer(FIRST).to_json(),
        retrieved=(Retrieved("lumenor-pause@1#0", "lumenor-pause", 0, 60, is_gold=True),),
        confidence=0.8,
        scores={"accuracy": Score(1.0, "right"), "refusal_recall": Score(None, "not to be refused")},
    )
    return Run({"suite": "lamps"}, (row,), {"lumenor-pause@1#0": FIRST})


def test_a_run_comes_back_as_it_was(tmp_path: Path):
    """Unscored values too."""
    run().save(tmp_path / "kept")

    assert load_run(tmp_path / "kept").rows == run().rows
    assert load_run(tmp_path / "kept").passages == run().passages


def test_a_run_needs_no_passages(tmp_path: Path):
    """A committed baseline leaves them out."""
    run().save(tmp_path)
    (tmp_path / "passages.json").unlink()

    assert load_run(tmp_path).passages == {}


@pytest.mark.parametrize("damage", ["", "{", '{"case": 1}'])
def test_what_is_no_run_is_refused(tmp_path: Path, damage: str):
    """In one sentence with the folder's name."""
    if damage:
        run().save(tmp_path)
        (tmp_path / "rows.jsonl").write_text(damage)

    with pytest.raises(InputError, match="no run to read") as refused:
        load_run(tmp_path)

    assert str(tmp_path) in str(refused.value)
    assert "\n" not in str(refused.value)
