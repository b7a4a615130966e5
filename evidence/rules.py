"""What forbids calling a sentence supported: one rule each, which says what does not agree, or nothing."""

import re
from collections.abc import Callable
from itertools import combinations, pairwise

from evidence.parts import (
    LIGHT,
    LONG,
    SAME,
    SMALL_WORDS,
    TITLES,
    WORD_LISTS,
    Group,
    Part,
    clauses_of,
    part_of,
    sentences_of,
    uncovered,
)
from evidence.values import Token, even, same

_COPIED = 4  # telling words
_LONG_NAME = re.compile(r"[A-Z]\w*(?:(?:\s(?:of|for|and|the))*[\s-][A-Z]\w*)+")
_TURNS = frozenset(("by", "whom"))  # words that turn subject and object round
_PREFIXES = ("un", "in", "il", "ir", "im", "non", "dis")
_DEMONYMS = ("n", "an", "ian", "i")  # what stems of a country and its people differ by


def _pairs(name: str) -> list[tuple[Group, Group]]:
    return [(Group(left), Group(right)) for left, right in WORD_LISTS[name]]


_OPPOSITES = _pairs("opposites")
_CLAIMS = [Group(entries) for entries in WORD_LISTS["claims"]]
_LIMITS = [(Group(left), Group(left + right)) for left, right in WORD_LISTS["limits"]]
_BOUNDS = [Group(entries) for entries in WORD_LISTS["bounds"]]
_AMOUNTS = [Group(entries) for entries in WORD_LISTS["amounts"]]
_WEAKER = [(Group(left), Group(left + right)) for left, right in WORD_LISTS["weaker"]]
_SAID = (Group(WORD_LISTS["said"][0]), Group(word for words in WORD_LISTS["said"] for word in words))
_POSSIBLE, _DENIALS, _BLOCKS, _WEEKDAYS, _UNITS = (
    Group(WORD_LISTS[key]) for key in ("possible", "denials", "blocks", "weekdays", "units")
)
_BLOCKED = frozenset(SAME.get(word, word) for word in _BLOCKS.words)


def _number(claim: Part, quote: Part, _context: Part) -> str:
    """A number that the quote lacks; twelve months are one year."""
    for i, token in enumerate(claim.tokens):
        if token.kind == "number" and token.mark != "nth" and not _counted(token, claim.keys[i + 1 : i + 2], quote):
            return f"the quote does not say {claim.text[token.start : token.end]!r}"
    return ""


