"""Where words stand that a reader quotes: the article, and in it the sentences, that an excerpt was taken from."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from answering.lexicon import COMMON
from answering.statements import Place
from core.articles import Article
from core.protocols import PassageSource, Searcher
from evidence.sentences import sentence_spans
from vectorstore.words import stems

_PIECE = r"(?:article|piece|text|story|page|report|source|document|post|letter|explainer|publication|outlet|paper)s?"
_LINE = r"(?:passage|sentence|line|quote|quotation|excerpt|words?|wording|phrase|place|paragraph|statement|spot)s?"
_SAYS = r"(?:says?|said|saying|states?|stating|reads?|contains?|containing|ha[sd]|have|with|goes|uses?|used|mentions?)"
_THESE = rf"(?:it|this|that|these|those|they)\b(?: {_LINE})?"
_OWN = r"(?:^|[;:.?!–—-]\s*|\band )"  # no relative clause, as in "Smith, who said"
_ASKS = re.compile(
    rf"\b(?:which|what) (?:\w+ )?{_PIECE} (?:(?:is|are|was|does|do|did) )?(?:{_THESE} )?(?:{_SAYS}|from|in)\b"
    rf"|\b(?:which|what) {_PIECE}(?=\W*$)|\b(?:does|do|is there) any (?:\w+ )?{_PIECE} (?:that )?{_SAYS}\b"
    r"|\bwhere (?:\w+ )?(?:does|do|did|can) (?:[\w'’-]+ ){1,4}?(?:say|state|write|mention|read|find|come from)\b"
    rf"|\bwhere(?: \w+)??(?: is| are| was| were|['’]s)? {_THESE} (?:from|stated|written|taken from|{_SAYS})\b"
    rf"|\b(?:find|show|locate|point|quote|look)\b[\w ]{{0,20}}? {_LINE}\b(?: (?:that|which|where|it))*(?: {_SAYS}\b)?"
    rf"|{_OWN}who (?:wrote|writes|said|says|coined)\b(?: {_THESE})?|{_OWN}whose {_LINE} (?:is|are|was|were)\b"
    rf"|\bwho (?:wrote|said) {_THESE}(?=\W*$)"
    rf"|\bsource (?:of|for)\b(?: {_THESE})?|\bsource\b(?=\W*$)|^(?:source|quote|excerpt|find)(?=:)",
    re.IGNORECASE,
)
"""What asks for the place or the source of words, up to where these begin."""
_LEAD = re.compile(rf"(?:[\s:,;.?!–—-]|(?:the|an|a) (?:exact |following )?{_LINE}\b|that\b)*", re.IGNORECASE)
_TOPIC = re.compile(
    r"(?:about|on|of|for|to|by|with|in|concerning|regarding|where|when|how|why|what|who|is|are)\b", re.IGNORECASE
)
"""Behind `_ASKS`, this starts a description of what is sought, not its words."""
_OPENS_QUESTION = re.compile(
    r"\W*(?:(?:and|but|so|ok|okay|well|hi|hello|also|then|or)\W+)*(?:(?:(?:for|in|at|to|by|since|until|on|from) )?"
    r"(?:what|who|whom|whose|when|where|why|how|which)|is|are|was|were|am|do|does|did|has|have|had|can|could|will|would"
    r"|should|shall|may|might|must|tell|explain|compare|list|show|give|describe|summari[sz]e|find|name|please|help"
    r"|quote|locate|ignore|write|print|i)\b",
    re.IGNORECASE,
)
_DOUBLE = re.compile(r'"((?:[^"]|(?<=[\s(])"(?=\S)[^"]*")*)"')  # with such marks inside too
_SINGLE = re.compile(r"(?<!\w)'(?=\w)((?:(?!(?<!\w)'(?=\w)).)+)'(?!\w)")  # up to the last mark that no word follows
_NEVER_CLOSED, _NEVER_OPENED = re.compile(r'"(?=\S)(.+)$'), re.compile(r'^(.+)(?<=\S)"(?!\w)')
_SINGLE_NEVER_CLOSED = re.compile(r"(?<!\w)'(?=\w)(.+)$")
_MARKS = str.maketrans("“”„‟«»″‘’‚‛‹›′", '"' * 7 + "'" * 7)
_EDGES = " .,:;-–—([)]"
_WORD = re.compile(r"\d{1,3}(?:,\d{3})+\b|[^\W_][\w'’‘\u00ad\u0300-\u036f]*")
_ELLIPSIS = re.compile(r"[\[(]?(?:…|\.(?:\s?\.)+)[\])]?")

FEWEST, FEWEST_UNASKED, FEWEST_UNQUOTED, FEWEST_PASTED = 2, 3, 3, 8
"""Words of a quotation whose place is asked for, of one that is the whole question, of what follows without marks, and
of a paste."""
POOL, LONG, POOL_OF_SHORT = 40, 8, 200
"""Passages looked into for each search; more for less than so many words, which tell passages apart less well."""
RAREST = 6
"""Words of the second search."""
GAP = 400
"""Characters that an ellipsis may stand for."""
NEAR = 84.0
"""Least similarity, of 100, of nearly the same words: of 80 invented sentences on the articles' topic none comes nearer
than 82, and of runs of 12 to 30 words with two of them replaced 92 in 100 do."""
ABOUT_AS_NEAR = 2.0
"""What still counts as well as the nearest."""
ALIGNED = 8
"""Articles, those that share most words with the excerpt, in which such words are sought."""
AROUND = 3
"""Words on either side of nearly the same words that may belong to them."""
FEWEST_NEAR = 6
"""Words below which only the very words are found."""
LONGEST = 3
"""Sentences of a place."""


def excerpt_asked(question: str) -> str | None:
    """The words whose place or source `question` asks for, or that it consists of; None when it is another question."""
    question = " ".join(question.split())
    start, end = _quotation(question.translate(_MARKS))
    quoted, around = question[start:end], f"{question[:start]}; {question[end:]}"
    if quoted and (_ASKS.search(around) or (_count(quoted) >= FEWEST_UNASKED and not _count(around))):
        return quoted.strip()
    asks = None if quoted else _ASKS.search(question)
    before = question[: asks.start()].strip(_EDGES) if asks else question
    after = _LEAD.sub("", question[asks.end() :], count=1).split("?")[0] if asks else ""
    if _count(after) < FEWEST_UNQUOTED:
        return before if _is_pasted(before) else None
    if _is_pasted(question) and before:
        return question
    return None if _TOPIC.match(after) else after.strip(_EDGES)


def unquoted(question: str) -> str:
    """The question without the longest quotation in it, which is nobody's own words."""
    start, end = _quotation(question.translate(_MARKS))
    return f"{question[:start]} {question[end:]}" if end else question


