"""Indicators and their charts."""

from collections.abc import Iterator

from assistant.language.chips import describe
from assistant.language.understanding import Intent
from assistant.rendering.wording import plural
from assistant.replies import Button, Chart, Choices, File, Reply, Text
from assistant.skills.registry import Turn, skill
from assistant.skills.search import nothing_found, understood
from core.kpis.models import Kpi

# The sentence that asks for each chart.
SAYS: dict[Kpi, tuple[str, str]] = {
    Kpi.REGION: ("Par région", "répartition par région"),
    Kpi.DEPARTEMENT: ("Par département", "répartition par département"),
    Kpi.VILLE: ("Par ville", "répartition par ville"),
    Kpi.TYPE: ("Par type", "répartition par type"),
    Kpi.AUDIENCE: ("Par taille de public", "répartition par tranche de public"),
    Kpi.STATUS: ("Par statut", "répartition par statut"),
    Kpi.CONSENT: ("Consentement", "combien acceptent d'être contactés, en pourcentage"),
    Kpi.RETURN_RATE: ("Taux de retour", "quel est le taux de retour"),
}


@skill(Intent.SHOW_KPIS)
def show_kpis(turn: Turn) -> Iterator[Reply]:
    """One indicator as a chart, or all their headlines."""
    kpi = _kpi(turn)
    breakdown = turn.services.kpis.breakdown(turn.user, turn.filter, kpi)
    if not breakdown.total:
        yield from nothing_found(turn)
        return
    yield Text(f"**{breakdown.label}** : {scope(turn, breakdown.total)}. {breakdown.note}".strip())
    yield from understood(turn.filter)
    yield Chart(turn.select(), kpi.value, breakdown.label)
    others = (Button(label, say) for other, (label, say) in SAYS.items() if other is not kpi)
    yield Choices(tuple(others))


@skill(Intent.EXPORT_CHARTS)
def export_charts(turn: Turn) -> Iterator[Reply]:
    """A chart as an image to keep."""
    kpi = _kpi(turn, Kpi.REGION)
    breakdown = turn.services.kpis.breakdown(turn.user, turn.filter, kpi)
    name = f"mimicom_{kpi.value}_{turn.today:%Y%m%d}.png"
    if turn.slots.get("format") == "pdf":
        yield Text("Je ne fais pas de PDF, mais voici l'image, qui s'imprime aussi bien.")
    else:
        yield Text("Voici le graphique, en image :")
    yield from understood(turn.filter)
    selection_id = turn.select()
    yield File(name, "chart", selection_id, f"{breakdown.label} (image PNG)", kpi.value)


def _kpi(turn: Turn, default: Kpi = Kpi.OVERVIEW) -> Kpi:
    asked = turn.slots.get("kpi")
    return Kpi(asked) if asked in list(Kpi) else default


def scope(turn: Turn, total: int) -> str:
    """Over whom an indicator is computed."""
    if turn.filter.is_empty():
        return f"toute la base, {plural(total, 'prospect')}"
    return f"{plural(total, 'prospect')}, {describe(turn.filter)}"
