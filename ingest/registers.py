"""Takes in the register that lies beside articles: checked against them, and its questions embedded."""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np

from catalogue.catalogue import Catalogue
from core.articles import IngestReport
from core.errors import UnreadableArticle
from core.protocols import Embedder, Vectors
from core.register import Register
from evidence.register import COMMITMENTS, from_json, read_register, register_files, to_json
from ingest.load import shown


class Registers:
    """The registers of the folders that articles come from."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder) -> None:
        """`embedder` is the one that questions are embedded with."""
        self._catalogue = catalogue
        self._embedder = embedder

    def take_in(self, folder: Path, *, articles_changed: bool) -> Iterator[IngestReport]:
        """A report where a register is new, changed or refused; what was there before stays where it is refused."""
        origin, files = shown(folder.resolve()), register_files(folder)
        known = self._catalogue.register_digest(origin)
        try:
            digest = _digest(files)
            if digest == (known or "") and not (files and articles_changed):
                return
            register = read_register(folder, cache(self._text))
        except UnreadableArticle as error:
            yield IngestReport(COMMITMENTS, "failed", reason=str(error))
            return
        if digest == known:
            return
        self._catalogue.put_register(origin, digest, to_json(register), self._vectors(register))
        count = sum(1 for _ in register.statements())
        yield IngestReport(COMMITMENTS, "revised" if known else "added", statements=count)

    def _text(self, article_id: str) -> str | None:
        article = self._catalogue.article(article_id)
        return article.text if article else None

    def _vectors(self, register: Register) -> Vectors:
        """A row for each text to be found by; those that any register had already are not embedded again."""
        texts = register.embedded()
        known: dict[str, np.ndarray] = {}
        for body, vectors in self._catalogue.registers():
            before = from_json(body).embedded()
            known |= zip(before, vectors.reshape(len(before), -1), strict=True) if before else {}
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        known |= zip(fresh, self._embedder.embed(fresh), strict=True)
        return np.array([known[text] for text in texts], dtype=np.float32)


def _digest(files: list[Path]) -> str:
    """SHA-256 of the names and bytes of the files; empty for none, `UnreadableArticle` where one cannot be read."""
    summed = hashlib.sha256()
    for path in files:
        try:
            summed.update(os.fsencode(path.name) + b"\0" + path.read_bytes() + b"\0")
        except OSError as error:
            raise UnreadableArticle(f"{path.name} cannot be read ({error.strerror}); mend it.") from None
    return summed.hexdigest() if files else ""
