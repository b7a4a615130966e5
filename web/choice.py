"""What a reader of the commitments has chosen, as it stands in the address, so that every view can be linked to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from core.commitments import CommitmentRow, CommitmentTable
from core.errors import InputError
from core.register import CHANGES
from web.days import read_day

PATH = "/commitments"
SORTS = {"company": "Company", "first": "First event", "change": "Last change"}
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """Filter, order and day, and a sentence for each that could not be used."""

    company: str = ""
    sort: str = "company"
    as_of: date | None = None
    typed: str = ""
    """What the date's field holds."""
    problems: tuple[str, ...] = ()

    def link(self, as_of: date | None) -> str:
        """The same view as of another day."""
        day = as_of.isoformat() if as_of else ""
        sort = "" if self.sort == "company" else self.sort
        known = {"company": self.company, "sort": sort, "as_of": day}
        query = urlencode({name: value for name, value in known.items() if value})
        return f"{PATH}?{query}" if query else PATH

    def rows(self, table: CommitmentTable) -> list[CommitmentRow]:
        """The rows of the chosen company, or all, in the chosen order."""
        kept = [row for row in table.rows if not self.company or row.company == self.company]
        by_company = sorted(kept, key=lambda row: (row.company.casefold(), first_day(row)))
        if self.sort == "first":
            return sorted(by_company, key=first_day)
        return sorted(by_company, key=last_change, reverse=True) if self.sort == "change" else by_company


def read_choice(company: str, sort: str, as_of: str, companies: Sequence[str]) -> Choice:
    """The choice that an address makes; what cannot be used is left out, and a sentence says so."""
    choice = Choice(typed=as_of.strip()[:LONGEST])
    problems = []
    try:
        choice = replace(choice, as_of=read_day(as_of))
    except InputError as error:
        problems.append(str(error))
    if company and company not in companies:
        problems.append(f"No commitment of “{company[:LONGEST]}” is registered; choose one of the companies below.")
    if sort and sort not in SORTS:
        problems.append(f"Commitments cannot be sorted by “{sort[:LONGEST]}”; choose one of the orders below.")
    return replace(
        choice,
        company=company if company in companies else "",
        sort=sort if sort in SORTS else "company",
        problems=tuple(problems),
    )


def companies_of(table: CommitmentTable) -> list[str]:
    """The companies with a commitment, by name."""
    return sorted({row.company for row in table.rows}, key=str.casefold)


def days_of_change(rows: Sequence[CommitmentRow]) -> list[date]:
    """The days on which something became known, oldest first."""
    return sorted({cell.known_from for row in rows for event in row.events for cell in event.says if cell.known_from})


def first_day(row: CommitmentRow) -> date:
    """When the first event of a commitment happened."""
    return min(event.date for event in row.events)


def last_change(row: CommitmentRow) -> date:
    """When a commitment last became another one, or else when it was first heard of."""
    return max((event.date for event in row.events if event.kind in CHANGES), default=first_day(row))
