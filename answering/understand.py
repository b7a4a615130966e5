"""What a question asks for: its stand-alone form, the companies it names, and the kind of answer it wants."""

import re
from dataclasses import dataclass
from datetime import date

from answering.lexicon import WORD, Lexicon
from core.answers import Ask, Turn
from core.errors import InputError

# What a question wants, by the words that ask for it, the most telling first.
_WANTS = {
    "duration": r"\bhow long\b|\buntil when\b|\btill when\b|\bfor (?:good|ever)\b|\bforever\b|\bexpir|\brun out\b",
    "number": r"\bhow (?:many|much|often|big|large|old|far)\b|\bwhat (?:number|percentage|share|proportion|price|sum)\b",
    "date": r"\bwhen\b|\b(?:what|which) (?:year|date|day|month)\b|\bhow (?:recently|soon)\b",
    "person": r"\bwho(?:se|m)?\b|\b(?:what|which) (?:person|people|executive|official|politician|critic|senator)s?\b",
    "reason": r"\bwhy\b|\breasons?\b|\bhow come\b|\bwhat (?:made|led|prompted|drove)\b",
}
_WANTS_RE = {want: re.compile(pattern, re.IGNORECASE) for want, pattern in _WANTS.items()}
_COMPARES = re.compile(
    r"\bcompar|\bdiffer|\bversus\b|\bvs\b|\beach\b|\bevery (?:company|firm)\b|\ball three\b|\bthe three\b|\bboth\b"
    r"|\b(?:which|what) (?:one|of|company|companies|firm|firms|vendor|business)|\bwhose\b"
    r"|\b(?:the )?(?:most|least|strongest|weakest|strictest|longest|shortest|first|last) (?:of|among)\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"^(?:and|but|so|or|then|also)\b|^(?:what|how) about\b|^(?:until|since) when\b|^why(?: not)?\b.{0,12}$"
    r"|\b(?:it|its|they|their|them|he|his|him|she|her|that|those|this|these|there|one|ones|same)\b",
    re.IGNORECASE,
)
_OPENER = re.compile(r"^(?:(?:and|but|so|or|then|also|ok|okay|well)\b[\s,]*)+|^(?:what|how) about\b\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the assistant works on it."""

    asked: str
    standalone: str
    as_of: date | None
    companies: tuple[str, ...]
    """Companies of the corpus that it names, in the order of mention."""
    wants: str
    """`duration`, `number`, `date`, `person`, `reason`, or empty."""
    compares: bool
    """Whether it sets companies beside each other, or asks which of them."""
    unknown: tuple[str, ...]
    """Names in it that no article has."""


def understand(ask: Ask, lexicon: Lexicon, longest: int) -> Question:
    """Read a question in its conversation; `InputError` when it is empty or longer than `longest` characters."""
    asked = " ".join(ask.question.split())
    if not re.search(r"\w", asked):
        raise InputError("The question is empty; type a question.")
    if len(asked) > longest:
        raise InputError(f"The question has {len(asked):,} characters; ask it in at most {longest:,}.")
    mended = WORD.sub(lambda found: lexicon.mend(found[0]), asked)
    standalone = stand_alone(mended, ask.history, lexicon.companies())
    named = companies_in(standalone, lexicon.companies())
    return Question(
        asked=asked,
        standalone=standalone,
        as_of=ask.as_of,
        companies=named,
        wants=next((want for want, pattern in _WANTS_RE.items() if pattern.search(standalone)), ""),
        compares=len(named) > 1 or (not named and bool(_COMPARES.search(standalone))),
        unknown=unknown_names(standalone, lexicon),
    )


def companies_in(text: str, companies: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `companies` that `text` names, in the order of mention."""
    places = {}
    for name in companies:
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        if found:
            places[name] = found.start()
    return tuple(sorted(places, key=places.__getitem__))


def stand_alone(question: str, history: tuple[Turn, ...], companies: tuple[str, ...]) -> str:
    """The question as it would be asked without the conversation before it."""
    if not history:
        return question
    before = history[-1].question
    named, named_before = companies_in(question, companies), companies_in(before, companies)
    opened = bool(_OPENER.match(question))
    rest = _OPENER.sub("", question).rstrip("?.! ")
    if named and opened and rest.casefold() in {name.casefold() for name in named}:
        return _swap(before, named_before, named[0])
    if not named and _LEANS.search(question):
        topic = named_before or companies_in(history[-1].answer, companies)[:1]
        subject = " and ".join(topic)
        return f"{subject}: {question}" if subject else f"{before.rstrip('?. ')}: {question}"
    return question


def _swap(question: str, named: tuple[str, ...], company: str) -> str:
    """The earlier question, asked about another company."""
    if not named:
        return f"{company}: {question}"
    swapped = question
    for number, name in enumerate(named):
        new = company if number == 0 else ""
        swapped = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", new, swapped, flags=re.IGNORECASE)
    return " ".join(swapped.split())


def unknown_names(question: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Words that look like names and that no article has.

    A name is a word with a capital letter inside a sentence, or one that is not ordinary English at all.
    """
    words = list(WORD.finditer(question))
    shouted = question.isupper()
    unknown = []
    for number, found in enumerate(words):
        word = re.sub(r"['’]s?$", "", found[0])
        capital = word[:1].isupper() and number > 0 and not shouted and question[: found.start()].rstrip()[-1:] not in ".?!:"
        strange = word.isalpha() and len(word) > 2 and not lexicon.is_ordinary(word)
        if (capital or strange) and not lexicon.known(word) and not _inflects(word, lexicon):
            unknown.append(word)
    return tuple(dict.fromkeys(unknown))


def _inflects(word: str, lexicon: Lexicon) -> bool:
    """Whether an ordinary English word stands inside: "footballers" is strange to the model only as a whole."""
    endings = ("s", "es", "ed", "d", "ing", "er", "ers", "ly", "ness", "able", "ation", "ations", "ings", "ish")
    if word[:1].isupper():
        return False
    return any(word.endswith(end) and lexicon.is_ordinary(word[: -len(end)]) for end in endings)
