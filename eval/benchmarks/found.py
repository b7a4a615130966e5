"""What an adapter finds, under ids that are safe here, with word of all that is left out."""

import hashlib
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from core.articles import Article
from core.errors import InputError
from eval.cases import Case, Expectation

_SAFE, _MADE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}"), re.compile(r"-[0-9a-f]{16}\Z")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Somebody else's articles and questions."""

    name: str
    articles: tuple[Article, ...]
    cases: tuple[Case, ...]
    skipped: tuple[str, ...]
    """What was left out: each reason with how often, and the first place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A case in its source's own terms: `id` and `gold` are the source's ids, `gold` of whole articles."""

    id: str
    turns: tuple[str, ...]
    expect: tuple[Expectation, ...] = ("answered",)
    gold: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    as_of: date | None = None
    conversation: str = ""
    note: str = ""


class Found:
    """Takes in articles, then questions about them; a `place` is the file and line that one comes from."""

    def __init__(self) -> None:
        """Begins empty."""
        self._articles: dict[str, Article] = {}
        self._cases: dict[str, Case] = {}
        self._left_out: dict[str, list[str]] = defaultdict(list)

    def article(self, place: str, article: Article) -> None:
        """Take in an article under its source's id, once; `InputError` for another article of that id."""
        title = " ".join(_clean(article.title or "").split()) or None
        kept = replace(article, id=safe_id(article.id), text=_clean(article.text), title=title)
        if not re.search(r"\w", kept.text):
            self.leave_out(place, "articles without text")
        elif self._articles.setdefault(kept.id, kept) != kept:
            raise InputError(f"{place}: there is another article with the id {article.id}; give each its own.")

    def question(self, place: str, question: Question) -> None:
        """Take in a question, judged by those of its relevant articles that are here; `InputError` for a second id."""
        turns = tuple(turn for turn in question.turns if turn.strip())
        gold = dict.fromkeys(map(safe_id, question.gold))
        here = [one for one in gold if one in self._articles]
        if not turns or turns[-1] != question.turns[-1]:
            self.leave_out(place, "questions without words")
        elif gold and not here:
            self.leave_out(place, "questions with none of their relevant articles there")
        else:
            if len(here) < len(gold):
                self.leave_out(place, "questions with some of their relevant articles not there, kept with the others")
            self._add(place, question, turns, here)

    def leave_out(self, place: str, what: str) -> None:
        """Count something that cannot be measured on; `what` in the plural."""
        self._left_out[what].append(place)

    def benchmark(self, name: str) -> Benchmark:
        """All that was taken in."""
        skipped = (f"{what}: {len(places)}, first at {places[0]}" for what, places in self._left_out.items())
        return Benchmark(name, tuple(self._articles.values()), tuple(self._cases.values()), tuple(skipped))

    def _add(self, place: str, question: Question, turns: tuple[str, ...], gold: list[str]) -> None:
        case = Case.model_validate(
            {
                "id": safe_id(question.id),
                "category": _category(question.expect, turns),
                "turns": turns,
                "as_of": question.as_of,
                "expect": question.expect,
                "evidence": tuple({"article": one} for one in gold),
                "references": tuple(dict.fromkeys(text for text in question.references if text.strip())),
                "conversation": question.conversation,
                "note": question.note,
            }
        )
        if self._cases.setdefault(case.id, case) is not case:
            raise InputError(f"{place}: there is another question with the id {question.id}; give each its own.")


def safe_id(source_id: str) -> str:
    """An id of letters, digits, hyphens and underscores; the same for the same `source_id`, and only for it.

    An id that is safe stays as it is. Any other ends in 16 digits of its hash, as no id that stays does.
    """
    if _SAFE.fullmatch(source_id) and not _MADE.search(source_id):
        return source_id
    readable = re.sub(r"[^A-Za-z0-9_]+", "-", source_id)[:60].strip("-") or "id"
    return f"{readable}-{hashlib.sha256(source_id.encode()).hexdigest()[:16]}"


def _clean(text: str) -> str:
    """As ingestion reads a file: composed characters, line feeds between lines, nothing that steers a terminal."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", unicodedata.normalize("NFC", lines)).strip()


def _category(expect: tuple[Expectation, ...], turns: tuple[str, ...]) -> str:
    if expect == ("refused",):
        return "unanswerable"
    if expect == ("clarify",):
        return "underspecified"
    return "follow-up" if len(turns) > 1 else "answerable"
