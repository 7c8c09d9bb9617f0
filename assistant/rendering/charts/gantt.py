"""Tasks over time: each under its title, so that a phone has the whole width for the bars."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from assistant.rendering.charts.drawing import (
    Box,
    Dot,
    Drawing,
    Line,
    Text,
    lines_of_text,
    paragraph,
    stacked,
)
from assistant.rendering.charts.style import NOTHING, Look
from assistant.rendering.charts.text import literal, width
from assistant.rendering.planning.lines import span
from assistant.rendering.wording import MONTHS

_TITLE, _DETAIL, _TICK = 9.0, 8.0, 7.5
_BAR, _GAP = 0.13, 0.12
_LEAST = 0.05
"""Inches of a bar that lasts a day in a year."""
_APART = 0.3
"""Inches between two ticks' numbers."""


class Progress(Enum):
    """How a task is drawn."""

    TO_DO = auto()
    UNDER_WAY = auto()
    DONE = auto()
    LATE = auto()


_SAID = {Progress.UNDER_WAY: "en cours", Progress.DONE: "faite ✓", Progress.LATE: "en retard"}


@dataclass(frozen=True, slots=True)
class GanttRow:
    """A task; `who` may be empty."""

    title: str
    start: date
    due: date
    progress: Progress
    who: str = ""
    told: bool = True
    """Whether the words under its title say its progress; `who` does otherwise."""

    @property
    def detail(self) -> str:
        """What stands under its title."""
        said = _SAID.get(self.progress, "") if self.told else ""
        parts = (span(self.start, self.due), literal(self.who), said)
        return " · ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Gantt:
    """What is drawn; `note` says how far all of it is."""

    title: str
    note: str
    rows: tuple[GanttRow, ...]
    today: date
    event: date | None = None


@dataclass(frozen=True)
class _Scale:
    """Days as inches: whole weeks around all tasks, today where it is near, the event."""

    first: date
    last: date
    room: float

    @classmethod
    def of(cls, gantt: Gantt, room: float) -> "_Scale":
        days = [day for row in gantt.rows for day in (row.start, row.due)]
        days += [gantt.event] if gantt.event else []
        first, last = min(days), max(days)
        if first - timedelta(days=31) <= gantt.today <= last:
            first = min(first, gantt.today)
        return cls(first - timedelta(days=first.weekday()), last + timedelta(days=1), room)

    def x(self, day: date) -> float:
        """Where a day begins."""
        return (day - self.first).days / ((self.last - self.first).days or 1) * self.room

    def ticks(self) -> Iterator[date]:
        """As many as can be told apart: every day, every Monday, every second one, …"""
        days, most = (self.last - self.first).days, self.room / _APART
        step = 1 if days <= most else 7
        while days / step > most:
            step += 7
        for ahead in range(0, days, step):
            yield self.first + timedelta(days=ahead)

    def has(self, day: date) -> bool:
        """Whether it is within."""
        return self.first <= day < self.last

    def months(self) -> Iterator[date]:
        """The first day, and the first of each month."""
        yield self.first
        for ahead in range(1, (self.last - self.first).days):
            day = self.first + timedelta(days=ahead)
            if day.day == 1:
                yield day


def chart(gantt: Gantt, room: float, look: Look) -> Drawing:
    """The whole chart, its axis above and below."""
    if not gantt.rows:
        return paragraph(NOTHING, room, _TITLE, look.soft)
    pieces = list(rows(gantt, room, look))
    return stacked([axis(gantt, room, look), *pieces, axis(gantt, room, look)])


def axis(gantt: Gantt, room: float, look: Look) -> Drawing:
    """Months, and days or Mondays under them."""
    scale = _Scale.of(gantt, room)
    drawing = Drawing(0.34)
    # From the last one: of two that have no room, the month that begins wins over what is left of
    # the one before.
    limit = room
    for day in reversed(list(scale.months())):
        name = f"{MONTHS[day.month - 1]} {day.year}" if day.month == 1 else MONTHS[day.month - 1]
        long = width(name, _TICK, bold=True)
        x = scale.x(day)
        if x + long <= limit:
            drawing.add(Text(x, 0.12, name, _TICK, look.ink, bold=True))
            limit = x - 0.08
    for day in scale.ticks():
        if scale.x(day) + width(str(day.day), _TICK) <= room:
            drawing.add(Text(scale.x(day), 0.27, str(day.day), _TICK, look.soft))
    return drawing


def rows(gantt: Gantt, room: float, look: Look) -> Iterator[Drawing]:
    """A task a drawing; their lines join where they are stacked."""
    scale = _Scale.of(gantt, room)
    for row in gantt.rows:
        words = paragraph(row.title, room, _TITLE, look.ink, lines=3)
        colour = look.warning if row.progress is Progress.LATE else look.soft
        words.below(lines_of_text([row.detail], _DETAIL, colour))
        top = _GAP + words.height + 0.04
        drawing = Drawing(top + _BAR)
        drawing.add(*_grid(gantt, scale, drawing.height, look))
        # Lines show between tasks, not through their words.
        drawing.add(Box(-0.02, _GAP, room + 0.04, words.height + 0.02, look.background))
        drawing.place(words, 0, _GAP)
        drawing.add(_bar(row, scale, top, look))
        yield drawing


def _grid(gantt: Gantt, scale: _Scale, height: float, look: Look) -> Iterator[Line]:
    for day in scale.ticks():
        yield _upright(scale.x(day), height, look.line, 0.5)
    if scale.has(gantt.today):
        yield _upright(scale.x(gantt.today), height, look.warning, 1.2, dashed=True)
    if gantt.event is not None:
        yield _upright(scale.x(gantt.event), height, look.ink, 1.2)


def _upright(x: float, height: float, colour: str, thick: float, dashed: bool = False) -> Line:
    return Line(((x, 0), (x, height)), colour, thick, dashed)


def _bar(row: GanttRow, scale: _Scale, top: float, look: Look) -> Box:
    start, end = scale.x(row.start), scale.x(row.due + timedelta(days=1))
    fill = {
        Progress.DONE: look.muted,
        Progress.LATE: look.warning,
        Progress.UNDER_WAY: look.series[1],
        Progress.TO_DO: look.main,
    }[row.progress]
    long = max(end - start, _LEAST)
    return Box(min(start, scale.room - long), top, long, _BAR, fill, 0.04)


def key(gantt: Gantt, room: float, look: Look) -> Drawing:
    """What the upright lines are."""
    drawing, x = Drawing(0.2), 0.0
    told: list[tuple[str, str]] = []
    if gantt.rows and _Scale.of(gantt, room).has(gantt.today):
        told.append(("aujourd'hui", look.warning))
    if gantt.event is not None:
        told.append((f"l'événement, {span(gantt.event, gantt.event)}", look.ink))
    for words, colour in told:
        drawing.add(Dot(x + 0.05, 0.1, 6, colour, "D" if colour == look.ink else "s"))
        drawing.add(Text(x + 0.15, 0.135, words, _DETAIL, look.soft))
        x += 0.15 + width(words, _DETAIL) + 0.2
    return drawing


def alt(gantt: Gantt) -> str:
    """The chart for who cannot see it."""
    lines = [f"{row.title} : {row.detail}." for row in gantt.rows]
    return " ".join([f"{gantt.title}.", gantt.note, *lines])
