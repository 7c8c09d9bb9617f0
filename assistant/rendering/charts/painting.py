"""Drawings → PNG, SVG and PDF. Matplotlib is loaded by the first one; pyplot never is, so that any
thread may draw.
"""

import io
import re
import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from assistant.rendering.charts.drawing import Box, Dot, Drawing, Line, Mark, Outline, Text
from assistant.rendering.charts.style import DPI, Format
from assistant.rendering.charts.text import NO_BREAK, font_file

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.path import Path
    from matplotlib.transforms import Transform

_ready = threading.Lock()


def picture(
    drawing: Drawing, width: float, format: Format, *, background: str, title: str, alt: str
) -> bytes:
    """The drawing alone on its background. `title` and `alt` tell it to who cannot see."""
    figure = _figure(width, drawing.height, background)
    _paint(figure, drawing)
    return _svg(figure, title, alt) if format is Format.SVG else _png(figure, title)


def document(
    pages: Sequence[Drawing], size: tuple[float, float], *, title: str, subject: str, day: date
) -> bytes:
    """A PDF of one drawing a page; its text can be selected."""
    from matplotlib.backends.backend_pdf import PdfPages

    _prepare()
    made = datetime.combine(day, time(12), UTC)
    metadata = {"Title": title, "Subject": subject, "Author": "MimiCom", "Creator": "MimiCom",
                "CreationDate": made, "ModDate": made}  # fmt: skip
    buffer = io.BytesIO()
    with PdfPages(buffer, metadata=metadata) as pdf:
        for page in pages:
            figure = _figure(*size, "#ffffff")
            _paint(figure, page)
            pdf.savefig(figure)
    return buffer.getvalue()


def _prepare() -> None:
    """Matplotlib's settings, which are the whole process's: set once, before the first figure."""
    import matplotlib

    with _ready:
        matplotlib.rcParams["pdf.fonttype"] = 42
        # Letters as outlines: a page may not lay them out otherwise than they were measured.
        matplotlib.rcParams["svg.fonttype"] = "path"
        matplotlib.rcParams["svg.hashsalt"] = "mimicom"


def _figure(width: float, height: float, background: str) -> "Figure":
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    _prepare()
    figure = Figure(figsize=(width, height), dpi=DPI, facecolor=background)
    FigureCanvasAgg(figure)
    return figure


def _paint(figure: "Figure", drawing: Drawing) -> None:
    from matplotlib.transforms import Affine2D

    # Inches from the top, downwards.
    inches = Affine2D().scale(1, -1).translate(0, figure.get_figheight()) + figure.dpi_scale_trans
    for order, mark in enumerate(drawing.marks):
        artist = _artist(mark, inches)
        artist.set_zorder(order)
        # Not figure.add_artist: it would clip each mark to the figure, one more path a mark.
        artist.set_figure(figure)
        figure.artists.append(artist)


def _artist(mark: Mark, inches: "Transform") -> "Artist":
    match mark:
        case Text():
            return _text(mark, inches)
        case Box():
            return _box(mark, inches)
        case Outline():
            return _outline(mark, inches)
        case Line():
            return _line(mark, inches)
        case Dot():
            return _dot(mark, inches)


def _text(mark: Text, inches: "Transform") -> "Artist":
    from matplotlib.text import Text as Artist

    return Artist(mark.x, mark.y, mark.text, color=mark.colour, fontproperties=_font(mark.bold),
                  fontsize=mark.size, ha=mark.align, va="baseline", parse_math=False,
                  transform=inches)  # fmt: skip


def _font(bold: bool) -> Any:
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=font_file(bold))


def _box(mark: Box, inches: "Transform") -> "Artist":
    from matplotlib.patches import FancyBboxPatch, Rectangle

    colours: dict[str, Any] = {
        "facecolor": mark.fill,
        "edgecolor": mark.edge or "none",
        "linewidth": 0.7,
    }
    if not mark.radius:
        return Rectangle((mark.x, mark.y), mark.width, mark.height, transform=inches, **colours)
    style = f"round,pad=0,rounding_size={min(mark.radius, mark.width / 2, mark.height / 2)}"
    return FancyBboxPatch((mark.x, mark.y), mark.width, mark.height, boxstyle=style,
                          transform=inches, **colours)  # fmt: skip


def _outline(mark: Outline, inches: "Transform") -> "Artist":
    from matplotlib.patches import PathPatch
    from matplotlib.transforms import Affine2D

    here = Affine2D().scale(mark.scale).translate(mark.x, mark.y) + inches
    return PathPatch(parsed(mark.path), facecolor=mark.fill, edgecolor=mark.edge, linewidth=0.4,
                     joinstyle="round", transform=here)  # fmt: skip


def _line(mark: Line, inches: "Transform") -> "Artist":
    from matplotlib.lines import Line2D

    xs, ys = zip(*mark.points, strict=True)
    return Line2D(xs, ys, color=mark.colour, linewidth=mark.thickness, transform=inches,
                  linestyle=(0, (2, 2)) if mark.dashed else "-", solid_capstyle="butt",
                  solid_joinstyle="round")  # fmt: skip


def _dot(mark: Dot, inches: "Transform") -> "Artist":
    from matplotlib.lines import Line2D

    return Line2D([mark.x], [mark.y], linestyle="", marker=mark.marker, markersize=mark.size,
                  markerfacecolor=mark.fill, markeredgecolor=mark.edge or mark.fill,
                  markeredgewidth=0.8, transform=inches)  # fmt: skip


@cache
def parsed(path: str) -> "Path":
    """ "M1,2L3,4L5,6Z…" as matplotlib draws it; each outline of the map is parsed once."""
    from matplotlib.path import Path

    points: list[tuple[float, float]] = []
    codes: list[Any] = []
    for ring in path.split("M")[1:]:
        corners = [_point(corner) for corner in ring.removesuffix("Z").split("L")]
        points += [*corners, corners[0]]
        codes += [Path.MOVETO, *[Path.LINETO] * (len(corners) - 1), Path.CLOSEPOLY]
    return Path(points, codes)


def _point(text: str) -> tuple[float, float]:
    x, y = text.split(",")
    return float(x), float(y)


def _png(figure: "Figure", title: str) -> bytes:
    buffer = io.BytesIO()
    metadata = {"Title": _plain(title), "Software": "MimiCom"}
    figure.savefig(buffer, format="png", dpi=DPI, metadata=metadata)
    return buffer.getvalue()


def _svg(figure: "Figure", title: str, alt: str) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue().decode()
    # No document type nor metadata: they name other hosts, and a page needs neither.
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, count=1, flags=re.DOTALL)
    head, body = text.split(">", 1)
    described = f"<title>{escape(_plain(title))}</title>\n <desc>{escape(_plain(alt))}</desc>"
    return f'{head} role="img">\n {described}{body}'.encode()


def _plain(text: str) -> str:
    """On one line; its no-break spaces are kept, control characters are not valid in XML."""
    shown = (" " if char in "\t\n\r" else char for char in text)
    return "".join(char for char in shown if char.isprintable() or char in NO_BREAK).strip()
