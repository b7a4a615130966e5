"""Both derived indexes as one: a generation on disk, what came since in memory, and what has gone left out.

The catalogue is the truth. A generation is written in a new folder and swapped in whole, so that a kill at any moment
leaves either the old or the new one; what a start finds damaged it leaves out and makes anew.
"""

import logging
import math
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from pathlib import Path

import numpy as np

from catalogue.catalogue import Catalogue
from core.articles import IndexRow, IndexStatus, StoredPassage
from core.errors import DataFolderError, IndexMismatch
from vectorstore.generation import UNFINISHED, Damaged, Generation, build, check
from vectorstore.probe import probed
from vectorstore.tail import Tail

LOG = logging.getLogger(__name__)
FOLDER = "index"
BEFORE = ("chroma", "words")
"""What indexes were called before there were generations."""
MADE_WITH = "made_with"
BATCH = 2000
FEWEST, PART = 256, 0.25
"""A new generation is made when so many passages, and such a part of the last one, have come or gone since."""

SMALL = 2000
"""Passages below which nobody has to wait long for a generation: about a second a thousand."""

Found = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class _State:
    """What one question sees, whatever changes meanwhile."""

    generation: Generation | None
    tail: Tail
    gone: frozenset[str]


class Indexes:
    """Chroma and tantivy over the live passages of a catalogue."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        """Open the newest sound generation in `folder`, and hold what it lacks in memory."""
        self._folder = folder / FOLDER
        self._catalogue = catalogue
        self._writing = threading.Lock()
        self._making: threading.Thread | None = None
        self._is_open = False
        self._last: Generation | None = None
        """The one before, which a question may still be reading."""
        self.damage: list[str] = []
        """What was found damaged at the start, in words."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for old in BEFORE:
                shutil.rmtree(folder / old, ignore_errors=True)
            newest = self._newest()
            if newest and not catalogue.version():
                newest.close()
                raise DataFolderError(
                    f"The index in {folder} is there, but its catalogue is gone; "
                    "restore the folder from a backup, or choose another --data."
                )
            self._state = self._caught_up(newest)
        except OSError as error:
            raise _unusable(folder, error) from error

    @property
    def generation(self) -> Generation | None:
        """The one in use."""
        return self._state.generation

    def open(self) -> None:
        """Let Chroma answer from now on; before, all vectors are compared, for which nothing has to be opened."""
        self._is_open = True
        if generation := self._state.generation:
            try:
                generation.dense.open()
            except OSError as error:
                raise _unusable(self._folder.parent, error) from error

    def add(self, passages: Sequence[StoredPassage]) -> None:
        """Let passages be found, that are live in the catalogue already."""
        with self._writing:
            known = self.ids()  # a new generation may have come between
            self._state.tail.add([IndexRow.of(stored) for stored in passages if stored.passage.id not in known])

    def remove(self, ids: Sequence[str]) -> None:
        """Take passages out."""
        with self._writing:
            state = self._state
            state.tail.remove(ids)
            held = state.generation.held if state.generation else frozenset()
            self._state = _State(state.generation, state.tail, state.gone | (held & set(ids)))

    def catch_up(self) -> None:
        """Find exactly the live passages, also where an error came between a transaction and what follows it."""
        if self.ids() != self._catalogue.live_ids():
            with self._writing:
                self._state = self._caught_up(self._state.generation)

    def by_meaning(self, vector: np.ndarray, count: int, as_of: date | None = None) -> Found:
        """Passage ids with cosine similarity, best first, of passages known by `as_of`."""
        state = self._state
        dense = state.generation.dense if state.generation else None
        found = _without(state.gone, count, lambda n: dense.search(vector, n, as_of)) if dense else []
        return _merged(found, state.tail.search(vector, count, as_of), count)

    def by_words(self, text: str, count: int, as_of: date | None = None) -> Found:
        """Passage ids with BM25 score, best first, of passages known by `as_of`."""
        state = self._state
        words = state.generation.words if state.generation else None
        found = _without(state.gone, count, lambda n: words.search(text, n, as_of)) if words else []
        return _merged(found, state.tail.by_words(text, count, self._rarity, as_of), count)

    def _rarity(self, stem: str) -> float:
        """The idf of BM25 over both parts."""
        total, holding = self.count(), self.frequency(stem)
        return math.log(1 + max(0.0, total - holding + 0.5) / (holding + 0.5))

    def frequency(self, stem: str) -> int:
        """In how many passages a stem occurs; until the next generation, those that have gone are counted too."""
        state = self._state
        kept = state.generation.words.frequency(stem) if state.generation else 0
        return kept + state.tail.words.frequency(stem)

    def count(self) -> int:
        """How many passages can be found."""
        state = self._state
        kept = len(state.generation.ids) - len(state.gone) if state.generation else 0
        return kept + len(state.tail)

    def near(self, word: str, distance: int) -> list[str]:
        """Ids of passages that hold a stem within so many edits of that of `word`."""
        state = self._state
        kept = state.generation.words.near(word, distance) if state.generation else []
        return [i for i in kept if i not in state.gone] + state.tail.words.near(word, distance)

    def ids(self) -> set[str]:
        """All passages that can be found."""
        state = self._state
        kept = state.generation.held - state.gone if state.generation else frozenset()
        return set(kept) | state.tail.ids()

    def settle(self) -> None:
        """Make the next generation if enough has changed since the last: a large one in the background."""
        state = self._state
        last = len(state.generation.ids) if state.generation else 0
        changed = len(state.tail) + len(state.gone)
        if changed and (not last or changed >= max(FEWEST, PART * last)):
            self._start()
            if self.count() < SMALL:
                self._wait()

    def rebuild(self) -> None:
        """Make a new generation of all live passages now, while questions go on being answered."""
        self._wait()
        self._start()
        self._wait()

    def status(self) -> IndexStatus:
        """Whether exactly the live passages are found: by sets of ids, by checksums, and by asking for some of them."""
        state, live, found = self._state, self._catalogue.live_ids(), self.ids()
        damaged, asked, answered = "", 0, 0
        if state.generation:
            try:
                check(state.generation.folder)
                asked, answered = probed(state.generation.folder)
            except Damaged as error:
                damaged = str(error)
        return IndexStatus(
            passages=len(live),
            in_generation=len(state.generation.ids) if state.generation else 0,
            in_memory=len(state.tail),
            gone=len(state.gone),
            missing=len(live - found),
            surplus=len(found - live),
            damaged=damaged,
            asked=asked,
            found=answered,
        )

    def close(self) -> None:
        """Wait for a generation that is being made, and release the files."""
        self._wait()
        for generation in (self._last, self._state.generation):
            if generation:
                generation.close()

    def _start(self) -> None:
        if self._making is None or not self._making.is_alive():
            self._making = threading.Thread(target=self._make, name="index")
            self._making.start()

    def _wait(self) -> None:
        if self._making is not None:
            self._making.join()

    def _make(self) -> None:
        try:
            live = self._catalogue.live_ids()
            if live:
                target = self._folder / f"{_number(self._folder) + 1:06}"
                build(target, self._catalogue.index_rows(sorted(live)))
                made = Generation(target)
                if self._is_open:
                    made.dense.open()
                self._swap(made)
        except Exception as error:  # what there is still answers; the next change, or start, tries again
            LOG.warning("A new generation of the index could not be made (%s); the one before goes on.", error)

    def _swap(self, generation: Generation) -> None:
        with self._writing:
            old, self._state = self._state.generation, self._caught_up(generation)
        if self._last:
            self._last.close()
        self._last = old
        if old:
            shutil.rmtree(old.folder, ignore_errors=True)

    def _caught_up(self, generation: Generation | None) -> _State:
        """The state in which exactly the live passages are found."""
        live = self._catalogue.live_ids()
        held = generation.held if generation else frozenset()
        tail = Tail()
        missing = sorted(live - held)
        for first in range(0, len(missing), BATCH):
            tail.add(list(self._catalogue.index_rows(missing[first : first + BATCH])))
        return _State(generation, tail, held - live)

    def _newest(self) -> Generation | None:
        """The newest sound generation; all others, and those never finished, are deleted."""
        newest: Generation | None = None
        for folder in sorted(self._folder.iterdir(), reverse=True):
            if newest is None and not folder.name.endswith(UNFINISHED):
                try:
                    newest = Generation(folder)
                    continue
                except Damaged as error:
                    self.damage.append(str(error))
                    LOG.warning("left out and made anew: %s", error)
            shutil.rmtree(folder, ignore_errors=True)
        return newest


