"""Pictures in words, for those who cannot see them: a sentence or two each."""

from collections.abc import Sequence

from assistant.rendering.charts.style import OVERVIEW, TREND
from assistant.rendering.charts.text import counted
from assistant.rendering.wording import listed, plural
from core.kpis.models import Bar, Breakdown, Comparison, Dashboard, Trend

_MOST = 1_000


def alt_text(breakdown: Breakdown) -> str:
    """Title, the three largest values, total."""
    whole = breakdown.total if breakdown.base is None else breakdown.base
    largest = _largest(breakdown.bars)
    if not largest:
        return _told(breakdown.label, "rien à montrer.", breakdown.total)
    values = listed([f"{bar.label} {counted(bar.count, whole)}" for bar in largest])
    return _told(breakdown.label, f"{values}.", breakdown.total)


def overview_alt(dashboard: Dashboard) -> str:
    """The headline figures."""
    figures = [f"{one.label}\u00a0: {one.figure}" for one in dashboard.headlines]
    return _told(OVERVIEW, "\u202f; ".join(figures) + ".", dashboard.total)


def comparison_alt(comparison: Comparison) -> str:
    """The sides and the sentence that compares them."""
    sides = listed(
        [f"{side.label} ({plural(side.total, 'prospect')})" for side in comparison.sides]
    )
    return _cut(f"{comparison.label}. {sides}. {comparison.note}".strip())


def trend_alt(trend: Trend) -> str:
    """The sentence that says how the base went, and what was added last."""
    parts = [trend.note]
    if trend.added:
        first, count = max(trend.added)
        parts.append(f"{plural(count, 'ajout')} depuis le début de {first:%m/%Y}.")
    return _cut(f"{TREND}. {' '.join(filter(None, parts))}".strip())


def _largest(bars: Sequence[Bar]) -> list[Bar]:
    counted_ones = [bar for bar in bars if bar.count]
    return sorted(counted_ones, key=lambda bar: -bar.count)[:3]


def _told(title: str, values: str, total: int) -> str:
    described = _cut(f"{title}\u00a0: {values}")
    return f"{described} Total\u00a0: {plural(total, 'prospect')}."


def _cut(text: str) -> str:
    text = " ".join(text.split(" "))
    return text if len(text) <= _MOST else text[: _MOST - 1].rstrip() + "…"