def _quotation(plain: str) -> tuple[int, int]:
    """Where the longest quotation is, its marks left out; an empty span for none."""
    is_odd = plain.count('"') % 2
    tries = ((_NEVER_CLOSED,), (_NEVER_OPENED,)) if is_odd else ((_DOUBLE, _SINGLE),)
    for patterns in (*tries, (_SINGLE_NEVER_CLOSED,)):
        spans: list[tuple[int, int]] = [found.span(1) for pattern in patterns for found in pattern.finditer(plain)]
        spans = [span for span in spans if _count(plain[slice(*span)]) >= FEWEST]
        if spans:
            return max(spans, key=lambda span: span[1] - span[0])
    return 0, 0


def _is_pasted(text: str) -> bool:
    return "?" not in text and not _OPENS_QUESTION.match(text) and _count(text) >= FEWEST_PASTED


def _count(text: str) -> int:
    return len(_WORD.findall(text))


class Excerpts:
    """Finds where an excerpt stands in the live articles."""

    def __init__(self, *, searcher: Searcher, source: PassageSource) -> None:
        self._searcher = searcher
        self._source = source

    def find(self, excerpt: str, as_of: date | None = None) -> list[Place]:
        """The sentences that `excerpt` touches, at most 3: one place in each article that is known by `as_of`.

        Articles with its very words, whatever their case, punctuation or white space, come by dateline, the earliest
        first; an ellipsis may stand for words left out. Only where there are none come those with nearly its words,
        the nearest first.
        """
        parts = [plain for part in _ELLIPSIS.split(excerpt) if (plain := folded(part))]
        if not parts:
            return []
        articles: dict[str, Article] = {}
        very_words = _very_words(parts)
        words = sum(map(_count, parts))
        pool = POOL if words >= LONG else POOL_OF_SHORT
        for query in (excerpt, _rarest(excerpt)):
            fresh = self._articles(query, pool, as_of)
            exact = [place for article in fresh.values() if (place := _exact(article, very_words))]
            if exact:
                return sorted(exact, key=_dateline)
            articles |= fresh
        return _near(list(articles.values()), " ".join(parts)) if words >= FEWEST_NEAR else []

    def _articles(self, query: str, pool: int, as_of: date | None) -> dict[str, Article]:
        """The articles of the passages with the most of the words."""
        ids = [passage_id for passage_id, _ in self._searcher.by_words(query, pool, as_of)]
        found = self._source.passages(ids, as_of)
        return {found[one].article.id: found[one].article for one in ids if one in found}


