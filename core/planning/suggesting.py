"""What there is to suggest today, each with its reason and figures. Pure but for what it counts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.planning.briefs import CampaignBrief
from core.planning.days import told
from core.planning.signals import Signals, old_consents, unanswered, without_email
from core.prospects.filters import Filter

SILENT_DAYS, FORGOTTEN_DAYS = 7, 60
MAIL_DAYS = 10
CONSENT_MONTHS = 3
LEAST_SHARE = 0.05
"""Of a target without an e-mail: fewer are not worth a task."""


class SuggestionKind(StrEnum):
    """What a suggestion is about."""

    CAMPAIGN_WITHOUT_MAIL = "campagne-sans-mail"
    ANSWERS_TO_NOTE = "reponses-a-noter"
    NO_ANSWER = "sans-reponse"
    BOUNCES = "rebonds"
    NO_EMAIL = "sans-email"
    CONSENTS = "consentements"


@dataclass(frozen=True)
class Suggestion:
    """Something to do, and why."""

    kind: SuggestionKind
    title: str
    """As the task that accepting it makes."""
    reason: str
    figures: dict[str, int | float] = field(default_factory=dict)
    filter: Filter | None = None
    """Whom it is about, where a selection says it."""
    campagne: str | None = None
    campaign_name: str | None = None

    @property
    def suggestion_id(self) -> str:
        """The same for the same thing, so that what was dismissed stays so."""
        return f"{self.kind.value}:{self.campagne}" if self.campagne else self.kind.value


def suggest(signals: Signals, now: datetime, today: date, years: int) -> Iterator[Suggestion]:
    """What there is, the most urgent first; `years` is how long people may be written to without a
    sign of them."""
    coming = signals.coming(today)
    for brief in coming:
        assert brief.date_evenement is not None
        left = (brief.date_evenement - today).days
        if left <= MAIL_DAYS and not brief.has_mail:
            yield Suggestion(
                SuggestionKind.CAMPAIGN_WITHOUT_MAIL,
                f"Préparer le mail de « {brief.nom} »",
                f"L'événement est le {told(brief.date_evenement)}, dans {_days(left)}, et la "
                "campagne n'a pas encore de mail.",
                {"jours": left},
                campagne=brief.campagne_id,
                campaign_name=brief.nom,
            )
    yield from _answers(signals, now)
    yield from _silent(signals, today)
    yield from _bounces(signals, now)
    targets = [brief for brief in coming if brief.filtre is not None]
    for brief in targets:
        yield from _unreachable(signals, brief)
    if not targets:
        yield from _unreachable(signals, None)
    yield from _consents(signals, today, years)


def _answers(signals: Signals, now: datetime) -> Iterator[Suggestion]:
    if count := signals.to_note(now):
        yield Suggestion(
            SuggestionKind.ANSWERS_TO_NOTE,
            f"Noter {_many(count, 'réponse reçue', 'réponses reçues')}",
            f"{_many(count, 'prospect a répondu', 'prospects ont répondu')} à un mail sans que "
            "personne n'ait noté si c'était oui ou non.",
            {"prospects": count},
        )


def _silent(signals: Signals, today: date) -> Iterator[Suggestion]:
    filter = unanswered(today, SILENT_DAYS, FORGOTTEN_DAYS)
    if count := signals.count(filter):
        yield Suggestion(
            SuggestionKind.NO_ANSWER,
            f"Relancer {_many(count, 'prospect sans réponse', 'prospects sans réponse')}",
            f"{_many(count, 'prospect contacté', 'prospects contactés')} il y a {SILENT_DAYS} à "
            f"{FORGOTTEN_DAYS} jours {'attend' if count == 1 else 'attendent'} une relance : "
            "aucune réponse n'est notée.",
            {"prospects": count, "jours": SILENT_DAYS},
            filter,
        )


def _bounces(signals: Signals, now: datetime) -> Iterator[Suggestion]:
    if count := signals.bounced(now):
        yield Suggestion(
            SuggestionKind.BOUNCES,
            f"Corriger {_many(count, 'adresse qui a rebondi', 'adresses qui ont rebondi')}",
            f"{_many(count, 'mail envoyé', 'mails envoyés')} ces trois derniers mois "
            f"{'est revenu' if count == 1 else 'sont revenus'}, et la fiche n'a pas changé depuis.",
            {"prospects": count},
        )


def _unreachable(signals: Signals, brief: CampaignBrief | None) -> Iterator[Suggestion]:
    """Of a campaign's target, or of the whole base."""
    target = (brief.filtre if brief else None) or Filter()
    name = brief.nom if brief else None
    filter, total = without_email(target), signals.count(target)
    count = signals.count(filter) if total else 0
    share = count / total if total else 0.0
    if share < LEAST_SHARE:
        return
    whose = f"de la cible de « {name} »" if name else "de la base"
    more = f" pour « {name} »" if name else ""
    yield Suggestion(
        SuggestionKind.NO_EMAIL,
        f"Compléter {_many(count, 'fiche sans e-mail', 'fiches sans e-mail')}{more}",
        f"{_many(count, 'prospect', 'prospects')} sur {total} {whose} ({round(100 * share)} %) "
        f"{'ont' if count > 1 else 'a'} une fiche sans adresse e-mail : aucun mail n'y arrivera.",
        {"prospects": count, "total": total, "part": round(share, 4)},
        filter,
        brief.campagne_id if brief else None,
        name,
    )


def _consents(signals: Signals, today: date, years: int) -> Iterator[Suggestion]:
    filter = old_consents(today, years, CONSENT_MONTHS)
    if count := signals.count(filter):
        yield Suggestion(
            SuggestionKind.CONSENTS,
            f"Faire renouveler {_many(count, 'accord', 'accords')}",
            f"{_many(count, 'personne a donné son accord', 'personnes ont donné leur accord')} il "
            f"y a presque {years} ans ou plus sans autre signe depuis : bientôt, plus aucun mail "
            "ne pourra partir.",
            {"prospects": count, "annees": years},
            filter,
        )


def due_day(kind: SuggestionKind, today: date, event: date | None) -> date:
    """When the task of an accepted suggestion is due: within a week, before the event."""
    day = today + timedelta(days=2 if kind is SuggestionKind.ANSWERS_TO_NOTE else 7)
    return min(day, max(today, event - timedelta(days=1))) if event else day


def _days(count: int) -> str:
    return _many(count, "jour", "jours")


def _many(count: int, one: str, many: str) -> str:
    return f"{count} {one if count < 2 else many}"
