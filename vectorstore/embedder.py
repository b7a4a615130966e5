"""Text to vectors: sentence-transformers for any model, its ONNX export for the packaged weights."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import SettingsError
from core.protocols import Embedder, Vectors
from core.settings import PACKAGED_MODEL
from vectorstore import weights

BATCH = 32
LIKE = 1.3  # a batch holds texts up to this many times as long as its shortest


class OnnxEmbedder:
    """The packaged weights through ONNX Runtime: the same vectors, without loading PyTorch."""

    def __init__(self, model: Path) -> None:
        """`model` is a file written by `vectorstore.weights.export`; it is read while others go on."""
        self._model = model
        # More threads would spin on after a question, and take the cores from the searches that follow.
        self._one = ThreadPoolExecutor(1).submit(_session, model, threads=1)
        self._tokenizer = _tokenizer()
        self._tokenizer.enable_padding()
        self._tokenizer.enable_truncation(weights.WINDOW)
        self.fingerprint = f"{PACKAGED_MODEL} sha256:{weights.SHA256}"
        self.dimension = weights.DIMENSION
        self.window = weights.WINDOW

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector for each text; float32, shape (texts, dimension)."""
        return batched_by_length(texts, self._embed_batch, self.dimension)

    def count(self, text: str) -> int:
        """Word pieces of `text`, special tokens left out."""
        return len(self._counter.encode(text, add_special_tokens=False))

    @cached_property
    def _counter(self) -> Any:
        counter = _tokenizer()
        counter.no_padding()
        counter.no_truncation()
        return counter

    @cached_property
    def _many(self) -> Any:
        return _session(self._model, threads=0)

    def _embed_batch(self, texts: Sequence[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = np.array([one.ids for one in encoded], dtype=np.int64)
        mask = np.array([one.attention_mask for one in encoded], dtype=np.int64)
        session = self._one.result() if len(texts) == 1 else self._many
        return np.asarray(session.run(None, {"input_ids": ids, "attention_mask": mask})[0], dtype=np.float32)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, from its folder."""

    def __init__(self, model: str | Path) -> None:
        """Raises `SettingsError` when the model cannot be loaded."""
        os.environ["HF_HUB_OFFLINE"] = "1"
        from sentence_transformers import SentenceTransformer

        packaged = model == PACKAGED_MODEL
        source = weights.packaged_folder() if packaged else Path(model)
        try:
            self._model = SentenceTransformer(str(source), device="cpu")
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"OTR_EMBEDDING_MODEL {model!r} cannot be loaded: give the folder of a sentence-transformers model."
            ) from error
        self._model.max_seq_length = self._model.max_seq_length or weights.WINDOW
        self.fingerprint = f"{model} sha256:{weights.SHA256 if packaged else _hash_of_folder(source)}"
        self.dimension = self._model.get_embedding_dimension() or 0
        self.window = int(self._model.max_seq_length)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector for each text; float32, shape (texts, dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def count(self, text: str) -> int:
        """Word pieces of `text`, special tokens left out."""
        return len(self._model.tokenizer.encode(text, add_special_tokens=False))


def open_embedder(model: str, models: Path) -> Embedder:
    """The embedder for a setting; the packaged weights use their export where set-up has made it."""
    exported = weights.export_path(models)
    if model == PACKAGED_MODEL and exported.exists():
        return OnnxEmbedder(exported)
    return SentenceTransformerEmbedder(model)


def batched_by_length(texts: Sequence[str], embed: Callable[[Sequence[str]], Vectors], dimension: int) -> Vectors:
    """Embed in batches of like length, so that little is padded, and give the vectors in the order of `texts`."""
    vectors = np.zeros((len(texts), dimension), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    first = 0
    while first < len(order):
        longest = LIKE * len(texts[order[first]])
        rows = [i for i in order[first : first + BATCH] if len(texts[i]) <= longest] or [order[first]]
        vectors[rows] = embed([texts[i] for i in rows])
        first += len(rows)
    return vectors


def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(weights.packaged_folder() / "tokenizer.json"))


def _session(model: Path, threads: int) -> Any:
    """The model, run on so many threads; 0 for one a core."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _hash_of_folder(folder: Path) -> str:
    """SHA-256 of the weight files of a model folder."""
    files = sorted(p for p in folder.rglob("*") if p.suffix in {".safetensors", ".bin"})
    return "+".join(weights.sha256_of(file) for file in files) or "unknown"
