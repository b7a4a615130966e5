"""The shipped corpus: complete, dated honestly, never the same sentence twice, and in nobody else's words."""

import hashlib
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from core.articles import Article
from core.settings import ROOT
from evidence.sentences import sentence_spans
from ingest.clean import clean_scrape
from ingest.load import load

FILES = sorted((ROOT / "articles").glob("*.md"))
HASHES = Path(__file__).parent / "seed_hashes.txt"
WRITTEN, SEEN = date(2026, 11, 23), date(2026, 6, 15)
KEYS = [
    *("id", "title", "publisher", "author", "published", "dateline", "sources", "companies", "topics", "facts"),
]
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = re.compile(rf"\b(\d{{1,2}}) ({_MONTHS}) (\d{{4}})\b")
_YEAR = re.compile(r"\b20\d\d\b")
# A day after the dateline may only be announced, by one of these.
_ANNOUNCED = re.compile(r"\b(?:until|from|due to|are to|is to|will|to take effect|last day)\b", re.IGNORECASE)

EACH = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def article(path: Path) -> Article:
    return load(path, path.name).article


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def normalised(text: str) -> list[str]:
    """Its words in lower case."""
    return re.findall(r"\w+", text.lower())


def hashed(words: list[str]) -> str:
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def hashes_of(raw: str) -> set[str]:
    """A line `words hash` for each sentence of five words or more, as it stands and cleaned; made `HASHES` once."""
    both = [normalised(sentence) for text in (raw, clean_scrape(raw).text) for sentence in sentences(text)]
    return {f"{len(words)} {hashed(words)}" for words in both if len(words) >= 5}


def test_there_are_enough_articles() -> None:
    """Forty at least, and nothing else in the folder but data."""
    assert len(FILES) >= 40
    assert {path.suffix for path in (ROOT / "articles").rglob("*") if path.is_file()} <= {".md", ".yaml"}


@EACH
def test_front_matter_is_complete(path: Path) -> None:
    """Every field is there, and the id is the file's name."""
    front = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])

    assert list(front) == KEYS
    assert front["id"] == path.stem
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", front["id"])
    assert front["title"]
    assert front["publisher"] == "On the Record"
    assert front["topics"]


@EACH
def test_dates_are_honest(path: Path) -> None:
    """Written on the day it was, about events up to the last day that was seen."""
    written = article(path)

    assert written.published >= WRITTEN
    assert written.dateline <= SEEN


@EACH
def test_sources_are_named(path: Path) -> None:
    """Each has a publisher, and a whole address or none."""
    sources = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])["sources"]

    assert sources
    for source in sources:
        assert list(source) == ["publisher", "title", "url"]
        assert source["publisher"]
        assert source["url"] is None or re.fullmatch(r"https?://[\w-]+\.[\w./?=&%+~:@,-]+[^.…]", source["url"])


@EACH
def test_facts_are_ids(path: Path) -> None:
    """Of the form ABC-12."""
    facts = article(path).facts

    assert facts
    assert [fact for fact in facts if not re.fullmatch(r"[A-Z]+-\d+", fact)] == []


@EACH
def test_length_is_that_of_an_article(path: Path) -> None:
    """150 to 600 words of plain paragraphs."""
    text = article(path).text

    assert 150 <= len(text.split()) <= 600
    assert re.findall(r"[“”‘’*#|\[\]<>]", text) == []


@EACH
def test_no_day_after_the_dateline_is_told_as_news(path: Path) -> None:
    """It may only be announced."""
    known = article(path)

    later = [s for s in sentences(known.text) if _later_than(s, known.dateline) and not _ANNOUNCED.search(s)]

    assert later == []


def _later_than(sentence: str, dateline: date) -> bool:
    months = _MONTHS.split("|")
    days = [date(int(year), months.index(month) + 1, int(day)) for day, month, year in _DAY.findall(sentence)]
    years = [int(found) for found in _YEAR.findall(sentence)]
    return any(day > dateline for day in days) or any(year > dateline.year for year in years)


def test_no_sentence_stands_in_two_places() -> None:
    """Of six words or more: two articles never quote each other."""
    places = defaultdict(list)
    for path in FILES:
        for sentence in sentences(article(path).text):
            words = normalised(sentence)
            if len(words) >= 6:
                places[" ".join(words)].append(path.stem)

    assert {sentence: where for sentence, where in places.items() if len(where) > 1} == {}


def test_no_text_of_ours_holds_a_sentence_of_the_seed() -> None:
    """Not an article, not a test, not a comment: compared by hash, so that the text itself is nowhere."""
    known = defaultdict(set)
    for line in HASHES.read_text(encoding="utf-8").split("\n")[:-1]:
        length, digest = line.split()
        known[int(length)].add(digest)

    found = {str(path.relative_to(ROOT)) for path, text in texts() if holds(normalised(text), known)}

    assert sum(map(len, known.values())) >= 20
    assert found == set()


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the tree."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for path in (ROOT / name for name in listed if name):
        if path.is_file() and path != HASHES:
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture


def holds(words: list[str], known: dict[int, set[str]]) -> bool:
    """Whether any run of words is one of the known sentences."""
    return any(
        hashed(words[start : start + length]) in digests
        for length, digests in known.items()
        for start in range(len(words) - length + 1)
    )


def test_a_sentence_inside_other_text_is_found() -> None:
    """The comparison itself works, whatever stands around."""
    sentence = "the keeper of the lamp at Cold Point went to bed"
    length, digest = next(iter(hashes_of(f"{sentence}."))).split()

    assert holds(normalised(f'x = "{sentence.upper()}, though!"'), {int(length): {digest}})
    assert not holds(normalised("the keeper of the rope"), {int(length): {digest}})
