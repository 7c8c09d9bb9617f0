"""Charts as PNG files. Pure: values in, bytes out; drawn without pyplot, so any thread may.

Matplotlib takes a second to load, so it is imported when the first chart is drawn.
"""

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 200
# A phone shows 390 px: a chart this wide is shrunk by half there and its 10 pt text still reads.
WIDTH_INCHES = 4.8
MAX_BARS = 30

TEAL = "#0f766e"
AMBER = "#b45309"
MUTED = "#94a3b8"
INK = "#1e293b"
SOFT_INK = "#64748b"
GRID = "#e2e8f0"

_THIN_SPACE = "\u202f"
_LABEL_WIDTH = 24
_TITLE_WIDTH = 40
_BAR_INCHES = 0.30
# About the widest that a character gets, in inches: labels are of 9 points, figures of 8.5.
_LABEL_CHAR, _NOTE_CHAR = 0.082, 0.074
_LINE_INCHES = 0.16
# Lighter: what is not known, or not one value.
_AGGREGATES = frozenset({"Autres villes", "Autres"})
_MUTED_LABELS = _AGGREGATES | {"Non renseigné", "On ne sait pas"}


@dataclass(frozen=True, slots=True)
class Panel:
    """One of several measures of the same labels, drawn side by side."""

    title: str
    values: Sequence[float]


def bar_chart(
    title: str,
    labels: Sequence[str],
    values: Sequence[float],
    *,
    subtitle: str = "",
    unit: str = "",
    total: float | None = None,
    sort: bool = True,
    colour: str = TEAL,
) -> bytes:
    """A PNG of horizontal bars, one a label, the largest on top unless `sort` is False.

    `unit` follows each value ("%"); with `total`, each value is followed by its share of it.
    Beyond MAX_BARS the last bars are added up in one, "Autres". Without labels, or where every
    value is 0, the picture says that there is nothing to show. ValueError if lengths differ.
    """
    bars = _folded(_bars(labels, values, sort))
    if not any(value for _, value in bars):
        return _empty(title)
    names = [_wrapped(label) for label, _ in bars]
    notes = [_value_note(value, unit, total) for _, value in bars]
    colours = [MUTED if label in _MUTED_LABELS else colour for label, _ in bars]
    heading = _heading(title, subtitle)
    figure = _figure(heading, _plot_inches(names))
    axes = figure.add_subplot()
    _draw_bars(axes, names, [value for _, value in bars], notes, colours, _inches(names, 1))
    return _png(figure, heading)


def grouped_chart(title: str, labels: Sequence[str], panels: Sequence[Panel]) -> bytes:
    """A PNG of several measures of the same labels (accounts and followers by network).

    Each measure has its own scale, side by side, since they share no unit. Labels keep their order.
    """
    if not labels or not any(value for panel in panels for value in panel.values):
        return _empty(title)
    names = [_wrapped(label, 12) for label in labels]
    heading = _heading(title, "")
    figure = _figure(heading, _plot_inches(names) + 0.2)
    inches = _inches(names, len(panels))
    colours = (TEAL, AMBER)
    for rank, panel in enumerate(panels):
        if len(panel.values) != len(labels):
            raise ValueError("as many values as labels are needed")
        axes = figure.add_subplot(1, len(panels), rank + 1)
        colour = colours[rank % len(colours)]
        notes = [_number(value) for value in panel.values]
        _draw_bars(axes, names, panel.values, notes, [colour] * len(names), inches)
        axes.set_title(panel.title, loc="left", fontsize=9, color=SOFT_INK)
        if rank:
            axes.set_yticklabels([])
    return _png(figure, heading)


def _scale(names: Sequence[str], values: Sequence[float]) -> float:
    """The longest bar. What stands for many values would dwarf them: it is cut, and marked so."""
    single = [v for name, v in zip(names, values, strict=True) if name not in _AGGREGATES]
    return max(single, default=0) or max(values) or 1


def _inches(names: Sequence[str], panels: int) -> float:
    """How wide each panel is, right of the labels."""
    longest = max(len(line) for name in names for line in name.split("\n"))
    return (WIDTH_INCHES - 0.35 - _LABEL_CHAR * longest) / panels - 0.1 * (panels - 1)


def _bars(labels: Sequence[str], values: Sequence[float], sort: bool) -> list[tuple[str, float]]:
    bars = list(zip(labels, values, strict=True))
    if not sort:
        return bars
    return sorted(bars, key=lambda bar: (bar[0] in _MUTED_LABELS, -bar[1]))


