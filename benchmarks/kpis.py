"""All indicators against one bare `$group` pass over the collection; a dashboard's pictures."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from assistant.conversation import ConversationStore
from assistant.rendering.indicators.files import Pictures
from assistant.rendering.indicators.views import IndicatorViews
from assistant.router import Router
from benchmarks.measure import Row, median_ms, paired_ms
from core.accounts.models import OPERATOR
from core.clock import PARIS
from core.kpis.models import Kpi
from core.prospects.filters import Filter
from core.services import Services, open_services
from core.settings import Settings

LARGE = 1_000_000


def measure(services: Services) -> list[Row]:
    """Computed, kept, shown and drawn."""
    rows = [*_computed(services, "all indicators")]
    conversations = _conversations(services)
    selection = conversations.select(OPERATOR, "bench", Filter())
    views = IndicatorViews(services, conversations)
    asked = {"view": "dashboard", "selection_ids": [selection]}
    kept = median_ms(lambda: views.load(OPERATOR, asked))
    rows.append(Row("dashboard of unchanged data, for the page", kept, "ms", None, "< 20 ms"))
    return [*rows, *_drawn(services, conversations, selection)]


def measure_large(place: Path) -> list[Row]:
    """The same figures of a million prospects, in a folder of their own."""
    with tempfile.TemporaryDirectory(dir=place) as folder:
        settings = Settings(data=Path(folder), mongodb_uri=None, durability="process-kill")
        services = open_services(settings)
        try:
            services.demo.load(OPERATOR, LARGE)
            return _computed(services, "all indicators of a million", runs=3)
        finally:
            services.close()


def _computed(services: Services, name: str, runs: int = 7) -> list[Row]:
    prospects = services.database.mongo["prospects"]

    def compute() -> None:
        services.prospects.touched()  # nothing is taken from what an earlier run computed
        services.kpis.dashboard(OPERATOR, Filter())

    def bare() -> None:
        list(prospects.aggregate([{"$group": {"_id": "$region", "n": {"$sum": 1}}}]))

    taken, floor = paired_ms(compute, bare, runs)
    return [Row(f"{name}, against one $group", taken, "ms", floor, "≤ 3 ×")]


def _drawn(services: Services, conversations: ConversationStore, selection: str) -> list[Row]:
    today = services.clock().astimezone(PARIS).date()
    pictures = Pictures(services, conversations, lambda: today)

    def every_picture() -> None:
        for kpi in Kpi:
            pictures.chart(OPERATOR, selection, kpi.value, "png")

    def seconds(work: Callable[[], object]) -> float:
        # The processor's time: what one core needs.
        every: list[float] = []
        for _ in range(3):
            start = time.process_time()
            work()
            every.append(time.process_time() - start)
        return sorted(every)[1]

    every_picture()  # matplotlib loads with the first
    return [
        Row("every picture of a dashboard, processor", seconds(every_picture), "s", None, "< 2.5"),
        Row(
            "its PDF report, processor",
            seconds(lambda: pictures.report(OPERATOR, selection)),
            "s",
            None,
            "< 2.5",
        ),
    ]


def _conversations(services: Services) -> ConversationStore:
    return Router(services).conversations
