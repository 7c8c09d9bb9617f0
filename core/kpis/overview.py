"""The overview: the headline figure of every indicator, each with the filter that lists it."""

from collections.abc import Iterator

from core.kpis.drilldown import narrowed, with_presence
from core.kpis.models import OTHER_TOWNS, UNKNOWN, Bar, Breakdown, Indicators, Kpi
from core.kpis.wording import (
    LABELS,
    audience_label,
    days,
    departement_label,
    network_label,
    overview_sentence,
    percent,
)
from core.prospects.filters import Filter
from core.vocabulary.values import Response, Status


def overview(figures: Indicators, filter: Filter) -> Breakdown:
    """One bar per indicator; a bar's `value` is the indicator's key ("total" for the first)."""
    bars: tuple[Bar, ...] = (Bar("total", "Prospects", figures.total, filter),)
    if figures.total:
        bars += (*_leaders(figures, filter), *_shares(figures, filter))
    bars = tuple(bar.openable() for bar in bars)
    label = LABELS[Kpi.OVERVIEW]
    return Breakdown(Kpi.OVERVIEW, label, bars, figures.total, overview_sentence(figures))


def _leaders(figures: Indicators, filter: Filter) -> Iterator[Bar]:
    """The first value of each partition."""
    partitions = (
        (Kpi.REGION, "Première région", "region", figures.region, str),
        (Kpi.DEPARTEMENT, "Premier département", "departement", figures.departement,
         departement_label),
        (Kpi.VILLE, "Première ville", "ville", figures.ville, str),
        (Kpi.TYPE, "Premier type", "type_prospect", figures.type, str),
        (Kpi.AUDIENCE, "Public le plus fréquent", "tranche_public", figures.audience,
         audience_label),
        (Kpi.STATUS, "Statut le plus fréquent", "statut", figures.status, str),
    )  # fmt: skip
    for kpi, title, key, counts, label in partitions:
        known = {value: count for value, count in counts.items() if value != UNKNOWN}
        known.pop(OTHER_TOWNS, None)
        if known:
            first = max(known, key=lambda value: known[value])
            bar_filter = narrowed(filter, **{key: [first]})
            yield Bar(kpi.value, f"{title}\u00a0: {label(first)}", known[first], bar_filter)


def _shares(figures: Indicators, filter: Filter) -> Iterator[Bar]:
    """The prospects that the other indicators are about."""
    total, missing, rate = figures.total, figures.missing_contact, figures.return_rate
    network = max(figures.networks, key=lambda name: figures.networks[name].accounts)

    def share(label: str, count: int) -> str:
        return f"{label} ({percent(count / total)})"

    yield Bar(
        Kpi.NETWORKS.value,
        f"Premier réseau\u00a0: {network_label(network)}",
        figures.networks[network].accounts,
        with_presence(filter, avec=[network]),
    )
    yield Bar(
        Kpi.WEBSITE.value,
        share("Avec un site web", figures.with_website),
        figures.with_website,
        with_presence(filter, avec=["site_web"]),
    )
    yield Bar(
        Kpi.CONSENT.value,
        share("Acceptent d'être contactés", figures.consent["yes"]),
        figures.consent["yes"],
        narrowed(filter, accepte_contact=True),
    )
    yield Bar(
        Kpi.MISSING_CONTACT.value,
        share("Sans e-mail ni téléphone", missing.both),
        missing.both,
        with_presence(filter, sans=["email", "telephone"]),
    )
    yield Bar(
        Kpi.NEVER_CONTACTED.value,
        share("Jamais contactés", figures.never_contacted),
        figures.never_contacted,
        narrowed(filter, statut=[Status.JAMAIS_CONTACTE.value]),
    )
    returned = f"Ont répondu ({percent(rate.rate)} des contactés)" if rate.rate is not None else ""
    answers = [response.value for response in Response]
    yield Bar(
        Kpi.RETURN_RATE.value,
        returned or "Ont répondu",
        rate.answered,
        narrowed(filter, retour=answers),
    )
    delay = figures.response_delay
    if delay.median_days is not None:
        label = f"Délai de réponse médian\u00a0: {days(delay.median_days)}"
        yield Bar(Kpi.RESPONSE_DELAY.value, label, delay.n, None)
