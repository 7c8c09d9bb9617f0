"""Pictures are PNG or SVG files that a phone shows, whatever the figures."""

import io
import pickle
import struct
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import pairwise
from multiprocessing import get_context
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.image import imread

from assistant.rendering.charts import breakdowns, comparisons, trends
from assistant.rendering.charts.alt import alt_text, comparison_alt, overview_alt, trend_alt
from assistant.rendering.charts.drawing import Box, Drawing, Line, Outline, Text
from assistant.rendering.charts.overview import tiles
from assistant.rendering.charts.pictures import (
    draw_breakdown,
    draw_comparison,
    draw_overview,
    draw_trend,
)
from assistant.rendering.charts.style import (
    DPI,
    LOOKS,
    NOTHING,
    OTHER_DEPARTEMENTS,
    WIDTH,
    Caption,
    Format,
    Theme,
)
from assistant.rendering.charts.text import width
from core.kpis.models import (
    Bar,
    Breakdown,
    Cell,
    Comparison,
    ComparisonRow,
    Dashboard,
    Kpi,
    Point,
    ReturnRate,
    Series,
    Side,
    Trend,
    TrendChart,
)
from tests import indicator_samples as samples

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CAPTION = Caption("les ludothèques du 44 (Loire-Atlantique)", date(2025, 7, 21))
LOOK = LOOKS[Theme.LIGHT]
ROOM = 4.48
NOTHING_KNOWN = Trend((), (), "")
ODD = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["", "$\\alpha$", "🎉", "مرحبا بالعالم", "a\nb", "x" * 500, "Non renseigné"]),
)
COUNTS = st.one_of(st.integers(0, 5), st.integers(0, 10**9))


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(SIGNATURE)
    wide, high = struct.unpack(">II", png[16:24])
    return wide, high


def words(drawing: Drawing) -> list[str]:
    return [mark.text for mark in drawing.marks if isinstance(mark, Text)]


def fits(drawing: Drawing, room: float) -> bool:
    """No text nor bar leaves the room, nor the height."""
    for mark in drawing.marks:
        if isinstance(mark, Text):
            long = width(mark.text, mark.size, mark.bold)
            part = {"left": 0.0, "center": 0.5, "right": 1.0}[mark.align]
            spans = (mark.x - part * long, mark.x + (1 - part) * long, mark.y)
        elif isinstance(mark, Box):
            spans = (mark.x, mark.x + mark.width, mark.y + mark.height)
        else:
            continue
        if spans[0] < -0.02 or spans[1] > room + 0.12 or spans[2] > drawing.height + 0.02:
            return False
    return True


def of(kpi: Kpi, *pairs: tuple[str, int], total: int | None = None) -> Breakdown:
    bars = tuple(Bar(label, label, count, None, count) for label, count in pairs)
    whole = sum(count for _, count in pairs) if total is None else total
    return Breakdown(kpi, "Titre", bars, whole, "Note.")


@pytest.mark.parametrize("breakdown", samples.breakdowns(), ids=lambda b: b.kpi.value)
@pytest.mark.parametrize("theme", Theme)
def test_every_indicator_is_a_png_as_wide_as_a_phone_needs(
    breakdown: Breakdown, theme: Theme
) -> None:
    png = draw_breakdown(breakdown, CAPTION, Format.PNG, theme)
    assert size(png)[0] == round(WIDTH * DPI)
    assert b"pHYs" + struct.pack(">II", 7874, 7874) in png
    assert fits(breakdowns.chart(breakdown, ROOM, LOOK), ROOM)


def test_every_prospect_is_counted_in_some_bar() -> None:
    """What is not known and the others are never dropped."""
    shown = words(breakdowns.chart(samples.departement(), ROOM, LOOK))
    assert OTHER_DEPARTEMENTS in shown
    assert "Non renseigné" in shown
    assert "Non renseigné\u00a0: 41" in shown
    many = of(Kpi.TYPE, *((f"Type {rank}", 3) for rank in range(101)), ("Non renseigné", 9))
    drawn = words(breakdowns.chart(many, ROOM, LOOK))
    assert f"{(101 - 28) * 3} (70\u202f%)" in drawn
    assert "Autres" in drawn
    assert "9 (3\u202f%)" in drawn


