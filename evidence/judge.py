"""The support judge: whether a quoted span supports a sentence, decided without a language model."""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path

import yaml

from core.protocols import Embedder
from evidence.sentences import sentence_spans
from evidence.values import Token, canonical, even, names, same

THRESHOLD = 0.7
"""Lowest score of a supported sentence."""
# Intercept and weights of covered words and, with an embedder, of cosine similarity: a logistic regression (L2 0.02,
# negatives twice) on what no rule forbids among 131 labelled pairs and 3,900 sentences with another sentence's quote.
_BY_WORDS, _WITH_VECTORS = (-6.2, 10.4), (-11.2, 7.6, 9.4)
_COPIED = 4  # telling words
_LONG, _TAIL = 5, 5  # letters that two stems share, and the most by which they differ, to be of one family
_LISTS = Path(__file__).with_name("contrasts.yaml").read_text(encoding="utf-8")
_WORD_LISTS = yaml.load(_LISTS, Loader=yaml.CBaseLoader)  # noqa: S506 plain text, no types
_SMALL_WORDS = frozenset(
    token.value
    for token in canonical(
        "a an the this that these those it its he she they we i you his her their our your who whom whose which what "
        "when where why how and or but nor so yet as at by for from in into of on to with within under over between "
        "during through about than then there here is are was were be been being am has have had having do does did "
        "doing not no also too very such own same other another will would shall should can could may might must if "
        "whether while although though because since until unless before after out up off down go went come one more "
        "most much many few some any all each every both either neither only just even again"
    )
)
_CLAUSE = re.compile(
    r";\s|:\s|\s-+\s|,\s(?=(?:and|but|or|yet|while|whereas|although|though|which|who|because|so)\b)"
    r"|\s(?=(?:but|while|whereas|although|though|because)\b)"
    r"|\sand\s(?=(?:that|is|are|was|were|has|had|does|did|will|would|may|can|could)\b)"
)
_SUBORDINATE = re.compile(r"(?:Because|While|Although|Though|If|When|After|Before|Since|Until|Unless)\b[^,]*,\s")
_LONG_NAME = re.compile(r"[A-Z]\w*(?:(?:\s(?:of|for|and|the))*[\s-][A-Z]\w*)+")
_TURNS = frozenset(("by", "whom"))  # words that turn subject and object round
_PREFIXES = ("un", "in", "il", "ir", "im", "non", "dis")
_MODALS = frozenset(("may", "might", "would", "could", "can"))
_DEMONYMS = ("n", "an", "ian", "i")  # what stems of a country and its people differ by


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a quote supports a sentence, how surely (0 to 1, 0 where a rule forbids it), and why in plain words."""

    supported: bool
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause, a sentence or several, with what the rules look at."""

    text: str
    tokens: tuple[Token, ...]
    keys: tuple[str, ...]
    names: frozenset[str]
    words: frozenset[str]
    known: frozenset[str]

    @property
    def meanings(self) -> frozenset[str]:
        """Words that are no names, those of one meaning made one."""
        return frozenset(_SAME.get(word, word) for word in self.words - self.names)

    @property
    def values(self) -> frozenset[tuple[str, str]]:
        """Its numbers, dates and names."""
        counted = {(token.kind, token.value) for token in self.tokens if token.kind in ("number", "date")}
        return frozenset(counted | {("name", name) for name in self.names - _TITLES.words})


@lru_cache(maxsize=4096)
def _part(text: str, known: frozenset[str] = frozenset()) -> _Part:
    """`known` are names that may open a sentence, where nothing shows that they are names."""
    tokens = canonical(text)
    named = {token.value for name in names(text) for token in canonical(name.value) if token.kind == "word"}
    words = frozenset(token.value for token in tokens if token.kind == "word") - _SMALL_WORDS
    keys = tuple(token.value + token.mark for token in tokens)
    named |= {token.value for token in tokens if token.value in known and text[token.start].isupper()}
    return _Part(text, tokens, keys, frozenset(named - _SMALL_WORDS), words, known)


