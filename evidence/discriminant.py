"""The directions in which questions differ that ask for different things, rather than in how they are put."""

import numpy as np

DIMENSIONS = 100
SHRINKAGE = 0.2
"""Part of the scatter within a class that is taken to be alike in all directions."""
FEWEST = 3 * DIMENSIONS
"""Classes from which it is worth while; with fewer, vectors stay as they are."""


def discriminant(vectors: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """A projection in which vectors of one class are close and those of different classes apart.

    Linear discriminant analysis (Fisher 1936; Rao 1948) with a shrunk scatter within classes. `vectors` has shape
    (n, d), `classes` n whole numbers; the result has shape (d, `DIMENSIONS`), or is the identity for too few classes.
    """
    size = vectors.shape[1]
    _, places, counts = np.unique(classes, return_inverse=True, return_counts=True)
    if len(counts) < FEWEST:
        return np.eye(size, dtype=np.float32)
    ordered = vectors[np.argsort(classes, kind="stable")]
    sums = np.add.reduceat(ordered, np.cumsum(counts) - counts, axis=0)
    means = sums / counts[:, None]
    apart = vectors - means[places]
    within = apart.T @ apart / len(vectors)
    alike = np.trace(within) / size * np.eye(size)
    whitened = _whitening((1 - SHRINKAGE) * within + SHRINKAGE * alike)
    between = np.cov(means.T)
    _, directions = np.linalg.eigh(whitened.T @ between @ whitened)
    return np.asarray(whitened @ directions[:, -DIMENSIONS:], dtype=np.float32)


def _whitening(covariance: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors / np.sqrt(values))
