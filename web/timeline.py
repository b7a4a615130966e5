"""The events of commitments as a chart of a lane a company, and the same events as a table beside it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby

from core.commitments import CitedEvent, CommitmentRow
from core.register import CHANGES
from web.cited import Sources, markers
from web.days import show_day

EVENT_COLUMNS = ("Date", "Event", "Commitment", "What happened")
MOST_SPANS = 10
DOT, LOWEST_LANE = 8, 28
LEGEND = {"changed": "announced, extended, narrowed, reversed or ended", "told": "confirmed or clarified",
          "disputed": "disputed"}  # fmt: skip
Happened = tuple[CommitmentRow, CitedEvent]


@dataclass(frozen=True, slots=True)
class Axis:
    """Whole years from `first`, in `count` spans of `step` years, so that each span is wide enough to press."""

    first: int
    step: int
    count: int

    @classmethod
    def over(cls, days: Iterable[date]) -> "Axis":
        """The axis on which all `days` lie."""
        years = [day.year for day in days]
        step = -(-(max(years) + 1 - min(years)) // MOST_SPANS)
        return cls(min(years), step, -(-(max(years) + 1 - min(years)) // step))

    def span(self, day: date) -> int:
        """The number of the span that `day` lies in."""
        return (day.year - self.first) // self.step

    def name(self, span: int) -> str:
        """What a span is called."""
        year = self.first + span * self.step
        return str(year) if self.step == 1 else f"{year}–{year + self.step - 1}"

    def at(self, day: date) -> float:
        """How far along the axis a day lies, in percent of its length."""
        years = day.year - self.first + (day.timetuple().tm_yday - 1) / 366
        return min(max(100 * years / (self.step * self.count), 0.0), 100.0)


def timeline(
    whole: Sequence[CommitmentRow], rows: Sequence[CommitmentRow], sources: Sources, as_of: date | None
) -> str:
    """Chart and table of the events of `rows`; `whole` is what is known by now and fixes lanes and axis."""
    axis = Axis.over(event.date for row in whole for event in row.events)
    by_company: dict[str, list[Happened]] = {name: [] for name in sorted({r.company for r in whole}, key=str.casefold)}
    for row in rows:
        by_company[row.company] += [(row, event) for event in row.events]
    for happened in by_company.values():
        happened.sort(key=lambda one: one[1].date)
    lanes = "".join(_lane(n, name, by_company[name], axis, as_of) for n, name in enumerate(by_company, 1))
    keys = "".join(f"<li>{_drawing(_dot(kind, '8', 8), 16)} {words}</li>" for kind, words in LEGEND.items())
    spans = "".join(f"<span>{axis.name(span)}</span>" for span in range(axis.count))
    return (
        '<section class="timeline" aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>'
        "<p>A dot is an event, set in its month. A year of a company leads to its events in the table.</p>"
        f'<ul class="legend">{keys}</ul><div class="beside"><div class="chart">'
        f'<div class="years" aria-hidden="true"><div>{spans}</div></div>'
        f'<ul class="lanes">{lanes}</ul></div>{_events(by_company, axis, sources)}</div></section>'
    )


def _lane(number: int, company: str, happened: Sequence[Happened], axis: Axis, as_of: date | None) -> str:
    """A company's events: dots piled up by month, and a link over each span of years that has any."""
    piles: dict[tuple[int, int], list[str]] = defaultdict(list)
    for _, event in happened:
        piles[event.date.year, event.date.month].append(_look(event))
    height = max(LOWEST_LANE, DOT * max(map(len, piles.values()), default=0) + DOT)
    dots = "".join(
        _dot(look, f"{axis.at(date(*month, 15)):.2f}%", height - DOT * (level + 1))
        for month, looks in piles.items()
        for level, look in enumerate(looks)
    )
    counts = Counter(axis.span(event.date) for _, event in happened)
    links = "".join(_span_link(number, company, span, count, axis) for span, count in sorted(counts.items()))
    now = _later(axis.at(as_of)) if as_of else ""
    return (
        f'<li><span class="lane">{escape(company)}</span><svg height="{height}" role="group" '
        f'aria-label="{escape(company)}: {_events_in(sum(counts.values()))}">{now}{links}{dots}</svg></li>'
    )


def _span_link(number: int, company: str, span: int, count: int, axis: Axis) -> str:
    name = escape(f"{company}, {axis.name(span)}: {_events_in(count)}")
    return (
        f'<a href="#events-{number}-{span}" aria-label="{name}"><title>{name}</title><rect '
        f'x="{100 * span / axis.count:.2f}%" width="{100 / axis.count:.2f}%" height="100%"/></a>'
    )


def _events_in(count: int) -> str:
    return "1 event" if count == 1 else f"{count} events"


def _later(at: float) -> str:
    """What lies behind the chosen day, shaded."""
    shade = f'<rect class="later" x="{at:.2f}%" width="{100 - at:.2f}%" height="100%"/>'
    return f'{shade}<line class="now" x1="{at:.2f}%" x2="{at:.2f}%" y2="100%"/>'


def _look(event: CitedEvent) -> str:
    if event.kind in CHANGES:
        return "changed"
    return "disputed" if event.kind == "disputed" else "told"


def _dot(look: str, x: str, y: int) -> str:
    """Told apart by form, not by colour."""
    if look == "disputed":
        return f'<rect class="dot {look}" x="{x}" y="{y - 3}" width="5" height="5" transform="translate(-2.5 .5)"/>'
    return f'<circle class="dot {look}" cx="{x}" cy="{y}" r="3"/>'


def _drawing(inner: str, size: int) -> str:
    return f'<svg width="{size}" height="{size}" aria-hidden="true">{inner}</svg>'


def _events(by_company: dict[str, list[Happened]], axis: Axis, sources: Sources) -> str:
    """The same as a table: a group of rows for each company and span, which the chart's links lead to."""
    heads = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in EVENT_COLUMNS)
    groups = ""
    for number, (company, happened) in enumerate(by_company.items(), 1):
        for span, of_span in groupby(happened, key=lambda one: axis.span(one[1].date)):
            rows = "".join(_event(row, event, sources) for row, event in of_span)
            name = f"{escape(company)}, {axis.name(span)}"
            groups += (
                f'<tbody id="events-{number}-{span}" role="rowgroup" aria-label="{name}" tabindex="-1"><tr role="row">'
                f'<td class="group" role="cell" colspan="{len(EVENT_COLUMNS)}">{name}</td></tr>{rows}</tbody>'
            )
    return (
        '<table class="events" role="table"><caption class="hidden">Events</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>{groups}</table>'
    )


def _event(row: CommitmentRow, event: CitedEvent, sources: Sources) -> str:
    said = next((cell for cell in event.says if cell.aspect == "what"), event.says[0])
    later = ""
    if event.known_from and event.known_from > event.date:
        later = f'<span class="quiet">known from {show_day(event.known_from)}</span>'
    cells = {
        "Date": f'<time datetime="{event.date}">{show_day(event.date)}</time>{later}',
        "Event": f"{_drawing(_dot(_look(event), '8', 8), 16)} {event.kind}",
        "Commitment": escape(row.called),
        "What happened": escape(said.text) + markers(said.citations, sources),
    }
    body = "".join(f'<td role="cell" data-label="{name}">{cell}</td>' for name, cell in cells.items())
    return f'<tr role="row">{body}</tr>'
