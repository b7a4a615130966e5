"""Time between two events: the questions that ask for it, and the sum that answers them, which no article may state."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from evidence.values import Token, canonical, even, names

_WERE = r"(?<!that )(?<!which )(?<!who )(?:was|were|had|do|does|is|are)"
# What begins no second event: in "how long before the ban was lifted" there is only one.
_NO_SUBJECT = (
    r"(?-i:[a-z]+ed|[a-z]+ing)|in|into|on|out|over|off|up|under|not|no|never|so|an?|any|known|made|let|set|put|sent|sold"
    r"|shut|held|found|told|given|taken|brought|free|first|(?:it|he|she|they) (?:in|on|over|out|still)|due|about|able"
    r"|public|there|the same"
)
_WORDS = {
    "A": r"(?P<a>.+?)",
    "B": r"(?P<b>.+?)",
    "BOTH": r"(?P<both>.+?)",
    "FOLLOWER": r"(?P<b>.+? follow)",
    "OWNED": r"(?P<a>(?:the |.+'s ).+)",
    "EITHER": r"(?P<a>(?P<choice>[^,]+?)),? or (?P<b>[^,]+?)",
    "VERB": r"(?P<verb>\S.*?)",
    "DONE": r"(?P<done>.+?)",
    "HOW": (
        r"(?:how (?:long|soon|quickly|fast|shortly|much(?: time|(?= (?:earlier|later|sooner|older))))"
        r"|(?:how many|what number of) (?:days|weeks|months|years|hours)'?)"
    ),
    "AUX": rf"(?:did|{_WERE})",
    "THEN": (
        rf"(?:did|{_WERE}(?!.* (?:did|{_WERE}) )|came|followed)"
        rf"(?= \S+ \S| \S+'s?$| (?-i:[A-Z])\S*$)(?! (?:{_NO_SUBJECT})\b)"
    ),
    "BEFORE": r"(?:before|(?:ahead|in advance) of|prior to)",
    "AFTER": r"(?:after|following)",
    "WHEN": r"(?:when|by the time(?: of)?|at the time of)",
    "LATER": r"(?:later|afterwards?|after (?:that|this|it))",
    "PASSED": (
        r"(?:(?:time |had )?(?:passe[sd]|elapse[sd]|went by|lay|lies?)|(?:was|were|is|are)(?: there| it)?|did it take"
        r"|had it been|(?:was|is) the (?:gap|delay|interval|time|wait|lag|difference))"
    ),
    "GAP": (
        r"(?:what (?:was|is)|what's|how (?:long|big|wide) (?:was|is)) the (?:time|interval|delay|time (?:gap|lag|span)"
        r"|(?:gap|difference) in (?:time|days|weeks|months|years)|number of (?:days|weeks|months|years))(?: that \w+)?"
    ),
    "AND": r"(?:and|&)(?!.* and \S+ \S)",
    "SAID": r"(?:(?:on )?(?:when|what|which)(?: day| date)? )?(?:did|was|were|had) ",
    "LINK": r"(?:and|then|but|so) ",
    "UNITS": r"(?:days|weeks|months|years)",
    "COME": r"(?:come|came|happen(?:ed)?|occur(?:red)?|take place|took place|arrived?|appear(?:ed)?|was|were|be)",
    "POINT": r"(?:announced?|publish(?:ed)?|signed|sent|issued|dated|made|out|arrested|break|broke)",
    "LATE": (
        r"(?:apart|before(?:hand)?|after(?:wards?)?|earlier|sooner|later|ahead|in advance|between(?: them| the two)?)"
    ),
    "FIRST": r"(?:first|earlier|sooner|last|later)",
}
# What a question takes to be the earlier is A. DONE is said of B too, and BOTH and VERB of A and of B.
_SHAPES = """
HOW AFTER A THEN B
HOW BEFORE B THEN A
HOW did it take AFTER A for B to DONE
(?:HOW(?: PASSED)?|GAP|(?:number of )?UNITS|time) between A AND B(?: in UNITS)?
(?:what (?:was|is)|what's) the (?:gap|difference) between A AND B in UNITS
(?:HOW(?: PASSED)?|GAP) (?:from|after|since) A (?:until|till|before|WHEN|to(?!.* to )) B
HOW (?:was|is) it AFTER A (?:that|before|until) B
HOW (?:was|is) it BEFORE B that A
between A AND B,? HOW(?: PASSED)?
AFTER A,? HOW(?: PASSED)? (?:before|until) B
HOW (?:earlier|sooner) than B AUX A
HOW later than A AUX B
HOW (?:earlier|sooner|older) AUX A than B
HOW later AUX B than A
HOW AUX A (?:earlier|sooner) than B
HOW AUX B later than A
HOW AUX A AND B apart
(?:HOW apart|how far apart in time) AUX A AND B
HOW separate[sd]? A (?:from|AND) B
HOW (?:did|do) A (?:beat|precede|pre-?date) B(?: to the punch| (?:to|in|with|by) BOTH)?
HOW did FOLLOWER OWNED
HOW (?:did|do) B (?:follow|trail|lag(?: behind)?) A(?: (?:in|with|by) BOTH)?
HOW AUX A (?:ahead of|(?:COME|POINT) BEFORE) B
HOW AUX B (?:COME|POINT) AFTER A
how (?:soon|quickly|fast) did B AFTER A
HOW did B wait AFTER A (?:to|before|until) DONE
HOW did it take (?:for )?B to DONE AFTER A
(?:was|is) it (?:before or after|after or before) A that B
(?:AUX )?A (?:before|earlier|sooner) or (?:after|later)(?: than)? B
(?:AUX )?A (?:after|later) or (?:before|earlier)(?: than)? B
(?:which|what|who)(?: one| event)? (?:COME|is) FIRST[,:]? EITHER
which(?: one)? of A AND B COME FIRST
(?:who|which \\w+) (?!COME first)VERB first(?: BOTH)?[,:] EITHER
(?:was|is) it EITHER (?:that|who|which) VERB first(?: BOTH)?
AUX EITHER(?: COME)? first
how old AUX (?P<a>(?P<aged>.+?)) WHEN (?!.*\\b(?:he|she|him|her)\\b)B
HOW had A (?:been (?:in force|in place|out)|lasted|run|stood) (?:WHEN|BEFORE) B
"""
_MEASURED = "AUX A (?:WHEN|BEFORE|by) B\nAUX B AFTER A\nA (?:AND|vs|versus) B(?: (?:was|were|are))?"
"""Questions of yes or no, unless "by how long" follows."""
_FOLLOWED = """
(?:SAID)?A,? (?:LINK)*HOW LATER AUX B
(?:SAID)?B(?: COME)?,? (?:LINK)*HOW(?: later)? AFTER A
(?:SAID)?A(?: COME)?,? (?:LINK)*HOW(?: earlier)? BEFORE B
"""
"""Questions that follow another, or stand within one: "When did A happen, and how many days later B?"."""


def _spelt(shape: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\b[A-Z]+\b", lambda word: _WORDS.get(word[0], word[0]), shape), re.IGNORECASE)


_ASKS, _ASKS_WHETHER, _ASKS_ON = (
    [_spelt(shape) for shape in shapes.strip().splitlines()] for shapes in (_SHAPES, _MEASURED, _FOLLOWED)
)
_LEAD = re.compile(
    r"^(?:(?:and|so|but|ok|okay|well|also|please|roughly|about|approximately|exactly|just)\b,? |by (?=how )"
    r"|do you know |(?:(?:can|could) you )?tell me,? |(?:in|on|at|according to|as of) (?!what|which)[^,]+, )+",
    re.IGNORECASE,
)
_TAIL = _spelt(
    r"[,;?.! ]+(?:(?:and|if so|then)\b,? )*(?:by (?:roughly |about )?(?:HOW|how much)|HOW(?: PASSED)? LATE)"
    r"(?: (?:LATE|(?:were|are) they|(?:was|is) (?:it|that)))?$"
)
_UNIT = re.compile(r"(?:\b(?:how many|number of|difference in|gap in|in) |^)(days|weeks|months|years)\b", re.IGNORECASE)
_BREAK = re.compile(r"(?:[?!]|(?<=\w{3})\.)\s+")
_FIRM = r"the (?:company|firm|business|vendor|corporation)"
_NO_EVENT = re.compile(
    rf"(?:(?:what|who|whom|which|why|how|where|did|do|does|was|were|is|are|has|have|had|can|could|will|would)\b.*|it|that|this|they|he|she|them|for|until|since"
    rf"|just|only|{_FIRM}|so|.)?",
    re.IGNORECASE,
)
_WEAK_HEAD = re.compile(
    r"^(?:(?:the (?:time|day|date|moment)(?: of| when| that)?|when|that(?! of )|already"
    r"|it (?:was )?(?:before|until|that|when)) )+",
    re.IGNORECASE,
)
_WEAK_END = _spelt(r" (?:already|COME|d(?:o|id) (?:the same|so|likewise)|follow(?:ed)? suit)$")
_OWNED = re.compile(r"(?:^|(?<= of )|(?<= in )|(?<= to ))(?:its|their|his|her)\b")
_THING = re.compile(
    r"(?:\b(?:its|their|his|her|the|an?)|[\w.&-]+(?:'s|s')) (?P<what>(?:[\w-]+ ){0,3}?[\w-]+)"
    r"(?=$| (?:was|were|had|is|are|came|expire|lapse|end|run|ran|took|take|beg[au]n|start)\w*\b)"
)
_OF_A_THING = r"(?=was|were|is |had been|expire|lapse|end|run out|ran out|took effect|take effect|came|beg[ai]n|start)"
_NO_NAME = re.compile(
    r"(?:the|an?|its|their|his|her|this|that|these|those|it|they|he|she|we|you|i|all|both|each|some|any|no)"
    r"|(?-i:[a-z]*(?:ing|ion|ment|launch|release|arrest|expiry))|\d.*",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"the (?:extension|renewal|reversal|expiry|lifting|end|confirmation|clarification|follow-up)\b")
_LISTED = re.compile(r", |,? (?:and|or|to|until) |\s?-\s?")
_YEAR = 12
_HALF_A_MONTH = 15
_MANY_DAYS = 60


@dataclass(frozen=True, slots=True)
class Sum:
    """Two events whose distance in time is asked for."""

    first: str
    """The event that the question takes to be the earlier, else the one it names first: words to search with."""
    second: str
    """The other, likewise."""
    unit: str
    """`days`, `weeks`, `months`, `years`, or empty for whatever fits."""


def sum_asked(question: str) -> Sum | None:
    """The two events whose distance in time, or order, `question` asks for; None where it asks for something else."""
    plain = even(" ".join(question.replace("\\", " ").split()))  # `re.sub` reads a backslash as a sign of its own
    *before, last = _BREAK.split(plain.strip(" ?!."))
    if before and _TAIL.fullmatch(f" {last}"):
        last = f"{before.pop()}, {last}"
    told = _TAIL.search(last)
    body = _LEAD.sub("", _TAIL.sub("", last))
    unit = _UNIT.search(told[0] if told else body)
    tries = [(shape, body) for shape in [*_ASKS, *(_ASKS_WHETHER if told else [])]]
    tries += [(shape, ", ".join([*before[-1:], body])) for shape in _ASKS_ON]
    for shape, text in tries:
        found = shape.fullmatch(text)
        events = _events(found.groupdict()) if found else None
        if events:
            return Sum(*events, unit[1].lower() if unit else "")
    return None


def _events(parts: dict[str, str | None]) -> tuple[str, str] | None:
    """Both events as they would be said alone; None where one of them is none."""
    shared = [parts.get("verb"), re.sub(r"^(?:an?|the|its|their) ", "'s ", parts.get("both") or "")]
    first = _tidy(parts["a"], *shared)
    second = _tidy(parts["b"], *shared, parts.get("done"))
    is_person = parts.get("aged") and _is_bare(first)
    no_deed = parts.get("choice") and _is_bare(first) and _is_bare(second)
    if is_person or no_deed or _NO_EVENT.fullmatch(first) or _NO_EVENT.fullmatch(second):
        return None
    return _alone(first, second), _alone(second, first)


def _tidy(*words: str | None) -> str:
    text = _WEAK_HEAD.sub("", " ".join(filter(None, words)).strip(" ,;:-"))
    return _WEAK_END.sub("", text.replace(" already", "").replace(" 's ", "'s "))


def _alone(event: str, other: str) -> str:
    """`event` with what it leaves to `other`: "the maker's" beside "the seller's pause" is "the maker's pause"."""
    name, thing = _name(other), _THING.search(other)
    if event.endswith(("'s", "s'")) and thing:
        return f"{event} {thing['what']}"
    if one_of := re.match(r"(?:that|those|the ones?)( (?:of|in|by|from) .+)", event):
        return re.split(r" (?:of|in|by|from) ", other)[0] + one_of[1]
    if name and _is_bare(event) and not _is_bare(other):
        swapped = re.sub(rf"^(?:the )?{re.escape(name)}\b|(?<=s of ){re.escape(name)}$", event, other)
        return event if swapped == other else swapped
    what = _OWNED.sub(f"{name}'s" if name else r"\g<0>", thing[0]) if thing else ""
    if name:
        event = _with_name(event, other, what)
    return re.sub(r"(?<=\w )(?:it|them)\b", what, event) if what else event


def _with_name(event: str, other: str, what: str) -> str:
    """`event` with the name in `other`, or with `what` of its things, in place of the pronouns for them."""
    name = _name(other)
    owners = [owner for owner in _names(other) if f"{owner}'s " in other]
    event = re.sub(rf"^{_FIRM}\b", [name, *owners][-1], event, flags=re.IGNORECASE)
    event = re.sub(r"^(?=[a-z]+ing )", f"{name} ", event)
    if " " in name:
        event = re.sub(r"\b(?:his|her)\b", f"{name}'s", event)
    if _names(event):
        return event
    if what:
        event = re.sub(rf"^(?:it|they) {_OF_A_THING}", f"{what} ", event)
    event = re.sub(r"^(?:it|they|he|she)\b", name, event)
    event = _OWNED.sub(f"{name}'s", event)
    is_meant = _RELATIVE.match(event) or re.search(r" (?:it|them)\b", other)
    return re.sub(r"^(?:the|an?) ", f"{name}'s ", event) if is_meant else event


def _names(text: str) -> list[str]:
    # A capital shows a name only within a sentence.
    return [token.value for token in names(f"of {text}")]


def _name(text: str) -> str:
    """The first name in `text`; its first word where all is in small letters and that is no article or the like."""
    if found := _names(text):
        return found[0]
    word = re.sub(r"(?:'s|')$", "", text.split()[0])
    return "" if _NO_NAME.fullmatch(word) else word


def _is_bare(event: str) -> bool:
    """Whether `event` is only names, and so leaves what they did to the other."""
    if " " not in event:
        return not _NO_NAME.fullmatch(event)
    rest = re.sub(r"^the (?=\S+$)", "", event)
    for name in _names(event):
        rest = rest.replace(name, "", 1)
    return not re.sub(r"\b(?:and|or)\b|\W", "", rest)


def dates_of(sentence: str) -> list[date]:
    """The full days in `sentence`, in order; those of a list such as "8, 10 and 11 June 2020" too."""
    text, start = even(sentence), 0
    days: list[date] = []
    for token in reversed(canonical(sentence)):
        is_listed = days and _LISTED.fullmatch(text, token.end, start)
        day = _day(token, days[-1] if is_listed else None)
        if day:
            days.append(day)
            start = token.start
    return days[::-1]


def difference(first: date, second: date, unit: str) -> str:
    """How far apart two days are by the calendar, in the `unit` of a `Sum`; "about" where months are rounded."""
    first, second = sorted((first, second))
    days = (second - first).days
    months, rest = _months(first, second)
    if unit == "days" or (not unit and days < _MANY_DAYS):
        return _counted(day=days)
    if unit == "weeks":
        return _counted(week=days // 7, day=days % 7)
    if unit == "months" or months < (_YEAR if unit == "years" else 2 * _YEAR):
        return _counted(month=months, day=rest)
    rounded = months + (rest > _HALF_A_MONTH)
    return ("about " if rest else "") + _counted(year=rounded // _YEAR, month=rounded % _YEAR)


def said(first: tuple[str, date], second: tuple[str, date], unit: str) -> str:
    """One sentence with the time between two named events, their days, and which came before the other."""
    (earlier, start), (later, end) = sorted((first, second), key=lambda event: event[1])
    apart = difference(start, end, unit)
    apart = apart[0].upper() + apart[1:]
    if start == end:
        return f"{apart}: {earlier} and {later}, both on {_written(start)}."
    return f"{apart}: first {earlier} ({_written(start)}), then {later} ({_written(end)})."


def _day(token: Token, following: date | None) -> date | None:
    """The full day that `token` names; in a list it may leave its month and year to the day `following` it."""
    iso = token.value if token.kind == "date" else ""
    is_whole = not iso.startswith("--")
    if following and iso and not is_whole:
        iso = iso.replace("-", str(following.year), 1)
    elif following and token.kind == "number" and token.mark in ("", "nth"):
        iso, is_whole = f"{following:%Y-%m}-{token.value:>02}", False
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return None
    return day if is_whole or (following and day < following) else None


def _months(first: date, second: date) -> tuple[int, int]:
    """Whole months from `first` to `second`, and the days left; no month has more days than its last."""
    months = (second.year - first.year) * _YEAR + second.month - first.month
    if _later(first, months) > second:
        months -= 1
    return months, (second - _later(first, months)).days


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * _YEAR + day.month - 1 + months, _YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _counted(**counts: int) -> str:
    said = [f"{count:,} {unit}{'s' * (count != 1)}" for unit, count in counts.items() if count]
    return " and ".join(said) or "0 days"


def _written(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
