"""Advice for whoever asks: from past mails, for the whole base or for a campaign's target."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from core.accounts.models import Permission, User
from core.campaigns.models import Campaign
from core.clock import PARIS, Clock
from core.learning import advice, rates, training
from core.learning.advice import Advice, AdviceKind, count
from core.learning.keeping import Kept
from core.learning.mails import Moment
from core.learning.scoring import Rows, ScoreService
from core.learning.training import Lessons
from core.prospects.filters import DateRange, Filter, PresenceField
from core.prospects.service import ProspectService
from core.vocabulary.values import ProspectType, Status

RELAUNCH_AFTER, RELAUNCH_WITHIN = 14, 180
"""Days since the last contact: sooner is a nuisance, later is a first contact again."""
_LEAST_ANSWERS = 20
EVERY_KIND = frozenset(AdviceKind)
NEED_A_MODEL = frozenset({AdviceKind.EXPECTED, AdviceKind.RELAUNCH})
_OF_MOMENTS = frozenset({AdviceKind.WEEKDAY, AdviceKind.HOUR, AdviceKind.SUBJECT})
_OF_THE_BEST = frozenset({AdviceKind.TYPE, AdviceKind.REGION, AdviceKind.COMPLETE})
"""Records are completed first among the types that answer best."""
_MISSED = 0.06
"""What a model of few columns misses of a whole campaign, at least, as a part of its answers."""


class AdviceService:
    """Reads only."""

    def __init__(self, scores: ScoreService, prospects: ProspectService, clock: Clock) -> None:
        self._scores = scores
        self._prospects = prospects
        self._clock = clock

    def all(self, user: User, campaign: Campaign | None = None) -> list[Advice]:
        """Every piece of advice that the figures hold, in the order in which it is of use."""
        user.require(Permission.READ)
        filter = campaign.filtre if campaign is not None else Filter()
        return self.of(user, filter, campaign)

    def of(
        self,
        user: User,
        filter: Filter,
        campaign: Campaign | None = None,
        kinds: Collection[AdviceKind] = EVERY_KIND,
    ) -> list[Advice]:
        """The same for a selection, of these kinds only. Only EXPECTED and RELAUNCH need a model,
        which is learnt first where there is none."""
        user.require(Permission.READ)
        return [one for one in self._told(user, filter, campaign, frozenset(kinds)) if one]

    def _told(
        self, user: User, filter: Filter, campaign: Campaign | None, kinds: frozenset[AdviceKind]
    ) -> Iterator[Advice | None]:
        if AdviceKind.EXPECTED in kinds:
            yield self.expected(user, filter, campaign)
        if AdviceKind.RELAUNCH in kinds:
            yield self.relaunch(user, filter)
        best = [*self._best(self._scores.past())] if kinds & _OF_THE_BEST else []
        yield from (one for one in best if one.kind in kinds)
        if kinds & _OF_MOMENTS:
            yield from (one for one in self.timing(user) if one.kind in kinds)
        if AdviceKind.COMPLETE in kinds:
            types = [one for one in best if one.kind is AdviceKind.TYPE]
            yield self.complete(user, filter, types)

    def timing(self, user: User) -> Iterator[Advice]:
        """When to send, and under which subject."""
        user.require(Permission.READ)
        lessons = self._scores.past()
        if not _enough(lessons):
            return
        mails, answers = lessons.mails, lessons.answers.tolist()
        # What was the same for each whole campaign can't be told from the campaign.
        mixed = training.same_for_all(mails)
        if "jour" not in mixed:
            yield from advice.of_weekdays(mails, answers)
        if "heure" not in mixed:
            yield from advice.of_hours(mails, answers)
        yield from advice.of_subjects(mails, answers)

    def _best(self, lessons: Lessons) -> Iterator[Advice]:
        if _enough(lessons):
            yield from advice.of_types(lessons.mails, lessons.answers.tolist())
            yield from advice.of_regions(lessons.mails, lessons.answers.tolist())

    def expected(
        self, user: User, filter: Filter, campaign: Campaign | None = None
    ) -> Advice | None:
        """How many answers a mail to a selection would get; None where that can't be told."""
        user.require(Permission.READ)
        kept = self._scores.usable(user)
        if isinstance(kept, str):
            return None
        lessons = self._scores.past()
        moments = _moments(lessons)
        if campaign is not None and campaign.envoi_le is not None:
            moments = [Moment.of(campaign.envoi_le)]
        rows = self._scores.told(filter, kept, moments)
        n = len(rows.ids)
        if n == 0:
            return None
        mean, low, high = _answers(rows, kept)
        whom = "à toute la base" if filter.is_empty() else "à cette sélection"
        whom = f"à la cible de « {campaign.nom} »" if campaign is not None else whom
        return Advice(
            kind=AdviceKind.EXPECTED,
            sentence=f"Un mail {whom} ({_many(n, 'personne')} à qui écrire) recevrait environ "
            f"{_many(round(mean), 'réponse')} : {_between_counts(low, high)}.",
            figures={
                "n": n,
                "value": round(mean, 2),
                "low": low,
                "high": high,
                "rate": round(mean / n, 4),
                "level": 0.9,
                "mails": kept.card.mails,
            },
            say="crée une campagne" if campaign is None else f"ouvre la campagne {campaign.nom}",
            filter=filter,
            task="Préparer une campagne" if campaign is None else f"Préparer « {campaign.nom} »",
        )

    def relaunch(self, user: User, filter: Filter) -> Advice | None:
        """Those who were written to and did not answer, likely to now; None where there is none."""
        user.require(Permission.READ)
        waiting = self._waiting(filter)
        n = self._prospects.count(user, waiting) if waiting is not None else 0
        if waiting is None or n == 0:
            return None
        sentence = (
            f"Relancez {_many(n, 'prospect')} sans réponse, {_written(n)} il y a "
            f"{RELAUNCH_AFTER} à {RELAUNCH_WITHIN} jours"
        )
        figures: advice.Figures = {"n": n}
        kept = self._scores.usable(user)
        if not isinstance(kept, str):
            rows = self._scores.told(waiting, kept, _moments(self._scores.past()))
            if rows.ids:
                mean, low, high = _answers(rows, kept)
                figures |= {
                    "value": round(mean / len(rows.ids), 4),
                    "reachable": len(rows.ids),
                    "low": low,
                    "high": high,
                    "level": 0.9,
                }
                sentence += (
                    f" : {_many(len(rows.ids), 'personne')} à qui écrire, environ "
                    f"{_many(round(mean), 'réponse')} ({_between_counts(low, high)})"
                )
        return Advice(
            kind=AdviceKind.RELAUNCH,
            sentence=f"{sentence}.",
            figures=figures,
            say="montre les prospects en attente de réponse",
            filter=waiting,
            task=f"Relancer {_many(n, 'prospect')} sans réponse",
        )

    def complete(self, user: User, filter: Filter, best: Sequence[Advice]) -> Advice | None:
        """The records whose missing e-mail costs the most answers."""
        user.require(Permission.READ)
        kinds = tuple(ProspectType(str(one.figures["name"])) for one in best)
        wanted = _without_email(filter, kinds) or _without_email(filter, ())
        if wanted is None:
            return None
        n = self._prospects.count(user, wanted)
        if n == 0 and kinds:
            wanted = _without_email(filter, ())
            n = self._prospects.count(user, wanted) if wanted is not None else 0
        if wanted is None or n == 0:
            return None
        among = kinds and wanted.type_prospect == kinds
        why = " parmi les types qui répondent le mieux" if among else ""
        return Advice(
            kind=AdviceKind.COMPLETE,
            sentence=f"Complétez d'abord {_many(n, 'fiche')} sans adresse e-mail{why} : aucun mail "
            f"ne peut {'leur' if n > 1 else 'lui'} parvenir.",
            figures={"n": n},
            say="montre les prospects sans e-mail",
            filter=wanted,
            task=f"Compléter {_many(n, 'fiche')} sans e-mail",
        )

    def _waiting(self, filter: Filter) -> Filter | None:
        """Those of a selection to relaunch; None where it holds nobody that may be."""
        today = self._clock().astimezone(PARIS).date()
        return _narrowed(
            filter,
            statut=(Status.EN_ATTENTE, Status.CONTACTE),
            dernier_contact=_between(filter.dernier_contact, today),
        )