@lru_cache(maxsize=4096)
def _sentences(text: str, known: frozenset[str] = frozenset()) -> tuple[_Part, ...]:
    pieces = (piece for start, end in sentence_spans(text) for piece in re.split(r"(?<=;)\s", text[start:end]))
    return tuple(part for piece in pieces if (part := _part(piece, known)).tokens)


@lru_cache(maxsize=4096)
def _clauses(whole: _Part) -> tuple[_Part, ...]:
    pieces = []
    for sentence in _sentences(whole.text, whole.known):
        first = _SUBORDINATE.match(sentence.text)
        cut = first.end() if first else 0
        pieces += [sentence.text[:cut], *_CLAUSE.split(sentence.text[cut:])]
    return tuple(part for piece in pieces for part in _counts_apart(piece, whole.known) if part.tokens)


def _counts_apart(text: str, known: frozenset[str]) -> list[_Part]:
    """A clause, cut at its "and" where each half has a number."""
    halves = [_part(half, known) for half in re.split(r"\sand\s", text, maxsplit=1)]
    counted = all(any(token.kind == "number" for token in half.tokens) for half in halves)
    return halves if counted else [_part(text, known)]


class _Group:
    """Words and phrases that say one thing."""

    def __init__(self, entries: Iterable[str]) -> None:
        runs = [tuple(token.value + token.mark for token in canonical(entry)) for entry in entries]
        self.words = frozenset(run[0] for run in runs if len(run) == 1)
        self._phrases = tuple(run for run in runs if len(run) > 1)

    def said(self, part: _Part) -> Iterator[str]:
        """What of the group a part says, as it is written there; names, "may not" and "not only" do not count."""
        for i, key in enumerate(part.keys):
            length = 1 if key in self.words and key not in part.names and not _reversed(part, i) else 0
            for phrase in self._phrases:
                if part.keys[i : i + len(phrase)] == phrase:
                    length = len(phrase)
            if length:
                yield part.text[part.tokens[i].start : part.tokens[i + length - 1].end]

    def has(self, keys: tuple[str, ...]) -> bool:
        """Whether it has just this word or phrase."""
        return keys in self._phrases or (len(keys) == 1 and keys[0] in self.words)

    def first(self, part: _Part) -> str:
        """The first of these; empty for none."""
        return next(self.said(part), "")


def _reversed(part: _Part, i: int) -> bool:
    """Whether a word's neighbours give it another sense: may not, not only, only 7%."""
    key = part.keys[i]
    before, after = part.keys[i - 1] if i else "", part.keys[i + 1] if i + 1 < len(part.keys) else ""
    if key == "onli":
        return before == "not" or (bool(after) and part.tokens[i + 1].kind == "number")
    return (key in _MODALS and after == "not") or (key == "not" and after == "onli")


def _pairs(name: str) -> list[tuple[_Group, _Group]]:
    return [(_Group(left), _Group(right)) for left, right in _WORD_LISTS[name]]


_OPPOSITES = _pairs("opposites")
_CLAIMS = [_Group(entries) for entries in _WORD_LISTS["claims"]]
_LIMITS = [(_Group(left), _Group(left + right)) for left, right in _WORD_LISTS["limits"]]
_BOUNDS = [_Group(entries) for entries in _WORD_LISTS["bounds"]]
_AMOUNTS = [_Group(entries) for entries in _WORD_LISTS["amounts"]]
_WEAKER = [(_Group(left), _Group(left + right)) for left, right in _WORD_LISTS["weaker"]]
_SAID = (_Group(_WORD_LISTS["said"][0]), _Group(word for words in _WORD_LISTS["said"] for word in words))
_POSSIBLE, _DENIALS, _BLOCKS, _TITLES, _WEEKDAYS, _LIGHT, _UNITS = (
    _Group(_WORD_LISTS[key]) for key in ("possible", "denials", "blocks", "titles", "weekdays", "light", "units")
)
_SAME = {word: f"={n}" for n, entries in enumerate(_WORD_LISTS["same"]) for word in _Group(entries).words}
_BLOCKED = frozenset(_SAME.get(word, word) for word in _BLOCKS.words)


