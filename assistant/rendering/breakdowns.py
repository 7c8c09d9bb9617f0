"""A breakdown as an image."""

from assistant.rendering.charts import Panel, bar_chart, grouped_chart
from core.kpis.models import Breakdown, Kpi


def breakdown_chart(breakdown: Breakdown) -> bytes:
    """A PNG of the breakdown's bars; networks have two measures, accounts and followers."""
    labels = [bar.label for bar in breakdown.bars]
    counts = [bar.count for bar in breakdown.bars]
    if breakdown.kpi is Kpi.NETWORKS:
        followers = [bar.amount or 0 for bar in breakdown.bars]
        panels = [Panel("Comptes", counts), Panel("Abonnés", followers)]
        return grouped_chart(breakdown.label, labels, panels)
    return bar_chart(breakdown.label, labels, counts, subtitle=breakdown.note, sort=False)
