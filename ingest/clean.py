"""Takes the debris out of a raw scrape without touching the wording that stays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from core.days import DAY, MONTH, parse_day
from ingest.paragraphs import paragraphs

VERSION = "cleaner-2"
DEBRIS = Path(__file__).with_name("debris.txt")
_ZONE = r"(?:Z|UTC|GMT|E[DS]?T|[+-]\d{2}:?\d{2})?"
_TIME = rf"(?:[T,]?\s*(?:at\s+)?\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\.\d+)?\s*(?:[AP]\.?M\.?)?\s*{_ZONE})?"
_LABEL = r"(?P<label>date|dated|published|posted|updated|last updated|publication date)(?:\s+on)?\s*:?\s*"
# A date with a label may have text after it on the same line; a bare date must be alone on its line.
_LABELLED = re.compile(rf"\s*{_LABEL}(?P<day>{DAY})(?>{_TIME})", re.IGNORECASE)
_SEPARATORS, _QUOTES = "|·—–-", "\"'“”‘’«»„"
_BARE = re.compile(rf"\s*(?P<day>{DAY}){_TIME}\s*\.?\s*$", re.IGNORECASE)
# "More" or "See more" left behind by the expander of a photo caption, after the caption's full stop.
_CAPTION_TAIL = re.compile(r"(?<=[.!?\"”’)])\s+(?:(?:Read|See|Show|View)\s+)?More\s*$", re.IGNORECASE)
# The place, and the agency or the day, before the first words of wire copy: PARIS, June 8, 2020 (Agency) — Words.
_PLACE = r"[A-Z][A-Z'’.-]+(?: [A-Z][A-Z'’.-]+){0,3}(?:, [A-Z][A-Za-z.]+(?: [A-Z][A-Za-z.]+)?)??"
_WIRE_DAY = rf"(?:, (?:(?:{MONTH})\.? \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} (?:{MONTH})\.?(?: \d{{4}})?))"
_AGENCY = r"(?: ?\([A-Z][\w .&-]{1,40}\)| ?/[A-Z][\w .&-]{1,40}/)"
_WIRE = re.compile(rf"{_PLACE}(?:{_WIRE_DAY}{_AGENCY}?|{_AGENCY})\s*(?:—|–|--|-)\s*(?=[\w\"'“‘])")
_NAME = r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,2}"
_BYLINE = re.compile(rf"[Bb][Yy] ({_NAME}(?:(?:,? and |, ){_NAME}){{0,3}})")
_CLOCK = r"\b\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\b\.?)?"
# What stands between names and times where nothing else is said.
_IMPRINT = re.compile(
    r"\b(?:by|von|par|por|and|on|at|in|published|posted|updated|first|last|modified|am|pm|utc|gmt|e[ds]?t|ago|"
    r"\d{1,2} (?:min(?:ute)?s?|hours?|days?)|read|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\b",
    re.IGNORECASE,
)
_DATE_LINES, _LEAD_LINES, _LEAD_WORDS = 6, 12, 5
_EXCERPT = 80
_LONGEST_DEBRIS = 500
"""Characters of the longest line that is compared with what pages leave behind."""
_CONTROLS: dict[int, str | None] = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])
_CONTROLS |= {ord("\n"): "\n", ord("\t"): "\t", ord("\v"): " ", ord("\f"): " ", 0x85: " "}


@dataclass(frozen=True, slots=True)
class Scrape:
    """The canonical text of a scrape, what its first lines say of it, and an excerpt of each thing dropped."""

    text: str
    published: date | None = None
    dateline: date | None = None
    author: str | None = None
    dropped: tuple[str, ...] = ()


class DateLine(NamedTuple):
    """How much a day counts (0 most), the day, and the words after it."""

    rank: int
    day: date | None
    rest: str


def without_controls(text: str) -> str:
    """`text` without the characters that steer a terminal instead of being shown; line feeds and tabs stay."""
    return text.translate(_CONTROLS)


def clean_scrape(raw: str, *, title: str | None = None, names: Sequence[str] = (), is_wrapped: bool = False) -> Scrape:
    """Take out date and byline near the top, what pages and captions leave behind, and what is said twice.

    A line goes too that repeats `title`, or that near the top says only `names` (of author and publisher) and times.
    `is_wrapped` is that of `paragraphs`.
    """
    lines, dropped = _without_debris(paragraphs(raw, is_wrapped=is_wrapped))
    published, lines, others = _published(lines)
    author, lines = _author(lines)
    lines, imprint = _without_imprint(lines, names)
    lines, repeated = _without_repetitions(lines, title)
    dateline, wire = None, None
    for number, line in enumerate(lines[:_DATE_LINES]):
        if wire := _WIRE.match(line):
            lines[number], dateline = line[wire.end() :], _day_in(wire[0])
            break
    dropped = [*dropped, *others, *imprint, *repeated, *([wire[0].strip()] if wire else [])]
    return Scrape("\n\n".join(lines), published, dateline, author, tuple(one[:_EXCERPT] for one in dropped))


def _without_debris(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines without those that are debris as a whole, and without expanders at the ends of captions."""
    kept, dropped = [], []
    for line in lines:
        if len(line) <= _LONGEST_DEBRIS and _debris().fullmatch(line):
            dropped.append(line)
            continue
        found = _CAPTION_TAIL.search(line)
        kept.append(line[: found.start()] if found else line)
        dropped += [found[0].strip()] if found else []
    return kept, dropped


