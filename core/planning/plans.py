"""Schedules before an event: which there are, and how one would fall."""

from datetime import date
from functools import cached_property
from pathlib import Path

from core.accounts.models import Permission, User
from core.clock import PARIS, Clock
from core.configuration.keys import (
    PLANNING_DAYS,
    PLANNING_DAYS_OFF,
    PLANNING_SCHOOL_ZONE,
    PLANNING_ZONE,
)
from core.configuration.service import ConfigurationService
from core.errors import NotFound, Refused
from core.planning.backwards import earliest_event, plan
from core.planning.briefs import CampaignBrief
from core.planning.calendar import WorkingDays
from core.planning.days import told
from core.planning.models import Plan, Schedule
from core.planning.schedules import FOLDER, Schedules, read_schedules

_KINDS = {
    "invitation": "festival",
    "partenariat": "appel à partenaires",
    "relance": "relance",
    "bénévoles": "recherche de bénévoles",
    "newsletter": "newsletter",
    "présentation": "campagne de mails",
    "remerciement": "campagne de mails",
    "save the date": "campagne de mails",
    "consentement": "campagne de mails",
}
"""The schedule of each purpose of a campaign, where the campaign's name tells no better."""


class EventPassed(Refused):
    """There is nothing left to plan before that event; `plan` is what it would have been."""

    def __init__(self, message: str, plan: Plan) -> None:
        super().__init__(message)
        self.plan = plan


class PlanService:
    """Schedules and the calendar they fall in."""

    def __init__(
        self, configuration: ConfigurationService, clock: Clock, folder: Path = FOLDER
    ) -> None:
        self._configuration = configuration
        self._clock = clock
        self._folder = folder

    @cached_property
    def _schedules(self) -> Schedules:
        return read_schedules(self._folder)

    def kinds(self, user: User) -> Schedules:
        """Every schedule, and the files that are refused."""
        user.require(Permission.READ)
        return self._schedules

    def today(self) -> date:
        """The day in Paris."""
        return self._clock().astimezone(PARIS).date()

    def calendar(self) -> WorkingDays:
        """Which days are worked, by the settings."""
        get = self._configuration.get
        return WorkingDays(
            days=get(PLANNING_DAYS),
            zone=get(PLANNING_ZONE),
            school_zone=get(PLANNING_SCHOOL_ZONE),
            off=get(PLANNING_DAYS_OFF),
        )

    def preview(self, user: User, kind: str, event: date, today: date | None = None) -> Plan:
        """How the schedule of a kind falls before an event. EventPassed, with an event that could
        be; NotFound for a kind that there is not."""
        user.require(Permission.READ)
        schedule, calendar = self._schedules.named(kind), self.calendar()
        today = today or self.today()
        found = plan(schedule, event, today, calendar)
        if event >= today:
            return found
        first = earliest_event(schedule, today, calendar)
        raise EventPassed(
            f"Le {told(event)} est déjà passé. Pour « {schedule.nom} », le premier jour possible "
            f"est le {told(first)}.",
            found,
        )

    def earliest(self, user: User, kind: str) -> date:
        """The first day for which the whole schedule of a kind can still be kept."""
        user.require(Permission.READ)
        return earliest_event(self._schedules.named(kind), self.today(), self.calendar())

    def kind_of(self, campaign: CampaignBrief, kind: str | None = None) -> Schedule:
        """The schedule asked for, else the one that the campaign's name or purpose tells.

        NotFound where neither does, with those there are.
        """
        if kind is not None:
            return self._schedules.named(kind)
        if found := self._schedules.within(campaign.nom):
            return found
        if campaign.objectif in _KINDS:
            return self._schedules.named(_KINDS[campaign.objectif])
        kinds = ", ".join(schedule.nom for schedule in self._schedules.known)
        raise NotFound(
            f"Quel rétroplanning pour « {campaign.nom} » ? Donnez-le après son nom : {kinds}."
        )