def test_what_stands_for_many_is_cut_and_says_so() -> None:
    def cuts(others: int) -> int:
        drawing = breakdowns.chart(of(Kpi.VILLE, ("Nantes", 9), ("Autres villes", others)), 4, LOOK)
        return sum(isinstance(m, Line) and m.colour == LOOK.background for m in drawing.marks)

    assert cuts(800) == 2
    assert cuts(12) == 0


def test_bars_start_at_zero_and_keep_proportions() -> None:
    chart = breakdowns.chart(of(Kpi.TYPE, ("a", 100), ("b", 50), ("c", 0)), ROOM, LOOK)
    boxes = [mark for mark in chart.marks if isinstance(mark, Box)]
    assert len(boxes) == 2
    assert boxes[0].x == boxes[1].x
    assert boxes[0].width == pytest.approx(2 * boxes[1].width)


def test_places_outside_of_france_are_said_below_the_map() -> None:
    chart = breakdowns.chart(of(Kpi.REGION, ("Wallonie", 4), ("Bretagne", 2)), ROOM, LOOK)
    assert "Hors de la carte\u00a0: 4" in words(chart)
    assert any(isinstance(mark, Outline) for mark in chart.marks)


def test_the_foot_says_whom_how_many_and_when() -> None:
    drawn = breakdowns.whom(samples.return_rate())
    assert drawn == "n = 473 prospects contactés, sur 1\u202f200"
    assert breakdowns.whom(samples.region()) == "n = 1\u202f200 prospects"


@pytest.mark.parametrize("kpi", Kpi)
@pytest.mark.parametrize("pairs", [(), (("a", 0), ("Non renseigné", 0))])
def test_nothing_to_show_is_said(kpi: Kpi, pairs: tuple[tuple[str, int], ...]) -> None:
    assert words(breakdowns.chart(of(kpi, *pairs), ROOM, LOOK)) == [NOTHING]
    assert size(draw_breakdown(of(kpi, *pairs), CAPTION))[1] < 400
    assert "rien à montrer" in alt_text(of(kpi, *pairs))


def test_an_empty_base_has_pictures_too() -> None:
    empty = Dashboard(0, (), ())
    assert size(draw_overview(empty, CAPTION))[1] < 400
    assert size(draw_trend(NOTHING_KNOWN, CAPTION))[1] < 400
    sides = (Side("Une", samples.EVERYONE, 0), Side("Autre", samples.EVERYONE, 0))
    assert size(draw_comparison(Comparison(Kpi.TYPE, "Rien", sides, ()), CAPTION))[1] < 500


def test_details_of_a_comparison_are_wrapped_rather_than_cut() -> None:
    for room in (ROOM, 3.0):
        shown = " ".join(words(comparisons.chart(samples.comparison(), room, LOOK)))
        assert "…" not in shown
        for cell in samples.comparison().rows[5].cells:
            assert cell.detail in shown


def test_shares_of_every_row_are_on_one_scale() -> None:
    compared = samples.comparison()
    rows = tuple(row for row in compared.rows if row.cells[0].share is not None)
    chart = comparisons.chart(replace(compared, rows=rows), ROOM, LOOK)
    boxes = [mark for mark in chart.marks if isinstance(mark, Box)][len(compared.sides) :]
    shares = [cell.share for row in rows for cell in row.cells]
    scales = [box.width / share for box, share in zip(boxes, shares, strict=True) if share]
    assert scales == pytest.approx([scales[0]] * len(shares))


def test_figures_without_share_are_written_beside_a_mark_of_one_size() -> None:
    """A bar of counts would say that the larger selection has more."""
    compared = samples.comparison()
    rows = tuple(row for row in compared.rows if row.cells[0].share is None)
    chart = comparisons.chart(replace(compared, rows=rows), ROOM, LOOK)
    boxes = [mark for mark in chart.marks if isinstance(mark, Box)][len(compared.sides) :]
    assert len({box.width for box in boxes}) == 1
    assert [box.fill for box in boxes] == [*LOOK.series[:2]] * len(rows)
    assert "Ludothèque · 90 prospects (43\u202f%)" in words(chart)


