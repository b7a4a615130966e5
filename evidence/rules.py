"""What forbids calling a sentence supported: one rule each, which says what does not agree, or nothing."""

import re
from collections.abc import Callable
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations, pairwise

from evidence.parts import (
    DENIALS,
    LIGHT,
    LONG,
    SAME,
    SMALL_WORDS,
    TITLES,
    WORD_LISTS,
    Group,
    Part,
    clauses_of,
    opening,
    part_of,
    sentences_of,
    uncovered,
)
from evidence.senses import attribution, claimed, denial, limit, opposite, strength
from evidence.values import Token, even, names, same

_COPIED = 4  # telling words
_DENSE = 0.7  # part of the quote's telling words, from the first of these to the last
_SAME_WORDING = 0.75  # part of the sentence's words
_LONG_NAME = re.compile(r"[A-Z]\w*(?:(?:\s(?:of|for|and|the))*[\s-][A-Z]\w*)+")
_LEANS = re.compile(
    r"(?:who|which|whose|whom|that)\b"
    r"|(?:and|but|or|yet|nor)\s(?!(?:the|an?|it|its|they|their|he|his|she|her|this|that|these|those|only|in|on|by)\b)[a-z]"
)
_IN_LIST = re.compile(r"(?:,|,?\s(?:and|or))\s(?:(?:in|of|for|by|to|the)\s){0,2}")
_AMOUNTS = Group(word for words in WORD_LISTS["amounts"] for word in words)
_DEMONYMS = ("n", "an", "ian", "i")  # what stems of a country and its people differ by
_DAYS = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}
_ROUNDED, _EXACT = 0.5, 0.2  # of a unit, with and without "about"
_WEEKDAYS, _UNITS, _INSTANTS, _ELAPSED = (
    Group(WORD_LISTS[key]) for key in ("weekdays", "units", "instants", "elapsed")
)


def _number(claim: Part, quote: Part, context: Part) -> str:
    """A number that the quote lacks, or that is not the time between two of its dates; twelve months are one year."""
    for i, token in enumerate(claim.tokens):
        if token.kind != "number" or token.mark == "nth" or _counted(token, claim.keys[i + 1 : i + 2], quote):
            continue
        if not _passed(claim, i, quote, context):
            return f"the quote does not say {claim.text[token.start : token.end]!r}"
    return ""


