"""What the page gets of indicators: JSON objects, each figure with what lists its people."""

from typing import NotRequired, TypedDict


class Listing(TypedDict):
    """What lists whom a figure counts, and the sentence that does the same; None where nobody."""

    say: str | None
    act: dict[str, object] | None


class BarShown(Listing):
    """`amount` is what the bar measures besides prospects."""

    key: str
    label: str
    value: int
    shown: str
    share: str | None
    amount: int | None
    amount_shown: str | None
    muted: bool


class RateShown(TypedDict):
    """Shares between 0 and 1; low and high are its 95 % interval."""

    rate: float
    low: float | None
    high: float | None
    shown: str


class MapShown(TypedDict):
    """How a map is coloured: the level of each place, the legend, names of places without bar."""

    levels: dict[str, int]
    legend: list[tuple[int, str]]
    names: dict[str, str]
    outside: str


Files = dict[str, str]
"""Where a picture is made, by kind of file."""


class Panel(TypedDict):
    """One indicator: how it is drawn, its bars, its definition, its pictures."""

    kpi: str
    title: str
    note: str
    caution: str
    total: int
    drawn: str
    definition: str
    bars: list[BarShown]
    rate: RateShown | None
    map: MapShown | None
    files: Files


class ChartShown(TypedDict):
    total: int
    panels: list[Panel]


class HeadlineShown(Listing):
    kpi: str
    label: str
    figure: str
    detail: str
    definition: str


class DashboardShown(ChartShown):
    caution: str
    headlines: list[HeadlineShown]
    files: Files


class CellShown(Listing):
    """Shares between 0 and 1; low and high are a rate's 95 % interval."""

    text: str
    detail: str
    share: float | None
    low: float | None
    high: float | None


class ComparedRow(TypedDict):
    label: str
    verdict: str
    cells: list[CellShown]


class SideShown(Listing):
    label: str
    shown: str


class ComparisonShown(TypedDict):
    title: str
    note: str
    caution: str
    sides: list[SideShown]
    rows: list[ComparedRow]
    files: Files


class PointShown(TypedDict):
    """`day` is its ordinal, to be placed; `date` is read; `act` lists whom it counts."""

    day: int
    date: str
    value: float
    shown: str
    say: NotRequired[str | None]
    act: NotRequired[dict[str, object] | None]


class Line(TypedDict):
    key: str
    label: str
    points: list[PointShown]


class LinesShown(TypedDict):
    title: str
    ticks: list[tuple[float, str]]
    series: list[Line]


class Month(TypedDict):
    label: str
    value: int
    shown: str


class TrendShown(TypedDict):
    note: str
    caution: str
    charts: list[LinesShown]
    added: list[Month]
    files: Files
