"""Text compared by value: "twelve" says 12, and "10 June 2020" says June 2020, however either is typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from core.days import MONTH, month_number
from evidence.sentences import sentence_spans
from vectorstore.words import stems

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen".split()
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NTHS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth".split()
)
_WORTH = {word: n for n, word in enumerate(_SMALL)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_NTH_WORTH = {word: n for n, word in enumerate(_NTHS)} | {word[:-1] + "ieth": _WORTH[word] for word in _TENS}
_SCALES = {
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "trillion": 12,
    "k": 3,
    "m": 6,
    "mn": 6,
    "bn": 9,
    "b": 9,
    "tn": 12,
}
_MARKS = {"%": "%", "point": "points", "cent": "%", "$": "$", "dollar": "$", "usd": "$", "£": "£", "pound": "£"}
_MARKS |= {"gbp": "£", "€": "€", "euro": "€", "eur": "€"}
_MONTHS = 12

_YEAR = r"(?:19|20)\d\d(?!\w|[.,]\d)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_MON = rf"(?:{MONTH})\b\.?"
# March and May are words too: on their own they are months only after a word that a month follows.
_LONE = (
    r"(?-i:\b(?:January|February|April|June|July|August|September|October|November|December)\b"
    r"|(?:(?<=\b[Ii]n )|(?<=\b[Bb]y )|(?<=\b[Ss]ince )|(?<=\b[Uu]ntil )|(?<=\blast )|(?<=\bearly )|(?<=\blate ))"
    r"(?:March|May)\b)"
)
_DATE = "|".join(
    [
        r"(?<!\w)(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-\d\d)?(?![\w-])",
        r"\b\d{1,2}/\d{1,2}/(?:19|20)\d\d\b",
        rf"\b{_DAY}\s(?:of\s)?{_MON}(?:,?\s(?:of\s)?{_YEAR})?",
        rf"\b{_MON}\s{_DAY}(?![\w%]|,\d)(?:,?\s{_YEAR})?",
        rf"\b{_MON},?\s(?:of\s)?{_YEAR}",
        _LONE,
        rf"(?<![\w.,]){_YEAR}(?!\s?(?:%|per\s?cent|thousand|million|billion|dollars|euros))",
    ]
)
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_SMALL[1:10])}))?|{'|'.join(reversed(_SMALL))})\b"
_BELOW_1000 = rf"(?:(?:{_BELOW_100}|(?<!half )a)\shundred(?:\s(?:and\s)?{_BELOW_100})?|{_BELOW_100})\b"
_THOUSANDS = rf"(?:{_BELOW_1000}|(?<!half )a)[\s-](?:thousand|million|billion|trillion)\b"
_WORDED = rf"\b(?:{_THOUSANDS}(?:,?\s(?:and\s)?{_BELOW_1000})?|{_BELOW_1000})"
_DIGITS = (
    r"(?<!\w)(?<!\d[.,])(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s(?:thousand|million|billion|trillion)\b|(?:k|mn|m|bn|b|tn)\b|(?!\w))"
)
_NUMBER = (
    rf"(?:US\$|[$£€]|\b(?:USD|GBP|EUR)\s)?(?:{_DIGITS}|{_WORDED})"
    r"(?:\s?%|\s?per\s?cent\b|\s?percentage\spoints?\b|\s(?:dollar|pound|euro)s?\b)?"
)
_TENTH = rf"(?:{'|'.join(_TENS)})[\s-]"
_ORDINAL = rf"\b(?:\d+(?:st|nd|rd|th)|(?:{_TENTH})?(?:{'|'.join(_NTHS[1:10])})|{'|'.join(_NTH_WORTH)})\b"
_MARKER = r"\s?\[\d+(?:[,-]\s?\d+)*\]"
_PIECE = re.compile(
    rf"(?P<marker>{_MARKER})|(?=[\djfmasond])(?P<date>{_DATE})|(?=[\dfstenz])(?P<ordinal>{_ORDINAL})"
    rf"|(?=[\d$£€uegaotfsnz])(?P<number>{_NUMBER})"
    r"|(?P<initials>\b(?:[^\W\d_]\.){2,})|(?P<word>\w+(?:'\w+)*'?)",
    re.IGNORECASE,
)
_MARKERS = re.compile(_MARKER)
_EVEN = str.maketrans("‘’‚‛ʼ´`“”„‟«»‐‑‒–—−\u00a0\u202f\u2009\t", "'''''''\"\"\"\"\"\"------    ")
_RESPELL = re.compile(r"(?<=\w{3})(?:is(?=(?:e|ed|es|ing|ations?)$)|our(?=(?:s|ed|ing|al|able|ably)?$))")
_RESPELLED = {"is": "iz", "our": "or"}
_SHORT = {"n't": ["not"], "'ll": ["will"], "'ve": ["have"], "'re": ["are"], "'s": [], "'d": [], "'": []}
_WHOLE = {"won't": ["will", "not"], "can't": ["can", "not"], "cannot": ["can", "not"], "shan't": ["shall", "not"]}
_WORDS_TOO = ("may", "march", "mar", "sep", "dec")
# Words that open a sentence with a capital without being a name, and that stay in no name's run.
_OPENERS = frozenset(
    "a an the this that these those it its he she they we i you his her their our your my who what when where why how "
    "which while after before since until if unless although though because as at by for from in into of on to with "
    "without under over between during and but or nor so yet not no all any some most many few each every both either "
    "neither one such other another only then there here is are was were has had have do does did".split()
)
_OPENS = re.compile(r"[:;\"(][\"'(\s]*$")
_JOINS = re.compile(r"\s?[&-]\s?|\.?\s")
_POSSESSIVE = re.compile(r"'s?$")
Kind = Literal["date", "number", "word", "name"]


@dataclass(frozen=True, slots=True)
class Token:
    """A date, number, word or name of a text.

    `value` is an ISO prefix for a date (2020-06; --06-10 without a year), plain digits for a number, a stem for a word,
    the words as written for a name.
    `mark` of a number is %, points (percentage points), nth, a currency sign, or empty.
    """

    kind: Kind
    value: str
    start: int
    end: int
    mark: str = ""


def even(text: str) -> str:
    """`text` with plain quotes, hyphens and spaces, each character where it was."""
    return text.translate(_EVEN)


@lru_cache(maxsize=4096)
def canonical(text: str) -> tuple[Token, ...]:
    """The dates, numbers and words of `text` in order; citation markers such as [1] are left out."""
    return tuple(token for piece in _PIECE.finditer(even(text)) for token in _tokens(piece))


def says(text: str, phrasing: str | re.Pattern[str]) -> tuple[int, int] | None:
    """`[start, end)` of the first place where `text` says `phrasing`, by value; None where it does not.

    A date is said by any more precise one, a bare number also by one of per cent or money. A pattern is searched for
    without regard to case. A phrasing without a word or number is never said.
    """
    if isinstance(phrasing, re.Pattern):
        return _search(text, phrasing)
    found, wanted = canonical(text), canonical(phrasing)
    for i in range(len(found) - len(wanted) + 1 if wanted else 0):
        if all(same(found[i + k], wanted[k]) for k in range(len(wanted))):
            return found[i].start, found[i + len(wanted) - 1].end
    return None


def same(found: Token, wanted: Token) -> bool:
    """Whether `found` says at least what `wanted` says."""
    if found.kind == wanted.kind == "date":
        return _within(found.value, wanted.value)
    if found.value != wanted.value:
        return False
    if found.kind == wanted.kind == "number":
        return found.mark == wanted.mark or (not wanted.mark and found.mark != "nth")
    # 2000 may be a year or a number of things.
    return found.kind == wanted.kind or not (found.mark or wanted.mark)


def numbers(text: str) -> tuple[Token, ...]:
    """The numbers of `text`, ordinals included."""
    return tuple(token for token in canonical(text) if token.kind == "number")


def dates(text: str) -> tuple[Token, ...]:
    """The dates of `text`, of any precision."""
    return tuple(token for token in canonical(text) if token.kind == "date")


@lru_cache(maxsize=4096)
def names(text: str) -> tuple[Token, ...]:
    """Each run of capitalised words of `text`, as written, dates and possessives left out.

    A word that opens a sentence counts only where its shape or place shows a name: a possessive, a second capital,
    a capitalised word right after it, or a capital within a sentence of `text`.
    """
    evened = even(text)
    firsts = {
        start + len(evened[start:end]) - len(evened[start:end].lstrip("\"'([- ")) for start, end in sentence_spans(text)
    }
    runs: list[tuple[int, int]] = []
    for start, end in dict.fromkeys((token.start, token.end) for token in canonical(text) if token.kind == "word"):
        if evened[start:end].islower() or evened[start:end].lower() in _OPENERS:
            continue
        joins = runs and start not in firsts and _JOINS.fullmatch(evened, runs[-1][1], start)
        if joins and not _POSSESSIVE.search(evened[slice(*runs[-1])]):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    opening = {start for start, _ in runs if start in firsts or _OPENS.search(evened, max(0, start - 4), start)}
    inside = {_bare(evened[start:end]) for start, end in runs if start not in opening}
    found = [Token("name", _bare(evened[start:end]), start, end) for start, end in runs]
    return tuple(
        name for name in found if name.start not in opening or _looks_it(evened[name.start : name.end], inside)
    )


def _looks_it(opening: str, inside: set[str]) -> bool:
    possessive = bool(_POSSESSIVE.search(opening))
    return possessive or sum(letter.isupper() for letter in opening) > 1 or opening in inside


def _bare(name: str) -> str:
    return _POSSESSIVE.sub("", name)


def _search(text: str, pattern: re.Pattern[str]) -> tuple[int, int] | None:
    """Where `pattern` is found once the citation markers are out, in positions of `text` as it is."""
    evened = even(text)
    skipped = {i for marker in _MARKERS.finditer(evened) for i in range(*marker.span())}
    kept = [i for i in range(len(text)) if i not in skipped]
    found = re.search(pattern.pattern, "".join(evened[i] for i in kept), pattern.flags | re.IGNORECASE)
    return (kept[found.start()], kept[found.end() - 1] + 1) if found and found[0] else None


def _tokens(piece: re.Match[str]) -> Iterable[Token]:
    start, end = piece.span()
    written = piece[0].lower()
    if piece["date"] and (day := _iso(piece[0])):
        yield Token("date", day, start, end)
    elif piece["ordinal"]:
        yield Token("number", _nth(written), start, end, "nth")
    elif piece["number"]:
        value, mark = _amount(written)
        yield Token("number", value, start, end, mark)
    elif not piece["marker"]:
        for word in _stems(written):
            yield Token("word", word, start, end)


def _iso(written: str) -> str:
    """The ISO prefix of a date; empty for what is none, or cannot be told, as 10/6/2020."""
    year = re.search(r"(?:19|20)\d\d", written)
    month = re.search(rf"\b{_MON}", written, re.IGNORECASE)
    others = [int(n) for n in re.findall(r"\d+", written.replace(year[0], "", 1) if year else written)]
    if "/" in written:
        others.sort()
        if not others[0] <= _MONTHS < others[1] and others[0] != others[1]:
            return ""
    elif month:
        if month[0] in _WORDS_TOO and not year and others:
            return ""
        others.insert(0, month_number(month[0]))
    if any(not 0 < n <= limit for n, limit in zip(others, (_MONTHS, 31), strict=False)):
        return ""
    return "-".join([year[0] if year else "-", *(f"{n:02}" for n in others)])


def _within(day: str, span: str) -> bool:
    """Whether an ISO prefix lies in another; either may lack its year."""
    parts = [re.match(r"(\d{4}|-)-?(\d\d)?-?(\d\d)?", iso) for iso in (day, span)]
    return all(s in (None, "-", d) for d, s in zip(*(part.groups() for part in parts if part), strict=True))


def _nth(written: str) -> str:
    """21 for "21st" or "twenty-first"."""
    if written[0].isdigit():
        return re.sub(r"\D", "", written)
    return str(sum({**_WORTH, **_NTH_WORTH}[word] for word in re.findall(r"\w+", written)))


def _amount(written: str) -> tuple[str, str]:
    """Plain digits and mark of a number: 54700000 and $ for "$54.7m"."""
    mark = next((sign for word, sign in _MARKS.items() if word in written), "")
    found = re.search(_DIGITS, written)
    if not found:
        return str(_worded(re.findall(r"[a-z]+", written))), mark
    digits, scale = re.match(r"([\d.,]+)\s?([a-z]*)", found[0]).groups()  # type: ignore[union-attr]
    value = Decimal(digits.replace(",", "")).scaleb(_SCALES.get(scale, 0))
    return (f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"), mark


def _worded(words: Iterable[str]) -> int:
    """12 for ["twelve"], 1500 for ["one", "thousand", "five", "hundred"]."""
    total = part = 0
    for word in words:
        part += 1 if word == "a" else _WORTH.get(word, 0)
        if word == "hundred":
            part *= 100
        elif word in _SCALES:
            total, part = total + part * 10 ** _SCALES[word], 0
    return total + part


@lru_cache(maxsize=65536)
def _stems(word: str) -> tuple[str, ...]:
    """The stems of a word in lower case: two for "doesn't", none for what is no word."""
    for ending, more in _SHORT.items():
        if word.endswith(ending):
            base = _WHOLE.get(word) or [word.removesuffix(ending), *more]
            return tuple(stem for part in base for stem in _stems(part))
    if word in _WHOLE:
        return tuple(_WHOLE[word])
    return tuple(stems(_RESPELL.sub(lambda found: _RESPELLED[found[0]], word.replace(".", ""))))
