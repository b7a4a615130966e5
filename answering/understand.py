"""What a question asks for: its stand-alone form, the companies it names, and the kind of answer it wants."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from answering.days import day_asked
from answering.excerpts import excerpt_asked, unquoted
from answering.lexicon import WORD, Lexicon
from core.answers import Ask, Turn, unmarked
from core.errors import InputError

# What a question wants, by the words that ask for it, the most telling first.
_WANTS = {
    "company": r"\bwhose (?!name|words?|idea|voice|face|signature)|\b(?:which|what) (?:one\b|of\b)"
    r"|\b(?:which|what) (?:\w+ )?(?:compan|firm|vendor|business|corporation|giant)",
    "duration": r"\bhow long\b|\b(?:un|)till? when\b|\bfor (?:good|ever)\b|\bforever\b|\bexpir|\brun out\b",
    "amount": r"\bhow much\b|\bwhat (?:price|sum)\b|\b(?:spend|spent|cost|pay|paid|worth|fined?|money|value)\b",
    "number": r"\bhow (?:many|often|big|large|old|far)\b|\bwhat (?:number|percentage|share|proportion)\b",
    "date": r"\bwhen\b|\b(?:what|which) (?:year|date|day|month)\b|\bhow (?:recently|soon)\b",
    "person": r"\bwho(?:m|se)?\b|\b(?:what|which) (?:person|people|executive|official|politician|critic|senator)s?\b",
    "reason": r"\bwhy\b|\breasons?\b|\bhow come\b|\bwhat (?:made|led|prompted|drove)\b",
    "statement": r"\bwhat\b.*\b(?:promis|say|said|pledg|commit|announc|declar|agree|ask|call|want)",
    "later": r"\bstill\b|\btoday\b|\bnow\b|\bcurrent|\bany ?more\b|\bsince\b|\blater\b|\bafterwards?\b"
    r"|\bhappened (?:next|to)\b|\ba year on\b|\bthese days\b|\bto this day\b",
}
_WANTS_RE = {want: re.compile(pattern, re.IGNORECASE) for want, pattern in _WANTS.items()}
_SETS_SIDE_BY_SIDE = re.compile(
    r"\bcompar|\bdiffer|\bversus\b|\bvs\b|\beach\b|\bevery (?:company|firm)\b|\bboth\b"
    r"|\b(?:all|the|those|these|big) (?:three|big|companies|firms|tech|technology|giants)\b"
    r"|\b(?:which|any|one|all|none|most) of (?:the|these|those|their|them)\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(r"\b(?:is|are|does|do|has|have|can|may|will|still|now|today|currently)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:did|was|were|had|(?:19|20)\d\d)\b", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:what|who|whom|whose|when|where|why|how|which)\b", re.IGNORECASE)
_DENIES = re.compile(
    r"\b(?:no|not|never|none|nothing|any|still|whether|un\w+|missing|lack\w*|open|left|leave|gaps?|loopholes?|holes?)\b|n['’]t\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"^(?:and|but|so|or|then|also)\b|^(?:what|how) about\b|^(?:until|since) when\b|^why(?: not)?\b.{0,12}$"
    r"|\b(?:it|its|they|their|them|he|his|him|she|her|that|those|this|these|there|one|ones|same)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[?!.])\s+(?=\S)")
"""What leaned on a question stands behind it: only the first sentence of the last one is its topic."""
_PLACE = re.compile(r"\b(?:in|at|from|near|around|across)(?: say,?)?$", re.IGNORECASE)
_NATIONAL = re.compile(r"(?:an|ese|ish|tch|nch)$")
_FIRST = re.compile(
    r"\b(?:back to|(?:the|your|my) (?:very )?first|(?:the )?(?:earlier|original) (?:one|question))\b", re.IGNORECASE
)
_AND_ASKS = re.compile(
    r"\?\s+(?:and |but |or )?(?=\S.*\?)|,?\s+(?:and|but|or)\s+(?=(?:who|whose|whom|what|when|where|why|how|which)\b)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+\b(?!['’]t\b)")
_PREAMBLE = re.compile(r"[.:!?…]\s+(?=[^.:!?…]+\?$)")
_PRESSES = re.compile(
    r"^(?:(?:(?:please|just|can you|could you|so)\b[ ,]*)*(?:confirm|admit|agree)(?: (?:to|for) me)?(?: that)?"
    r"|(?:my|our|the|a) \w+ (?:says?|said|thinks?|claims?|insists?|told me|tells me)(?: that)?"
    r"|(?:i(?: have|['’]ve)? (?:heard|read|think|thought|believe)|everyone knows|(?:isn['’]t it|is it) true)(?: that)?"
    r")\b[ ,:]*"
    r"|[,.?!;]\s*(?:(?:am i |is that |isn['’]t that )?(?:right|correct|true)|yes or no|one word(?: only)?|agreed?"
    r"|isn['’]t it|(?:just )?answer (?:me )?(?:with |in )?(?:yes or no|one word|a word))[\s.?!]*$",
    re.IGNORECASE,
)
"""Who else says so, and what is asked to be agreed to: neither makes it another question."""
_CONTRACTED = {"I'm", "I've", "I'd", "I'll", "I’m", "I’ve", "I’d", "I’ll"}
_OPENER = re.compile(r"^(?:(?:and|but|so|or|then|also|ok|okay|well)\b[\s,]*)+|^(?:what|how) about\b\s*", re.IGNORECASE)


SHORT = 8
"""A question of so many words leans on the one before even if it names a company."""
BARE = 2
"""Weighty words; a question with fewer leans on the one before."""
ENOUGH_WORDS = 4
"""What is shorter is no question by itself."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the assistant works on it."""

    asked: str
    standalone: str
    as_of: date | None
    companies: tuple[str, ...]
    """Companies of the corpus that it names, in the order of mention."""
    wants: str
    """One of `_WANTS`, or empty."""
    is_present: bool
    """Whether it asks how things stand, rather than what happened once."""
    is_open: bool
    """Whether it asks what, who or when of something that is, rather than whether, or what is not."""
    compares: bool
    """Whether it sets companies side by side."""
    unknown: tuple[str, ...]
    """Names in it that no article has."""
    names: tuple[str, ...]
    """Names in it that articles have, companies left out."""
    is_name: bool
    """Whether it asks after a name and nothing else, as `Who is …?` does."""
    heard: str
    """What the last answer, and those to earlier parts of this question, began with; the whole where more is wanted."""
    wants_more: bool
    """Whether it only asks for more of the same."""