def _number(claim: _Part, quote: _Part, _context: _Part) -> str:
    """A number that the quote lacks; twelve months are one year."""
    for i, token in enumerate(claim.tokens):
        if token.kind == "number" and token.mark != "nth" and not _counted(token, claim.keys[i + 1 : i + 2], quote):
            return f"the quote does not say {claim.text[token.start : token.end]!r}"
    return ""


def _counted(token: Token, unit: tuple[str, ...], quote: _Part) -> bool:
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


def _date(claim: _Part, quote: _Part, context: _Part) -> str:
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


def _name(claim: _Part, quote: _Part, context: _Part) -> str:
    """A name that quote and context lack, or that only the context has where the quote has another."""
    for name in sorted((claim.names | _opening(claim)) - _TITLES.words):
        if _named(name, quote):
            continue
        if not _named(name, context):
            return f"neither quote nor context has the name {name!r}"
        if others := [
            other for other in sorted(quote.names - _TITLES.words - _WEEKDAYS.words) if not _named(other, claim)
        ]:
            return f"the quote names {others[0]!r} and not {name!r}"
    return ""


def _opening(claim: _Part) -> frozenset[str]:
    """The word that opens a sentence, where it looks like a name: not a plural, nor an adverb or participle."""
    word = claim.text[claim.tokens[0].start : claim.tokens[0].end]
    adverbial = re.search(r"(?:ing|ly|ed)$", word) and "," in claim.text
    common = not word[0].isupper() or word.endswith("s") or adverbial or claim.keys[1:2] in (("to",), ("of",))
    known = claim.keys[0] in _SMALL_WORDS or claim.keys[0] in _SAME or claim.tokens[0].kind != "word"
    return frozenset() if common or known else frozenset({claim.keys[0]})


def _named(name: str, part: _Part) -> bool:
    """Whether a part has a name, as such, by its initials or by those who live there."""
    if name in part.keys or (name in _SAME and _SAME[name] in {_SAME.get(key) for key in part.keys}):
        return True
    for run in _LONG_NAME.findall(part.text):
        letters = "".join(word[0] for word in re.findall(r"\w+", run))
        if name in letters.lower() or name in "".join(filter(str.isupper, letters)).lower():
            return len(name) > 1
    pairs = ((long, short) for other in part.names for long, short in ((other, name), (name, other)))
    return any(len(short) >= _LONG and long in {short + end for end in _DEMONYMS} for long, short in pairs)


def _bound(claim: _Part, quote: _Part, _context: _Part) -> str:
    """A value that the quote has in one clause, with words or another value of a clause with another such value."""
    pieces = _clauses(quote)
    for mine in _clauses(claim):
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


def _halves(piece: _Part, near: list[_Part], quote: _Part, mine: _Part) -> bool:
    """Whether these clauses are of one sentence, and no name of `mine` tells them apart."""
    named = frozenset().union(*(other.names for other in near)) - piece.names
    together = any(
        piece.text in part.text and near[0].text in part.text for part in _sentences(quote.text, quote.known)
    )
    return together and not named & mine.names


def _rival(piece: _Part, kind: str, mine: _Part) -> bool:
    return any(k == kind and not _valued(mine, k, v) for k, v in piece.values)


def _exchanged(claim: _Part, quote: _Part, _context: _Part) -> str:
    """Two numbers the other way round, while the words before them are not."""
    ours, theirs = _counts(claim), {key: i for i, key in reversed(list(enumerate(quote.keys)))}
    for (one, before), (other, later) in combinations(ours, 2):
        both = before != later and {one, other, before, later} <= theirs.keys()
        if both and theirs[one] > theirs[other] and theirs[before] < theirs[later]:
            return f"{one} and {other} are the other way round in the quote"
    return ""


def _counts(part: _Part) -> list[tuple[str, str]]:
    """Each number with the telling word before it, names included."""
    found, last = [], ""
    for token, key in zip(part.tokens, part.keys, strict=True):
        if token.kind == "number" and last:
            found.append((key, last))
        elif key in part.words - _LIGHT.words:
            last = key
    return found


def _valued(piece: _Part, kind: str, value: str) -> bool:
    return any(k == kind and (v == value or (kind == "date" and v.startswith(value))) for k, v in piece.values)


