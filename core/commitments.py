"""The table of commitments as known on a day: the one contract between register, terminal and HTTP."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from core.answers import Citation
from core.register import Aspect, Kind, Lasts

COLUMNS: dict[Aspect, str] = {
    "what": "What",
    "whom": "Whom",
    "duration": "How long",
    "condition": "Conditions",
    "exception": "Exceptions",
    "status": "Status",
}
"""The aspects that are columns, with what each is called; before them stands the company."""
Since = date | None
"""The day from which something may be said; None where articles have no dateline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedCell:
    """What an event says of one aspect, and the numbers of the citations that it rests on."""

    aspect: Aspect
    short: str
    """As it stands in the table."""
    text: str
    """The same as a whole sentence."""
    lasts: Lasts | None
    known_from: Since
    """The latest dateline of its evidence."""
    citations: tuple[int, ...]
    asked: str = ""
    """A question that it answers, as somebody might type it; empty where none is registered."""


@dataclass(frozen=True, slots=True)
class CitedEvent:
    """Something that happened to a commitment, with what is known of it by the day of the table."""

    kind: Kind
    date: date
    known_from: Since
    """The earliest of its cells' days."""
    says: tuple[CitedCell, ...]


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A commitment: a cell for each column of which something is known, and its events so far."""

    id: str
    company: str
    called: str
    cells: dict[Aspect, CitedCell]
    events: tuple[CitedEvent, ...]


@dataclass(frozen=True, slots=True)
class CommitmentTable:
    """All commitments as known by `as_of`, None for all that is known."""

    as_of: date | None
    rows: tuple[CommitmentRow, ...]
    citations: tuple[Citation, ...]
    """Those of the cells come before those that only events need."""

    @property
    def newest_evidence(self) -> date | None:
        """The latest dateline among the cited articles."""
        return max((c.dateline for c in self.citations if c.dateline), default=None)

    @property
    def cited_by_cells(self) -> tuple[Citation, ...]:
        """The citations that the columns need."""
        numbers = {number for row in self.rows for cell in row.cells.values() for number in cell.citations}
        return tuple(citation for citation in self.citations if citation.number in numbers)

    def to_json(self) -> dict[str, Any]:
        """The table as JSON values, keys as in the README."""
        body: dict[str, Any] = TABLE.dump_python(self, mode="json")
        newest = self.newest_evidence.isoformat() if self.newest_evidence else None
        return {"as_of": body["as_of"], "newest_evidence": newest, **body}


TABLE = TypeAdapter(CommitmentTable)
