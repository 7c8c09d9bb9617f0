"""Indicators: the dashboard, one of them, its definition."""

from collections.abc import Iterable, Iterator

from assistant.acts.of_figures import (
    CompareLists,
    DefineFigures,
    KeepPicture,
    ShowFigures,
    ShowTrend,
)
from assistant.language.phrasing.chips import describe
from assistant.language.requests.comparisons import ComparisonRequest, ValuesRequest
from assistant.language.requests.indicators import IndicatorRequest, TrendRequest
from assistant.language.understanding import Intent
from assistant.rendering.wording import plural
from assistant.replies import Button, Chart, Choices, Dashboard, Reply, Text
from assistant.skills.indicators.comparing import by_value, compare
from assistant.skills.indicators.trend import show_trend
from assistant.skills.lists.listing import nothing_found, understood
from assistant.skills.registry import Turn, claim, on_act, skill
from core.kpis.definitions import definitions
from core.kpis.models import Kpi
from core.kpis.wording import LABELS
from core.prospects.filters import Filter

# The sentence that asks for each chart.
SAYS: dict[Kpi, tuple[str, str]] = {
    Kpi.OVERVIEW: ("Tableau de bord", "montre le tableau de bord"),
    Kpi.REGION: ("Par région", "répartition par région"),
    Kpi.DEPARTEMENT: ("Par département", "répartition par département"),
    Kpi.VILLE: ("Par ville", "répartition par ville"),
    Kpi.TYPE: ("Par type", "répartition par type"),
    Kpi.AUDIENCE: ("Par taille de public", "répartition par tranche de public"),
    Kpi.STATUS: ("Par statut", "répartition par statut"),
    Kpi.CONSENT: ("Consentement", "répartition par consentement"),
    Kpi.RETURN_RATE: ("Taux de retour", "quel est le taux de retour"),
    Kpi.RESPONSE_DELAY: ("Délai de réponse", "quel est le délai de réponse"),
    Kpi.NETWORKS: ("Réseaux", "abonnés par réseau"),
    Kpi.WEBSITE: ("Site web", "part des prospects avec un site web"),
    Kpi.MISSING_CONTACT: ("Coordonnées manquantes", "part des coordonnées manquantes"),
    Kpi.NEVER_CONTACTED: ("Jamais contactés", "part des prospects jamais contactés"),
}
# The indicator after "la définition".
OF: dict[Kpi, str] = {
    Kpi.REGION: "de la répartition par région",
    Kpi.DEPARTEMENT: "de la répartition par département",
    Kpi.VILLE: "de la répartition par ville",
    Kpi.TYPE: "de la répartition par type",
    Kpi.AUDIENCE: "de la répartition par tranche de public",
    Kpi.STATUS: "de la répartition par statut",
    Kpi.CONSENT: "du consentement",
    Kpi.RETURN_RATE: "du taux de retour",
    Kpi.RESPONSE_DELAY: "du délai de réponse",
    Kpi.NETWORKS: "des abonnés par réseau",
    Kpi.WEBSITE: "de la part avec un site web",
    Kpi.MISSING_CONTACT: "des coordonnées manquantes",
    Kpi.NEVER_CONTACTED: "de la part jamais contactée",
}
NEXT_TO_ONE = (Kpi.OVERVIEW, Kpi.REGION, Kpi.TYPE, Kpi.STATUS, Kpi.CONSENT, Kpi.RETURN_RATE)


@skill(Intent.SHOW_KPIS)
def show_kpis(turn: Turn) -> Iterator[Reply]:
    """The dashboard, one indicator, its definition, a comparison or a trend."""
    if turn.services.prospects.is_empty():
        yield from nothing_found(turn)
        return
    match turn.request:
        case ComparisonRequest() as asked:
            yield from compare(turn, asked)
        case ValuesRequest() as asked:
            yield from by_value(turn, asked)
        case TrendRequest() as asked:
            yield from show_trend(turn, asked)
        case _:
            yield from _show(turn, turn.asked(IndicatorRequest))


def _show(turn: Turn, asked: IndicatorRequest) -> Iterable[Reply]:
    kpi = Kpi(asked.kpi)
    if kpi is Kpi.OVERVIEW:
        return show_dashboard(turn)
    return define(turn, kpi) if asked.defines else show_one(turn, kpi)