def _role(claim: _Part, quote: _Part, _context: _Part) -> str:
    """Two names the other way round about a word, or another name right before a word."""
    ours, theirs = _between(claim, near=True), _between(quote, near=False)
    for one, other in sorted(ours.keys() & {(other, one) for one, other in theirs.keys() - ours.keys()}):
        about, there = ours[one, other], theirs[other, one]
        if about & there and not _TURNS & (about | there):
            return f"{one!r} and {other!r} are the other way round in the quote"
    doers, others = _doers(claim), _doers(quote)
    for word in sorted(doers.keys() & others.keys()):
        if doers[word][-1] in quote.names and doers[word][-1] not in others[word]:
            return f"the quote has {others[word][-1]!r} where the sentence has {doers[word][-1]!r}"
    return ""


def _between(part: _Part, *, near: bool) -> dict[tuple[str, str], frozenset[str]]:
    """Of each two names of a sentence, the words between them; with `near` only those right after the first."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for sentence in _sentences(part.text, part.known):
        places = [(i, token.value) for i, token in enumerate(sentence.tokens) if token.value in sentence.names]
        for (i, one), (j, other) in combinations(places, 2):
            keys = sentence.keys[i + 1 : j]
            words = frozenset(_SAME.get(key, key) for key in (keys[:2] if near else keys)) & sentence.meanings
            found.setdefault((one, other), words | (_TURNS & set(keys)))
    return found


def _doers(part: _Part) -> dict[str, list[str]]:
    """Of each word right after a name, the names that it follows: three for "said" in "Ann Moss of Lumenor said"."""
    found: dict[str, list[str]] = {}
    for i, (before, token) in enumerate(pairwise(part.tokens), 1):
        plain = token.value in part.words - part.names
        owner = even(part.text[before.start : before.end]).endswith(("'s", "'"))
        if plain and not owner and before.value in part.names and part.text[before.end : token.start] == " ":
            found.setdefault(token.value, []).extend(key for key in part.keys[max(0, i - 6) : i] if key in part.names)
    return found


def _opposite(claim: _Part, quote: _Part, _context: _Part) -> str:
    """One side of a contrast in the sentence and only the other in the quote; lawful and unlawful are one too."""
    for one, other in [pair for sides in _OPPOSITES for pair in (sides, sides[::-1])]:
        said, instead = one.first(claim), other.first(quote)
        if said and instead and not one.first(quote) and not other.first(claim):
            return f"the sentence says {said!r} where the quote says {instead!r}"
    for ours, theirs in ((claim.words - quote.words, quote.words), (quote.words - claim.words, claim.words)):
        for word in sorted(ours):
            if turned := {prefix + word for prefix in _PREFIXES} & (theirs - ours):
                return f"{word!r} is the opposite of {min(turned)!r}"
    return ""


def _claim(claim: _Part, quote: _Part, _context: _Part) -> str:
    """A strong word of the sentence that the quote has no like of."""
    missing = (said for group in _CLAIMS if (said := group.first(claim)) and not group.first(quote))
    return next((f"the quote does not say {said!r}" for said in missing), "")


def _limit(claim: _Part, quote: _Part, _context: _Part) -> str:
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


def _led(part: _Part, kind: str, groups: list[_Group]) -> dict[str, set[int]]:
    """Of each number or date, which of the groups, such as "about", stand right before it."""
    found: dict[str, set[int]] = {}
    for i, token in enumerate(part.tokens):
        if token.kind == kind:
            ends = [part.keys[max(0, i - length) : i] for length in (1, 2, 3)]
            found[token.value] = {n for n, group in enumerate(groups) if any(group.has(end) for end in ends)}
    return found


def _denial(claim: _Part, quote: _Part, _context: _Part) -> str:
    """A denial on one side alone, or of the same word."""
    for one, other, side in ((claim, quote, "sentence"), (quote, claim, "quote")):
        clauses = [clause for clause in _clauses(one) if clause.words & other.words or one is claim]
        said = next(filter(None, map(_DENIALS.first, clauses)), "")
        if said and not _DENIALS.first(other) and not _BLOCKS.first(other):
            return f"only the {side} says {said!r}"
    ours, theirs = _denied(claim), _denied(quote)
    shared = ours.keys() & theirs.keys()
    wrong = [word for word in shared if not ours[word] & theirs[word]]
    if 2 * len(wrong) >= max(1, len(shared)) or _BLOCKED & set(wrong):
        return "one denies what the other says"
    return ""


def _denied(part: _Part) -> dict[str, frozenset[bool]]:
    """Of each word that is no name, whether its clause denies it; both where a word that blocks leaves it open."""
    found: dict[str, frozenset[bool]] = {}
    for clause in _clauses(part):
        odd = len(list(_DENIALS.said(clause))) % 2 == 1
        blocks = _BLOCKS.first(clause)
        for word in clause.meanings:
            either = frozenset((odd,) if word in _BLOCKED or not blocks else (True, False))
            found[word] = found.get(word, frozenset()) | either
    return found


def _strength(claim: _Part, quote: _Part, _context: _Part) -> str:
    """What may be, is planned or promised in the quote, and simply is in the sentence; or the other way."""
    for group, enough in _WEAKER:
        if (said := group.first(quote)) and not enough.first(claim):
            return f"the quote says only {said!r}"
    if (said := _POSSIBLE.first(claim)) and not any(enough.first(quote) for _, enough in _WEAKER):
        return f"only the sentence says {said!r}"
    done = {token.value: token for token in claim.tokens if claim.text[token.start : token.end].endswith("ed")}
    places = [(before, key) for before, key in pairwise(quote.keys) if key in done]
    for word in sorted({key for _, key in places}):
        if all(before == "to" for before, key in places if key == word):
            return f"the quote says only to {word!r}"
    return ""


def _attribution(claim: _Part, quote: _Part, _context: _Part) -> str:
    """What somebody says in the quote, as bare fact."""
    said = _SAID[0].first(quote)
    return f"the sentence leaves out who says so ({said!r})" if said and not _SAID[1].first(claim) else ""


def _changed(claim: _Part, quote: _Part, _context: _Part) -> str:
    """A word put into what is otherwise the quote's own words in their order: a paraphrase changes more than that."""
    new = _uncovered(claim, quote)
    kept = [
        key for token, key in zip(claim.tokens, claim.keys, strict=True) if _tells(token) and token.value not in new
    ]
    rest = iter(_roots(token.value) for token in quote.tokens)
    if new and len(kept) >= _COPIED and all(any(_roots(key) == other for other in rest) for key in kept):
        return f"the sentence has the quote's own words, but {sorted(new)[0]!r}"
    return ""


