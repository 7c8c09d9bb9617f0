"""Grouped counts → the bars of one indicator, each with the filter that lists it. Pure."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from core.kpis import indicators as compute
from core.kpis.drilldown import narrowed, with_presence, without
from core.kpis.indicators import DelayRow, PlaceRow, PresenceRow, ProfileRow
from core.kpis.models import OTHER_TOWNS, UNKNOWN, Bar, Breakdown, Kpi
from core.kpis.wording import (
    LABELS,
    audience_label,
    delay_sentence,
    departement_label,
    leader_sentence,
    network_label,
    rate_sentence,
    share_sentence,
)
from core.prospects.filters import Filter
from core.vocabulary.values import Response, Status

_NEVER = Status.JAMAIS_CONTACTE.value
_ANSWERS = tuple(response.value for response in Response)
_DELAY_BANDS = (
    (0, "Le jour même"),
    (1, "Le lendemain"),
    (3, "2 à 3 jours"),
    (7, "4 à 7 jours"),
    (14, "8 à 14 jours"),
    (30, "15 à 30 jours"),
)
_LONGEST_DELAY = "Plus de 30 jours"


def of_region(rows: Sequence[PlaceRow], filter: Filter) -> Breakdown:
    return _ranking(Kpi.REGION, compute.by_region(rows), "region", filter)


def of_departement(rows: Sequence[PlaceRow], filter: Filter) -> Breakdown:
    counts = compute.by_departement(rows)
    return _ranking(Kpi.DEPARTEMENT, counts, "departement", filter, departement_label)


def of_town(rows: Sequence[PlaceRow], filter: Filter) -> Breakdown:
    """The largest towns, and the others together: all but the largest."""
    top = compute.top_towns(compute.by_town(rows))
    named = [town for town in top if town not in (OTHER_TOWNS, UNKNOWN)]
    # A town that is missing would be listed among the others.
    others = None if UNKNOWN in top else without(filter, ville=named)
    bars = tuple(
        Bar(town, town, count, narrowed(filter, ville=[town]) if town in named else others)
        for town, count in top.items()
        if town != UNKNOWN
    )
    if UNKNOWN in top:
        bars += (Bar(UNKNOWN, UNKNOWN, top[UNKNOWN], None),)
    return _breakdown(Kpi.VILLE, bars, sum(top.values()), _leader(bars, sum(top.values())))


def of_type(rows: Sequence[ProfileRow], filter: Filter) -> Breakdown:
    return _ranking(Kpi.TYPE, compute.by_type(rows), "type_prospect", filter)


def of_audience(rows: Sequence[ProfileRow], filter: Filter) -> Breakdown:
    counts = compute.by_audience(rows)
    return _ranking(Kpi.AUDIENCE, counts, "tranche_public", filter, audience_label)


def of_status(rows: Sequence[ProfileRow], filter: Filter) -> Breakdown:
    return _ranking(Kpi.STATUS, compute.by_status(rows), "statut", filter)


def of_consent(rows: Sequence[ProfileRow], filter: Filter) -> Breakdown:
    counts = compute.by_consent(rows)
    bars = (
        Bar("yes", "Acceptent", counts["yes"], narrowed(filter, accepte_contact=True)),
        Bar("no", "Refusent", counts["no"], narrowed(filter, accepte_contact=False)),
        # No filter says "unknown": it is in neither answer.
        Bar("unknown", "On ne sait pas", counts["unknown"], None),
    )
    total = sum(counts.values())
    note = share_sentence(counts["yes"], total, "acceptent d'être contactés.")
    return _breakdown(Kpi.CONSENT, bars, total, note)


def of_never_contacted(rows: Sequence[ProfileRow], filter: Filter) -> Breakdown:
    counts = compute.by_status(rows)
    total, never = sum(counts.values()), counts.get(_NEVER, 0)
    bars = (
        Bar("never", _NEVER, never, narrowed(filter, statut=[_NEVER])),
        Bar("contacted", "Déjà contactés", total - never, without(filter, statut=[_NEVER])),
    )
    note = share_sentence(never, total, "n'ont jamais été contactés.")
    return _breakdown(Kpi.NEVER_CONTACTED, bars, total, note)


def of_returns(rows: Sequence[ProfileRow], filter: Filter) -> Breakdown:
    counts = compute.by_response(rows)
    answers = tuple(
        Bar(answer, f"Retour {answer.lower()}", counts.get(answer, 0), _answered(filter, answer))
        for answer in _ANSWERS
    )
    silent = without(filter, retour=_ANSWERS, statut=[_NEVER])
    bars = (*answers, Bar("none", "Contactés, sans retour", compute.unanswered(rows), silent))
    total = sum(row.count for row in rows)
    return _breakdown(Kpi.RETURN_RATE, bars, total, rate_sentence(compute.return_rate(rows)))


def of_networks(rows: Sequence[PresenceRow], filter: Filter) -> Breakdown:
    bars = tuple(
        Bar(name, network_label(name), n.accounts, with_presence(filter, avec=[name]), n.followers)
        for name, n in compute.by_network(rows).items()
    )
    total = _size(rows)
    return _breakdown(Kpi.NETWORKS, bars, total, _leader(bars, total))


def of_website(rows: Sequence[PresenceRow], filter: Filter) -> Breakdown:
    total, having = _size(rows), compute.having(rows, "site_web")
    bars = (
        Bar("with", "Avec un site web", having, with_presence(filter, avec=["site_web"])),
        Bar("without", "Sans site web", total - having, with_presence(filter, sans=["site_web"])),
    )
    return _breakdown(Kpi.WEBSITE, bars, total, share_sentence(having, total, "ont un site web."))


def of_missing_contact(rows: Sequence[PresenceRow], filter: Filter) -> Breakdown:
    missing, total = compute.missing_contact(rows), _size(rows)

    def bar(value: str, label: str, count: int, *fields: str) -> Bar:
        return Bar(value, label, count, with_presence(filter, sans=fields))

    bars = (
        bar("email", "Sans e-mail", missing.email, "email"),
        bar("telephone", "Sans téléphone", missing.telephone, "telephone"),
        bar("both", "Sans l'un ni l'autre", missing.both, "email", "telephone"),
    )
    note = share_sentence(missing.both, total, "n'ont ni e-mail ni téléphone.")
    return _breakdown(Kpi.MISSING_CONTACT, bars, total, note)


def of_delays(rows: Sequence[DelayRow], total: int) -> Breakdown:
    """Answers by delay, among `total` prospects; no filter says a delay, so nothing opens."""
    counts: Counter[str] = Counter()
    for row in rows:
        if row.days >= 0:
            counts[_delay_label(row.days)] += row.count
    order = [*(label for _, label in _DELAY_BANDS), _LONGEST_DELAY]
    bars = tuple(Bar(name, name, counts[name], None) for name in order if counts[name])
    note = delay_sentence(compute.response_delay(rows))
    return _breakdown(Kpi.RESPONSE_DELAY, bars, total, note)


PLACES: Mapping[Kpi, Callable[[Sequence[PlaceRow], Filter], Breakdown]] = {
    Kpi.REGION: of_region,
    Kpi.DEPARTEMENT: of_departement,
    Kpi.VILLE: of_town,
}
PROFILES: Mapping[Kpi, Callable[[Sequence[ProfileRow], Filter], Breakdown]] = {
    Kpi.TYPE: of_type,
    Kpi.AUDIENCE: of_audience,
    Kpi.STATUS: of_status,
    Kpi.CONSENT: of_consent,
    Kpi.NEVER_CONTACTED: of_never_contacted,
    Kpi.RETURN_RATE: of_returns,
}
PRESENCES: Mapping[Kpi, Callable[[Sequence[PresenceRow], Filter], Breakdown]] = {
    Kpi.NETWORKS: of_networks,
    Kpi.WEBSITE: of_website,
    Kpi.MISSING_CONTACT: of_missing_contact,
}


def _ranking(
    kpi: Kpi,
    counts: Mapping[str, int],
    key: str,
    filter: Filter,
    label: Callable[[str], str] = str,
) -> Breakdown:
    """A partition by one filter key; the unknown are all but the values known."""
    known = [value for value in counts if value != UNKNOWN]
    bars = tuple(
        Bar(value, label(value), count, narrowed(filter, **{key: [value]}))
        if value != UNKNOWN
        else Bar(UNKNOWN, UNKNOWN, count, without(filter, **{key: known}))
        for value, count in counts.items()
    )
    total = sum(counts.values())
    return _breakdown(kpi, bars, total, _leader(bars, total))


def _answered(filter: Filter, answer: str) -> Filter | None:
    return narrowed(filter, retour=[answer])


def _delay_label(days: int) -> str:
    return next((label for limit, label in _DELAY_BANDS if days <= limit), _LONGEST_DELAY)


def _size(rows: Sequence[PresenceRow]) -> int:
    return sum(row.count for row in rows)


def _leader(bars: Sequence[Bar], total: int) -> str:
    named = [bar for bar in bars if bar.value not in (UNKNOWN, OTHER_TOWNS)]
    return leader_sentence(named, total)


def _breakdown(kpi: Kpi, bars: tuple[Bar, ...], total: int, note: str) -> Breakdown:
    return Breakdown(kpi, LABELS[kpi], tuple(bar.openable() for bar in bars), total, note)