def test_one_prospect_is_singular() -> None:
    assert breakdowns.whom(of(Kpi.TYPE, ("a", 1))) == "n = 1 prospect"
    sides = (Side("Une", samples.EVERYONE, 1), Side("Autre", samples.EVERYONE, 0))
    assert comparisons.whom(Comparison(Kpi.TYPE, "", sides, ())) == "n = 1 / 0 prospect"
    line = Series("total", "Prospects", "", (Point(date(2025, 7, 1), 1, 1),))
    one = Trend((TrendChart("Nombre", (line,)),), (), "")
    assert trends.whom(one) == "n = 1 prospect au 1er juillet 2025"


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 40))
def test_years_under_the_additions_never_overlap(first: date, months: int) -> None:
    last = first.year * 12 + first.month - 1 + months
    added = ((first.replace(day=1), 3), (date(last // 12, last % 12 + 1, 1), 4))
    drawn = trends.chart(Trend((), added, ""), ROOM, LOOK).marks
    years = [m for m in drawn if isinstance(m, Text) and m.bold and m.size == 8]
    assert years
    spans = [(m.x - width(m.text, 8, True) / 2, m.x + width(m.text, 8, True) / 2) for m in years]
    assert all(one[1] < other[0] for one, other in pairwise(spans))


def test_one_day_is_a_dot_and_says_so() -> None:
    line = Series("total", "Prospects", "", (Point(date(2025, 7, 1), 12, 12),))
    one = Trend((TrendChart("Nombre", (line,)),), ((date(2025, 7, 1), 12),), "")
    assert "1 juil. 2025" in words(trends.chart(one, ROOM, LOOK))
    assert trends.whom(one) == "n = 12 prospects au 1er juillet 2025"


def test_additions_alone_say_how_many_they_are() -> None:
    trend = Trend((), ((date(2025, 6, 1), 12), (date(2025, 7, 1), 30)), "")
    assert trends.whom(trend) == "n = 42 prospects ajoutés"
    assert {"12", "30", "juin", "juil."} < set(words(trends.chart(trend, ROOM, LOOK)))


def test_days_without_figures_are_joined_by_a_thin_line() -> None:
    lines = [m for m in trends.chart(samples.trend(), ROOM, LOOK).marks if isinstance(m, Line)]
    assert sum(line.dashed for line in lines) == 5


@given(st.floats(0, 1e9), st.booleans())
def test_axes_start_at_zero_and_reach_the_largest(largest: float, shares: bool) -> None:
    largest = min(largest, 1.0) if shares else largest
    ticks = trends.nice_ticks(largest, shares)
    assert ticks[0] == 0
    assert ticks[-1] >= largest * 0.999
    assert 2 <= len(ticks) <= 7
    assert not shares or ticks[-1] <= 1


@pytest.mark.parametrize("theme", Theme)
def test_svg_is_valid_and_refers_to_nothing_outside(theme: Theme) -> None:
    for breakdown in (samples.region(), of(Kpi.TYPE, ("<b>&\"'--><script>", 3))):
        svg = draw_breakdown(breakdown, CAPTION, Format.SVG, theme).decode()
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        assert [child.tag.split("}")[1] for child in root][:2] == ["title", "desc"]
        assert root[1].text == alt_text(breakdown)
        assert "<!DOCTYPE" not in svg
        assert not any(node.tag.endswith("script") for node in root.iter())
        for node in root.iter():
            links = [value for key, value in node.attrib.items() if key.endswith("href")]
            assert all(link.startswith("#") for link in links)
        assert "http" not in svg.replace("http://www.w3.org/", "")


def test_pictures_in_words_tell_the_largest_and_the_total() -> None:
    assert alt_text(samples.town()) == (
        "Prospects par ville\u00a0: Autres villes 823 (69\u202f%), Non renseigné 52 (4\u202f%) et "
        "Nantes 38 (3\u202f%). Total\u00a0: 1\u202f200 prospects."
    )
    assert "Taux de retour\u00a0: 33\u202f%" in overview_alt(samples.dashboard())
    assert "Bretagne (210 prospects) et Pays de la Loire" in comparison_alt(samples.comparison())
    assert trend_alt(samples.trend()).startswith("Évolution. 1\u202f196 prospects")


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(list(Kpi)),
    st.lists(st.tuples(ODD, COUNTS, st.none() | COUNTS), max_size=6),
    ODD,
    ODD,
    st.sampled_from(list(Format)),
    st.sampled_from(list(Theme)),
)
def test_any_breakdown_can_be_drawn(
    kpi: Kpi,
    rows: list[tuple[str, int, int | None]],
    label: str,
    note: str,
    format: Format,
    theme: Theme,
) -> None:
    bars = tuple(Bar(text, text, count, None, amount) for text, count, amount in rows)
    total = sum(bar.count for bar in bars)
    rate = ReturnRate(total, total, 1.0, 0.5, 1.0) if total else ReturnRate(0, 0, None, None, None)
    breakdown = Breakdown(kpi, label, bars, total, note, rate=rate, caution=note)
    assert fits(breakdowns.chart(breakdown, ROOM, LOOK), ROOM)
    drawn = draw_breakdown(breakdown, Caption(note, date(2025, 1, 1)), format, theme)
    if format is Format.SVG:
        ElementTree.fromstring(drawn.decode())
    else:
        assert size(drawn)[0] == 960


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(ODD, COUNTS, st.none() | st.floats(0, 1), st.none() | st.floats(0, 1), ODD),
        max_size=6,
    ),
    st.integers(2, 4),
    ODD,
)
def test_any_comparison_can_be_drawn(
    rows: list[tuple[str, int, float | None, float | None, str]], sides: int, label: str
) -> None:
    some = tuple(Side(f"{label}{rank}", samples.EVERYONE, rank) for rank in range(sides))
    built = tuple(
        ComparisonRow(
            name,
            (Cell(text, name, count, share, None, low, 1.0 if low is not None else None),) * sides,
            text,
        )
        for name, count, share, low, text in rows
    )
    comparison = Comparison(Kpi.OVERVIEW, label, some, built, label, label)
    assert fits(comparisons.chart(comparison, ROOM, LOOK), ROOM)
    assert size(draw_comparison(comparison, CAPTION))[0] == 960


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.dates(date(1990, 1, 1)), st.floats(0, 1e9)), max_size=9),
    st.lists(st.tuples(st.dates(date(1990, 1, 1)), COUNTS), max_size=9),
    st.sampled_from(["", "%"]),
    ODD,
)
def test_any_trend_can_be_drawn(
    points: list[tuple[date, float]], added: list[tuple[date, int]], unit: str, label: str
) -> None:
    line = Series("x", label, unit, tuple(Point(day, value, 3) for day, value in points))
    months = tuple((day.replace(day=1), count) for day, count in added)
    trend = Trend((TrendChart(label, (line, line)),), months, label, label)
    assert fits(trends.chart(trend, ROOM, LOOK), ROOM)
    assert size(draw_trend(trend, CAPTION))[0] == 960


