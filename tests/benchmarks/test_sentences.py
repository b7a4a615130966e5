"""The comparison of sentence splitters: what a row says, and that nothing but the cases decides."""

from pathlib import Path

import pytest

from benchmarks.sentences import by_kind, cases, compare, is_right, text_of

CASES = """
stops:
- ["One.", "Two."]
lines:
- ["A heading", "/", "Three."]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two cases of two kinds."""
    path = tmp_path / "cases.yaml"
    path.write_text(CASES, encoding="utf-8")
    return path


def at_spaces(text: str) -> list[str]:
    return text.split(" ")


def at_lines(text: str) -> list[str]:
    return text.split("\n")


def test_a_case_is_one_text(file: Path) -> None:
    """With a space or an empty line between its sentences."""
    assert [text_of(case) for _, case in cases(file)] == ["One. Two.", "A heading\n\nThree."]


def test_right_is_every_sentence_and_no_other(file: Path) -> None:
    """White space around them makes no difference."""
    (_, stops), (_, lines) = cases(file)

    assert (is_right(at_spaces, stops), is_right(at_lines, stops)) == (True, False)
    assert (is_right(at_spaces, lines), is_right(at_lines, lines)) == (False, True)


def test_a_library_that_is_not_there_says_so(file: Path) -> None:
    """Its row is no zero."""
    splitters = {"spaces": lambda: at_spaces, "nosuch": lambda: __import__("nosuch")}

    spaces, missing = compare(file, ["One. Two."], splitters)

    assert spaces.split()[:5] == ["spaces", "1", "of", "2", "50.0%"]
    assert missing == "nosuch       not installed; `pip install nosuch` to compare with it"


def test_what_is_wrong_is_shown_under_its_kind(file: Path) -> None:
    """To be looked at by a person."""
    assert list(by_kind(file, at_spaces)) == [
        f"{'stops':<34}   1 of 1",
        f"{'lines':<34}   0 of 1",
        "    'A heading\\n\\nThree.'",
    ]