def _tells(token: Token) -> bool:
    return token.kind != "word" or token.value not in _SMALL_WORDS | _LIGHT.words


def _roots(key: str) -> str:
    """What a word shares with its family and synonyms."""
    return _SAME.get(key, key[:_LONG])


_Rule = Callable[[_Part, _Part, _Part], str]
_RULES: tuple[_Rule, ...] = (
    *(_number, _date, _name, _bound, _exchanged, _role, _changed),
    *(_opposite, _claim, _limit, _denial, _strength, _attribution),
)


class Judge:
    """Decides whether a quote supports a sentence; a false "supported" is worse than a false "unsupported".

    1. The sentence stands in the quote as one or more whole sentences, word for word by value: supported, score 1.
    2. Else each of its sentences, cut at semicolons too, is held against those sentences of the quote that have its
       words. One rule that forbids it: unsupported, score 0. The words are those of contrasts.yaml. The rules:
       number: one that the quote lacks, or has of another unit of time (a year is twelve months).
       date, name: one that quote and context lack, or that only the context has where the quote has another.
       bound: a number, date or name that the quote has in one clause, with what another clause says of another.
       exchanged: two numbers the other way round, while the words before them are not.
       role: two names the other way round about a word, or another name right before a word.
       changed: a new word among four or more telling words of the quote in their order.
       opposite: one of a pair (sale and use, temporary and permanent, lawful and unlawful) for the other.
       claim: a strong word (permanent, all, only, never, first, because) without its like in the quote.
       limit: a condition or an exception left out; "about" on one side alone; from a date for up to it.
       denial: a denial on one side alone, or of what the other says.
       strength: plain fact where the quote says may, plans, should, will or to do; "may" where the quote does not.
       attribution: bare fact where the quote says who says so.
    3. Else the score is a logistic model of the part of the sentence's telling words that the quote has (as stems,
       families of words or synonyms) and, with an embedder, of the cosine of the two; supported from THRESHOLD.
       Of several sentences the worst counts.

    What no rule sees is a plain noun or verb put for another in a sentence that is otherwise reworded, subject and
    object exchanged where neither is a name, or a qualifier dropped ("police" for "local police").
    """

    def __init__(self, embedder: Embedder | None = None) -> None:
        """Without an embedder, words alone make the score."""
        self._embedder = embedder

    def judge(self, sentence: str, quote: str, *, context: str = "") -> Verdict:
        """Whether `quote` supports `sentence`; `context` (title, dateline) may supply a name or date left out of it."""
        known = _part(sentence).names | _part(quote).names | _part(context).names
        claims = _sentences(sentence, known)
        if not claims or not _part(quote).tokens:
            return Verdict(False, 0.0, "there are no words to compare")
        if _verbatim(sentence, quote):
            return Verdict(True, 1.0, "the quote says it word for word")
        return min((self._judged(claim, quote, _part(context)) for claim in claims), key=lambda verdict: verdict.score)

    def _judged(self, claim: _Part, quote: str, context: _Part) -> Verdict:
        source = _relevant(claim, quote)
        for rule in _RULES:
            if reason := rule(claim, source, context):
                return Verdict(False, 0.0, reason)
        missing = _uncovered(claim, source)
        total = len((claim.words - _LIGHT.words) | missing)
        covered = 1 - len(missing) / max(1, total)
        score = _logistic(_BY_WORDS, covered)
        if self._embedder:
            one, other = self._embedder.embed([claim.text, source.text])
            score = _logistic(_WITH_VECTORS, covered, float(one @ other))
        agreed = f"{total - len(missing)} of {total} words agree and no rule forbids it"
        lacking = f"; the quote lacks {', '.join(sorted(missing))}" if missing else ""
        return Verdict(score >= THRESHOLD, score, agreed + lacking)


