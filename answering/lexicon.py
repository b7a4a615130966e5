"""What the corpus' own words are: how rare they are, which it lacks, and which one a typing error meant."""

import math
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from rapidfuzz.distance import OSA

from answering.statements import Registered
from catalogue.catalogue import Catalogue
from core.protocols import Embedder
from core.register import Company
from vectorstore.indexes import Indexes
from vectorstore.words import stems

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_COMMON = (
    "a an the of to in on at for and or nor so is are was were be been being by with as that this these those it its "
    "from do does did which who whom whose what when where how why has have had will would can could shall should may "
    "might must not no any some if than then there here their they them his her he she you your we our i me my into "
    "about over after before during between since until ever still just also really actually please tell say said says "
    "know want give got get let me am more most much many very too only own same other such both each all out up down "
    "off again because while s t re ve ll d m"
)
_ENDINGS = ("s", "es", "ed", "d", "ing", "ings", "er", "ers", "ly", "ness", "able", "ation", "ations", "ish", "ised")
LONG = 9
"""Letters from which a word may be mended by two edits instead of one."""
SENTENCES = 20_000
"""Of so many, the meanings are kept in memory."""
WORDS = 20_000
"""Of so many, it is kept in memory whether they are strange."""
COMMON = frozenset(stems(_COMMON))


class Lexicon:
    """Knows the words of the live articles."""

    def __init__(
        self,
        catalogue: Catalogue,
        words: Indexes,
        embedder: Embedder,
        registered: Registered,
        synonyms: Sequence[Sequence[str]] = (),
    ) -> None:
        """Reads nothing until it is asked; each of `synonyms` has single words that mean the same in these articles."""
        groups = [[stem for word in group for stem in stems(word) if len(stems(word)) == 1] for group in synonyms]
        self._canonical = {stem: group[0] for group in reversed(groups) for stem in group}
        self.meanings = lru_cache(SENTENCES)(self._meanings)
        self.is_strange = lru_cache(WORDS)(self._is_strange)
        self._catalogue = catalogue
        self._words = words
        self._embedder = embedder
        self._version = -1
        self._companies: tuple[str, ...] = ()
        self._called: dict[str, str] = {}
        self._names = re.compile(r"(?!)")
        self._registered = registered
        self.companies_at = lru_cache(SENTENCES)(self._companies_at)
        self.weights = lru_cache(SENTENCES)(self._weights)

    def has_articles(self) -> bool:
        """Whether there is any article at all."""
        return self._words.count() > 0

    def companies(self) -> tuple[str, ...]:
        """The companies that articles are about, the most written about first."""
        if self._version != (version := self._catalogue.version()):
            self._companies = tuple(self._catalogue.companies())
            self._called = self._all_names()
            longest_first = sorted(self._called, key=len, reverse=True)
            self._names = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)", re.I)
            self.companies_at.cache_clear()
            self.weights.cache_clear()
            self._version = version
        return self._companies

    def companies_in(self, text: str) -> tuple[str, ...]:
        """The companies that `text` names, also by a person or product of theirs, in the order of mention."""
        self.companies()
        return tuple(dict.fromkeys(company for company, _ in self.companies_at(text)))

    def _companies_at(self, text: str) -> tuple[tuple[str, int], ...]:
        """Each company with the place where it is named."""
        found = ((self._company_of(one[0]), one.start()) for one in self._names.finditer(text))
        return tuple((company, start) for company, start in found if company)

    def _company_of(self, name: str) -> str | None:
        """The company that is called so; what is a word of English besides is a name only with its capital letter."""
        company = self._called[name.casefold()]
        is_word = name != company.lower() and name.islower() and all(map(self.is_ordinary, name.split()))
        return None if is_word else company

    def _all_names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        companies = [company for register in self._registered.now().registers for company in register.companies]
        for company in companies:
            people = [person.name for person in company.people]
            for name in (*company.aliases, *company.products, *people, *_last_names(people)):
                if name != name.lower():
                    names.setdefault(name.casefold(), company.name)
        shared = _shared_names(companies)
        names = {name: company for name, company in names.items() if name not in shared}
        return self._short_names() | names | {company.casefold(): company for company in self._companies}

    def _short_names(self) -> dict[str, str]:
        """The first word of a longer name stands for it where it is no word of English and only one begins with it."""
        firsts = [company.split()[0] for company in self._companies]
        return {
            first.casefold(): company
            for first, company in zip(firsts, self._companies, strict=True)
            if first != company and firsts.count(first) == 1 and self.is_strange(first)
        }

    def known(self, word: str) -> bool:
        """Whether any live article has the word, in whatever inflection."""
        return all(self._words.frequency(stem) for stem in stems(word))

    def _weights(self, text: str) -> dict[str, float]:
        """The stems of `text` that carry meaning, with how rare each is (the idf of BM25)."""
        terms = [stem for stem in dict.fromkeys(stems(text)) if stem not in COMMON]
        return {self._canonical.get(stem, stem): self._rarity(stem) for stem in terms}

    def _meanings(self, text: str) -> frozenset[str]:
        """The stems of `text`, one standing for all that mean the same."""
        return frozenset(self._canonical.get(stem, stem) for stem in stems(text))

    def is_ordinary(self, word: str) -> bool:
        """Whether the embedding model has the word whole, as it has the common words and names of English."""
        return self._embedder.count(word.lower()) == 1

    def _is_strange(self, word: str) -> bool:
        """Whether a word is neither ordinary English, nor a form or a compound of such words."""
        plain = word.lower()
        if len(plain) < 3 or not plain.isalpha() or self.is_ordinary(plain):
            return False
        if any(plain.endswith(end) and self.is_ordinary(plain[: -len(end)]) for end in _ENDINGS):
            return False
        return not any(
            self.is_ordinary(plain[:cut]) and self.is_ordinary(plain[cut:]) for cut in range(4, len(plain) - 3)
        )

    def mend(self, word: str, as_of: date | None = None) -> str:
        """The corpus' word, known by `as_of`, that a misspelt one most likely meant, or the word itself."""
        if len(word) < 4 or not word.isalpha() or self.known(word) or not self.is_strange(word):
            return word
        allowed = 1 if len(word) < LONG else 2
        nearest, best = word, allowed + 1
        for candidate in self._candidates(word, allowed, as_of):
            distance = OSA.distance(word.lower(), candidate.lower())
            if distance < best and candidate[0].lower() == word[0].lower():
                nearest, best = candidate, distance
        return nearest

    def _candidates(self, word: str, allowed: int, as_of: date | None) -> Sequence[str]:
        """Words of the passages that hold something close, the most frequent first."""
        seen: dict[str, int] = {}
        for stored in self._catalogue.passages(self._words.near(word, allowed), as_of).values():
            for found in WORD.findall(stored.text):
                seen[found] = seen.get(found, 0) + 1
        return sorted(seen, key=lambda found: (-seen[found], found))

    def _rarity(self, stem: str) -> float:
        total, holding = self._words.count(), self._words.frequency(stem)
        return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


def _last_names(people: Sequence[str]) -> list[str]:
    return [person.split()[-1] for person in people]


def _shared_names(companies: Sequence[Company]) -> set[str]:
    """What people or products of several companies are called."""
    owners: dict[str, set[str]] = {}
    for company in companies:
        people = [person.name for person in company.people]
        for name in (*company.products, *people, *_last_names(people)):
            owners.setdefault(name.casefold(), set()).add(company.name)
    return {name for name, owned in owners.items() if len(owned) > 1}
