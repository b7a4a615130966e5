"""Takes the debris out of a raw scrape without touching the wording that stays."""

import re
from dataclasses import dataclass
from datetime import date, datetime

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = rf"\d{{4}}-\d{{2}}-\d{{2}}|(?:{_MONTHS})\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+(?:{_MONTHS})\s+\d{{4}}"
_ZONE = r"(?:Z|UTC|GMT|E[DS]?T|[+-]\d{2}:?\d{2})?"
_TIME = rf"(?:[T,]?\s*(?:at\s+)?\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\.\d+)?\s*(?:[AP]\.?M\.?)?\s*{_ZONE})?"
_LABEL = r"(?:date|dated|published|posted|updated|last updated|publication date)(?:\s+on)?\s*:?\s*"
# A date with a label may have text after it on the same line; a bare date must be alone on its line.
_LABELLED = re.compile(rf"\s*{_LABEL}({_DAY}){_TIME}[\s.|·-]*", re.IGNORECASE)
_BARE = re.compile(rf"\s*({_DAY}){_TIME}\s*\.?\s*$", re.IGNORECASE)
# "More" or "See more" left behind by the expander of a photo caption, after the caption's full stop.
_CAPTION_TAIL = re.compile(r"(?<=[.!?\"”’)])\s+(?:(?:Read|See|Show|View)\s+)?More\s*$", re.IGNORECASE)
_HEAD_LINES = 6


@dataclass(frozen=True, slots=True)
class Scrape:
    """The canonical text of a scrape, the date found in it, and an excerpt of each thing dropped."""

    text: str
    published: date | None
    dropped: tuple[str, ...]


def clean_scrape(raw: str) -> Scrape:
    """Take out a date line near the top, what photo captions leave behind, and repeated lines."""
    published: date | None = None
    dropped: list[str] = []
    kept: list[str] = []
    seen: set[str] = set()
    for number, line in enumerate(_paragraphs(raw)):
        if published is None and number < _HEAD_LINES:
            published, rest = _date_line(line)
            dropped += [line[: len(line) - len(rest)].strip()] if len(rest) < len(line) else []
            line = rest
        line, tail = _without_tail(line)
        dropped += [tail] if tail else []
        key = " ".join(re.findall(r"\w+", line.lower()))
        if key in seen:
            dropped.append(line[:80])
        elif key:
            seen.add(key)
            kept.append(line)
    return Scrape("\n\n".join(kept), published, tuple(dropped))


def _paragraphs(raw: str) -> list[str]:
    """One line a paragraph; lines that were wrapped at a column are joined."""
    blocks = re.split(r"\n\s*\n", raw)
    lines = []
    for block in blocks:
        rows = [re.sub(r"\s+", " ", row).strip() for row in block.split("\n")]
        lines += [" ".join(rows)] if _wrapped(rows) else rows
    return [line for line in lines if line]


def _wrapped(rows: list[str]) -> bool:
    """Whether most lines but the last stop in the middle of a sentence, near the same column."""
    full = [row for row in rows[:-1] if row]
    longest = max((len(row) for row in rows), default=0)
    broken = [row for row in full if not re.search(r"[.!?:\"”’)]$", row) and len(row) > 0.6 * longest]
    return bool(full) and 40 <= longest <= 120 and len(broken) > len(full) / 2


def _date_line(line: str) -> tuple[date | None, str]:
    found = _LABELLED.match(line) or _BARE.match(line)
    day = _parse(found[1]) if found else None
    return (day, line[found.end() :]) if found and day else (None, line)


def _parse(text: str) -> date | None:
    plain = re.sub(r"[\s,]+", " ", text).title()
    for form in ("%Y-%m-%d", "%B %d %Y", "%d %B %Y"):
        try:
            return datetime.strptime(plain, form).date()
        except ValueError:
            continue
    return None


def _without_tail(line: str) -> tuple[str, str]:
    found = _CAPTION_TAIL.search(line)
    return (line[: found.start()], found[0].strip()) if found else (line, "")