def _verbatim(sentence: str, quote: str) -> bool:
    """Whether the sentence is a run of whole sentences of the quote."""
    ours = [token for part in _sentences(sentence) for token in part.tokens]
    theirs = _sentences(quote)
    for i in range(len(theirs)):
        run = [token for part in theirs[i:] for token in part.tokens]
        ends = {sum(len(part.tokens) for part in theirs[i:j]) for j in range(i + 1, len(theirs) + 1)}
        if len(ours) in ends and all(
            (one.kind, one.value, one.mark) == (other.kind, other.value, other.mark)
            for one, other in zip(ours, run, strict=False)
        ):
            return True
    return False


def _relevant(claim: _Part, quote: str) -> _Part:
    """The sentences of the quote that have something of the claim's which those before, in order of overlap, lack."""
    wanted = claim.meanings | {value for _, value in claim.values}
    rest = {
        part: wanted & (part.meanings | {value for _, value in part.values}) for part in _sentences(quote, claim.known)
    }
    chosen: list[_Part] = []
    seen: frozenset[str] = frozenset()
    for part in sorted(rest, key=lambda part: -len(rest[part])):
        if rest[part] - seen or not chosen:
            chosen.append(part)
            seen |= rest[part]
    return _part(" ".join(part.text for part in rest if part in chosen), claim.known)


def _uncovered(claim: _Part, source: _Part) -> set[str]:
    """The claim's words of which the source has neither stem, family nor synonym; light ones do not count."""
    said = source.words | source.meanings
    return {
        word
        for word in claim.words - claim.names - _LIGHT.words
        if word not in said and _SAME.get(word, word) not in said and not any(_akin(word, o) for o in source.words)
    }


def _akin(one: str, other: str) -> bool:
    return len(one) >= _LONG and one[:_LONG] == other[:_LONG] and abs(len(one) - len(other)) <= _TAIL


def _logistic(weights: tuple[float, ...], *features: float) -> float:
    bias, *rest = weights
    return 1 / (1 + math.exp(-bias - sum(weight * feature for weight, feature in zip(rest, features, strict=True))))
