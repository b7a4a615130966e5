"""The export answers questions with the same vectors as the reference, from weights that are the published ones."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import SettingsError
from core.settings import PACKAGED_MODEL
from vectorstore import weights
from vectorstore.embedder import OnnxEmbedder, SentenceTransformerEmbedder, batched_by_length, open_embedder

TEXTS = [
    "Which company stopped selling lamps?",
    "lamps",
    "",
    "?!",
    "LUMENOR PAUSES SALES FOR ONE YEAR",
    "Lumenor's pause of 3 March 2021 covers $54.7 million of orders, or 12.5%.",
    "Où sont les phares d’Été? Größe, señor, naïve café.",
    "灯台のランプ",
    "маяк без лампы",
    "منارة",
    "💡💡 lamp",
    "e\u0301 and \u00e9",
    "tab\tand\nnewline",
    "a" * 300,
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    "lamp " * 250,
    "lamp " * 400,
    "http://example.com/a?b=c&d=e#f user@example.org",
    "No. 2 of the U.S. list, Rep. Ann Lee said at 5 p.m., was \"off\".",
    "It has no end date, and nobody said when the pause would end, or what would have to happen first.",
]  # fmt: skip


def test_the_export_equals_sentence_transformers(embedder: OnnxEmbedder) -> None:
    """Cosine 0.9999 or more on short, long, odd and foreign texts."""
    reference = SentenceTransformerEmbedder(PACKAGED_MODEL)

    ours, theirs = embedder.embed(TEXTS), reference.embed(TEXTS)

    assert ours.dtype == np.float32
    assert ours.shape == theirs.shape == (len(TEXTS), embedder.dimension)
    assert (ours * theirs).sum(axis=1).min() >= 0.9999
    assert reference.fingerprint == embedder.fingerprint
    assert (reference.dimension, reference.window) == (embedder.dimension, embedder.window)
    assert [reference.count(text) for text in TEXTS] == [embedder.count(text) for text in TEXTS]


def test_vectors_have_length_one(embedder: OnnxEmbedder) -> None:
    """So that a product is a cosine."""
    lengths = np.linalg.norm(embedder.embed(TEXTS), axis=1)

    assert np.allclose(lengths, 1, atol=1e-5)


def test_a_text_has_the_same_vector_alone_and_in_a_batch(embedder: OnnxEmbedder) -> None:
    """Padding changes nothing."""
    together = embedder.embed(TEXTS)
    alone = np.stack([embedder.embed([text])[0] for text in TEXTS])

    assert (together * alone).sum(axis=1).min() >= 0.9999


def test_count_does_not_stop_at_the_window(embedder: OnnxEmbedder) -> None:
    """A text that is too long must be seen to be."""
    assert embedder.count("lamp " * 400) == 400


def test_nothing_to_embed_gives_no_rows(embedder: OnnxEmbedder) -> None:
    """An empty list has a shape too."""
    assert embedder.embed([]).shape == (0, 384)


def test_the_packaged_weights_are_the_published_ones() -> None:
    """By their SHA-256."""
    weights.check_packaged(weights.packaged_folder())

    assert weights.sha256_of(weights.packaged_folder() / "model.safetensors") == weights.SHA256


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    """One byte suffices."""
    (tmp_path / "model.safetensors").write_bytes(b"x")

    with pytest.raises(SettingsError, match="reinstall the package"):
        weights.check_packaged(tmp_path)


def test_an_export_that_exists_is_not_made_again(tmp_path: Path) -> None:
    """Set-up can run twice."""
    weights.export_path(tmp_path).write_bytes(b"made before")

    assert weights.export(tmp_path).read_bytes() == b"made before"


def test_a_model_that_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """With the variable that names it."""
    with pytest.raises(SettingsError, match=r"^OTR_EMBEDDING_MODEL '.*' cannot be loaded: .*\.$"):
        open_embedder(str(tmp_path / "missing"), tmp_path)


def test_batches_keep_the_order_of_the_texts() -> None:
    """Whatever lengths are embedded together."""
    rng = np.random.default_rng(7)
    texts = [f"{number} {'x' * int(length)}" for number, length in enumerate(rng.integers(0, 500, 300))]

    vectors = batched_by_length(texts, lambda batch: np.array([[int(t.split()[0])] for t in batch]), 1)

    assert vectors[:, 0].tolist() == list(range(300))


def test_batches_hold_texts_of_like_length() -> None:
    """So that little is padded."""
    batches: list[list[int]] = []

    def embed(batch: list[str]) -> np.ndarray:
        batches.append([len(text) for text in batch])
        return np.zeros((len(batch), 1))

    batched_by_length(["x" * n for n in [0, 0, 1, 100, 110, 400, 500, 10, 5]], embed, 1)

    assert sum(map(len, batches)) == 9
    assert all(max(batch) <= 1.3 * min(batch) for batch in batches)
