"""Takes the debris out of a raw scrape without touching the wording that stays."""

import re
from dataclasses import dataclass
from datetime import date

from core.days import DAY, parse_day

VERSION = "cleaner-1"
_ZONE = r"(?:Z|UTC|GMT|E[DS]?T|[+-]\d{2}:?\d{2})?"
_TIME = rf"(?:[T,]?\s*(?:at\s+)?\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\.\d+)?\s*(?:[AP]\.?M\.?)?\s*{_ZONE})?"
_LABEL = r"(?:date|dated|published|posted|updated|last updated|publication date)(?:\s+on)?\s*:?\s*"
# A date with a label may have text after it on the same line; a bare date must be alone on its line.
_LABELLED = re.compile(rf"\s*{_LABEL}({DAY})(?>{_TIME})", re.IGNORECASE)
_SEPARATORS, _QUOTES = "|·—–-", "\"'“”‘’«»„"
_BARE = re.compile(rf"\s*({DAY}){_TIME}\s*\.?\s*$", re.IGNORECASE)
# "More" or "See more" left behind by the expander of a photo caption, after the caption's full stop.
_CAPTION_TAIL = re.compile(r"(?<=[.!?\"”’)])\s+(?:(?:Read|See|Show|View)\s+)?More\s*$", re.IGNORECASE)
_ONLY_TAIL = re.compile(r"(?:(?:Read|See|Show|View)\s+)?More\.?", re.IGNORECASE)
_DATE_LINES, _LEAD_LINES, _LEAD_WORDS = 6, 12, 5
_CONTROLS: dict[int, str | None] = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])
_CONTROLS |= {ord("\n"): "\n", ord("\t"): "\t", ord("\v"): " ", ord("\f"): " ", 0x85: " "}


@dataclass(frozen=True, slots=True)
class Scrape:
    """The canonical text of a scrape, the date found in it, and an excerpt of each thing dropped."""

    text: str
    published: date | None
    dropped: tuple[str, ...]


def without_controls(text: str) -> str:
    """`text` without the characters that steer a terminal instead of being shown; line feeds and tabs stay."""
    return text.translate(_CONTROLS)


def clean_scrape(raw: str) -> Scrape:
    """Take out a date line near the top, what photo captions leave behind, and what is said twice."""
    published: date | None = None
    dropped: list[str] = []
    lines: list[str] = []
    for number, line in enumerate(_paragraphs(raw)):
        if published is None and number < _DATE_LINES:
            published, line = _date_line(line)
        kept, tail = _without_tail(line)
        dropped += [tail] if tail else []
        lines += [kept] if kept else []
    kept_lines, repeated = _without_repetitions(lines)
    return Scrape("\n\n".join(kept_lines), published, (*dropped, *repeated))


def _without_repetitions(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines without those that stand there before, and without leads that the body has word for word."""
    keys = [" ".join(["", *re.findall(r"\w+", line.lower()), ""]) for line in lines]
    kept: list[str] = []
    repeated: list[str] = []
    seen: set[str] = set()
    for number, (line, key) in enumerate(zip(lines, keys, strict=True)):
        is_lead = number < _LEAD_LINES and key.count(" ") > _LEAD_WORDS
        in_body = is_lead and any(key in later and key != later for later in keys[number + 1 :])
        (repeated if key in seen or in_body else kept).append(line)
        seen.add(key)
    return [line for line in kept if re.search(r"\w", line)], [line[:80] for line in repeated]


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
    rest = _after_date(line[found.end() :]) if found else None
    day = parse_day(found[1]) if found and rest is not None else None
    return (day, rest or "") if day else (None, line)


def _after_date(rest: str) -> str | None:
    """The words after a date that stands by itself; None where the date belongs to a sentence."""
    words = rest.lstrip(" .")
    if not words or words[0] in _SEPARATORS:
        return words.lstrip(f" .{_SEPARATORS}")
    return words if words[0].isupper() or words[0] in _QUOTES else None


def _without_tail(line: str) -> tuple[str, str]:
    if _ONLY_TAIL.fullmatch(line):
        return "", line
    found = _CAPTION_TAIL.search(line)
    return (line[: found.start()], found[0].strip()) if found else (line, "")
