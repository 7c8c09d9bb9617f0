"""The tasks of a campaign, from a schedule and the day of its event."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.accounts.models import Permission, User
from core.clock import Clock
from core.errors import Conflict, Refused
from core.planning.briefs import CampaignBrief
from core.planning.models import Placed, Plan
from core.planning.plans import PlanService
from core.planning.task import Change, Origin, Task, TaskQuery, TaskState
from core.planning.tasks import PLANNED, TaskService

_NAMESPACE = uuid.UUID("5a7c1c1e-7f0b-4f0a-9b57-3f1f0c5d9a61")


class Choice(StrEnum):
    """Which tasks to create."""

    FEASIBLE = "feasible"
    """The schedule, refused where it is not feasible."""
    PROPOSAL = "proposal"
    """What can still be kept."""
    ANYWAY = "anyway"
    """The schedule, even with a start before today."""


@dataclass(frozen=True)
class Draft:
    """What a schedule would be for a campaign."""

    campaign: CampaignBrief
    plan: Plan
    earlier: int
    """Tasks of schedules that it had before, all cancelled."""


@dataclass(frozen=True)
class Created:
    """What was created; `entry_id` undoes it."""

    draft: Draft
    tasks: tuple[Task, ...]
    entry_id: str


class NoEvent(Refused):
    """The campaign's event has no day, and none was given."""


class NotFeasible(Refused):
    """The schedule should have begun already; `draft` has what can still be done."""

    def __init__(self, message: str, draft: Draft) -> None:
        super().__init__(message)
        self.draft = draft


class CampaignPlans:
    """A campaign has one schedule at a time."""

    def __init__(self, plans: PlanService, tasks: TaskService, clock: Clock) -> None:
        self._plans = plans
        self._tasks = tasks
        self._clock = clock

    def draft(
        self, user: User, name: str, kind: str | None = None, event: date | None = None
    ) -> Draft:
        """The schedule of a campaign by its name; `event` where it has no day of its own.

        NotFound for a campaign or kind that there is not; NoEvent without a day of the event;
        Refused for one that is past, for a campaign that is over, and where it has its schedule
        already.
        """
        campaign = self._tasks.campaign(user, name)
        if campaign.over:
            raise Refused(
                f"La campagne « {campaign.nom} » est {campaign.etat.lower()} : "
                "il n'y a plus rien à planifier."
            )
        day = campaign.date_evenement or event
        if day is None:
            raise NoEvent(
                f"La campagne « {campaign.nom} » n'a pas de date d'événement : donnez-la."
            )
        every = self._planned(user, campaign)
        planned = [one for one in every if one.etat is not TaskState.ANNULEE]
        if planned:
            raise Refused(
                f"La campagne « {campaign.nom} » a déjà son rétroplanning ({len(planned)} tâches). "
                "Déplacez ses tâches, ou annulez-le d'abord."
            )
        schedule = self._plans.kind_of(campaign, kind)
        return Draft(campaign, self._plans.preview(user, schedule.nom, day), len(every))

    def create(self, user: User, draft: Draft, choice: Choice = Choice.FEASIBLE) -> Created:
        """Create its tasks. NotFeasible where it is not and nothing else was chosen; Conflict where
        somebody has just done it."""
        user.require(Permission.WRITE)
        placed = self._chosen(draft, choice)
        tasks = self._made(user, draft, placed)
        changes: list[Change] = [(None, task) for task in tasks]
        names = {"genre": draft.plan.kind, "campagne": draft.campaign.nom}
        target = draft.campaign.campagne_id
        entry_id = self._tasks.commit(user, PLANNED, target, changes, more=names)
        if entry_id is None:
            raise Conflict(
                f"Quelqu'un vient de créer le rétroplanning de « {draft.campaign.nom} » : "
                "regardez ses tâches."
            )
        return Created(draft, tasks, entry_id)

    def _chosen(self, draft: Draft, choice: Choice) -> Sequence[Placed]:
        plan = draft.plan
        if plan.feasible or choice is Choice.ANYWAY:
            return plan.tasks
        if plan.proposal is None:
            raise NotFeasible(
                f"{_missing(plan)}, et même réduit au plus court ce rétroplanning ne tient pas. "
                "Changez la date, ou créez-le quand même.",
                draft,
            )
        if choice is Choice.PROPOSAL:
            return plan.proposal.tasks
        raise NotFeasible(
            f"{_missing(plan)}. Un rétroplanning réduit tient : choisissez-le, ou créez-le entier "
            "quand même.",
            draft,
        )

    def _made(self, user: User, draft: Draft, placed: Sequence[Placed]) -> tuple[Task, ...]:
        campaign, now = draft.campaign, self._clock()
        # Two at once make the same ids, and the second is refused; after a cancelled one, others.
        seed = f"{campaign.campagne_id}:{draft.earlier}"
        ids = {one.key: str(uuid.uuid5(_NAMESPACE, f"{seed}:{one.key}")) for one in placed}
        return tuple(
            Task(
                tache_id=ids[one.key],
                titre=one.title,
                campagne=campaign.campagne_id,
                debut=one.start,
                echeance=one.due,
                apres=tuple(ids[key] for key in one.after),
                origine=Origin.RETROPLANNING,
                cle=one.key,
                role=one.role,
                canal=one.channel,
                cree_le=now,
                cree_par=user.email,
            )
            for one in placed
        )

    def _planned(self, user: User, campaign: CampaignBrief) -> list[Task]:
        every = self._tasks.find(user, TaskQuery(campagne=campaign.campagne_id))
        return [one for one in every if one.origine is Origin.RETROPLANNING]


def _missing(plan: Plan) -> str:
    days = "jour ouvré" if plan.missing_days == 1 else "jours ouvrés"
    return f"Il manque {plan.missing_days} {days}"
