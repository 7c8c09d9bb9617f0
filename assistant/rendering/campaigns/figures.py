"""The figures of a campaign's results: tiles, bars, curve. Worded once, for page, picture, PDF."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.rendering.campaigns import terms
from assistant.rendering.wording import number, percent, plural
from core.campaigns.overviews import Overview
from core.campaigns.people import Group
from core.campaigns.results import By, Rate, Tally, rate
from core.campaigns.verdicts import answers, difference

FEW = 30
"""Mails under which rates say little."""
_MOST_PARTS = 12


@cache
def definitions() -> Mapping[str, str]:
    """What each figure counts."""
    return tomllib.loads(Path(__file__).with_name("definitions.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Figure:
    """A tile: what it counts, and whom."""

    key: str
    label: str
    figure: str
    detail: str
    count: int
    group: Group | None


@dataclass(frozen=True)
class Part:
    """A bar of a breakdown: those whose mail left, and who answered."""

    value: str
    label: str
    answered: int
    reached: int
    rate: Rate

    @property
    def of(self) -> str:
        """'12 sur 80'."""
        return f"{number(self.answered)} sur {number(self.reached)}"

    @property
    def told(self) -> str:
        """'12 sur 80 : 15 % (9 à 24 %)'."""
        return f"{self.of} : {rate_told(self.rate)}"


def rate_told(found: Rate) -> str:
    """'15 % (9 à 24 %)'."""
    if found.value is None or found.low is None or found.high is None:
        return "—"
    return f"{percent(found.value)} ({round(found.low * 100)} à {percent(found.high)})"


def figures(found: Overview) -> Iterator[Figure]:
    """The tiles, in order; what is not measured says so, and is no zero."""
    tally, of = found.results.whole, found.results.whole.reached
    states = tally.as_json(found.results.campaign.clics_mesures)["recipients"]
    sent = f"sur {terms.mails(states['total'])}"
    yield Figure("sent", "Envoyés", number(of), sent, of, Group.SENT)
    for key, label, count in (
        ("answered", "Ont répondu", tally.answered),
        ("positive", "Intéressés", tally.positive),
        ("negative", "Refus", tally.negative),
    ):
        base = of if key == "answered" else tally.answered
        yield _rated(key, label, count, base, found)
    if found.results.campaign.clics_mesures:
        yield _rated("clicked", "Ont cliqué", tally.clicked, of, found)
    else:
        yield Figure("clicked", "Clics", "—", terms.NO_CLICKS, 0, None)
    yield _rated("unsubscribed", "Désinscrits", tally.unsubscribed, of, found)
    yield _rated("bounced", "Revenus", states["bounced"], of, found)
    for key, label in (
        ("failed", "En échec"),
        ("uncertain", "Incertains"),
        ("pending", "À envoyer"),
    ):
        if states[key]:
            yield Figure(key, label, number(states[key]), "", states[key], Group(key))
    yield _delay(tally)


def _rated(key: str, label: str, count: int, of: int, found: Overview) -> Figure:
    if not of:
        return Figure(key, label, number(count), "", count, Group(key))
    detail = f"{number(count)} sur {number(of)} ({range_told(rate(count, of))})"
    usual = _usual(key, found)
    told = detail if usual is None else f"{detail} · d'habitude {usual}"
    return Figure(key, label, percent(count / of), told, count, Group(key))


def range_told(found: Rate) -> str:
    """'9 à 24 %', the interval."""
    assert found.low is not None
    assert found.high is not None
    return f"{round(found.low * 100)} à {percent(found.high)}"


def _usual(key: str, found: Overview) -> str | None:
    """The same rate over past campaigns, all together."""
    past = found.past
    if not past.reached:
        return None
    counts = {
        "answered": (past.answered, past.reached),
        "positive": (past.positive, past.answered),
        "negative": (past.negative, past.answered),
        "clicked": (past.clicked, past.reached),
        "unsubscribed": (past.unsubscribed, past.reached),
        "bounced": (past.reached - past.states["Envoyé"], past.reached),  # type: ignore[index]
    }
    count, of = counts[key]
    return percent(count / of) if of else None


def _delay(tally: Tally) -> Figure:
    told = tally.as_json(clicks=False)["delay"]
    if told["median_days"] is None:
        return Figure("delay", "Délai de réponse", "—", "aucune réponse encore", 0, None)
    days = f"{told['median_days']:.1f}".replace(".", ",").removesuffix(",0")
    detail = f"la moitié répond plus vite ({plural(told['n'], 'réponse')})"
    return Figure("delay", "Délai de réponse", f"{days} j", detail, 0, None)


def parts(found: Overview, by: By) -> list[Part]:
    """The bars of a breakdown, the best answered first; hours stay in order."""
    made = [
        Part(value, _label(value, by), *answers(tally), rate(*answers(tally)))
        for value, tally in found.by[by].items()
        if tally.reached
    ]
    if by is By.HOUR:
        made.sort(key=lambda one: one.value)
    else:
        made.sort(key=lambda one: (-(one.rate.low or 0.0), one.label))
    return made[: None if by is By.HOUR else _MOST_PARTS]


def _label(value: str, by: By) -> str:
    return f"{int(value)} h" if by is By.HOUR and value.isdigit() else value


def shown_by(found: Overview) -> list[By]:
    """The breakdowns that tell something: those of several values, and the one asked for."""
    return [by for by in By if len(found.by[by]) > 1]


def caution(found: Overview) -> str:
    """That there are few mails; empty where there are enough."""
    reached = found.results.whole.reached
    if not reached:
        return "Aucun mail n'est encore parti : il n'y a rien à mesurer."
    if reached < FEW:
        return (
            f"{terms.mails(reached)} seulement : ces taux disent peu. "
            "L'intervalle entre parenthèses le montre."
        )
    return ""


def verdict(found: Overview) -> str:
    """Which of two subjects works better, with its interval; and against past campaigns."""
    return " ".join(filter(None, (_of_subjects(found), _of_past(found))))


def _of_subjects(found: Overview) -> str:
    campaign = found.results.campaign
    if campaign.objet_b is None or campaign.mail is None:
        return ""
    tallies = found.by[By.SUBJECT]
    first = tallies.get(campaign.mail.sujet, Tally())
    second = tallies.get(campaign.objet_b, Tally())
    apart = difference(answers(first), answers(second))
    if apart is None:
        return "Deux objets sont essayés : pas encore assez de mails partis pour les comparer."
    points = f"{_points(apart.value)} (de {_points(apart.low)} à {_points(apart.high)})"
    if not apart.proven:
        return (
            "Entre les deux objets, pas de différence démontrée : "
            f"le second fait {points} de réponses."
        )
    better = campaign.objet_b if apart.value > 0 else campaign.mail.sujet
    return f"L'objet « {better} » marche mieux : le second fait {points} de réponses."


def _of_past(found: Overview) -> str:
    apart = difference(answers(found.past), answers(found.results.whole))
    if apart is None or not found.campaigns:
        return ""
    before = plural(found.campaigns, "campagne passée", "campagnes passées")
    points = f"{_points(apart.value)} (de {_points(apart.low)} à {_points(apart.high)})"
    if not apart.proven:
        return f"Par rapport à {before}, pas de différence démontrée : {points} de réponses."
    return f"Par rapport à {before} : {points} de réponses."


def _points(share: float) -> str:
    value = round(100 * share)
    signed = f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "0"
    return f"{signed} point{'s' if abs(value) > 1 else ''}"
