"""What is drawn before it is painted: marks in inches, from the top left corner. Pure data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.rendering.charts.text import wrapped

Align = Literal["left", "center", "right"]
LEADING = 1.28  # from line to line, in font sizes


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    bold: bool = False
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, its corners rounded by `radius`."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    radius: float = 0.0
    edge: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; `thickness` in points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    thickness: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A marker: "o", "s", "^" or "D", `size` points wide."""

    x: float
    y: float
    size: float
    fill: str
    marker: str = "o"
    edge: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A shape of the map, "M…L…Z" in its own units, scaled then moved."""

    path: str
    x: float
    y: float
    scale: float
    fill: str
    edge: str


Mark = Text | Box | Line | Dot | Outline


@dataclass(slots=True)
class Drawing:
    """Marks, later ones on top, and the height that they take."""

    height: float = 0.0
    marks: list[Mark] = field(default_factory=list)

    def add(self, *marks: Mark) -> None:
        self.marks += marks

    def place(self, other: "Drawing", x: float = 0.0, y: float = 0.0) -> None:
        """Draw another drawing here; this one's height is left as it is."""
        self.marks += [_moved(mark, x, y) for mark in other.marks]

    def below(self, other: "Drawing", gap: float = 0.0, x: float = 0.0) -> None:
        """Draw another drawing under what is here."""
        if not other.height:
            return
        start = self.height + (gap if self.height else 0.0)
        self.place(other, x, start)
        self.height = start + other.height


def _moved(mark: Mark, x: float, y: float) -> Mark:
    if isinstance(mark, Line):
        return replace(mark, points=tuple((px + x, py + y) for px, py in mark.points))
    return replace(mark, x=mark.x + x, y=mark.y + y)


def stacked(drawings: Iterable[Drawing], gap: float = 0.0) -> Drawing:
    """Drawings one under the other; empty ones take no room."""
    whole = Drawing()
    for drawing in drawings:
        whole.below(drawing, gap)
    return whole


def leading(size: float) -> float:
    """Inches from one baseline to the next."""
    return size * LEADING / 72


def lines_of_text(
    lines: Sequence[str],
    size: float,
    colour: str,
    *,
    bold: bool = False,
    x: float = 0.0,
    align: Align = "left",
) -> Drawing:
    """Lines already cut."""
    step = leading(size)
    baseline = 0.80 * step
    marks: list[Mark] = [
        Text(x, baseline + rank * step, line, size, colour, bold, align)
        for rank, line in enumerate(lines)
    ]
    return Drawing(step * len(lines), marks)


def paragraph(
    text: str,
    room: float,
    size: float,
    colour: str,
    *,
    bold: bool = False,
    lines: int | None = None,
) -> Drawing:
    """Text wrapped in `room` inches; nothing at all where it is blank."""
    return lines_of_text(wrapped(text, room, size, bold=bold, lines=lines), size, colour, bold=bold)


def middle(centre: float, size: float) -> float:
    """The baseline of a line of text whose capitals are centred there."""
    return centre + 0.36 * size / 72