def understand(ask: Ask, lexicon: Lexicon, longest: int) -> list[Question]:
    """The readings of a question in its conversation, the likeliest first.

    Raises `InputError` when it is empty or longer than `longest` characters.
    """
    asked = " ".join(ask.question.split())
    if not asked.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in asked):
        raise InputError("The question holds half a character; type it as Unicode text.")
    if not re.search(r"\w", asked):
        raise InputError("The question is empty; type a question.")
    if len(asked) > longest:
        raise InputError(f"The question has {len(asked):,} characters; ask it in at most {longest:,}.")
    as_of = ask.as_of or day_asked(unquoted(asked))
    mended = _LETTERS.sub(lambda found: lexicon.mend(found[0], as_of), asked)
    heard = unmarked(ask.history[-1].answer) if ask.history else ""
    if not _only_more(asked, lexicon):
        heard = _SENTENCE_END.split(heard)[0]
    named = lexicon.companies_in(mended)
    return [
        _read(asked, text, as_of, heard, lexicon, named if text in mended else lexicon.companies_in(text))
        for text in readings(mended, ask.history, lexicon)
    ]


def following(question: Question, part: str, said: str, lexicon: Lexicon) -> list[Question]:
    """The readings of a further part of what was asked, once `said` answered the first."""
    texts = _leaning(part, (Turn(f"{parts(question.standalone)[0].rstrip('?.! ')}?", said),), lexicon)
    heard = f"{question.heard} {said}"
    return [_read(question.asked, text, question.as_of, heard, lexicon, lexicon.companies_in(text)) for text in texts]


def beginning(question: Question, lexicon: Lexicon) -> Question:
    """The first part of what was asked; the whole where there is one part, or companies are compared."""
    first, *others = parts(question.standalone)
    if question.compares or not others or len(parts(question.asked)) == 1:
        return question
    text = f"{first.rstrip('?.! ')}?"
    return _read(question.asked, text, question.as_of, question.heard, lexicon, lexicon.companies_in(text))


def parts(question: str) -> list[str]:
    """The questions that one sentence or several ask in a row, at least one."""
    found = [part.strip() for part in _AND_ASKS.split(question)]
    return found if len(found) > 1 and _OPEN.search(found[0]) and len(found[0].split()) >= ENOUGH_WORDS else [question]


def _read(
    asked: str, standalone: str, as_of: date | None, heard: str, lexicon: Lexicon, named: tuple[str, ...]
) -> Question:
    """A reading; `named` has also the companies that led up to what is asked."""
    names = known_names(standalone, named, lexicon)
    weighty = lexicon.weights(standalone).keys() | lexicon.weights(asked).keys()
    return Question(
        asked=asked,
        standalone=standalone,
        as_of=as_of or day_asked(unquoted(standalone)),
        companies=named,
        wants=wanted(last_question(standalone)),
        is_present=bool(_PRESENT.search(standalone)) and not _PAST.search(standalone),
        is_open=bool(_OPEN.search(standalone)) and not _DENIES.search(standalone),
        compares=len(named) > 1 or (not named and bool(_SETS_SIDE_BY_SIDE.search(standalone))),
        unknown=unknown_names(standalone, named, lexicon),
        names=names,
        is_name=bool(weighty) and weighty <= lexicon.meanings(" ".join((*names, *named))),
        heard=heard,
        wants_more=_only_more(asked, lexicon),
    )


def _only_more(question: str, lexicon: Lexicon) -> bool:
    return not (_OPEN.search(question) or wanted(question) or lexicon.weights(question))


@lru_cache(10_000)
def wanted(question: str) -> str:
    """What a question wants: one of `_WANTS`, or empty."""
    return next((want for want, pattern in _WANTS_RE.items() if pattern.search(question)), "")


