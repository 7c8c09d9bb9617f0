"""Pictures of the indicators, as PNG or SVG: core's values in, bytes out.

Arguments can be sent to a process of its own; nothing else is read than the map and the font.
"""

from collections.abc import Sequence

from assistant.rendering.charts import breakdowns, comparisons, gantt, trends
from assistant.rendering.charts.alt import alt_text, comparison_alt, overview_alt, trend_alt
from assistant.rendering.charts.bars import amounts, bars
from assistant.rendering.charts.drawing import Drawing, stacked
from assistant.rendering.charts.frame import framed, titled
from assistant.rendering.charts.gantt import Gantt
from assistant.rendering.charts.overview import tiles
from assistant.rendering.charts.painting import picture
from assistant.rendering.charts.style import (
    LOOKS,
    MARGIN,
    OVERVIEW,
    SEGMENTS,
    TREND,
    WIDTH,
    Caption,
    Format,
    Theme,
)
from assistant.rendering.wording import plural
from core.kpis.models import Breakdown, Comparison, Dashboard, Trend

_ROOM = WIDTH - 2 * MARGIN


def draw_breakdown(
    breakdown: Breakdown,
    caption: Caption,
    format: Format = Format.PNG,
    theme: Theme = Theme.LIGHT,
) -> bytes:
    """One indicator: its map or bars, count and share of each value."""
    look = LOOKS[theme]
    chart = breakdowns.chart(breakdown, _ROOM, look)
    headed = titled(breakdown.label, breakdown.note, breakdown.caution, chart, _ROOM, look)
    whom, alt = breakdowns.whom(breakdown), alt_text(breakdown)
    return _drawn(headed, whom, caption, format, theme, title=breakdown.label, alt=alt)


def draw_overview(
    dashboard: Dashboard,
    caption: Caption,
    format: Format = Format.PNG,
    theme: Theme = Theme.LIGHT,
) -> bytes:
    """The headline figures as one picture."""
    look = LOOKS[theme]
    chart = tiles(dashboard.headlines if dashboard.total else (), _ROOM, look)
    headed = titled(OVERVIEW, "", dashboard.caution, chart, _ROOM, look)
    whom, alt = f"n = {plural(dashboard.total, 'prospect')}", overview_alt(dashboard)
    return _drawn(headed, whom, caption, format, theme, title=OVERVIEW, alt=alt)


def draw_comparison(
    comparison: Comparison,
    caption: Caption,
    format: Format = Format.PNG,
    theme: Theme = Theme.LIGHT,
) -> bytes:
    """Two to four selections side by side, by share; rates with their interval."""
    look = LOOKS[theme]
    chart = comparisons.chart(comparison, _ROOM, look)
    headed = titled(comparison.label, comparison.note, comparison.caution, chart, _ROOM, look)
    whom, alt = comparisons.whom(comparison), comparison_alt(comparison)
    return _drawn(headed, whom, caption, format, theme, title=comparison.label, alt=alt)


def draw_trend(
    trend: Trend, caption: Caption, format: Format = Format.PNG, theme: Theme = Theme.LIGHT
) -> bytes:
    """Lines over days and additions by month."""
    look = LOOKS[theme]
    chart = trends.chart(trend, _ROOM, look)
    headed = titled(TREND, trend.note, trend.caution, chart, _ROOM, look)
    whom, alt = trends.whom(trend), trend_alt(trend)
    return _drawn(headed, whom, caption, format, theme, title=TREND, alt=alt)


def draw_segments(
    sizes: Sequence[tuple[str, int]],
    caption: Caption,
    format: Format = Format.PNG,
    theme: Theme = Theme.LIGHT,
) -> bytes:
    """The segments of a selection, by their size."""
    look = LOOKS[theme]
    names, counts = [name for name, _ in sizes], [float(count) for _, count in sizes]
    whole = sum(counts)
    chart = bars(amounts(names, counts, whole), _ROOM, look)
    headed = titled(SEGMENTS, "", "", chart, _ROOM, look)
    said = ", ".join(f"{name} : {count}" for name, count in sizes)
    whom = f"n = {plural(int(whole), 'prospect')}"
    return _drawn(headed, whom, caption, format, theme, title=SEGMENTS, alt=f"{SEGMENTS}. {said}.")


def draw_gantt(
    plan: Gantt,
    caption: Caption,
    format: Format = Format.PNG,
    theme: Theme = Theme.LIGHT,
    counted: str = "",
    wide: float = WIDTH,
) -> bytes:
    """Tasks over time, in so many inches: a screen that has more shows longer bars, not larger
    letters. `counted` says how many rows there are, where they are no tasks."""
    look, room = LOOKS[theme], wide - 2 * MARGIN
    content = stacked([gantt.key(plan, room, look), gantt.chart(plan, room, look)], 0.08)
    headed = titled(plan.title, plan.note, "", content, room, look)
    whom = counted or plural(len(plan.rows), "tâche")
    whole = framed(headed, whom, caption, room, look)
    alt = gantt.alt(plan)
    return picture(whole, wide, format, background=look.background, title=plan.title, alt=alt)


def _drawn(
    content: Drawing,
    whom: str,
    caption: Caption,
    format: Format,
    theme: Theme,
    *,
    title: str,
    alt: str,
) -> bytes:
    look = LOOKS[theme]
    whole = framed(content, whom, caption, _ROOM, look)
    return picture(whole, WIDTH, format, background=look.background, title=title, alt=alt)