def _between(given: DateRange | None, today: date) -> DateRange:
    after, before = today - timedelta(days=RELAUNCH_WITHIN), today - timedelta(days=RELAUNCH_AFTER)
    if given is not None and given.apres is not None:
        after = max(after, given.apres)
    if given is not None and given.avant is not None:
        before = min(before, given.avant)
    return DateRange(apres=after, avant=before)


def _narrowed(
    filter: Filter, statut: tuple[Status, ...], dernier_contact: DateRange
) -> Filter | None:
    some = statut if filter.statut is None else tuple(s for s in statut if s in filter.statut)
    if not some or PresenceField.EMAIL in (filter.sans or ()):
        return None
    avec = tuple(dict.fromkeys((*(filter.avec or ()), PresenceField.EMAIL)))
    return filter.model_copy(
        update={"statut": some, "dernier_contact": dernier_contact, "avec": avec}
    )


def _without_email(filter: Filter, kinds: tuple[ProspectType, ...]) -> Filter | None:
    if PresenceField.EMAIL in (filter.avec or ()):
        return None
    sans = tuple(dict.fromkeys((*(filter.sans or ()), PresenceField.EMAIL)))
    update: dict[str, object] = {"sans": sans}
    if kinds:
        if filter.type_prospect is not None:
            kinds = tuple(one for one in kinds if one in filter.type_prospect)
        if not kinds:
            return None
        update["type_prospect"] = kinds
    return filter.model_copy(update=update)


def _moments(lessons: Lessons) -> list[Moment]:
    """Moments of the past, mixed: to be given in turn to people."""
    found = [Moment.of(mail.at) for mail in lessons.mails]
    order = np.random.default_rng(0).permutation(len(found))
    return [found[n] for n in order.tolist()]


def _answers(rows: Rows, kept: Kept) -> tuple[float, int, int]:
    """How many of these would answer, and what that lies between nine times in ten."""
    mean = float(rows.odds.sum())
    sure = kept.estimator.uncertainty
    learnt = sure.of_sum(rows.matrix) if sure is not None else 0.0
    spread = max(_MISSED**2, kept.dispersion)
    variance = float((rows.odds * (1 - rows.odds)).sum()) + learnt + mean**2 * spread
    return mean, *rates.bounds(mean, variance, len(rows.ids))


def _enough(lessons: Lessons) -> bool:
    answers = int(lessons.answers.sum())
    return answers >= _LEAST_ANSWERS and answers < len(lessons.mails)


def _many(many: int, word: str) -> str:
    return f"{count(many)} {word}{'s' if many > 1 else ''}"


def _between_counts(low: int, high: int) -> str:
    return f"entre {count(low)} et {count(high)}, neuf fois sur dix"


def _written(many: int) -> str:
    return "contactés" if many > 1 else "contacté"
