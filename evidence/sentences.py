"""Where sentences start and end, as exact spans."""

import re

# A full stop after one of these never ends a sentence: titles before a name, names of places, Latin before an example.
_NEVER = frozenset(
    "mr mrs ms mx messrs mme mlle dr drs prof profs fr rev revs hon pres sen sens rep reps gov govs lt gen gens col "
    "cols maj capt cmdr adm brig sgt sgts cpl pvt ofc det insp supt supts atty attys asst amb sec'y mt vs viz cf e.g "
    "i.e n.b p.s univ assn assoc dept approx est".split()
)
# After one of these a sentence goes on with a name or a number more often than it ends; what follows decides.
_SELDOM = frozenset(
    "etc al inc ltd co cos corp corps llc plc bros pty mfg jr sr esq ret ph.d st ave blvd rd hwy pl ft lb lbs oz mi "
    "min max misc incl ed eds supp jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs "
    "fri a.m p.m".split()
)
# States are so only after a comma: "Springfield, Ill."; elsewhere they are words.
_STATES = frozenset(
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn "
    "tex va vt wash wis wyo ont que".split()
)
# Nor does it end before a digit after one of these; elsewhere they are words: "Was it permanent? No. It was a pause."
_NUMBERED = frozenset("no nos art arts sec secs fig figs vol vols p pp par para ch cl prop ca circa".split())
# With one of these in capitals a sentence begins, and no name does.
_STARTERS = frozenset(
    "the a an this that these those it its he she they we i you his her their our my your there here what who whom "
    "whose which how why where when whether if as while after before since until because although though unless once "
    "and but or nor so yet then thus still also only even instead however meanwhile moreover in on at by for from to "
    "of with without under over about among against between during within into through across behind beyond despite "
    "according no not none nobody nothing nowhere neither either both each every all any some many most much more "
    "several few another other others such one two three is are was were has have had did does later now today "
    "yesterday tomorrow perhaps everyone everybody everything someone somebody something anyone".split()
)
_MONTHS = frozenset("january february march april may june july august september october november december".split())
# The stops of a sentence, several or spaced as they may be, with closing quotes and the numbers of notes after them.
_END = re.compile(
    r"(?<![.!?…])(\.(?:[ \xa0]\.)+|[.!?…]+)[\"'”’“‘»)\]]*(?:\[\d{1,3}\]|[¹²³⁰-⁹])*(?=\s)"
    r"|(?<![。！？])[。！？]+[」』”’）]*"
)
_LAST_WORD = re.compile(r"(,?)\s?([\w.&'’-]+)$")
_NEXT = re.compile(r"\s+([\"'“‘«„([]*)([\w$£€#]+)(\.?)")
_LABEL = re.compile(r"[(\[]?(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,5})")
_LONGEST_LABEL = 12
"""Characters in which the number or letter of an item or heading stands, at the start of its line."""
_DOTTED = re.compile(r"(?:\w\.)+\w")
_LOOK_BACK = 40
"""Characters in which the word before a full stop is sought; the whole line would take its length squared."""


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """`[start, end)` of each sentence of `text`, in order, without the white space around it.

    A line break ends a sentence: canonical text keeps each paragraph on one line.
    """
    spans = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for end in (line.start() + offset for offset in _ends(line[0])):
            spans.append(_trim(text, start, end))
            start = end
        spans.append(_trim(text, start, line.end()))
    return [(start, end) for start, end in spans if start < end]


def _ends(line: str) -> list[int]:
    return [found.end() for found in _END.finditer(line) if _closes(line, found)]


def _closes(line: str, found: re.Match[str]) -> bool:
    """Whether this punctuation ends a sentence."""
    following = _NEXT.match(line, found.end())
    opening, word, stop = following.groups() if following else ("", "", "")
    if word[:1].islower() and not word[1:2].isupper():  # but "iPhones" begins one
        return False
    if found[1] != ".":
        return True
    if found.start() < _LONGEST_LABEL and _LABEL.fullmatch(line[: found.start()].strip()):
        return False
    return _full_stop_closes(line[max(0, found.start() - _LOOK_BACK) : found.start()], opening, word, stop)


def _full_stop_closes(before: str, opening: str, word: str, stop: str) -> bool:
    """Whether one full stop ends a sentence, by the word before it and the word after it."""
    said = _LAST_WORD.search(before)
    comma, last = said.groups() if said else ("", "")
    key = last.lower().lstrip("'’")
    is_quoted = bool(word and opening.strip("(["))
    begins = is_quoted or (word.lower() in _STARTERS and not (stop and len(word) == 1))
    is_initial = len(last) == 1 and last.isalpha() and last != "I"
    if key in _NUMBERED and last != "P":  # which is an initial
        return not word[:1].isdigit()
    if key in _NEVER:
        return False
    if is_initial or key in _SELDOM or (comma and key in _STATES) or _DOTTED.fullmatch(key):
        return begins
    return not (last.isdigit() and len(last) <= 2 and word.lower() in _MONTHS)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
