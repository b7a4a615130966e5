"""The register as a table: what each company has bound itself to, as known on a day, with evidence for every cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from answering.draft import Draft, Line, cited
from answering.statements import Known, Registered, Statements
from core.commitments import COLUMNS, CitedCell, CitedEvent, CommitmentRow, CommitmentTable
from core.register import CHANGES, Aspect, Cell, Commitment, Event

Numbers = dict[Known, tuple[int, ...]]


class CommitmentRegister:
    """Gives the table of commitments, from the registers as they are now."""

    def __init__(self, registered: Registered) -> None:
        """Reads nothing until it is asked."""
        self._registered = registered

    def commitments(self, as_of: date | None = None) -> CommitmentTable:
        """What was known by `as_of`; commitments of which nothing was known are left out."""
        statements = self._registered.now()
        ordered = [one for register in statements.registers for one in register.commitments]
        found = [_found(statements, one, as_of) for one in ordered]
        shown = [one for one in found if one.events]
        in_cells = [known for one in shown for known in one.cells.values()]
        in_events = [known for one in shown for _, says in one.events for known in says]
        order = in_cells + in_events
        sentences, _, citations = cited(Draft(tuple(Line(known.statement.text, known.places) for known in order)))
        numbers = dict(zip(order, (sentence.citations for sentence in sentences), strict=True))
        return CommitmentTable(as_of, tuple(_row(one, numbers) for one in shown), citations)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known of a commitment."""

    commitment: Commitment
    cells: dict[Aspect, Known]
    events: list[tuple[Event, list[Known]]]


def _found(statements: Statements, commitment: Commitment, as_of: date | None) -> _Found:
    says = ((event, [statements.known(cell, as_of) for cell in event.says]) for event in commitment.events)
    events = [(event, found) for event, cells in says if (found := [known for known in cells if known])]
    state = {aspect: statements.state(commitment, aspect, as_of) for aspect in COLUMNS} | {"what": _what(events)}
    return _Found(commitment, {aspect: known for aspect, known in state.items() if known}, events)


def _what(events: Sequence[tuple[Event, list[Known]]]) -> Known | None:
    """What the commitment came to at its last change, or else what was first said of it.

    Not, as for the other aspects, what its last event says: that of a dispute is what the dispute is about. Of events
    of one day, the one that says most is about the commitment itself.
    """
    found = [(event, len(says), known) for event, says in events for known in says if known.aspect == "what"]
    if changes := [one for one in found if one[0].kind in CHANGES]:
        return max(changes, key=lambda one: (one[0].date, one[1]))[-1]
    return min(found, key=lambda one: (one[0].date, -one[1]))[-1] if found else None


def _row(found: _Found, numbers: Numbers) -> CommitmentRow:
    of = found.commitment
    cells = {aspect: _cell(known, numbers) for aspect, known in found.cells.items()}
    return CommitmentRow(of.id, of.company, of.called, cells, tuple(_event(*one, numbers) for one in found.events))


def _event(event: Event, says: Sequence[Known], numbers: Numbers) -> CitedEvent:
    first = min((known.known_from for known in says if known.known_from), default=None)
    return CitedEvent(event.kind, event.date, first, tuple(_cell(known, numbers) for known in says))


def _cell(known: Known, numbers: Numbers) -> CitedCell:
    cell = known.statement
    assert isinstance(cell, Cell)  # noqa: S101 a commitment's statements are
    return CitedCell(
        aspect=cell.aspect,
        short=cell.short,
        text=cell.text,
        lasts=cell.lasts,
        known_from=known.known_from,
        citations=numbers[known],
        asked=next(iter(cell.questions), ""),
    )
