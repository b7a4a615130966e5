"""Passages by meaning: written once, found by Chroma, and exactly by day."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from vectorstore.dense import LIVE, SEALED, DenseIndex, best

Make = Callable[..., DenseIndex]
EARLY, LATE = date(2020, 1, 1), date(2021, 1, 1)


@pytest.fixture(params=[True, False], ids=["Chroma", "compared"])
def make(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Make]:
    """Builds an index of given vectors by id, a day each; Chroma answers, or all are compared."""
    opened: list[DenseIndex] = []

    def made(vectors: dict[str, np.ndarray], days: list[date]) -> DenseIndex:
        DenseIndex.build(tmp_path / "dense", list(vectors), np.stack(list(vectors.values())))
        opened.append(DenseIndex(tmp_path / "dense", list(vectors), [day.toordinal() for day in days]))
        if request.param:
            opened[-1].open()
        return opened[-1]

    yield made
    for index in opened:
        index.close()


def unit(*numbers: float) -> np.ndarray:
    vector = np.array(numbers, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def test_the_nearest_come_first_with_their_cosine(make: Make) -> None:
    """Similarity, not distance."""
    index = make({"far": unit(0, 1), "near": unit(1, 0.1)}, [EARLY, LATE])

    found = index.search(unit(1, 0), 5)

    assert [name for name, _ in found] == ["near", "far"]
    assert found[0][1] == pytest.approx(float(unit(1, 0.1) @ unit(1, 0)), abs=1e-4)


def test_as_of_is_exact(make: Make) -> None:
    """What was not known yet is not there, however near."""
    index = make({"far": unit(0, 1), "near": unit(1, 0.1)}, [EARLY, LATE])

    assert [name for name, _ in index.search(unit(1, 0), 5, EARLY)] == ["far"]
    assert [name for name, _ in index.search(unit(1, 0), 5, LATE)] == ["near", "far"]
    assert index.search(unit(1, 0), 5, date(2019, 1, 1)) == []


def test_one_vector_makes_an_index(make: Make) -> None:
    """The least that there can be."""
    index = make({"only": unit(1, 0)}, [EARLY])

    assert index.search(unit(1, 0), 5) == [("only", pytest.approx(1, abs=1e-4))]


def test_more_rows_than_a_batch_of_chroma_holds(make: Make) -> None:
    """5,461 is the most that it takes at once."""
    vectors = {str(number): unit(number, 6000 - number) for number in range(6000)}

    index = make(vectors, [EARLY] * 6000)

    assert "5900" in [name for name, _ in index.search(vectors["5900"], 5)]


def test_all_vectors_are_in_files_that_opening_does_not_change(make: Make, tmp_path: Path) -> None:
    """Chroma writes when it merely opens, but to a copy."""
    vectors = {str(number): unit(number, 300 - number) for number in range(300)}
    make(vectors, [EARLY] * 300).close()
    files = [path for path in (tmp_path / "dense").rglob("*") if path.is_file() and path.name != LIVE]
    before = {path.name: path.read_bytes() for path in files}

    again = DenseIndex(tmp_path / "dense", list(vectors), [0] * 300)
    again.open()
    again.close()

    assert SEALED in before
    assert "data_level0.bin" in before
    assert {path.name: path.read_bytes() for path in files} == before


def test_best_breaks_ties_by_id() -> None:
    """So that two runs agree; and asks for no more than there is."""
    assert best(["b", "a", "c"], np.array([1.0, 1.0, 0.5]), 5) == [("a", 1.0), ("b", 1.0), ("c", 0.5)]
    assert best([], np.array([]), 5) == []