@lru_cache(maxsize=512)
def folded(text: str) -> str:
    """The words of `text` in small letters with one space between, without punctuation, accents and ligatures."""
    return " ".join(_folded_word(found) for found in _WORD.findall(text))


def _folded_word(word: str) -> str:
    plain = word if word.isascii() else unicodedata.normalize("NFKD", word)
    return (plain if plain.isalnum() else "".join(filter(str.isalnum, plain))).casefold()


def _rarest(excerpt: str) -> str:
    """The words that fewest passages are likely to have: the longest that are not among the commonest."""
    words = [word for word in dict.fromkeys(_WORD.findall(excerpt)) if not COMMON.issuperset(stems(word))]
    return " ".join(sorted(words, key=len, reverse=True)[:RAREST])


def _very_words(parts: Sequence[str]) -> re.Pattern[str]:
    """Matches the parts one after the other; atomic, since to try every place of every part may take for ever."""
    return re.compile(f" {parts[0]}(?= )" + "".join(rf"(?>.{{0,{GAP}}}? {part}(?= ))" for part in parts[1:]))


def _exact(article: Article, very_words: re.Pattern[str]) -> Place | None:
    """Where they stand first."""
    text = f" {folded(article.text)} "
    found = very_words.search(text)
    return _place(article, text.count(" ", 0, found.start()), text.count(" ", 0, found.end()) - 1) if found else None


def _near(articles: Sequence[Article], wanted: str) -> list[Place]:
    """Those about as near as the nearest, if that is near enough."""
    words, scored = set(wanted.split()), []
    shared = {article.id: len(words.intersection(folded(article.text).split())) for article in articles}
    for article in sorted(articles, key=lambda one: -shared[one.id])[:ALIGNED]:
        text = folded(article.text).ljust(len(wanted))  # the longer one is where the other is sought
        found = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=NEAR)
        if found:
            first, last = (text.count(" ", 0, edge) for edge in (found.dest_start, found.dest_end))
            where = range(max(0, first - AROUND), last + AROUND)
            aligned = _aligned(_WORD.findall(article.text), wanted.split(), where)
            if aligned:
                scored.append((found.score, _place(article, *aligned)))
    best = max((score for score, _ in scored), default=0.0)
    scored = [one for one in scored if one[0] >= best - ABOUT_AS_NEAR]
    return [place for _, place in sorted(scored, key=lambda one: (-one[0], _dateline(one[1])))]


def _aligned(words: Sequence[str], wanted: Sequence[str], where: range) -> tuple[int, int] | None:
    """The numbers of the first and last of those `words` that are wanted; None where other names or numbers are."""
    there = words[where.start : where.stop]
    blocks = Levenshtein.editops([_folded_word(word) for word in there], wanted).as_matching_blocks()
    *blocks, end = [block for block in blocks if block.size != 1]  # one word alone may be met by chance
    at, wanted_at = 0, 0
    for block in [*blocks, end]:
        gap, other = there[at : block.a], wanted[wanted_at : block.b]
        beside = gap[-len(other) :] if not wanted_at else gap[: len(other)] if block is end else gap
        if _is_another(beside, other, gap):
            return None
        at, wanted_at = block.a + block.size, block.b + block.size
    return (where.start + blocks[0].a, where.start + blocks[-1].a + blocks[-1].size - 1) if blocks else None


def _is_another(words: Sequence[str], wanted: Sequence[str], around: Sequence[str]) -> bool:
    """Whether something that is not `around` is wanted where there is a name or a number."""
    lost = [word for word in words if not any(_is_like(_folded_word(word), other) for other in wanted)]
    new = [other for other in wanted if not any(_is_like(_folded_word(word), other) for word in around)]
    return bool(new) and any(
        word[0].isdigit() or (word[0].isupper() and not COMMON.issuperset(stems(word))) for word in lost
    )


def _is_like(one: str, other: str) -> bool:
    """Whether two words are the same but for a typing error."""
    is_long = len(one) > 3 and not (one.isdigit() and other.isdigit())
    return one == other or (is_long and OSA.distance(one, other) == 1)


def _place(article: Article, first: int, last: int) -> Place:
    """The sentences that hold the words with these numbers."""
    words = list(_WORD.finditer(article.text))
    start, end = words[first].start(), words[last].end()
    touched = [span for span in sentence_spans(article.text) if span[0] < end and span[1] > start][:LONGEST]
    return Place(article, touched[0][0], touched[-1][1])


def _dateline(place: Place) -> tuple[date, str]:
    return (place.article.dateline or date.max, place.article.id)
