"""Which article is a reprint of which: MinHash over runs of words (Broder 1997), looked up by LSH, from datasketch."""

import re
from typing import TYPE_CHECKING

import numpy as np

from catalogue.catalogue import Catalogue
from core.articles import Article

if TYPE_CHECKING:  # nine tenths of a second, which a question need not wait for
    from datasketch import MinHash, MinHashLSH

RUN = 4
"""Words in a run; what is compared is the sets of runs."""
ALIKE = 0.8
"""Jaccard similarity from which one is a reprint of the other."""
PERMUTATIONS, SCHEME = 64, "affine32"
"""What signatures are made with; kept ones can be compared with nothing else."""
WORD = re.compile(r"\w+")


class Reprints:
    """Knows the signature of every live article, read when it is first asked."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Reads from `catalogue`."""
        self._catalogue = catalogue
        self._near: MinHashLSH | None = None
        self._known: dict[str, MinHash] = {}
        self._groups: dict[str, str] = {}

    def place(self, article: Article) -> tuple[bytes, str | None]:
        """The signature of an article that is about to be written, and the article whose reprint it is, if any."""
        near = self._loaded()
        self.forget(article.id)
        runs = _signature(article.text)
        alike = [(runs.jaccard(self._known[other]), other) for other in near.query(runs)]
        closest = max((one for one in alike if one[0] >= ALIKE), default=None)
        group = self._groups.get(closest[1], closest[1]) if closest else None
        self._remember(article.id, runs, group)
        return runs.hashvalues.astype("<u4").tobytes(), group

    def forget(self, article_id: str) -> None:
        """An article that goes, or gets other words."""
        if article_id in self._known:
            self._loaded().remove(article_id)
            del self._known[article_id]
            self._groups.pop(article_id, None)

    def _loaded(self) -> "MinHashLSH":
        if self._near is None:
            from datasketch import MinHash, MinHashLSH

            self._near = MinHashLSH(threshold=ALIKE, num_perm=PERMUTATIONS)
            groups = self._catalogue.groups()
            for article_id, signature in self._catalogue.signatures():
                values = np.frombuffer(signature, dtype="<u4").astype(np.uint32)
                runs = MinHash(num_perm=PERMUTATIONS, hashvalues=values, scheme=SCHEME)
                self._remember(article_id, runs, groups.get(article_id))
        return self._near

    def _remember(self, article_id: str, runs: "MinHash", group: str | None) -> None:
        assert self._near is not None  # noqa: S101 set before anything is remembered
        self._near.insert(article_id, runs)
        self._known[article_id] = runs
        if group:
            self._groups[article_id] = group


def _signature(text: str) -> "MinHash":
    from datasketch import MinHash

    words = WORD.findall(text.casefold())
    runs = {" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))}
    signature = MinHash(num_perm=PERMUTATIONS, scheme=SCHEME)
    signature.update_batch([run.encode() for run in sorted(runs)])
    return signature