def _unusable(folder: Path, error: OSError) -> DataFolderError:
    reason = (error.strerror or str(error)).lower()
    return DataFolderError(f"The index in {folder} cannot be opened ({reason}); choose another --data.")


def discard(folder: Path) -> None:
    """Delete the indexes in `folder` in one step; the next start makes them anew."""
    gone = folder / f"{FOLDER}.discarded"
    shutil.rmtree(gone, ignore_errors=True)
    if (folder / FOLDER).exists():
        (folder / FOLDER).rename(gone)
        shutil.rmtree(gone)


def check_made_with(catalogue: Catalogue, made_with: str) -> None:
    """Raise `IndexMismatch` unless the folder is new or was made with the same model and splitter."""
    known = catalogue.noted(MADE_WITH)
    if known is None:
        catalogue.note(MADE_WITH, made_with)
    elif known != made_with:
        raise IndexMismatch(
            f"The data folder was made with {known}, but the settings say {made_with}: "
            "set OTR_EMBEDDING_MODEL back, or run `python cli.py ingest articles --data NEW_FOLDER`."
        )


def _without(gone: frozenset[str], count: int, search: Callable[[int], Found]) -> Found:
    """The `count` best that have not gone, asking for more until there are enough or no more."""
    wanted = count
    while True:
        found = search(wanted)
        kept = [one for one in found if one[0] not in gone]
        if len(kept) >= count or len(found) < wanted:
            return kept[:count]
        wanted *= 2


def _merged(one: Found, other: Found, count: int) -> Found:
    """Two rankings as one, best first."""
    return list(merge(one, other, key=lambda found: (-found[1], found[0])))[:count]


def _number(folder: Path) -> int:
    """The highest number that a generation in `folder` has."""
    return max((int(path.name) for path in folder.iterdir() if path.name.isdigit()), default=0)
