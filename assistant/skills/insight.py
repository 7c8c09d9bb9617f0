"""Indicators: the dashboard, one of them, its definition."""

import re
from collections.abc import Iterable, Iterator

from assistant.language.phrasing.chips import describe
from assistant.language.understanding import Intent
from assistant.rendering.wording import plural
from assistant.replies import Button, Chart, Choices, Dashboard, Reply, Text
from assistant.skills.comparing import by_value, compare, is_by_value, is_comparison
from assistant.skills.evolution import is_trend, show_trend
from assistant.skills.registry import Turn, claim, skill
from assistant.skills.search import nothing_found, understood
from core.kpis.definitions import definitions
from core.kpis.models import Kpi
from core.kpis.wording import LABELS
from core.vocabulary.text import fold

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
TREND = Button("Évolution", "comment la base évolue-t-elle ?")
PDF = Button("Rapport en PDF", "exporte le tableau de bord en PDF")
_DEFINITION = re.compile(
    r"\b(?:definition|definir|definis\w*|signifie\w*|(?:veut|veulent) dire|qu est ce que?"
    r"|qu appel\w*|c est quoi|cest quoi|explique\w*"
    r"|comment (?:(?:est|sont|c est|cest|ca se|se|on|vous|tu|elle|il) )?"
    r"(?:calcul\w*|compt\w*|obt\w*|mesur\w*|defini\w*))\b"
)


@skill(Intent.SHOW_KPIS)
def show_kpis(turn: Turn) -> Iterator[Reply]:
    """The dashboard, one indicator, its definition, a comparison or a trend."""
    kpi = kpi_of(turn) or Kpi.OVERVIEW
    if turn.services.prospects.is_empty():
        yield from nothing_found(turn)
    elif is_comparison(turn.text):
        yield from compare(turn, kpi)
    elif is_by_value(turn.text, kpi):
        yield from by_value(turn, kpi)
    elif is_trend(turn.text):
        yield from show_trend(turn)
    elif kpi is not Kpi.OVERVIEW and _DEFINITION.search(fold(turn.text)):
        yield from define(turn, kpi)
    elif kpi is Kpi.OVERVIEW:
        yield from show_dashboard(turn)
    else:
        yield from show_one(turn, kpi)


_TITLES = {fold(words): kpi for kpi in Kpi for words in (LABELS[kpi], SAYS[kpi][0])}
_BOARD = re.compile(
    r"(?:(?:montre|affiche|voir|ouvre|donne|je veux|fais)(?: moi)? )?(?:voir )?"
    r"(?:le |mon |un |les )?"
    r"(?:tabl[a-z]*|tablo) ?(?:de|2|d)? ?bor[a-z]*(?: (?:stp|svp|s il te plait|s il vous plait))?"
)


@claim("indicator_named")
def named_as_shown(turn: Turn) -> Iterable[Reply] | None:
    """An indicator by the title that the page gives it; the dashboard however it is spelt."""
    said = fold(turn.text)
    kpi = Kpi.OVERVIEW if _BOARD.fullmatch(said) else _TITLES.get(said)
    if kpi is None or turn.services.prospects.is_empty():
        return None
    return show_dashboard(turn) if kpi is Kpi.OVERVIEW else show_one(turn, kpi)


def show_dashboard(turn: Turn) -> Iterator[Reply]:
    """All indicators of the selection."""
    found = turn.services.kpis.dashboard(turn.user, turn.filter)
    if not found.total:
        yield from nothing_found(turn)
        return
    yield Text(f"**Tableau de bord** : {scope(turn, found.total)}.")
    yield from understood(turn.filter)
    yield Dashboard(turn.select(), LABELS[Kpi.OVERVIEW])
    yield Choices((PDF, *_beside(turn)))


def show_one(turn: Turn, kpi: Kpi) -> Iterator[Reply]:
    """One indicator as a chart."""
    found = turn.services.kpis.breakdown(turn.user, turn.filter, kpi)
    if not found.total:
        yield from nothing_found(turn)
        return
    yield Text(f"**{found.label}** : {scope(turn, found.total)}. {found.note}".strip())
    yield from understood(turn.filter)
    yield Chart(turn.select(), kpi.value, found.label)
    others = (Button(*SAYS[other]) for other in NEXT_TO_ONE if other is not kpi)
    yield Choices((define_button(kpi), *others, *_beside(turn)))


def define(turn: Turn, kpi: Kpi) -> Iterator[Reply]:
    """What an indicator counts, and how it stands."""
    found = turn.services.kpis.breakdown(turn.user, turn.filter, kpi)
    yield Text(f"**{found.label}** : {definitions()[kpi]}")
    if found.total and found.note:
        yield Text(f"En ce moment, pour {scope(turn, found.total)} : {found.note}")
    yield Choices((Button("Voir le graphique", SAYS[kpi][1]), Button(*SAYS[Kpi.OVERVIEW])))


def define_button(kpi: Kpi) -> Button:
    """Asks what an indicator counts."""
    return Button("Comment c'est compté ?", f"donne la définition {OF[kpi]}")


def _beside(turn: Turn) -> Iterator[Button]:
    if not turn.filter.is_empty():
        yield Button("Comparer avec toute la base", "compare avec toute la base")
        yield Button("Évolution", "comment évolue cette sélection ?")
    else:
        yield TREND


def kpi_of(turn: Turn) -> Kpi | None:
    """The indicator that the sentence names."""
    asked = turn.slots.get("kpi")
    return Kpi(asked) if asked in list(Kpi) else None


def scope(turn: Turn, total: int) -> str:
    """Over whom an indicator is computed."""
    if turn.filter.is_empty():
        return f"toute la base, {plural(total, 'prospect')}"
    return f"{plural(total, 'prospect')}, {describe(turn.filter)}"
