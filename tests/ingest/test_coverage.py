"""Which facts of a sheet no article states."""

from pathlib import Path

import pytest

from ingest.coverage import expected, main
from tests.fakes import write_article

SHEET = """# Sheet
- `[M-high]` = memory
- LUM-01 Lumenor stopped `[S]`.
- LUM-02 Somebody remembers a letter `[M-high]`, or two `[M-low]`.
- LUM-03 A pause of six months `[C2: POST, TIMES]`; a day remembered `[M-med]`.
- BRI-04 A conclusion `[I]`.
- Lumenor: what is unknown
Not a fact: - LUM-09
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Three facts that can be stated, and one from memory."""
    path = tmp_path / "FACTS.md"
    path.write_text(SHEET, encoding="utf-8")
    return path


def test_facts_from_memory_alone_are_not_expected() -> None:
    """A line with any other tag is."""
    assert expected(SHEET) == ["LUM-01", "LUM-03", "BRI-04"]


def test_uncovered_ids_are_printed(sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One a line, and the exit code says that there are some."""
    write_article(tmp_path / "articles", "a.md", facts=["LUM-01", "LUM-02"])

    code = main([str(sheet), str(tmp_path / "articles")])

    assert (code, capsys.readouterr().out) == (1, "LUM-03\nBRI-04\n")


def test_full_coverage_prints_nothing(sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Several articles may share the facts."""
    write_article(tmp_path / "articles", "a.md", facts=["LUM-01", "LUM-03"])
    write_article(tmp_path / "articles", "b.md", facts=["BRI-04"])

    code = main([str(sheet), str(tmp_path / "articles")])

    assert (code, capsys.readouterr().out) == (0, "")


@pytest.mark.parametrize("arguments", [[], ["missing.md", "articles"], ["tests", "articles"]])
def test_what_cannot_be_looked_at_is_one_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """On stderr."""
    code = main(arguments)

    printed = capsys.readouterr()
    assert (code, printed.out, printed.err.count("\n")) == (2, "", 1)
