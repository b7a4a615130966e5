"""All articles, to browse and to search: plain HTML, newest first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from core.articles import Article
from core.protocols import Records, Searcher
from web.articles import facts, paragraphs
from web.controls import company_radios, problems_shown
from web.frame import page

PATH = "/articles"
WORD = re.compile(r"[^\W_]+")
MOST_WORDS, MOST_PASSAGES = 10, 10_000
EXCERPT, BEFORE, LONGEST = 240, 80, 200
SHORT_WORD = 4
"""Letters of a word that is only marked where it stands as it is; of a longer one, endings may differ."""


@dataclass(frozen=True, slots=True)
class Search:
    """What a reader looks for."""

    words: str
    company: str
    problems: tuple[str, ...] = ()

    @property
    def terms(self) -> list[str]:
        """The words as they are looked up, each once."""
        return list(dict.fromkeys(WORD.findall(self.words.lower())))[:MOST_WORDS]


def shelf_router(records: Records, searcher: Searcher) -> APIRouter:
    """The list of articles."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    def listing(q: str = "", company: str = "") -> HTMLResponse:
        articles = records.articles()
        companies = sorted({name for article in articles for name in article.companies}, key=str.casefold)
        search = read_search(q, company, companies)
        found = [one for one in holding(articles, search.terms, searcher) if search.company in ("", *one.companies)]
        return HTMLResponse(list_page(found, search, companies), status_code=400 if search.problems else 200)

    return router


def read_search(words: str, company: str, companies: Sequence[str]) -> Search:
    """What an address asks for; what cannot be used is left out, and a sentence says so."""
    problems = []
    if len(words) > LONGEST or len(set(WORD.findall(words.lower()))) > MOST_WORDS:
        problems.append(f"Only the first {MOST_WORDS} words were looked for; search for fewer.")
    if company and company not in companies:
        problems.append(f"No article is about “{company[:LONGEST]}”; choose one of the companies below.")
    return Search(words[:LONGEST].strip(), company if company in companies else "", tuple(problems))


def holding(articles: Sequence[Article], terms: Sequence[str], searcher: Searcher) -> list[Article]:
    """Those of `articles` that hold all `terms` in title or text, in any of their forms; the order stays."""
    kept = list(articles)
    for term in terms:
        having = {passage.rpartition("@")[0] for passage, _ in searcher.by_words(term, MOST_PASSAGES)}
        kept = [article for article in kept if article.id in having]
    return kept


def list_page(articles: Sequence[Article], search: Search, companies: Sequence[str]) -> str:
    """The search's form, and the articles in the order given."""
    items = "".join(f"<li>{_item(article, search.terms)}</li>" for article in articles)
    body = f"<h1>Articles</h1>{problems_shown(search.problems)}{_form(search, companies)}"
    if items:
        body += f'<p class="quiet" role="status">{_counted(len(articles), search)}</p><ul class="list">{items}</ul>'
    else:
        body += f'<p role="status">{_nothing(search)}</p>'
    return page("Articles", body, current=PATH)


def excerpt(text: str, terms: Sequence[str]) -> tuple[int, str] | None:
    """The number of the paragraph with most of `terms` and a piece of it as HTML, the terms marked; None for none."""
    if not terms:
        return None
    pattern = re.compile(rf"\b(?:{'|'.join(map(_form_of, terms))})", re.IGNORECASE)
    best, number, where = 0, 0, (0, 0)
    for place, (first, last) in enumerate(paragraphs(text), 1):
        here = len({found[0].lower() for found in pattern.finditer(text, first, last)})
        if here > best:
            best, number, where = here, place, (first, last)
    return (number, _piece(text[slice(*where)], pattern)) if best else None


def _form_of(term: str) -> str:
    return rf"{re.escape(term)}\b" if len(term) <= SHORT_WORD else rf"{re.escape(term[:-1])}\w{{0,4}}\b"


def _piece(paragraph: str, pattern: re.Pattern[str]) -> str:
    """About as much of a paragraph as a glance takes in, from a little before the first marked word."""
    found = pattern.search(paragraph)
    first = paragraph.rfind(" ", 0, max(found.start() - BEFORE, 0)) + 1 if found else 0
    last = len(paragraph) if len(paragraph) <= first + EXCERPT else paragraph.rfind(" ", 0, first + EXCERPT)
    last = last if last > first else first + EXCERPT
    piece = " ".join(paragraph[first:last].split())
    marked = "".join(
        f"<mark>{escape(part)}</mark>" if number % 2 else escape(part)
        for number, part in enumerate(re.split(f"({pattern.pattern})", piece, flags=re.IGNORECASE))
    )
    return f"{'… ' if first else ''}{marked}{' …' if last < len(paragraph) else ''}"


def _item(article: Article, terms: Sequence[str]) -> str:
    link = f"{PATH}/{quote(article.id, safe='')}"
    found = excerpt(article.text, terms)
    words = f'<a class="excerpt" href="{escape(link)}#p{found[0]}">{found[1]}</a>' if found else ""
    return f'<a href="{escape(link)}">{escape(article.name)}</a> <span>{facts(article)}</span>{words}'


def _form(search: Search, companies: Sequence[str]) -> str:
    return (
        f'<form class="controls" action="{PATH}" method="get" role="search"><div class="row"><label>Words '
        f'<input type="search" name="q" value="{escape(search.words)}" maxlength="{LONGEST}"></label>'
        f"<button>Search</button></div>{company_radios(companies, search.company) if companies else ''}</form>"
    )


def _counted(count: int, search: Search) -> str:
    about = f" about {escape(search.company)}" if search.company else ""
    having = f" with the words “{escape(search.words)}”" if search.terms else ""
    return f"{count} {'article' if count == 1 else 'articles'}{about}{having}, newest first"


def _nothing(search: Search) -> str:
    if not search.terms and not search.company:
        return "No articles have been added yet."
    return (
        f"No article{f' about {escape(search.company)}' if search.company else ''} has all of these words; try fewer."
    )