def _counted(token: Token, unit: tuple[str, ...], quote: Part) -> bool:
    places = [
        i for i, other in enumerate(quote.tokens) if same(other, token) and (not token.mark or other.mark == token.mark)
    ]
    if places and (not _UNITS.has(unit) or any(unit[0] in quote.keys[i + 1 : i + 4] for i in places)):
        return True
    if token.value == "1" and _UNITS.has(unit) and ("a", *unit) in set(pairwise(quote.keys)):
        return True
    if token.value.isdigit() and unit in (("month",), ("year",)):
        months = int(token.value) * (12 if unit == ("year",) else 1)
        spans = {(str(months), "month"), (str(months // 12), "year") if months % 12 == 0 else ("", "")}
        spans |= {("a", "year")} if months == 12 else set()
        return bool(spans & set(pairwise(quote.keys)))
    is_plain = not token.mark and not _UNITS.has(unit)
    return is_plain and (token.value == "1" or token.value in _listed(quote.text))


def _passed(claim: Part, i: int, quote: Part, context: Part) -> bool:
    """Whether "three weeks later" at `i` is the time between two dates, one of the quote."""
    count, length = claim.tokens[i].value, _DAYS.get("".join(claim.keys[i + 1 : i + 2]))
    if not length or not count.isdigit() or not _ELAPSED.has(claim.keys[i + 2 : i + 3]):
        return False
    slack = _ROUNDED if _AMOUNTS.has(claim.keys[i - 1 : i]) else _EXACT
    own, others = ([_day(one.value) for one in part.tokens if one.kind == "date"] for part in (quote, context))
    gaps = [abs((one - other).days) / length for one in own for other in own + others if one and other]
    return any(gap and abs(gap - int(count)) <= slack for gap in gaps)


def _day(iso: str) -> date | None:
    """The day of a date that is precise to the month at least, the middle of a month."""
    try:
        return date.fromisoformat(iso if len(iso) > len("2020-06") else f"{iso}-15")
    except ValueError:
        return None


def _listed(text: str) -> frozenset[str]:
    """How many names its lists have: 3 for "Lumenor, Brightly and Halden"."""
    runs, found = [1], names(text)
    for one, other in pairwise(found):
        if _IN_LIST.fullmatch(text[one.end : other.start]):
            runs[-1] += 1
        else:
            runs.append(1)
    return frozenset(str(length) for length in runs if length > 1)


def _date(claim: Part, quote: Part, context: Part) -> str:
    """A date that quote and context lack, or that only the context has where the quote has another."""
    wanted = [token for token in claim.tokens if token.kind == "date"]
    own = [token for token in quote.tokens if token.kind == "date"]
    for token in wanted:
        written = claim.text[token.start : token.end]
        if any(same(other, token) for other in quote.tokens):
            continue
        if not any(same(other, token) for other in context.tokens if other.kind == "date"):
            return f"neither quote nor context has the date {written}"
        if any(not any(same(other, date) for date in wanted) for other in own):
            return f"the quote has another date than {written}"
    return ""


def _name(claim: Part, quote: Part, context: Part) -> str:
    """A name that quote and context lack, or that only the context has where the quote has another."""
    for name in sorted((claim.names | opening(claim)) - TITLES.words):
        if _named(name, quote):
            continue
        if not _named(name, context):
            return f"neither quote nor context has the name {name!r}"
        if others := [
            other for other in sorted(quote.names - TITLES.words - _WEEKDAYS.words) if not _named(other, claim)
        ]:
            return f"the quote names {others[0]!r} and not {name!r}"
    return ""


def _named(name: str, part: Part) -> bool:
    """Whether a part has a name, as such, by its initials or by those who live there."""
    if name in part.keys or (name in SAME and SAME[name] in {SAME.get(key) for key in part.keys}):
        return True
    for run in _LONG_NAME.findall(part.text):
        letters = "".join(word[0] for word in re.findall(r"\w+", run))
        if name in letters.lower() or name in "".join(filter(str.isupper, letters)).lower():
            return len(name) > 1
    pairs = ((long, short) for other in part.names for long, short in ((other, name), (name, other)))
    return any(len(short) >= LONG and long in {short + end for end in _DEMONYMS} for long, short in pairs)


def _bound(claim: Part, quote: Part, _context: Part) -> str:
    """A value that the quote has in one clause, with words or another value of a clause with another such value."""
    pieces = clauses_of(quote)
    for mine in clauses_of(claim):
        for kind, value in sorted(mine.values):
            near = [
                piece for piece in pieces if _valued(_head(piece, pieces) if kind == "name" else piece, kind, value)
            ]
            about = frozenset().union(*(piece.meanings for piece in near))
            rivals = [piece for piece in pieces if near and piece not in near and _rival(piece, kind, mine)]
            heads = [_head(piece, pieces) for piece in near]
            for piece in rivals:
                theirs, its = mine.meanings & (piece.meanings - about), mine.meanings & (about - piece.meanings)
                tied = kind == "number" and len(theirs) == len(its) and _halves(piece, near, quote, mine)
                if theirs and (not its or tied):
                    return f"the quote says {value!r} of something else"
                others = [(k, v) for k, v in mine.values if k != kind and _valued(piece, k, v)]
                if any(all(_rival(n, k, mine) and not _valued(n, k, v) for n in heads) for k, v in others):
                    return f"the quote says {value!r} of something else"
    return ""


def _apart(claim: Part, quote: Part, _context: Part) -> str:
    """Two names of one clause that denies something, of which no sentence of the quote has both."""
    for mine in filter(DENIALS.first, clauses_of(claim)):
        named = [name for name in sorted((mine.names | opening(mine)) - TITLES.words) if _named(name, quote)]
        near = [frozenset(name for name in named if _named(name, one)) for one in sentences_of(quote.text, quote.known)]
        if apart := [pair for pair in combinations(named, 2) if not any(set(pair) <= one for one in near)]:
            return f"the quote does not speak of {apart[0][0]!r} and {apart[0][1]!r} together"
    return ""


def _halves(piece: Part, near: list[Part], quote: Part, mine: Part) -> bool:
    """Whether these clauses are of one sentence, and no name of `mine` tells them apart."""
    named = frozenset().union(*(other.names for other in near)) - piece.names
    together = any(
        piece.text in part.text and near[0].text in part.text for part in sentences_of(quote.text, quote.known)
    )
    return together and not named & mine.names


def _head(piece: Part, pieces: tuple[Part, ...]) -> Part:
    """A clause, one without a subject of its own with the one before it."""
    i = pieces.index(piece)
    return part_of(f"{pieces[i - 1].text}, {piece.text}", piece.known) if i and _LEANS.match(piece.text) else piece


def _rival(piece: Part, kind: str, mine: Part) -> bool:
    """Whether a clause has another value of a kind; "at once" is another date."""
    now = kind == "date" and bool(_INSTANTS.first(piece)) and not _INSTANTS.first(mine)
    others = [v for k, v in piece.values if k == kind and not _valued(mine, k, v)]
    return now or any(kind != "name" or not _shortened(value, piece, mine) for value in others)


def _shortened(name: str, piece: Part, mine: Part) -> bool:
    """Whether a name of a clause is of a longer one whose initials another has: States for US."""
    runs = [run[0] for run in _LONG_NAME.finditer(piece.text) if name in part_of(run[0]).keys]
    return any("".join(filter(str.isupper, run)).lower() in mine.keys for run in runs)


def _exchanged(claim: Part, quote: Part, _context: Part) -> str:
    """Two numbers the other way round, while the words before them are not."""
    ours, theirs = _counts(claim), {key: i for i, key in reversed(list(enumerate(quote.keys)))}
    for (one, before), (other, later) in combinations(ours, 2):
        both = before != later and {one, other, before, later} <= theirs.keys()
        if both and theirs[one] > theirs[other] and theirs[before] < theirs[later]:
            return f"{one} and {other} are the other way round in the quote"
    return ""


def _counts(part: Part) -> list[tuple[str, str]]:
    """Each number with the telling word before it, names included."""
    found, last = [], ""
    for token, key in zip(part.tokens, part.keys, strict=True):
        if token.kind == "number" and last:
            found.append((key, last))
        elif key in part.words - LIGHT.words:
            last = key
    return found


def _valued(piece: Part, kind: str, value: str) -> bool:
    if kind == "name":
        return _named(value, piece)
    return any(k == kind and (v == value or (kind == "date" and v.startswith(value))) for k, v in piece.values)


def _role(claim: Part, quote: Part, _context: Part) -> str:
    """Another name right before a word than the quote has there."""
    doers, others = _doers(claim), _doers(quote)
    for word in sorted(doers.keys() & others.keys()):
        if doers[word][-1] in quote.names and doers[word][-1] not in others[word]:
            return f"the quote has {others[word][-1]!r} where the sentence has {doers[word][-1]!r}"
    return ""


def _doers(part: Part) -> dict[str, list[str]]:
    """Of each word right after a name, the names that it follows: three for "said" in "Ann Moss of Lumenor said"."""
    found: dict[str, list[str]] = {}
    for i, (before, token) in enumerate(pairwise(part.tokens), 1):
        plain = token.value in part.words - part.names
        owner = even(part.text[before.start : before.end]).endswith(("'s", "'"))
        if plain and not owner and before.value in part.names and part.text[before.end : token.start] == " ":
            found.setdefault(token.value, []).extend(key for key in part.keys[max(0, i - 6) : i] if key in part.names)
            found[token.value] += _employer(part, i)
    return found


def _employer(part: Part, end: int) -> list[str]:
    """The name before the title of who is named just before `end`: Lumenor in "Lumenor's chief executive Ann Moss"."""
    start = next(i for i in range(end, -1, -1) if not i or part.keys[i - 1] not in part.names - TITLES.words)
    before = start
    while before and part.keys[before - 1] in TITLES.words:
        before -= 1
    return [key for key in part.keys[:before] if key in part.names][-1:] if before < start else []


def _changed(claim: Part, quote: Part, _context: Part) -> str:
    """A word put into what is otherwise the quote's own words in their order: a paraphrase changes more than that."""
    new = uncovered(claim, quote)
    kept = [
        key for token, key in zip(claim.tokens, claim.keys, strict=True) if _tells(token) and token.value not in new
    ]
    is_copy = len(kept) >= _COPIED and _alike(claim, quote) >= _SAME_WORDING
    if new and is_copy and _in_order(kept, [_roots(one.value) for one in quote.tokens if _tells(one)]):
        return f"the sentence has the quote's own words, but {sorted(new)[0]!r}"
    return ""


def _alike(claim: Part, quote: Part) -> float:
    """The part of a sentence's words that stands in the quote in the same order."""
    blocks = SequenceMatcher(None, claim.keys, quote.keys, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(claim.keys)


def _in_order(kept: list[str], quote: list[str]) -> bool:
    """Whether the words stand in this order in a quote, with few others between them."""
    places, start = [], 0
    for key in map(_roots, kept):
        if key not in quote[start:]:
            return False
        places.append(quote.index(key, start))
        start = places[-1] + 1
    return len(kept) >= _DENSE * (places[-1] - places[0] + 1)


def _tells(token: Token) -> bool:
    return token.kind != "word" or token.value not in SMALL_WORDS | LIGHT.words


def _roots(key: str) -> str:
    """What a word shares with its family and synonyms."""
    return SAME.get(key, key[:LONG])


Rule = Callable[[Part, Part, Part], str]
RULES: tuple[Rule, ...] = (
    *(_number, _date, _name, _bound, _apart, _exchanged, _role, _changed),
    *(opposite, claimed, limit, denial, strength, attribution),
)
