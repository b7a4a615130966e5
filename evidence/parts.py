"""Sentences and clauses as the support judge looks at them, and the groups of words that it knows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import yaml

from evidence.sentences import sentence_spans
from evidence.values import Token, canonical, names

_LISTS = Path(__file__).with_name("contrasts.yaml").read_text(encoding="utf-8")
WORD_LISTS = yaml.load(_LISTS, Loader=yaml.CBaseLoader)  # noqa: S506 plain text, no types
SMALL_WORDS = frozenset(
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
    r";\s|:\s|\s-+\s"
    r"|,\s(?=(?:and|but|or|yet|while|whereas|although|though|which|who|because|so|not|only|as)\b)"
    r"|(?<!nothing)(?<!none)\s(?=(?:but|while|whereas|although|though|because)\b)"
    r"|\sand\s(?=(?:that|is|are|was|were|has|had|does|did|will|would|may|can|could)\b)"
)
_AND = re.compile(r"\bbetween\s[^,]+\sand\s|(\sand\s)")
_SUBORDINATE = re.compile(
    r"(?:(?:Yes|No),\s)|(?:Because|While|Although|Though|If|When|After|Before|Since|Until|Unless|With|Without|Despite|Unlike)\b[^,]*,\s"
)
_GOES_ON = re.compile(r"(?:and|or|nor)\s(?!(?:the|a|an|it|its|they|he|she|is|are|was|were|has|had|will|would)\b)[a-z]")
_LIMITS_IT = re.compile(r"(?:but|yet|although|though|unless|until|except|if|with|provided|subject)\b", re.I)
_BEHIND_PREPOSITIONS = frozenset("a an the this that these those its their his her in on at by from than".split())
LONG, _TAIL = 5, 5  # letters that two stems share, and the most by which they differ, to be of one family
_MODALS = frozenset(("may", "might", "would", "could", "can"))
_MERELY = frozenset(token.value for token in canonical("only just merely simply solely"))


@dataclass(frozen=True, slots=True)
class Part:
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
        return frozenset(SAME.get(word, word) for word in self.words - self.names)

    @property
    def values(self) -> frozenset[tuple[str, str]]:
        """Its numbers, dates and names."""
        counted = {(token.kind, token.value) for token in self.tokens if token.kind in ("number", "date")}
        return frozenset(counted | {("name", name) for name in self.names - TITLES.words})


@lru_cache(maxsize=4096)
def part_of(text: str, known: frozenset[str] = frozenset()) -> Part:
    """`known` are names that may open a sentence, where nothing shows that they are names."""
    tokens = canonical(text)
    named = {token.value for name in names(text) for token in canonical(name.value) if token.kind == "word"}
    words = frozenset(token.value for token in tokens if token.kind == "word") - SMALL_WORDS
    keys = tuple(token.value + token.mark for token in tokens)
    named |= {token.value for token in tokens if token.value in known and text[token.start].isupper()}
    return Part(text, tokens, keys, frozenset(named - SMALL_WORDS), words, known)


@lru_cache(maxsize=4096)
def sentences_of(text: str, known: frozenset[str] = frozenset()) -> tuple[Part, ...]:
    """The sentences of `text`, cut at semicolons too."""
    pieces = (piece for start, end in sentence_spans(text) for piece in re.split(r"(?<=;)\s", text[start:end]))
    return tuple(part for piece in pieces if (part := part_of(piece, known)).tokens)


@lru_cache(maxsize=4096)
def clauses_of(whole: Part) -> tuple[Part, ...]:
    """The clauses of its sentences."""
    pieces = []
    for sentence in sentences_of(whole.text, whole.known):
        first = _SUBORDINATE.match(sentence.text)
        cut = first.end() if first else 0
        pieces += [sentence.text[:cut], *_CLAUSE.split(sentence.text[cut:])]
    return tuple(part for piece in pieces for part in _counts_apart(piece, whole.known) if part.tokens)


def _counts_apart(text: str, known: frozenset[str]) -> list[Part]:
    """A clause, cut at its "and" where each half has a number, or each a date, or each a denial."""
    found = next((one for one in _AND.finditer(text) if one[1]), None)
    halves = [part_of(half, known) for half in (text[: found.start()], text[found.end() :])] if found else []
    counted = any(all(any(one.kind == kind for one in half.tokens) for half in halves) for kind in ("number", "date"))
    return halves if found and (counted or all(map(DENIALS.first, halves))) else [part_of(text, known)]


class Group:
    """Words and phrases that say one thing."""

    def __init__(self, entries: Iterable[str]) -> None:
        runs = [tuple(token.value + token.mark for token in canonical(entry)) for entry in entries]
        self.words = frozenset(run[0] for run in runs if len(run) == 1)
        self._phrases = {run[0]: tuple(one for one in runs if one[0] == run[0] and one[1:]) for run in runs if run[1:]}

    def said(self, part: Part) -> Iterator[str]:
        """What of the group a part says, as it is written there; names, "may not" and "not only" do not count."""
        return (written for _, written in self.places(part))

    def places(self, part: Part) -> Iterator[tuple[int, str]]:
        """The same, each with where it starts."""
        for i, key in enumerate(part.keys):
            length = 1 if key in self.words and key not in part.names and not is_reversed(part, i) else 0
            for phrase in self._phrases.get(key, ()):
                if part.keys[i : i + len(phrase)] == phrase:
                    length = len(phrase)
            if length:
                start = part.tokens[i].start
                yield start, part.text[start : part.tokens[i + length - 1].end]

    def has(self, keys: tuple[str, ...]) -> bool:
        """Whether it has just this word or phrase."""
        return bool(keys) and (keys in self._phrases.get(keys[0], ()) or (len(keys) == 1 and keys[0] in self.words))

    def first(self, part: Part) -> str:
        """The first of these; empty for none."""
        return next(self.said(part), "")


def is_reversed(part: Part, i: int) -> bool:
    """Whether a word's neighbours give it another sense: may not, not only, only 7%, end date, at first."""
    key = part.keys[i]
    before, after = part.keys[i - 1] if i else "", part.keys[i + 1] if i + 1 < len(part.keys) else ""
    if key == "noth" and after in ("but", "more", "other", "less"):
        return True
    if key == "no" and after in ("more", "fewer", "less"):
        return True
    if (key, after) == ("end", "date") or (before, key) in (("at", "first"), ("on", "top")):
        return True
    if key == "onli":
        return before == "not" or (bool(after) and part.tokens[i + 1].kind == "number")
    if (before, key) == ("or", "not"):
        return True
    return (key in _MODALS and after == "not") or (key == "not" and after in _MERELY)