def _folded(bars: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """At most MAX_BARS bars; a phone can't show more."""
    if len(bars) <= MAX_BARS:
        return bars
    named = [bar for bar in bars if bar[0] not in _MUTED_LABELS]
    rest = [bar for bar in bars if bar[0] in _MUTED_LABELS]
    shown = MAX_BARS - len(rest) - 1
    others = sum(value for _, value in named[shown:])
    return [*named[:shown], ("Autres", others), *rest]


def _draw_bars(
    axes: "Axes",
    names: Sequence[str],
    values: Sequence[float],
    notes: Sequence[str],
    colours: Sequence[str],
    inches: float,
) -> None:
    """Bars from top to bottom, each with its value written at its end, `inches` wide in all."""
    positions = range(len(names))
    largest = _scale(names, values)
    drawn = [min(value, largest) for value in values]
    axes.barh(positions, drawn, height=0.68, color=colours, zorder=2)
    cut = [rank for rank in positions if values[rank] > largest]
    axes.plot([largest * 0.94] * len(cut), cut, linestyle="", marker=[(-1, -3), (1, 3)],
              markersize=18, color="white", markeredgewidth=2.5, zorder=3)  # fmt: skip
    axes.set_yticks(positions, names)
    axes.invert_yaxis()
    axes.set_ylim(len(names) - 0.4, -0.6)
    # Room at the right for the figures, which are written beside the bars.
    written = min(0.8, (_NOTE_CHAR * max(map(len, notes)) + 0.08) / inches)
    axes.set_xlim(0, largest / (1 - written))
    for position, value, note in zip(positions, drawn, notes, strict=True):
        axes.annotate(note, (value, position), xytext=(4, 0), textcoords="offset points",
                      va="center", fontsize=8.5, color=INK)  # fmt: skip
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0, labelsize=9, labelcolor=INK, pad=4)
    for name, spine in axes.spines.items():
        spine.set_visible(name == "left")
        spine.set_color(GRID)


def _empty(title: str) -> bytes:
    heading = _heading(title, "")
    figure = _figure(heading, 1.2)
    axes = figure.add_subplot()
    axes.axis("off")
    axes.text(0.5, 0.5, "Rien à montrer pour cette sélection", ha="center", va="center",
              fontsize=10, color=SOFT_INK)  # fmt: skip
    return _png(figure, heading)


@dataclass(frozen=True, slots=True)
class _Heading:
    title: str
    subtitle: str

    @property
    def inches(self) -> float:
        lines = self.title.count("\n") + 1
        return 0.22 + 0.24 * lines + (0.19 * (self.subtitle.count("\n") + 1) * bool(self.subtitle))


def _heading(title: str, subtitle: str) -> _Heading:
    wrapped = "\n".join(textwrap.wrap(_literal(title), _TITLE_WIDTH))
    return _Heading(wrapped, "\n".join(textwrap.wrap(_literal(subtitle), 62)))


def _figure(heading: _Heading, plot_inches: float) -> "Figure":
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    size = (WIDTH_INCHES, plot_inches + heading.inches + 0.15)
    figure = Figure(figsize=size, dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _png(figure: "Figure", heading: _Heading) -> bytes:
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    height = figure.get_figheight()
    below_heading = (0.02, 0.02, 0.96, 1 - heading.inches / height - 0.02)
    figure.set_layout_engine(ConstrainedLayoutEngine(w_pad=0.02, h_pad=0.02, rect=below_heading))
    top = 1 - 0.12 / height
    figure.text(0.03, top, heading.title, fontsize=12, weight="bold", color=INK, va="top")
    if heading.subtitle:
        lines = heading.title.count("\n") + 1
        below = top - 0.24 * lines / height
        figure.text(0.03, below, heading.subtitle, fontsize=8.5, color=SOFT_INK, va="top")
    buffer = io.BytesIO()
    metadata: dict[str, Any] = {"Title": heading.title.replace("\n", " "), "Software": "MimiCom"}
    figure.savefig(buffer, format="png", dpi=DPI, metadata=metadata)
    return buffer.getvalue()


def _plot_inches(names: Sequence[str]) -> float:
    return sum(_BAR_INCHES + _LINE_INCHES * name.count("\n") for name in names) + 0.1


def _wrapped(label: str, width: int = _LABEL_WIDTH) -> str:
    """The label on at most three lines."""
    lines = textwrap.wrap(
        _literal(label), width, max_lines=3, placeholder="…", break_on_hyphens=False
    )
    return "\n".join(lines)


def _literal(text: str) -> str:
    """Text as written: dollars would be read as mathematics, and fonts lack control characters."""
    visible = "".join(char for char in text if char.isprintable() or char.isspace())
    return visible.replace("$", r"\$")


def _value_note(value: float, unit: str, total: float | None) -> str:
    note = _number(value) + (f"{_THIN_SPACE}{unit}" if unit else "")
    if not total:
        return note
    share = 100 * value / total
    rounded = "<1" if 0 < share < 1 else _number(round(share))
    return f"{note} ({rounded}{_THIN_SPACE}%)"


def _number(value: float) -> str:
    """1 234 or 3,5, with thin no-break spaces."""
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return text.replace(",", _THIN_SPACE).replace(".", ",")
