"""The table of commitments through time: plain HTML, every cell with its source and the question that explains it."""

import re
from bisect import bisect_left, bisect_right
from datetime import date
from html import escape
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from core.commitments import COLUMNS, CitedCell, CommitmentRow, CommitmentTable
from core.protocols import CommitmentSource
from core.register import Aspect
from web.choice import PATH, SORTS, Choice, companies_of, days_of_change, first_day, last_change, read_choice
from web.cited import Sources, markers
from web.controls import company_radios, problems_shown, radios
from web.days import show_day
from web.frame import page
from web.timeline import timeline

QUESTIONS: dict[Aspect, str] = {
    "what": "What is {called}?",
    "whom": "Whom does {called} apply to?",
    "duration": "How long does {called} last?",
    "condition": "What are the conditions of {called}?",
    "exception": "What are the exceptions to {called}?",
    "status": "Does {called} still hold?",
}
"""What is asked about a cell for which the register has no question."""
WORD = re.compile(r"[^\W_]+")
NOTHING_REGISTERED = "No commitments are registered here."
EMPTY = '<span aria-hidden="true">–</span><span class="hidden">nothing registered</span>'
NOTHING_KNOWN = "Nothing was known yet by that day; choose a later one."


def commitments_router(register: CommitmentSource) -> APIRouter:
    """The table with its controls and its timeline."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    def commitments(company: str = "", sort: str = "", as_of: str = "") -> HTMLResponse:
        whole = register.commitments()
        choice = read_choice(company, sort, as_of, companies_of(whole))
        table = register.commitments(choice.as_of) if choice.as_of else whole
        shown = commitments_page(whole, table, choice)
        return HTMLResponse(shown, status_code=400 if choice.problems else 200)

    return router


def commitments_page(whole: CommitmentTable, table: CommitmentTable, choice: Choice) -> str:
    """All that is known by the chosen day; `whole` is what is known by now, and gives the controls their choices."""
    if not whole.rows:
        return page("Commitments", f"<h1>Commitments</h1><p>{NOTHING_REGISTERED}</p>", current=PATH)
    rows = choice.rows(table)
    sources = {citation.number: citation for citation in table.citations}
    body = (
        f"<h1>Commitments</h1>{_lead(table, rows, choice)}"
        f"{problems_shown(choice.problems)}"
        f"{_controls(whole, choice)}"
        f"{_table(rows, sources, choice) if rows else f'<p>{NOTHING_KNOWN}</p>'}"
        f"{timeline(choice.rows(whole), rows, sources, choice.as_of)}"
    )
    return page("Commitments", body, current=PATH, is_wide=True)


def question_about(row: CommitmentRow, cell: CitedCell) -> str:
    """The question that a cell answers: the register's own, or one made from the commitment's name."""
    if not cell.asked:
        return QUESTIONS[cell.aspect].format(called=row.called)
    after_first = cell.text.partition(" ")[2]  # the first word has a capital for another reason
    question = as_written(cell.asked, f"{row.company} {row.called} {after_first}")
    return question[0].upper() + question[1:].rstrip("?. ") + "?"


def as_written(question: str, text: str) -> str:
    """`question` with the words that `text` writes with a capital written like there."""
    capitals = {word.lower(): word for word in WORD.findall(text) if not word.islower()}
    plain = {word for word in WORD.findall(text) if word.islower()}
    names = {word: name for word, name in capitals.items() if word not in plain}
    return WORD.sub(lambda found: names.get(found[0], found[0]), question)


def _lead(table: CommitmentTable, rows: list[CommitmentRow], choice: Choice) -> str:
    known = f"As known on {show_day(choice.as_of)}" if choice.as_of else "All that is known"
    newest = f" Newest evidence: {show_day(table.newest_evidence)}." if table.newest_evidence else ""
    companies = len({row.company for row in rows})
    counted = f"{_count(len(rows), 'commitment')} of {_count(companies, 'company', 'companies')}"
    return (
        f'<p class="lead"><strong>{known}: {counted}.</strong>{newest}</p><p class="quiet">A number leads to the words '
        "that a cell rests on, the cell itself to the question that explains it; a dash: nothing is registered.</p>"
    )


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _controls(whole: CommitmentTable, choice: Choice) -> str:
    return (
        f'<form class="controls" action="{PATH}" method="get">'
        f"{company_radios(companies_of(whole), choice.company)}"
        f"{radios('Sort by', 'sort', SORTS, choice.sort)}"
        f'<div class="row">{_day_field(choice)}<button>Show</button></div></form>{_days(whole, choice)}'
    )


def _day_field(choice: Choice) -> str:
    """A calendar; a plain field where what was typed is no day, which a calendar would not show."""
    is_bad = bool(choice.typed) and not choice.as_of
    day = choice.as_of.isoformat() if choice.as_of else choice.typed
    kind = 'type="text" aria-invalid="true"' if is_bad else 'type="date"'
    return f'<label>As of <input {kind} name="as_of" value="{escape(day)}"></label>'


def _days(whole: CommitmentTable, choice: Choice) -> str:
    """Ways to the days on which something became known: the ones next to the chosen day, and all."""
    days = days_of_change(choice.rows(whole))
    if not days:
        return ""
    now = choice.as_of or days[-1]
    before, after = bisect_left(days, now), bisect_right(days, now)
    links = [
        _day_link(choice, days[before - 1], "Earlier: ", "prev") if before else "",
        _day_link(choice, days[after], "Later: ", "next") if after < len(days) else "",
        f'<a href="{escape(choice.link(None))}">All that is known</a>' if choice.as_of else "",
    ]
    every = "".join(f"<li>{_day_link(choice, day)}</li>" for day in reversed(days))
    return (
        f'<nav class="days" aria-label="Days of change">{"".join(links)}'
        f"<details><summary>All days on which something became known ({len(days)})</summary>"
        f"<ul>{every}</ul></details></nav>"
    )


def _day_link(choice: Choice, day: date, before: str = "", rel: str = "") -> str:
    current = ' aria-current="date"' if day == choice.as_of else ""
    relation = f' rel="{rel}"' if rel else ""
    return f'<a href="{escape(choice.link(day))}"{relation}{current}>{before}{show_day(day)}</a>'


def _table(rows: list[CommitmentRow], sources: Sources, choice: Choice) -> str:
    heads = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in ("Company", *COLUMNS.values()))
    body = "".join(_row(row, sources, choice) for row in rows)
    return (
        '<table class="commitments" role="table"><caption class="hidden">Commitments</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def _row(row: CommitmentRow, sources: Sources, choice: Choice) -> str:
    dates = f"since {show_day(first_day(row))}"
    if (changed := last_change(row)) != first_day(row):
        dates += f", changed {show_day(changed)}"
    cells = "".join(_cell(row, aspect, sources, choice) for aspect in COLUMNS)
    return (
        f'<tr role="row"><th scope="row" role="rowheader"><strong>{escape(row.company)}</strong>'
        f'<span class="called">{escape(row.called)}</span><span class="quiet">{dates}</span></th>{cells}</tr>'
    )


def _cell(row: CommitmentRow, aspect: Aspect, sources: Sources, choice: Choice) -> str:
    head = f'<td role="cell" data-label="{COLUMNS[aspect]}"'
    cell = row.cells.get(aspect)
    if cell is None:
        return f'{head} class="none">{EMPTY}</td>'
    question = question_about(row, cell)
    day = {"as_of": choice.as_of.isoformat()} if choice.as_of else {}
    link = f"/?{urlencode({'q': question, **day})}"
    return (
        f'{head}><a class="asks" href="{escape(link)}" title="Ask: {escape(question)}">{escape(cell.short)}</a>'
        f"{markers(cell.citations, sources)}</td>"
    )
