"""Passages by meaning: how Chroma is configured, and that it finds what is nearest."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from vectorstore.dense import DenseIndex


@pytest.fixture
def index(tmp_path: Path) -> Iterator[DenseIndex]:
    """An empty one."""
    opened = DenseIndex(tmp_path)
    yield opened
    opened.close()


def unit(*numbers: float) -> np.ndarray:
    vector = np.array(numbers, dtype=np.float32)
    return vector / np.linalg.norm(vector)


@pytest.mark.filterwarnings("ignore:legacy embedding function config")
def test_the_collection_never_rewrites_its_files(tmp_path: Path) -> None:
    """Cosine, and a sync threshold out of reach: a kill inside a rewrite would lose everything."""
    import chromadb

    DenseIndex(tmp_path).close()

    client = chromadb.PersistentClient(str(tmp_path), settings=chromadb.Settings(anonymized_telemetry=False))
    hnsw = client.get_collection("passages", embedding_function=None).configuration["hnsw"]
    client.close()
    assert (hnsw["space"], hnsw["sync_threshold"]) == ("cosine", 1_000_000)


def test_the_nearest_come_first_with_their_cosine(index: DenseIndex) -> None:
    """Similarity, not distance."""
    index.add(["far", "near"], np.stack([unit(0, 1), unit(1, 0.1)]))

    found = index.search(unit(1, 0), 5)

    assert [name for name, _ in found] == ["near", "far"]
    assert found[0][1] == pytest.approx(float(unit(1, 0.1) @ unit(1, 0)), abs=1e-4)


def test_an_empty_index_finds_nothing(index: DenseIndex) -> None:
    """A new folder can be asked."""
    assert index.search(unit(1, 0), 5) == []
    assert index.ids() == set()


def test_adding_an_id_again_replaces_it(index: DenseIndex) -> None:
    """Repairs can run twice."""
    index.add(["a"], unit(0, 1)[None, :])
    index.add(["a"], unit(1, 0)[None, :])

    assert index.search(unit(1, 0), 5) == [("a", pytest.approx(1, abs=1e-4))]


def test_removing_ignores_ids_that_are_not_there(index: DenseIndex) -> None:
    """Repairs can run twice here too."""
    index.add(["a", "b"], np.stack([unit(0, 1), unit(1, 0)]))

    index.remove(["a", "never"])

    assert index.ids() == {"b"}


def test_more_rows_than_a_batch_of_chroma_holds(index: DenseIndex) -> None:
    """5,461 is the most that it takes at once."""
    ids = [str(number) for number in range(6000)]

    index.add(ids, np.tile(unit(1, 0), (6000, 1)))
    index.remove(ids[:5500])

    assert index.ids() == set(ids[5500:])
