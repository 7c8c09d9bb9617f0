"""The French names of indicators and values, and their headline sentences. Pure."""

from collections.abc import Sequence
from datetime import date

from core.kpis.models import Bar, Kpi, ResponseDelay, ReturnRate
from core.vocabulary.places import DEPARTEMENTS
from core.vocabulary.values import AudienceBand, Network

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)
FEW = 30
"""Below so many prospects, shares are said to be uncertain."""
LABELS: dict[Kpi, str] = {
    Kpi.OVERVIEW: "Tableau de bord",
    Kpi.REGION: "Prospects par région",
    Kpi.DEPARTEMENT: "Prospects par département",
    Kpi.VILLE: "Prospects par ville",
    Kpi.TYPE: "Prospects par type",
    Kpi.AUDIENCE: "Prospects par taille de public",
    Kpi.NETWORKS: "Présence sur les réseaux",
    Kpi.WEBSITE: "Prospects avec et sans site web",
    Kpi.STATUS: "Prospects par statut",
    Kpi.CONSENT: "Accord pour être contactés",
    Kpi.MISSING_CONTACT: "Coordonnées manquantes",
    Kpi.NEVER_CONTACTED: "Prospects jamais contactés",
    Kpi.RETURN_RATE: "Taux de retour",
    Kpi.RESPONSE_DELAY: "Délai de réponse",
}
_AUDIENCES = {
    AudienceBand.UNDER_50.value: "Moins de 50",
    AudienceBand.FROM_50.value: "50 à 149",
    AudienceBand.FROM_150.value: "150 à 499",
    AudienceBand.FROM_500.value: "500 à 999",
    AudienceBand.FROM_1000.value: "1\u202f000 et plus",
}
_NETWORKS = {
    Network.FACEBOOK.value: "Facebook",
    Network.X.value: "X",
    Network.INSTAGRAM.value: "Instagram",
    Network.TIKTOK.value: "TikTok",
    Network.YOUTUBE.value: "YouTube",
}


def audience_label(band: str) -> str:
    return _AUDIENCES.get(band, band)


def network_label(network: str) -> str:
    return _NETWORKS[network]


def departement_label(code: str) -> str:
    """ "Gironde (33)"; the code alone where it is no departement's."""
    departement = DEPARTEMENTS.get(code)
    return f"{departement.name} ({code})" if departement else code


def number(value: int) -> str:
    """1 234 567, with narrow no-break spaces."""
    return f"{value:,}".replace(",", "\u202f")


def percent(share: float) -> str:
    """12,3 %, from a share between 0 and 1; never 0 % for some, nor 100 % for not all."""
    if 0 < share < 0.0005:
        return "<0,1\u202f%"
    if 0.9995 <= share < 1:
        return ">99,9\u202f%"
    return decimal(share * 100) + "\u202f%"


def between(low: float, high: float) -> str:
    """ "entre 30 et 38 % (à 95 %)", an interval of shares; decimals where whole numbers would make
    its ends one, or an end 0 or 100 % that is not."""
    ends = (low, high)
    whole = tuple(str(round(share * 100)) for share in ends)
    blunt = any(
        said in ("0", "100") and share not in (0, 1)
        for said, share in zip(whole, ends, strict=True)
    )
    said = tuple(decimal(share * 100) for share in ends) if blunt or whole[0] == whole[1] else whole
    return f"entre {said[0]} et {said[1]}\u202f% (à 95\u202f%)"


def decimal(value: float) -> str:
    """One decimal, without a zero: 12,3 and 12."""
    return f"{value:.1f}".replace(".", ",").removesuffix(",0")


def counted(count: int, singular: str, several: str | None = None) -> str:
    """ "1 compte", "2 comptes"."""
    return f"{number(count)} {singular if count < 2 else several or f'{singular}s'}"


def share_sentence(count: int, total: int, end: str) -> str:
    """ "63,2 % (758 sur 1 200) " then `end`; nothing where there is no prospect."""
    if not total:
        return ""
    return f"{percent(count / total)} ({number(count)} sur {number(total)}) {end}"


def leader_sentence(bars: Sequence[Bar], total: int) -> str:
    """The value that comes first, and its share."""
    if not bars or not total:
        return ""
    first = max(bars, key=lambda bar: bar.count)
    return f"En tête\u00a0: {first.label}, {number(first.count)} ({percent(first.count / total)})."


def rate_sentence(rate: ReturnRate) -> str:
    if rate.rate is None or rate.low is None or rate.high is None:
        return "Personne n'a encore été contacté."
    return (
        f"{percent(rate.rate)} de retours ({number(rate.answered)} sur {number(rate.contacted)} "
        f"contactés)\u202f; {between(rate.low, rate.high)}."
    )


def delay_sentence(delay: ResponseDelay) -> str:
    if delay.mean_days is None or delay.median_days is None:
        return "Aucun délai de réponse n'est connu."
    return (
        f"{days(delay.mean_days)} en moyenne, {days(delay.median_days)} en médiane "
        f"({number(delay.n)} retour{'s' if delay.n > 1 else ''})."
    )


def days(value: float) -> str:
    """ "4,5 jours"."""
    return f"{decimal(value)} jour{'s' if round(value, 1) >= 2 else ''}"


def day_text(day: date) -> str:
    """3 mai 2026."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def points(difference: float) -> str:
    """ "+4,5 points", from a difference of shares."""
    size = round(abs(difference) * 100, 1)
    if not size:
        return "égalité"
    return f"{'+' if difference > 0 else '−'}{decimal(size)} point{'s' if size >= 2 else ''}"


def caution_sentence(size: int) -> str:
    """That so few prospects say little; "" where they are enough, or none."""
    if not 0 < size < FEW:
        return ""
    people = "un seul prospect" if size == 1 else f"{size} prospects seulement"
    return f"Chiffres sur {people}\u00a0: quelques fiches de plus les changeraient beaucoup."
