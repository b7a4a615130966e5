"""Directions that tell questions apart by what they ask for."""

import numpy as np
import pytest

from evidence.discriminant import DIMENSIONS, FEWEST, discriminant

SIZE, EACH, MANNERS = 120, 3, 10


@pytest.fixture(scope="module")
def asked() -> tuple[np.ndarray, np.ndarray]:
    """Questions, three of each class, that differ within a class mostly in a few directions: how they are put."""
    draw = np.random.default_rng(7)
    classes = np.repeat(np.arange(FEWEST), EACH)
    centres = draw.normal(size=(FEWEST, SIZE)) * (np.arange(SIZE) >= MANNERS)
    manner = np.zeros((len(classes), SIZE))
    manner[:, :MANNERS] = draw.normal(size=(len(classes), MANNERS)) * 20
    return (centres[classes] + manner).astype(np.float32), classes


def nearest_is_alike(vectors: np.ndarray, classes: np.ndarray) -> float:
    """The share of vectors whose nearest other, by cosine, is of the same class."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = unit @ unit.T - 2 * np.eye(len(unit))
    return float(np.mean(classes[cosines.argmax(axis=1)] == classes))


def test_what_asks_for_the_same_comes_close(asked: tuple[np.ndarray, np.ndarray]) -> None:
    """However differently it is put."""
    vectors, classes = asked

    found = vectors @ discriminant(vectors, classes)

    assert found.shape == (len(vectors), DIMENSIONS)
    assert nearest_is_alike(vectors, classes) < 0.5 < 0.9 < nearest_is_alike(found, classes)


def test_too_few_classes_leave_vectors_as_they_are(asked: tuple[np.ndarray, np.ndarray]) -> None:
    """There is nothing to learn the directions from; numbers that no vector has count for nothing."""
    vectors, classes = asked
    few = classes < FEWEST - 1

    assert np.array_equal(discriminant(vectors[few], classes[few] + 50), np.eye(SIZE))