@claim("indicator_named")
def named_as_shown(turn: Turn) -> Iterable[Reply] | None:
    """An indicator by the title that the page gives it."""
    if turn.services.prospects.is_empty():
        return None
    return _show(turn, turn.asked(IndicatorRequest))


@on_act(ShowFigures, Intent.SHOW_KPIS)
def figures_by_click(turn: Turn, deed: ShowFigures) -> Iterator[Reply]:
    """An indicator of the selection of a button, or all of them."""
    turn.take_from(deed, Intent.SHOW_KPIS)
    yield from show_dashboard(turn) if deed.kpi is Kpi.OVERVIEW else show_one(turn, deed.kpi)


@on_act(DefineFigures, Intent.SHOW_KPIS)
def define_by_click(turn: Turn, deed: DefineFigures) -> Iterator[Reply]:
    """What an indicator of the selection of a button counts."""
    turn.take_from(deed, Intent.SHOW_KPIS)
    yield from define(turn, deed.kpi)


def show_dashboard(turn: Turn) -> Iterator[Reply]:
    """All indicators of the selection."""
    found = turn.services.kpis.dashboard(turn.user, turn.filter)
    if not found.total:
        yield from nothing_found(turn)
        return
    yield Text(f"**Tableau de bord** : {scope(turn, found.total)}.")
    yield from understood(turn.filter)
    yield Dashboard(turn.select(), LABELS[Kpi.OVERVIEW])
    keep = KeepPicture(filter=turn.filter, kpi=Kpi.OVERVIEW, file="pdf")
    report = Button("Rapport en PDF", "exporte le tableau de bord en PDF", act=keep)
    yield Choices((report, *_beside(turn)))


def show_one(turn: Turn, kpi: Kpi) -> Iterator[Reply]:
    """One indicator as a chart."""
    found = turn.services.kpis.breakdown(turn.user, turn.filter, kpi)
    if not found.total:
        yield from nothing_found(turn)
        return
    yield Text(f"**{found.label}** : {scope(turn, found.total)}. {found.note}".strip())
    yield from understood(turn.filter)
    yield Chart(turn.select(), kpi.value, found.label)
    others = (_of_same(turn, other) for other in NEXT_TO_ONE if other is not kpi)
    yield Choices((_define_button(turn, kpi), *others, *_beside(turn)))


def define(turn: Turn, kpi: Kpi) -> Iterator[Reply]:
    """What an indicator counts, and how it stands."""
    found = turn.services.kpis.breakdown(turn.user, turn.filter, kpi)
    yield Text(f"**{found.label}** : {definitions()[kpi]}")
    if found.total and found.note:
        yield Text(f"En ce moment, pour {scope(turn, found.total)} : {found.note}")
    yield Choices((_of_same(turn, kpi, "Voir le graphique"), _of_same(turn, Kpi.OVERVIEW)))


def _of_same(turn: Turn, kpi: Kpi, label: str = "") -> Button:
    """Another indicator of the same selection."""
    named, say = SAYS[kpi]
    return Button(label or named, say, act=ShowFigures(filter=turn.filter, kpi=kpi))


def _define_button(turn: Turn, kpi: Kpi) -> Button:
    act = DefineFigures(filter=turn.filter, kpi=kpi)
    return Button("Comment c'est compté ?", f"donne la définition {OF[kpi]}", act=act)


def _beside(turn: Turn) -> Iterator[Button]:
    filter, trend = turn.filter, ShowTrend(filter=turn.filter)
    if filter.is_empty():
        yield Button("Évolution", "comment la base évolue-t-elle ?", act=trend)
        return
    beside = CompareLists(sides=(filter, Filter()))
    yield Button("Comparer avec toute la base", "compare avec toute la base", act=beside)
    yield Button("Évolution", "comment évolue cette sélection ?", act=trend)


def scope(turn: Turn, total: int) -> str:
    """Over whom an indicator is computed."""
    if turn.filter.is_empty():
        return f"toute la base, {plural(total, 'prospect')}"
    return f"{plural(total, 'prospect')}, {describe(turn.filter)}"