def last_question(text: str) -> str:
    """The last sentence where it is a question, behind what it leans on; else the whole."""
    *_, last = _SENTENCE_END.split(text)
    return last if last.endswith("?") else text


def readings(question: str, history: tuple[Turn, ...], lexicon: Lexicon) -> list[str]:
    """The question as it would be asked without the conversation before it, in each way that it may be meant."""
    named = lexicon.companies_in(question)
    is_bare = not named and len(lexicon.weights(question)) < BARE
    if not history or not (is_bare or _LEANS.search(question)) or (named and len(question.split()) > SHORT):
        asked = question if excerpt_asked(question) else _PREAMBLE.split(question)[-1]
        needs_rest = _LEANS.search(asked) or len(asked.split()) < ENOUGH_WORDS
        calm = _PRESSES.sub("", question)
        found = [
            question,
            *([] if needs_rest else [asked]),
            *([calm] if len(calm.split()) >= ENOUGH_WORDS else []),
        ]
        return list(dict.fromkeys(found))
    return _leaning(question, history, lexicon)


def _leaning(question: str, history: tuple[Turn, ...], lexicon: Lexicon) -> list[str]:
    """The question together with what it leans on, in each way that this may be."""
    last = history[0 if _FIRST.search(question) else -1]
    before = last.question
    named = lexicon.companies_in(question)
    rest = _OPENER.sub("", question).rstrip("?.! ")
    others = re.sub(re.escape(named[0]), "", rest, flags=re.IGNORECASE) if named else rest
    if named and not lexicon.weights(" ".join(WORD.findall(others))):
        alike = next((turn.question for turn in reversed(history) if wanted(turn.question) == wanted(question)), before)
        return [_swap(alike, lexicon.companies_in(alike), named[0])]
    topic, end = _SENTENCE_END.split(before)[0], _SENTENCE_END.split(before)[-1]
    talked_of = lexicon.companies_in(before) or lexicon.companies_in(last.answer)
    found = [f"{topic} {question}"]
    if topic != before:
        found.append(f"{end} {question}" if lexicon.companies_in(end) else f"{', '.join(talked_of)}: {end} {question}")
    if named:
        found.append(_swap(topic, lexicon.companies_in(topic), named[0]))
    elif len(talked_of) == 1:
        found.append(f"{talked_of[0]}: {question}")
    return found


def _swap(question: str, named: tuple[str, ...], company: str) -> str:
    """The earlier question, asked about another company; behind its name where not just one name is to be replaced."""
    name = rf"(?<!\w){re.escape(named[0])}(?!\w)" if len(named) == 1 else r"(?!)"
    swapped, count = re.subn(name, company, question, flags=re.IGNORECASE)
    return swapped if count else f"{company}: {question}"


def unknown_names(question: str, companies: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """What the question is about by name, and no article has.

    A name is only an aside, such as "in Ohio", after a preposition of place, once a company that the articles have was
    named, in a sentence before the one that names it, or as a nation's adjective ("Dutch police", "American courts").
    Nor does a first name matter before a last name that articles have.
    """
    *_, last = _SENTENCE_END.split(question)
    question = last if lexicon.companies_in(last) else question
    first_company = min((start for _, start in lexicon.companies_at(question)), default=len(question))
    names, unknown = list(_names(question, lexicon)), []
    firsts = {
        one.start() for (one, _), (two, last) in pairwise(names) if one.end() + 1 == two.start() and lexicon.known(last)
    }
    for found, word in names:
        is_owner = bool(companies) and word != found[0]
        is_aside = is_owner or found.start() > first_company or bool(_PLACE.search(question[: found.start()].rstrip()))
        is_adjective = bool(_NATIONAL.search(word)) and bool(re.match(r" [a-z]", question[found.end() :]))
        if not (is_aside or is_adjective or found.start() in firsts or lexicon.known(word)):
            unknown.append(word)
    return tuple(dict.fromkeys(unknown))


def known_names(question: str, companies: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Names that articles have, in small letters too, and that are not among `companies`."""
    words = [re.sub(r"['’]s?$", "", found[0]) for found in WORD.finditer(question)]
    names = dict.fromkeys([*(word for _, word in _names(question, lexicon)), *filter(lexicon.is_strange, words)])
    others = " ".join(companies).casefold()
    return tuple(name for name in names if lexicon.known(name) and name.casefold() not in others)


def _names(question: str, lexicon: Lexicon) -> Iterator[tuple[re.Match[str], str]]:
    """Words with a capital letter inside a sentence, and at its start those that are no English, without their 's."""
    for number, found in enumerate(WORD.finditer(question)):
        word = re.sub(r"['’]s?$", "", found[0])
        before = question[: found.start()].rstrip()
        is_capital = len(word) > 1 and word[:1].isupper() and number > 0 and not question.isupper()
        is_capital = is_capital and before[-1:] not in '.?!:;"“(' and word not in _CONTRACTED
        if is_capital or (number == 0 and lexicon.is_strange(word) and not lexicon.companies_in(question)):
            yield found, word
