"""What a quote may not bear of the sense of a sentence: contrasts, claims, limits, denials, sureness, who says so."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from evidence.parts import (
    DENIALS,
    LIGHT,
    SAME,
    TITLES,
    WORD_LISTS,
    Group,
    Part,
    clauses_of,
    is_reversed,
    opening,
    part_of,
    sentences_of,
    shared,
    taken,
    touched,
)


def _pairs(name: str) -> list[tuple[Group, Group]]:
    return [(Group(left), Group(right)) for left, right in WORD_LISTS[name]]


_OPPOSITES = _pairs("opposites")
_CLAIMS = [(Group(left), Group(left + right)) for left, right in WORD_LISTS["claims"]]
_FREE, _FREEING = Group(WORD_LISTS["free"]), Group([*WORD_LISTS["freeing"], *WORD_LISTS["denials"]])
_LIMITS = [(Group(left), Group(left + right)) for left, right in WORD_LISTS["limits"]]
_PORTIONS = [(Group(left), Group(left + right)) for left, right in WORD_LISTS["portions"]]
_BOUNDS = [Group(entries) for entries in WORD_LISTS["bounds"]]
_AMOUNTS = [Group(entries) for entries in WORD_LISTS["amounts"]]
# A promise counts where the sentence has what is promised, a proposal wherever it stands.
_WEAKER = [(Group(left), Group(left + right), n > 0) for n, (left, right) in enumerate(WORD_LISTS["weaker"])]
_SAID = (Group(WORD_LISTS["said"][0]), Group(word for words in WORD_LISTS["said"] for word in words))
_POSSIBLE, _BLOCKS, _NOUNS, _DECIDED, _HAVING, _CONVERSES = (
    Group(WORD_LISTS[key]) for key in ("possible", "blocks", "nouns", "decided", "having", "converses")
)
_BLOCKED = frozenset(SAME.get(word, word) for word in _BLOCKS.words)
_LASTING = [group for group, _ in _CLAIMS[:2]]
_STRONG = frozenset(SAME.get(word, word) for group, _ in _CLAIMS for word in group.words)
_PREFIXES = ("un", "in", "il", "ir", "im", "non", "dis")
_NEXT = 3  # telling words that a word such as "some" is said of
_REACH = 4  # telling words behind a denial that it denies
_NAMING = re.compile(
    r"(?:called|described|reported|termed)(?:,|\s(?:[\"“A-Z]|(?:here|by|above|below|in)\b)|\s\w+,)"
    r"|says?\s(?:nothing|anything)\b|calls\s(?:a|an|the)\s\w+,"
)
_STOPS = re.compile(r",(?!\s(?:or|nor)\b)")
_ABLE = re.compile(r"\b(?:who|whom|that|which|what|where|how|as far as)\b(?:\s\S+){0,4}\s$")
_SPEAKER = re.compile(r"\W*(?:[A-Z]\S*\W*)*")
_OWNED = re.compile(r"(?:['’]s?|\b(?:a|an|the|this|that|its|their|his|her|such|each|both|no|\w+['’]s\s\w+))\s$", re.I)


def opposite(claim: Part, quote: Part, _context: Part) -> str:
    """One side of a contrast in the sentence and only the other in the quote; lawful and unlawful are one too."""
    for one, other in [pair for sides in _OPPOSITES for pair in (sides, sides[::-1])]:
        said, instead = one.first(claim), other.first(quote)
        if not said or other.first(claim) or _is_converse(claim, quote, said, instead):
            continue
        if instead and not one.first(quote) and not _is_negated(claim, quote, one, other):
            return f"the sentence says {said!r} where the quote says {instead!r}"
        if named := _turned(claim, quote, one, other):
            return f"the quote says {other.first(quote)!r} of {named!r}"
    if DENIALS.first(claim) or DENIALS.first(quote):
        return ""
    for ours, theirs in ((claim.words - quote.words, quote.words), (quote.words - claim.words, claim.words)):
        for word in sorted(ours):
            if turned := {prefix + word for prefix in _PREFIXES} & (theirs - ours):
                return f"{word!r} is the opposite of {min(turned)!r}"
    return ""


def _is_negated(claim: Part, quote: Part, one: Group, other: Group) -> bool:
    """Whether just one of the two is denied: "not covered" is outside."""
    ours = any(DENIALS.first(piece) for piece in clauses_of(claim) if one.first(piece))
    theirs = any(DENIALS.first(piece) for piece in clauses_of(quote) if other.first(piece))
    return ours != theirs


def _is_converse(claim: Part, quote: Part, said: str, instead: str) -> bool:
    """Whether the words right before "buy" in the sentence stand behind "sell" in the quote."""
    start, end = claim.text.find(said), quote.text.find(instead)
    before, behind = _telling(claim, -1, start)[-2:], _telling(quote, end, len(quote.text))
    turn = all(_CONVERSES.has(part_of(word).keys) for word in (said, instead))
    return turn and bool(before) and set(before) <= set(behind)


def _turned(claim: Part, quote: Part, one: Group, other: Group) -> str:
    """A name of which a clause says the one thing, and each clause of the quote that has the name only the other."""
    for mine in filter(one.first, clauses_of(claim)):
        for name in sorted((mine.names | opening(mine)) - TITLES.words):
            near = [piece for piece in clauses_of(quote) if name in piece.keys]
            if near and all(other.first(piece) and not one.first(piece) and not DENIALS.first(piece) for piece in near):
                return name
    return ""


def claimed(claim: Part, quote: Part, _context: Part) -> str:
    """A strong word of the sentence that the quote has no like of, or a lasting that it says of something else."""
    for group, enough in _CLAIMS:
        if (said := next(_meant(group, claim), "")) and not enough.first(quote):
            return f"the quote does not say {said!r}"
    for group in _LASTING:
        for mine in filter(group.first, clauses_of(claim)):
            if not DENIALS.first(mine) and _is_of_another(mine, group, quote):
                return f"the quote says {group.first(quote)!r} of something else"
    return ""


def _meant(group: Group, claim: Part) -> Iterator[str]:
    """What of a group a part says, but for an "any" that means "some"."""
    freed = min((start for start, _ in _FREEING.places(claim)), default=len(claim.text))
    for start, said in group.places(claim):
        if start < freed or not _FREE.first(part_of(said)):
            yield said


def _is_of_another(mine: Part, group: Group, quote: Part) -> bool:
    """Whether words of a clause stand only in clauses without the group, and none only behind it in those with it."""
    pieces = clauses_of(quote)
    near = [piece for piece in pieces if group.first(piece)]
    about = frozenset().union(*(_told(piece) for piece in near))
    behind = frozenset().union(*(_told(piece, piece.text.find(group.first(piece))) for piece in near))
    others = frozenset().union(*(_told(piece) for piece in pieces if piece not in near))
    return bool(_told(mine) & (others - about)) and not _told(mine) & (behind - others)


def _told(part: Part, start: int = 0) -> frozenset[str]:
    """Its telling words and names from a place on, but not those of lasting themselves."""
    behind = {token.value for token in part.tokens if token.start >= start}
    found = {SAME.get(word, word) for word in behind & (part.words | part.names)}
    return frozenset(found - {word for group in _LASTING for word in group.words})


def limit(claim: Part, quote: Part, _context: Part) -> str:
    """A condition or an exception that the sentence drops, or an "about" before a number on one side alone."""
    near = touched(claim, quote)
    for group, enough in _LIMITS:
        if (said := group.first(near)) and not enough.first(claim):
            return f"the sentence leaves out {said!r}"
    for group, enough in _PORTIONS:
        if (said := next(_before(group.places(near), near, claim), "")) and not enough.first(claim):
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
            ends = [part.keys[max(0, i - length) : i] for length in (1, 2, 3)] + [part.keys[i + 1 : i + 3]]
            found[token.value] = {n for n, group in enumerate(groups) if any(group.has(end) for end in ends)}
    return found


def denial(claim: Part, quote: Part, _context: Part) -> str:
    """A denial on one side alone, or of the same words."""
    said = next((DENIALS.first(mine) for mine in clauses_of(claim) if len(list(DENIALS.said(mine))) % 2), "")
    if said and not DENIALS.first(quote) and not (_blocks(quote, claim) or _unlike(quote, claim)):
        return f"only the sentence says {said!r}"
    if said := next((DENIALS.first(mine) for mine in clauses_of(claim) if _is_denied_alone(mine, quote)), ""):
        return f"the quote says it without {said!r}, and denies something else"
    said = next((DENIALS.first(piece) for piece in clauses_of(quote) if _denies(piece, claim)), "")
    if said and not DENIALS.first(claim) and not (_blocks(claim, quote) or _unlike(claim, quote)):
        return f"only the quote says {said!r}"
    if lacking := sorted(_lacked(claim) & _had(quote) - _lacked(quote) | _lacked(quote) & _had(claim) - _lacked(claim)):
        return f"only one says that there is no {lacking[0]!r}"
    theirs = _denied(quote, claim)
    for mine in clauses_of(claim):
        ours = _denied(mine, quote)
        shared = ours.keys() & theirs.keys()
        wrong = [word for word in shared if not ours[word] & theirs[word]]
        if (wrong and 2 * len(wrong) >= len(shared)) or (_BLOCKED | _STRONG) & set(wrong):
            return "one denies what the other says"
    return ""


def _is_denied_alone(mine: Part, quote: Part) -> bool:
    """Whether a clause denies, and none of those of the quote that have something of it does."""
    near = [piece for piece in clauses_of(quote) if shared(mine, piece)]
    return bool(near and DENIALS.first(mine)) and not any(DENIALS.first(one) or _BLOCKS.first(one) for one in near)


def _lacked(part: Part) -> frozenset[str]:
    """What a part says that there is none of: the next telling word behind "no" or "without"."""
    found = (_following(part, i) for i, key in enumerate(part.keys) if key in ("no", "without"))
    return frozenset(word for word in found if word)


def _had(part: Part) -> frozenset[str]:
    """What a clause without a denial says that there is."""
    clauses = [clause for clause in clauses_of(part) if not DENIALS.first(clause)]
    found = (_following(one, i) for one in clauses for i, token in enumerate(one.tokens) if _HAVING.has((one.keys[i],)))
    return frozenset(word for word in found if word)


def _following(part: Part, i: int) -> str:
    """The telling word that follows at once, or behind one small word or number; names are none."""
    telling = part.words - part.names - LIGHT.words
    behind = next((token.value for token in part.tokens[i + 1 : i + 3] if token.value in telling), "")
    return SAME.get(behind, behind)


def _telling(part: Part, start: int, end: int) -> list[str]:
    """Its telling words that are no names, from one place up to another."""
    return [one.value for one in part.tokens if start < one.start < end and one.value in part.words - part.names]


def _unlike(part: Part, other: Part) -> bool:
    """Whether a part has a word of the other with a prefix that denies it."""
    return bool({prefix + word for word in other.words for prefix in _PREFIXES} & part.words)


def _blocks(part: Part, against: Part) -> bool:
    """Whether a part has a word that may amount to a denial, and that the other does not deny."""
    denied = {
        token.value
        for clause in clauses_of(against)
        for start, _ in DENIALS.places(clause)
        for token in clause.tokens
        if token.start > start
    }
    return any({token.value for token in part_of(said).tokens} - denied for said in _BLOCKS.said(part))


def _denies(piece: Part, claim: Part) -> bool:
    """Whether a clause denies something that a sentence has, rather than what stands before the denial."""
    for i in range(len(piece.tokens)):
        if any(DENIALS.has(piece.keys[i : i + length]) for length in (1, 2)) and not is_reversed(piece, i):
            behind = [other for other in piece.tokens[i + 1 :] if other.value in piece.words - piece.names]
            if {SAME.get(other.value, other.value) for other in behind[:_REACH]} & claim.meanings:
                return True
    return False


def _denied(part: Part, against: Part) -> dict[str, frozenset[bool]]:
    """Of each word that is no name, whether its clause denies it; both where that is open.

    A denial reaches from where it stands to the next comma. What is before it, or behind the comma, may be denied or
    not, and so may all of a clause with a word that blocks, where the other text has another.
    """
    found: dict[str, frozenset[bool]] = {}
    goes_on = False
    for clause in clauses_of(part):
        goes_on = bool(DENIALS.first(clause)) or (goes_on and clause.keys[0] == "or")
        denials = [start for start, said in DENIALS.places(clause) if said.lower() != "nor"]
        denials = denials or [start for start, _ in DENIALS.places(clause)]
        blocks = [word for word in _BLOCKS.said(clause) if word.lower() not in against.text.lower()]
        for token in clause.tokens:
            word = SAME.get(token.value, token.value)
            before = [at for at in denials if at < token.start and not _STOPS.search(clause.text[at : token.start])]
            is_far = before and len(_telling(clause, before[-1], token.start)) > _REACH
            is_open = (goes_on and not before) or is_far or (blocks and word not in _BLOCKED) or len(denials) > 1
            if word in clause.meanings:
                either = frozenset((True, False) if is_open else (len(before) % 2 == 1,))
                found[word] = found.get(word, frozenset()) | either
    return found


def strength(claim: Part, quote: Part, _context: Part) -> str:
    """What may be, is planned or promised in the quote, and simply is in the sentence; or the other way."""
    near = touched(claim, quote)
    for group, enough, plain in _WEAKER:
        places = _unsure(group, near)
        found = _before(places, near, claim) if plain else (said for _, said in places)
        if (said := next(found, "")) and not enough.first(claim):
            return f"the quote says only {said!r}"
    if (said := next(_guessed(claim), "")) and not any(enough.first(quote) for _, enough, _ in _WEAKER[:2]):
        return f"only the sentence says {said!r}"
    done = {token.value: token for token in claim.tokens if claim.text[token.start : token.end].endswith("ed")}
    pairs = [(before, key) for before, key in pairwise(quote.keys) if key in done]
    for word in sorted({key for _, key in pairs}):
        if not _DECIDED.first(quote) and all(before == "to" for before, key in pairs if key == word):
            return f"the quote says only to {word!r}"
    return ""


def _guessed(claim: Part) -> Iterator[str]:
    """What a part says of what may be, but for what somebody or something is able to."""
    return (said for start, said in _POSSIBLE.places(claim) if said != "could" or not _ABLE.search(claim.text[:start]))


def _unsure(group: Group, part: Part) -> Iterator[tuple[int, str]]:
    """What of a group a part says, but for "its promise" or "the plan" where nothing says what to do."""
    for start, said in group.places(part):
        noun = _NOUNS.has((next(t.value for t in part.tokens if t.start == start),))
        end = start + len(said)
        owned = _OWNED.search(part.text[:start]) and not re.match(r"\s(?:to|that|not)\b", part.text[end:])
        if not (noun and (owned or re.match(r"\s(?:of|about|on)\b", part.text[end:]))):
            yield start, said


def _before(places: Iterable[tuple[int, str]], part: Part, claim: Part) -> Iterator[str]:
    """Of what a part says, that behind which the claim has one of the next telling words."""
    for start, said in places:
        behind = [one.value for one in part.tokens if one.start > start and one.value in part.words - LIGHT.words]
        if {SAME.get(word, word) for word in behind[:_NEXT]} & claim.meanings:
            yield said


def attribution(claim: Part, quote: Part, _context: Part) -> str:
    """What somebody says in the quote, as bare fact."""
    if _SAID[1].first(claim):
        return ""
    said = next((said for one in sentences_of(quote.text, quote.known) for said in _governs(one, claim)), "")
    return f"the sentence leaves out who says so ({said!r})" if said else ""


def _governs(sentence: Part, claim: Part) -> Iterator[str]:
    """Who-says-so words of a sentence that stand before what a claim takes from it, or right at its end."""
    end = max(sentence.text.rfind(piece.text) + len(piece.text) for piece in taken(claim, sentence))
    for start, said in _SAID[0].places(sentence):
        behind = sentence.text[start + len(said) :]
        if _NAMING.match(sentence.text, start):
            continue
        if start < end or _SPEAKER.fullmatch(behind):
            yield said