TITLES, LIGHT, DENIALS, _OPENERS = (Group(WORD_LISTS[key]) for key in ("titles", "light", "denials", "openers"))
SAME = {word: f"={n}" for n, entries in enumerate(WORD_LISTS["same"]) for word in Group(entries).words}


def uncovered(claim: Part, source: Part) -> set[str]:
    """The claim's words of which the source has neither stem, family nor synonym; light ones do not count."""
    said = source.words | source.meanings
    return {
        word
        for word in claim.words - claim.names - LIGHT.words
        if word not in said and SAME.get(word, word) not in said and not any(_akin(word, o) for o in source.words)
    }


def opening(claim: Part) -> frozenset[str]:
    """The word that opens a sentence, where it looks like a name: not a plural, adverb, participle nor preposition."""
    word = claim.text[claim.tokens[0].start : claim.tokens[0].end]
    adverbial = re.search(r"(?:ing|ly|ed)$", word) and "," in claim.text
    common = not word[0].isupper() or word.endswith("s") or adverbial or claim.keys[1:2] in (("to",), ("of",))
    joins = bool(_BEHIND_PREPOSITIONS & set(claim.keys[1:2])) or _OPENERS.has(claim.keys[:1])
    known = joins or claim.keys[0] in SMALL_WORDS | SAME.keys() or claim.tokens[0].kind != "word"
    return frozenset() if common or known else frozenset({claim.keys[0]})


def taken(claim: Part, quote: Part) -> tuple[Part, ...]:
    """The clauses of a quote, less those from which a sentence takes nothing that the others do not have.

    One that goes on without a subject of its own keeps the one before it, and one that is kept its conditions.
    """
    pieces = list(clauses_of(quote))
    has = {piece: shared(claim, piece) for piece in pieces}
    kept = list(pieces)
    for piece in sorted(pieces, key=lambda one: len(has[one])):
        rest = [other for other in kept if other is not piece]
        if rest and has[piece] <= frozenset().union(*(has[other] for other in rest)):
            kept = rest
    found = set(map(id, kept))
    for before, piece in reversed(list(pairwise(pieces))):
        if (id(piece) in found and _GOES_ON.match(piece.text)) or (
            id(before) in found and _LIMITS_IT.match(piece.text)
        ):
            found |= {id(before), id(piece)}
    return tuple(piece for piece in pieces if id(piece) in found)


def touched(claim: Part, quote: Part) -> Part:
    """Those clauses as one."""
    return part_of(". ".join(piece.text for piece in taken(claim, quote)), quote.known)


def shared(claim: Part, piece: Part) -> frozenset[str]:
    """What of a sentence a clause has: telling words and values."""
    return (claim.meanings & piece.meanings) | {value for _, value in claim.values & piece.values}


def _akin(one: str, other: str) -> bool:
    return len(one) >= LONG and one[:LONG] == other[:LONG] and abs(len(one) - len(other)) <= _TAIL