def test_headlines_stay_in_their_tiles() -> None:
    long = tuple(
        replace(one, label="L" * 500, figure="très longue figure " * 9, detail="détail " * 90)
        for one in samples.headlines()
    )
    assert fits(tiles(long, ROOM, LOOK), ROOM)
    assert fits(tiles(samples.headlines(), ROOM, LOOK), ROOM)


def test_nothing_touches_the_edges() -> None:
    """Long labels and figures stay in the picture: its border is of one colour."""
    rows = (("Association " * 12, 123_456_789), ("Provence-Alpes-Côte d'Azur", 2), ("X" * 80, 1))
    png = draw_breakdown(replace(of(Kpi.TYPE, *rows), label="Titre " * 20), CAPTION)
    pixels = imread(io.BytesIO(png))[..., :3]
    for border in (pixels[:8], pixels[-8:], pixels[:, :8], pixels[:, -8:]):
        assert np.all(border == 1.0)


def test_threads_may_draw_together() -> None:
    def draw(rank: int) -> bytes:
        return draw_breakdown(of(Kpi.TYPE, (f"é{rank}", rank + 1), ("b", 2)), CAPTION)

    alone = [draw(rank) for rank in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(draw, range(4))) == alone


def test_another_process_may_draw() -> None:
    sent = pickle.loads(pickle.dumps((samples.region(), CAPTION)))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        drawn = pool.submit(draw_breakdown, *sent, Format.SVG).result()
    assert drawn == draw_breakdown(*sent, Format.SVG)


def test_matplotlib_is_loaded_only_to_draw() -> None:
    check = (
        "import sys, assistant.rendering.charts.pictures, assistant.rendering.charts.report;"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
