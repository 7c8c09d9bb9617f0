"""A breakdown as an image."""

from assistant.rendering.charts import bar_chart
from core.kpis.models import Breakdown


def breakdown_chart(breakdown: Breakdown) -> bytes:
    """A PNG of the breakdown's bars."""
    measured = [bar.count if bar.amount is None else bar.amount for bar in breakdown.bars]
    return bar_chart(
        breakdown.label,
        [bar.label for bar in breakdown.bars],
        measured,
        subtitle=breakdown.note,
        sort=False,
    )
