"""The headline figure of every indicator, each with the filter that lists its prospects. Pure."""

from collections.abc import Iterator, Mapping

from core.kpis.drilldown import narrowed, with_presence, within_delay
from core.kpis.models import OTHER_TOWNS, UNKNOWN, Headline, Indicators, Kpi
from core.kpis.wording import (
    audience_label,
    between,
    counted,
    days,
    departement_label,
    network_label,
    number,
    percent,
)
from core.prospects.filters import Filter
from core.vocabulary.values import Response, Status

NOTHING = "—"
"""The figure of what nothing is known of."""


def headlines(figures: Indicators, filter: Filter) -> tuple[Headline, ...]:
    """The total, then rates and shares, then the first value of each partition.

    Of an empty selection, the total only.
    """
    size = number(figures.total)
    total = Headline(Kpi.OVERVIEW, "Prospects", size, "", figures.total, filter)
    if not figures.total:
        return (_closed(total),)
    found = (total, *_rates(figures, filter), *_shares(figures, filter), *_leaders(figures, filter))
    # What counts nobody opens nothing.
    return tuple(one if one.count else _closed(one) for one in found)


def _closed(one: Headline) -> Headline:
    return Headline(one.kpi, one.label, one.figure, one.detail, 0, None)


def _rates(figures: Indicators, filter: Filter) -> Iterator[Headline]:
    rate, delay = figures.return_rate, figures.response_delay
    # With an answer in force only that one was counted.
    kinds = filter.retour or tuple(Response)
    answered = narrowed(filter, retour=[kind.value for kind in kinds])
    if rate.rate is None or rate.low is None or rate.high is None:
        figure, detail = NOTHING, "personne n'a encore été contacté"
    else:
        figure = percent(rate.rate)
        detail = (
            f"{_of(rate.answered, rate.contacted)} contactés\u202f; {between(rate.low, rate.high)}"
        )
    yield Headline(Kpi.RETURN_RATE, "Taux de retour", figure, detail, rate.answered, answered)
    if delay.median_days is None or delay.mean_days is None:
        figure, detail = NOTHING, "aucun délai n'est connu"
    else:
        figure = days(delay.median_days)
        detail = f"{days(delay.mean_days)} en moyenne, sur {counted(delay.n, 'réponse')}"
    within = within_delay(filter, 0, None)
    yield Headline(Kpi.RESPONSE_DELAY, "Délai de réponse médian", figure, detail, delay.n, within)


def _shares(figures: Indicators, filter: Filter) -> Iterator[Headline]:
    total, missing, consent = figures.total, figures.missing_contact, figures.consent

    def share(kpi: Kpi, label: str, count: int, who: Filter | None, more: str = "") -> Headline:
        detail = _of(count, total) + (f"\u202f; {more}" if more else "")
        return Headline(kpi, label, percent(count / total), detail, count, who)

    yield share(
        Kpi.CONSENT,
        "Acceptent d'être contactés",
        consent["yes"],
        narrowed(filter, accepte_contact=True),
        f"{number(consent['unknown'])} sans réponse connue" if consent["unknown"] else "",
    )
    yield share(
        Kpi.NEVER_CONTACTED,
        "Jamais contactés",
        figures.never_contacted,
        narrowed(filter, statut=[Status.JAMAIS_CONTACTE.value]),
    )
    yield share(
        Kpi.MISSING_CONTACT,
        "Sans e-mail ni téléphone",
        missing.both,
        with_presence(filter, sans=["email", "telephone"]),
        f"{number(missing.email)} sans e-mail, {number(missing.telephone)} sans téléphone",
    )
    yield share(
        Kpi.WEBSITE,
        "Avec un site web",
        figures.with_website,
        with_presence(filter, avec=["site_web"]),
    )


def _leaders(figures: Indicators, filter: Filter) -> Iterator[Headline]:
    """The first value of each partition, and the first network."""
    partitions = (
        (Kpi.TYPE, "Premier type", "type_prospect", figures.type, str),
        (Kpi.REGION, "Première région", "region", figures.region, str),
        (Kpi.DEPARTEMENT, "Premier département", "departement", figures.departement,
         departement_label),
        (Kpi.VILLE, "Première ville", "ville", figures.ville, str),
        (Kpi.STATUS, "Statut le plus fréquent", "statut", figures.status, str),
        (Kpi.AUDIENCE, "Public le plus fréquent", "tranche_public", figures.audience,
         audience_label),
    )  # fmt: skip
    for kpi, title, key, counts, label in partitions:
        first = _first(counts)
        if first is None:
            yield Headline(kpi, title, NOTHING, "non renseigné", 0, None)
            continue
        count = counts[first]
        detail = f"{counted(count, 'prospect')} ({percent(count / figures.total)})"
        who = narrowed(filter, **{key: [first]})
        yield Headline(kpi, title, label(first), detail, count, who)
    yield _network(figures, filter)


def _network(figures: Indicators, filter: Filter) -> Headline:
    first = max(figures.networks, key=lambda name: figures.networks[name].accounts)
    found, title = figures.networks[first], "Premier réseau"
    if not found.accounts:
        return Headline(Kpi.NETWORKS, title, NOTHING, "aucun compte connu", 0, None)
    detail = f"{counted(found.accounts, 'compte')}, {counted(found.followers, 'abonné')}"
    who = with_presence(filter, avec=[first])
    return Headline(Kpi.NETWORKS, title, network_label(first), detail, found.accounts, who)


def _first(counts: Mapping[str, int]) -> str | None:
    """The most frequent value known."""
    known = [value for value in counts if value not in (UNKNOWN, OTHER_TOWNS)]
    return max(known, key=lambda value: counts[value], default=None)


def _of(count: int, total: int) -> str:
    return f"{number(count)} sur {number(total)}"