def _counted(token: Token, unit: tuple[str, ...], quote: Part) -> bool:
    places = [
        i for i, other in enumerate(quote.tokens) if same(other, token) and (not token.mark or other.mark == token.mark)
    ]
    if places and (not _UNITS.has(unit) or any(unit[0] in quote.keys[i + 1 : i + 4] for i in places)):
        return True
    if token.value.isdigit() and unit in (("month",), ("year",)):
        months = int(token.value) * (12 if unit == ("year",) else 1)
        spans = {(str(months), "month"), (str(months // 12), "year") if months % 12 == 0 else ("", "")}
        spans |= {("a", "year")} if months == 12 else set()
        return bool(spans & set(pairwise(quote.keys)))
    return token.value == "1" and not token.mark and not _UNITS.has(unit)


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
    for name in sorted((claim.names | _opening(claim)) - TITLES.words):
        if _named(name, quote):
            continue
        if not _named(name, context):
            return f"neither quote nor context has the name {name!r}"
        if others := [
            other for other in sorted(quote.names - TITLES.words - _WEEKDAYS.words) if not _named(other, claim)
        ]:
            return f"the quote names {others[0]!r} and not {name!r}"
    return ""


def _opening(claim: Part) -> frozenset[str]:
    """The word that opens a sentence, where it looks like a name: not a plural, nor an adverb or participle."""
    word = claim.text[claim.tokens[0].start : claim.tokens[0].end]
    adverbial = re.search(r"(?:ing|ly|ed)$", word) and "," in claim.text
    common = not word[0].isupper() or word.endswith("s") or adverbial or claim.keys[1:2] in (("to",), ("of",))
    known = claim.keys[0] in SMALL_WORDS or claim.keys[0] in SAME or claim.tokens[0].kind != "word"
    return frozenset() if common or known else frozenset({claim.keys[0]})


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
            near = [piece for piece in pieces if _valued(piece, kind, value)]
            about = frozenset().union(*(piece.meanings for piece in near))
            rivals = [piece for piece in pieces if near and piece not in near and _rival(piece, kind, mine)]
            for piece in rivals:
                theirs, its = mine.meanings & (piece.meanings - about), mine.meanings & (about - piece.meanings)
                tied = kind == "number" and len(theirs) == len(its) and _halves(piece, near, quote, mine)
                if theirs and (not its or tied):
                    return f"the quote says {value!r} of something else"
                others = [(k, v) for k, v in mine.values if k != kind and _valued(piece, k, v)]
                if any(all(_rival(n, k, mine) and not _valued(n, k, v) for n in near) for k, v in others):
                    return f"the quote says {value!r} of something else"
    return ""


def _halves(piece: Part, near: list[Part], quote: Part, mine: Part) -> bool:
    """Whether these clauses are of one sentence, and no name of `mine` tells them apart."""
    named = frozenset().union(*(other.names for other in near)) - piece.names
    together = any(
        piece.text in part.text and near[0].text in part.text for part in sentences_of(quote.text, quote.known)
    )
    return together and not named & mine.names


def _rival(piece: Part, kind: str, mine: Part) -> bool:
    return any(k == kind and not _valued(mine, k, v) for k, v in piece.values)


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
    return any(k == kind and (v == value or (kind == "date" and v.startswith(value))) for k, v in piece.values)


def _role(claim: Part, quote: Part, _context: Part) -> str:
    """Two names the other way round about a word, or another name right before a word."""
    ours, theirs = _between(claim, near=True), _between(quote, near=False)
    for one, other in sorted(ours.keys() & {(other, one) for one, other in theirs.keys() - ours.keys()}):
        about, there = ours[one, other], theirs[other, one]
        if (about & there) - TITLES.words and not _TURNS & (about | there):
            return f"{one!r} and {other!r} are the other way round in the quote"
    doers, others = _doers(claim), _doers(quote)
    for word in sorted(doers.keys() & others.keys()):
        if doers[word][-1] in quote.names and doers[word][-1] not in others[word]:
            return f"the quote has {others[word][-1]!r} where the sentence has {doers[word][-1]!r}"
    return ""


def _between(part: Part, *, near: bool) -> dict[tuple[str, str], frozenset[str]]:
    """Of each two names of a sentence, the words between them; with `near` only those right after the first."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for sentence in sentences_of(part.text, part.known):
        places = [(i, token.value) for i, token in enumerate(sentence.tokens) if token.value in sentence.names]
        for (i, one), (j, other) in combinations(places, 2):
            keys = sentence.keys[i + 1 : j]
            if near and "and" in keys:
                continue
            words = frozenset(SAME.get(key, key) for key in (keys[:2] if near else keys)) & sentence.meanings
            found.setdefault((one, other), words | (_TURNS & set(keys)))
    return found


def _doers(part: Part) -> dict[str, list[str]]:
    """Of each word right after a name, the names that it follows: three for "said" in "Ann Moss of Lumenor said"."""
    found: dict[str, list[str]] = {}
    for i, (before, token) in enumerate(pairwise(part.tokens), 1):
        plain = token.value in part.words - part.names
        owner = even(part.text[before.start : before.end]).endswith(("'s", "'"))
        if plain and not owner and before.value in part.names and part.text[before.end : token.start] == " ":
            found.setdefault(token.value, []).extend(key for key in part.keys[max(0, i - 6) : i] if key in part.names)
    return found


def _opposite(claim: Part, quote: Part, _context: Part) -> str:
    """One side of a contrast in the sentence and only the other in the quote; lawful and unlawful are one too."""
    for one, other in [pair for sides in _OPPOSITES for pair in (sides, sides[::-1])]:
        said, instead = one.first(claim), other.first(quote)
        if said and instead and not one.first(quote) and not other.first(claim):
            return f"the sentence says {said!r} where the quote says {instead!r}"
        if said and not other.first(claim) and (named := _turned(claim, quote, one, other)):
            return f"the quote says {other.first(quote)!r} of {named!r}"
    for ours, theirs in ((claim.words - quote.words, quote.words), (quote.words - claim.words, claim.words)):
        for word in sorted(ours):
            if turned := {prefix + word for prefix in _PREFIXES} & (theirs - ours):
                return f"{word!r} is the opposite of {min(turned)!r}"
    return ""


def _turned(claim: Part, quote: Part, one: Group, other: Group) -> str:
    """A name of which a clause says the one thing, and each clause of the quote that has the name only the other."""
    for mine in filter(one.first, clauses_of(claim)):
        for name in sorted((mine.names | _opening(mine)) - TITLES.words):
            near = [piece for piece in clauses_of(quote) if name in piece.keys]
            if near and all(other.first(piece) and not one.first(piece) for piece in near):
                return name
    return ""


def _claim(claim: Part, quote: Part, _context: Part) -> str:
    """A strong word of the sentence that the quote has no like of."""
    missing = (said for group in _CLAIMS if (said := group.first(claim)) and not group.first(quote))
    return next((f"the quote does not say {said!r}" for said in missing), "")


def _limit(claim: Part, quote: Part, _context: Part) -> str:
    """A condition or an exception that the sentence drops, or an "about" before a number on one side alone."""
    for group, enough in _LIMITS:
        if (said := group.first(quote)) and not enough.first(claim):
            return f"the sentence leaves out {said!r}"
    ours, theirs = _led(claim, "number", _AMOUNTS), _led(quote, "number", _AMOUNTS)
    if differing := [value for value in sorted(ours.keys() & theirs.keys()) if ours[value] != theirs[value]]:
        return f"one says it of about, more or less than {differing[0]}, the other does not"
    ours, theirs = _led(claim, "date", _BOUNDS), _led(quote, "date", _BOUNDS)
    for value in sorted(ours.keys() & theirs.keys()):
        if ours[value] and theirs[value] and not ours[value] & theirs[value]:
            return f"one says it from, the other up to {value}"
    return ""


def _led(part: Part, kind: str, groups: list[Group]) -> dict[str, set[int]]:
    """Of each number or date, which of the groups, such as "about", stand right before it."""
    found: dict[str, set[int]] = {}
    for i, token in enumerate(part.tokens):
        if token.kind == kind:
            ends = [part.keys[max(0, i - length) : i] for length in (1, 2, 3)]
            found[token.value] = {n for n, group in enumerate(groups) if any(group.has(end) for end in ends)}
    return found


def _denial(claim: Part, quote: Part, _context: Part) -> str:
    """A denial on one side alone, or of the same word."""
    for one, other, side in ((claim, quote, "sentence"), (quote, claim, "quote")):
        clauses = [clause for clause in clauses_of(one) if clause.words & other.words or one is claim]
        said = next(filter(None, map(_DENIALS.first, clauses)), "")
        if said and not _DENIALS.first(other) and not _BLOCKS.first(other):
            return f"only the {side} says {said!r}"
    ours, theirs = _denied(claim), _denied(quote)
    shared = ours.keys() & theirs.keys()
    wrong = [word for word in shared if not ours[word] & theirs[word]]
    if 2 * len(wrong) >= max(1, len(shared)) or _BLOCKED & set(wrong):
        return "one denies what the other says"
    return ""


def _touched(claim: Part, quote: Part) -> Part:
    """The quote without the clauses from which a sentence takes nothing that the others do not have."""
    pieces = list(clauses_of(quote))
    wanted = {piece: _shared(claim, piece) for piece in pieces}
    for piece in sorted(pieces, key=lambda one: len(wanted[one])):
        rest = [other for other in pieces if other is not piece]
        if rest and wanted[piece] <= frozenset().union(*(wanted[other] for other in rest)):
            pieces = rest
    return part_of(". ".join(piece.text for piece in pieces), quote.known) if len(pieces) < len(wanted) else quote


def _shared(claim: Part, piece: Part) -> frozenset[str]:
    """What of a sentence a clause has: telling words and values."""
    return (claim.meanings & piece.meanings) | {value for one in claim.values & piece.values for value in one[1:]}


def _denied(part: Part) -> dict[str, frozenset[bool]]:
    """Of each word that is no name, whether its clause denies it; both where a word that blocks leaves it open."""
    found: dict[str, frozenset[bool]] = {}
    for clause in clauses_of(part):
        said = [word.lower() for word in _DENIALS.said(clause)]
        odd = len([word for word in said if word != "nor"] or said) % 2 == 1  # "neither … nor" denies once
        blocks = _BLOCKS.first(clause)
        for word in clause.meanings:
            either = frozenset((odd,) if word in _BLOCKED or not blocks else (True, False))
            found[word] = found.get(word, frozenset()) | either
    return found


def _strength(claim: Part, quote: Part, _context: Part) -> str:
    """What may be, is planned or promised in the quote, and simply is in the sentence; or the other way."""
    near = _touched(claim, quote)
    for group, enough in _WEAKER:
        if (said := group.first(near)) and not enough.first(claim):
            return f"the quote says only {said!r}"
    if (said := _POSSIBLE.first(claim)) and not any(enough.first(quote) for _, enough in _WEAKER):
        return f"only the sentence says {said!r}"
    done = {token.value: token for token in claim.tokens if claim.text[token.start : token.end].endswith("ed")}
    places = [(before, key) for before, key in pairwise(quote.keys) if key in done]
    for word in sorted({key for _, key in places}):
        if all(before == "to" for before, key in places if key == word):
            return f"the quote says only to {word!r}"
    return ""


def _attribution(claim: Part, quote: Part, _context: Part) -> str:
    """What somebody says in the quote, as bare fact."""
    said = _SAID[0].first(quote)
    return f"the sentence leaves out who says so ({said!r})" if said and not _SAID[1].first(claim) else ""


def _changed(claim: Part, quote: Part, _context: Part) -> str:
    """A word put into what is otherwise the quote's own words in their order: a paraphrase changes more than that."""
    new = uncovered(claim, quote)
    kept = [
        key for token, key in zip(claim.tokens, claim.keys, strict=True) if _tells(token) and token.value not in new
    ]
    rest = iter(_roots(token.value) for token in quote.tokens)
    if new and len(kept) >= _COPIED and all(any(_roots(key) == other for other in rest) for key in kept):
        return f"the sentence has the quote's own words, but {sorted(new)[0]!r}"
    return ""


def _tells(token: Token) -> bool:
    return token.kind != "word" or token.value not in SMALL_WORDS | LIGHT.words


def _roots(key: str) -> str:
    """What a word shares with its family and synonyms."""
    return SAME.get(key, key[:LONG])


Rule = Callable[[Part, Part, Part], str]
RULES: tuple[Rule, ...] = (
    *(_number, _date, _name, _bound, _exchanged, _role, _changed),
    *(_opposite, _claim, _limit, _denial, _strength, _attribution),
)