@cache
def _debris() -> re.Pattern[str]:
    lines = DEBRIS.read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(f"(?:{line})" for line in lines if line and line[0] != "#"), re.IGNORECASE)


def _published(lines: list[str]) -> tuple[date | None, list[str], list[str]]:
    """The day of publication, the lines without those that give days, and what of them went unused.

    A line that says "published" counts more than a bare date, and that more than one that says "updated". Where two
    that count the same disagree, nobody knows: there is no day.
    """
    found = {number: date_line(line) for number, line in enumerate(lines[:_DATE_LINES])}
    dated = {number: line for number, line in found.items() if line.day}
    best = min((line.rank for line in dated.values()), default=0)
    days = {line.day for line in dated.values() if line.rank == best}
    if len(days) != 1:
        return None, lines, []
    others = [lines[number] for number, line in dated.items() if line.rank != best and not line.rest]
    kept = [dated[number].rest if number in dated else line for number, line in enumerate(lines)]
    return days.pop(), [line for line in kept if line], others


def _author(lines: list[str]) -> tuple[str | None, list[str]]:
    """The names of a line near the top that is a byline and nothing else, and the lines without it."""
    for number, line in enumerate(lines[:_DATE_LINES]):
        if found := _BYLINE.fullmatch(line):
            return found[1], lines[:number] + lines[number + 1 :]
    return None, lines


def _without_imprint(lines: list[str], names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines without those near the top that say nothing but who and when."""
    said = re.compile("|".join([DAY, _CLOCK, *(rf"\b{re.escape(name)}\b" for name in names)]), re.IGNORECASE)
    imprint = [
        number
        for number, line in enumerate(lines[:_DATE_LINES])
        if said.search(line) and not re.search(r"\w", _IMPRINT.sub("", said.sub("", line)))
    ]
    kept = [line for number, line in enumerate(lines) if number not in imprint]
    return kept, [lines[number] for number in imprint]


def _day_in(words: str) -> date | None:
    found = re.search(DAY, words, re.IGNORECASE)
    return parse_day(found[0]) if found else None


def _without_repetitions(lines: list[str], title: str | None) -> tuple[list[str], list[str]]:
    """The lines without those that stand there before, and without leads that title or body have word for word."""
    keys = [_words_of(line) for line in lines]
    kept: list[str] = []
    repeated: list[str] = []
    seen = {_words_of(title)} if title else set()
    for number, (line, key) in enumerate(zip(lines, keys, strict=True)):
        is_lead = number < _LEAD_LINES and key.count(" ") > _LEAD_WORDS
        in_body = is_lead and any(key in later and key != later for later in keys[number + 1 :])
        (repeated if key in seen or in_body else kept).append(line)
        seen.add(key)
    return [line for line in kept if re.search(r"\w", line)], repeated


def _words_of(line: str) -> str:
    return " ".join(["", *re.findall(r"\w+", line.lower()), ""])


def date_line(line: str) -> DateLine:
    """What a line says that starts with a day of publication, or is nothing but a day."""
    found = _LABELLED.match(line) or _BARE.match(line)
    rest = _after_date(line[found.end() :]) if found else None
    if found is None or rest is None:
        return DateLine(1, None, "")
    label = (found.groupdict().get("label") or "").lower()
    return DateLine(2 if "updated" in label else 0 if label.startswith("p") else 1, parse_day(found["day"]), rest)


def _after_date(rest: str) -> str | None:
    """The words after a date that stands by itself; None where the date belongs to a sentence."""
    words = rest.lstrip(" .")
    if not words or words[0] in _SEPARATORS:
        return words.lstrip(f" .{_SEPARATORS}")
    return words if words[0].isupper() or words[0] in _QUOTES else None
