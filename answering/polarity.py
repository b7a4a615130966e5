"""Whether a sentence means yes or no to a question: by their words, held against the answer to a known question."""

import re

from answering.statements import Polar
from evidence.parts import DENIALS, LIGHT, Part, part_of, uncovered
from evidence.senses import opposite

_WHETHER = re.compile(
    r"^(?:(?:and|but|so|ok|well)\b[ ,]*)*"
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|may|might|must)(?:n['’]t)?\b",
    re.IGNORECASE,
)
"""What begins a question of yes or no, but not one that asks for a prediction."""
_SEVERAL = re.compile(r"\bor\b|\?.*\?|\b(?:what|who|when|how|why|which)\b", re.IGNORECASE)
_WIDE = re.compile(
    r"\b(?:all|every|any|ever|never|always|completely|altogether|entirely|only|everyone|anyone|anything"
    r"|before|after|over|still|yet|again|already|more|less|solely|just|merely|alone|earlier|later|first|last)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\bwhether\b|\bdisputed\b|\bnot confirmed\b|\bunclear\b|\bnot known\b|\bnot say\b|\bneither\b"
    r"|\bdid not (?:answer|disclose)\b",
    re.IGNORECASE,
)
"""What a sentence has that leaves open what is asked."""
_SUPPOSED = re.compile(r"\b(?:would|might|could|may)\b", re.IGNORECASE)
REACH = 6
"""Words behind a denial within which it says what it denies."""
NEAR, NEARER, SAME = 0.6, 0.7, 0.97
"""The cosine from which a known question has a say in a no and in a yes, and from which it has the only one."""
AHEAD = 0.12
"""By how much the nearest known question is nearer than the nearest of those with the contrary answer."""
ALIKE = 0.8
"""The cosine of a known question that says the same, when the telling words of one are all in the other."""
COVERED = 0.8
"""Part of a question's telling words that a sentence has to have for a yes."""


def asks_whether(question: str) -> bool:
    """Whether it is a single question of yes or no about what is or was."""
    return bool(_WHETHER.search(question)) and not _SEVERAL.search(question)


def polarity(question: str, text: str, known: Polar) -> str:
    """`yes` or `no` where the nearest question that is `known` is the sentence's own and their words agree, else empty.

    Of 2,376 questions of the register, each left out once, 102 get a no, right for 0.98 of them, and 18 a yes, right
    for 0.94, though what is left is often just the contrary question (`python -m benchmarks.polarity`).
    """
    if known.cosine < NEAR or not asks_whether(question):
        return ""
    if known.cosine >= SAME:
        return known.kind
    if text != known.text or known.cosine < known.other + AHEAD:
        return ""
    asked = part_of(question)
    is_said = known.kind == _worded(asked, part_of(text, asked.names), known.cosine)
    return known.kind if is_said or _is_alike(question, known) else ""


def _is_alike(question: str, known: Polar) -> bool:
    """Whether the known question of the same sentence is, by its words, the one that is asked."""
    other = part_of(known.question, part_of(question).names)
    asked = part_of(question, other.names)
    if _wide(asked) != _wide(other) or bool(DENIALS.first(asked)) != bool(DENIALS.first(other)):
        return False
    if _OPEN.search(known.text) or opposite(asked, other, part_of("")):
        return False
    if known.kind == "no" and known.cosine >= NEARER and DENIALS.first(part_of(known.text)):
        return True
    is_within = not uncovered(asked, other) or not uncovered(other, asked)
    return known.cosine >= ALIKE and asked.values == other.values and is_within


def _wide(part: Part) -> set[str]:
    return {word.lower() for word in _WIDE.findall(part.text)}


def _worded(asked: Part, said: Part, cosine: float) -> str:
    """What the words of the sentence mean: no where it denies what is asked, yes where it says all of it plainly."""
    if DENIALS.first(asked) or _OPEN.search(said.text):
        return ""
    if DENIALS.first(said):
        return "no" if _denied(said) and not uncovered(part_of(_denied(said)), asked) else ""
    telling = asked.words - asked.names - LIGHT.words
    is_covered = len(uncovered(asked, said)) <= (1 - COVERED) * len(telling)
    is_covered = is_covered and asked.values <= said.values
    is_plain = not (_WIDE.search(asked.text) or _SUPPOSED.search(said.text) or opposite(asked, said, part_of("")))
    return "yes" if cosine >= NEARER and telling and is_covered and is_plain else ""


def _denied(part: Part) -> str:
    """The first telling word behind the first denial, where one is near."""
    for i in range(len(part.keys)):
        if any(DENIALS.has(part.keys[i : i + length]) for length in (1, 2)):
            behind = part.tokens[i + 1 : i + 1 + REACH]
            telling = (token for token in behind if token.value in part.words - part.names - LIGHT.words)
            return next((part.text[token.start : token.end] for token in telling), "")
    return ""
