"""Chat turns against the bare MongoDB queries that they can't do without."""

from datetime import date

from assistant.language.pipeline import Language
from assistant.language.understanding import Context
from assistant.rendering.indicators.views import IndicatorViews
from assistant.rendering.table_pages import PAGE_SIZE
from assistant.rendering.views import Views
from assistant.replies import Chart, Table
from assistant.router import Router
from benchmarks.measure import Row, median_ms, paired_ms
from core.accounts.models import OPERATOR
from core.services import Services

SENTENCES = (
    "montre-moi les bars à jeux d'Occitanie sans email",
    "et seulement ceux qui acceptent la com",
    "combien de MJC en Bretagne avec plus de 500 adhérents ?",
    "répartition par région",
)
LISTS = (
    ("list of a region", "montre-moi les prospects de Bretagne", {"region": "Bretagne"}),
    (
        "list of a type in a region",
        "montre-moi les bars à jeux d'Occitanie sans email",
        {"region": "Occitanie", "type_prospect": "Bar à jeux", "presents": {"$nin": ["email"]}},
    ),
    ("list of the whole base", "montre-moi tous les prospects", {}),
)


def measure(services: Services) -> list[Row]:
    """Server time of list and chart turns, first page included; understanding alone."""
    router = Router(services)
    views = Views(services, router.conversations)
    figures = IndicatorViews(services, router.conversations)
    prospects = services.database.mongo["prospects"]
    rows = [_understanding(router.language)]
    for name, sentence, query in LISTS:

        def turn(sentence: str = sentence) -> None:
            services.prospects.touched()  # nothing is taken from what an earlier run computed
            answers = router.turn(OPERATOR, "bench", sentence)
            table = next(r for r in answers[0].replies if isinstance(r, Table))
            asked = {"source": "selection", "source_id": table.source_id, "limit": PAGE_SIZE}
            views.table(OPERATOR, asked)

        def bare(query: dict[str, object] = query) -> None:
            prospects.count_documents(query)
            list(prospects.find(query).sort("nom_norm", 1).limit(PAGE_SIZE))

        taken, floor = paired_ms(turn, bare)
        rows.append(Row(f"turn: {name}, against count + sorted find", taken, "ms", floor, "≤ 3 ×"))

    def chart() -> None:
        services.prospects.touched()
        answers = router.turn(OPERATOR, "bench", "répartition par région de tous les prospects")
        shown = next(r for r in answers[0].replies if isinstance(r, Chart))
        figures.chart(OPERATOR, shown.selection_id, shown.kpi)

    def bare_group() -> None:
        list(prospects.aggregate([{"$group": {"_id": "$region", "n": {"$sum": 1}}}]))

    taken, floor = paired_ms(chart, bare_group)
    rows.append(Row("turn: chart by region, against one $group", taken, "ms", floor))
    return rows


def _understanding(language: Language) -> Row:
    def understand() -> None:
        context = Context()
        for sentence in SENTENCES:
            context = language.understand(sentence, context, date(2026, 11, 22))[-1].context

    taken = median_ms(understand, 25) / len(SENTENCES)
    return Row("understanding, median of a turn", taken, "ms", None, "≤ 15 ms")
