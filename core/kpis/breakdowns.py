"""Indicators → the bars of each, with the filter that lists a bar's prospects. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from core.kpis.drilldown import narrowed, with_presence, within_delay, without
from core.kpis.models import DONT_KNOW, OTHER_TOWNS, UNKNOWN, Bar, Breakdown, Indicators, Kpi, Shape
from core.kpis.wording import (
    LABELS,
    audience_label,
    caution_sentence,
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
_DELAY_BANDS: tuple[tuple[int, int | None, str], ...] = (
    (0, 0, "Le jour même"),
    (1, 1, "Le lendemain"),
    (2, 3, "2 à 3 jours"),
    (4, 7, "4 à 7 jours"),
    (8, 14, "8 à 14 jours"),
    (15, 30, "15 à 30 jours"),
    (31, None, "Plus de 30 jours"),
)


def breakdown(figures: Indicators, filter: Filter, kpi: Kpi) -> Breakdown:
    """The bars of one indicator of a selection. KeyError for the overview, which has headlines."""
    found = _BREAKDOWNS[kpi](figures, filter)
    bars = tuple(bar.openable() for bar in found.bars)
    size = found.total if found.base is None else found.base
    return replace(found, bars=bars, caution=caution_sentence(size))


def every(figures: Indicators, filter: Filter, caution: str) -> Iterator[Breakdown]:
    """Those of a dashboard, whose own `caution` holds for all: each other one is told once."""
    told: set[str] = set()
    for kpi in Kpi:
        if kpi is Kpi.OVERVIEW:
            continue
        found = breakdown(figures, filter, kpi)
        known = bool(caution) or found.caution in told
        told.add(found.caution)
        yield replace(found, caution="") if known else found


def _of_region(figures: Indicators, filter: Filter) -> Breakdown:
    return _ranking(Kpi.REGION, figures.region, "region", filter)


def _of_departement(figures: Indicators, filter: Filter) -> Breakdown:
    counts = figures.departement
    return _ranking(Kpi.DEPARTEMENT, counts, "departement", filter, departement_label)


def _of_town(figures: Indicators, filter: Filter) -> Breakdown:
    """The largest towns, and the others together: all but the largest."""
    top = figures.ville
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
    return _breakdown(Kpi.VILLE, bars, figures.total, _leader(bars, figures.total))


def _of_type(figures: Indicators, filter: Filter) -> Breakdown:
    return _ranking(Kpi.TYPE, figures.type, "type_prospect", filter)


def _of_audience(figures: Indicators, filter: Filter) -> Breakdown:
    return _ranking(Kpi.AUDIENCE, figures.audience, "tranche_public", filter, audience_label)


def _of_status(figures: Indicators, filter: Filter) -> Breakdown:
    return _ranking(Kpi.STATUS, figures.status, "statut", filter)


def _of_consent(figures: Indicators, filter: Filter) -> Breakdown:
    counts = figures.consent
    unknown = with_presence(filter, sans=["accepte_contact"])
    bars = (
        Bar("yes", "Acceptent", counts["yes"], narrowed(filter, accepte_contact=True)),
        Bar("no", "Refusent", counts["no"], narrowed(filter, accepte_contact=False)),
        Bar("unknown", DONT_KNOW, counts["unknown"], unknown),
    )
    note = share_sentence(counts["yes"], figures.total, "acceptent d'être contactés.")
    return _breakdown(Kpi.CONSENT, bars, figures.total, note, Shape.SHARE)


def _of_never_contacted(figures: Indicators, filter: Filter) -> Breakdown:
    total, never = figures.total, figures.never_contacted
    bars = (
        Bar("never", _NEVER, never, narrowed(filter, statut=[_NEVER])),
        Bar("contacted", "Déjà contactés", total - never, without(filter, statut=[_NEVER])),
    )
    note = share_sentence(never, total, "n'ont jamais été contactés.")
    return _breakdown(Kpi.NEVER_CONTACTED, bars, total, note, Shape.SHARE)


def _of_returns(figures: Indicators, filter: Filter) -> Breakdown:
    rate = figures.return_rate
    answers = tuple(
        Bar(
            answer,
            f"Retour {answer.lower()}",
            figures.answers.get(answer, 0),
            narrowed(filter, retour=[answer]),
        )
        for answer in _ANSWERS
    )
    silent = without(filter, retour=_ANSWERS, statut=[_NEVER])
    bars = (*answers, Bar("none", "Contactés, sans retour", figures.unanswered, silent))
    found = _breakdown(
        Kpi.RETURN_RATE, bars, figures.total, rate_sentence(rate), Shape.OVERLAP, rate.contacted
    )
    return replace(found, rate=rate)


def _of_networks(figures: Indicators, filter: Filter) -> Breakdown:
    bars = tuple(
        Bar(name, network_label(name), n.accounts, with_presence(filter, avec=[name]), n.followers)
        for name, n in figures.networks.items()
    )
    note = _leader(bars, figures.total)
    return _breakdown(Kpi.NETWORKS, bars, figures.total, note, Shape.OVERLAP)


def _of_website(figures: Indicators, filter: Filter) -> Breakdown:
    total, having = figures.total, figures.with_website
    bars = (
        Bar("with", "Avec un site web", having, with_presence(filter, avec=["site_web"])),
        Bar("without", "Sans site web", total - having, with_presence(filter, sans=["site_web"])),
    )
    note = share_sentence(having, total, "ont un site web.")
    return _breakdown(Kpi.WEBSITE, bars, total, note, Shape.SHARE)


def _of_missing_contact(figures: Indicators, filter: Filter) -> Breakdown:
    missing, total = figures.missing_contact, figures.total

    def bar(value: str, label: str, count: int, *fields: str) -> Bar:
        return Bar(value, label, count, with_presence(filter, sans=fields))

    bars = (
        bar("email", "Sans e-mail", missing.email, "email"),
        bar("telephone", "Sans téléphone", missing.telephone, "telephone"),
        bar("both", "Sans l'un ni l'autre", missing.both, "email", "telephone"),
    )
    note = share_sentence(missing.both, total, "n'ont ni e-mail ni téléphone.")
    return _breakdown(Kpi.MISSING_CONTACT, bars, total, note, Shape.OVERLAP)


def _of_delays(figures: Indicators, filter: Filter) -> Breakdown:
    """Answers by delay; bands without any are left out."""
    counts: Counter[str] = Counter()
    for days, count in figures.delays.items():
        band = next(name for _, last, name in _DELAY_BANDS if last is None or days <= last)
        counts[band] += count
    bars = tuple(
        Bar(name, name, counts[name], within_delay(filter, low, high))
        for low, high, name in _DELAY_BANDS
        if counts[name]
    )
    delay = figures.response_delay
    note = delay_sentence(delay)
    return _breakdown(Kpi.RESPONSE_DELAY, bars, figures.total, note, Shape.OVERLAP, delay.n)


_BREAKDOWNS: Mapping[Kpi, Callable[[Indicators, Filter], Breakdown]] = {
    Kpi.REGION: _of_region,
    Kpi.DEPARTEMENT: _of_departement,
    Kpi.VILLE: _of_town,
    Kpi.TYPE: _of_type,
    Kpi.AUDIENCE: _of_audience,
    Kpi.NETWORKS: _of_networks,
    Kpi.WEBSITE: _of_website,
    Kpi.STATUS: _of_status,
    Kpi.CONSENT: _of_consent,
    Kpi.MISSING_CONTACT: _of_missing_contact,
    Kpi.NEVER_CONTACTED: _of_never_contacted,
    Kpi.RETURN_RATE: _of_returns,
    Kpi.RESPONSE_DELAY: _of_delays,
}


def _ranking(
    kpi: Kpi,
    counts: Mapping[str, int],
    key: str,
    filter: Filter,
    label: Callable[[str], str] = str,
) -> Breakdown:
    """A partition by one filter key."""
    bars = tuple(
        Bar(value, label(value), count, narrowed(filter, **{key: [value]}))
        if value != UNKNOWN
        else Bar(UNKNOWN, UNKNOWN, count, with_presence(filter, sans=[key]))
        for value, count in counts.items()
    )
    total = sum(counts.values())
    return _breakdown(kpi, bars, total, _leader(bars, total))


def _leader(bars: Sequence[Bar], total: int) -> str:
    named = [bar for bar in bars if bar.value not in (UNKNOWN, OTHER_TOWNS)]
    return leader_sentence(named, total)


def _breakdown(
    kpi: Kpi,
    bars: tuple[Bar, ...],
    total: int,
    note: str,
    shape: Shape = Shape.PARTITION,
    base: int | None = None,
) -> Breakdown:
    return Breakdown(kpi, LABELS[kpi], bars, total, note, shape, base)
