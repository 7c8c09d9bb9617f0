"""What a schedule is for: a campaign there is, or one to be made with it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from assistant.acts.of_planning import CreatePlan
from assistant.rendering.wording import day
from assistant.skills.registry import Turn
from core.campaigns.drafts import Draft
from core.planning.briefs import CampaignBrief
from core.planning.models import Plan
from core.planning.task import TaskQuery, TaskState

_OBJECTIVES = {
    "festival": "invitation",
    "salon": "invitation",
    "atelier": "invitation",
    "assemblée générale": "invitation",
    "appel à partenaires": "partenariat",
    "relance": "relance",
    "recherche de bénévoles": "bénévoles",
    "newsletter": "newsletter",
}


@dataclass(frozen=True)
class Event:
    """Its name, its day and the kind of schedule, as far as they are known."""

    name: str
    day: date | None
    kind: str | None = None
    campaign_id: str | None = None

    @property
    def campaign_name(self) -> str | None:
        """Of the campaign there is."""
        return self.name if self.campaign_id else None

    def with_kind(self, kind: str | None, day: date | None) -> "Event":
        """What the sentence says of it, where the campaign does not say it."""
        return replace(self, kind=kind or self.kind, day=self.day or day)

    def has_tasks(self, turn: Turn) -> bool:
        """Whether its schedule is there already."""
        states = frozenset(TaskState) - {TaskState.ANNULEE}
        query = TaskQuery(campagne=self.campaign_id, states=states)
        found = turn.services.planning.tasks.find(turn.user, query)
        return any(task.cle for task in found)

    def plan(self, turn: Turn) -> Plan:
        """How its schedule falls. EventPassed; NotFound where no kind is known."""
        planning = turn.services.planning
        if self.campaign_id is not None:
            return planning.campaigns.draft(turn.user, self.name, self.kind, self.day).plan
        assert self.kind is not None
        assert self.day is not None
        return planning.plans.preview(turn.user, self.kind, self.day)

    def create(
        self, choice: Literal["feasible", "proposal", "anyway"], kind: str | None
    ) -> CreatePlan:
        """What creates it."""
        return CreatePlan(choice=choice, campaign=self.campaign_id, kind=kind, event=self.day)

    def campaigned(self, turn: Turn) -> "Event":
        """The same, its campaign made where there is none of its name."""
        if self.campaign_id is not None:
            return self
        known = [
            one for one in turn.services.planning.tasks.campaigns(turn.user) if one.nom == self.name
        ]
        if known:
            return replace(self, campaign_id=known[0].campagne_id)
        objective = _OBJECTIVES.get(self.kind or "")
        draft = Draft(name=self.name, objective=objective, event=self.day)
        made = turn.services.campaigns.preparing.create(turn.user, draft)
        return replace(self, campaign_id=made.campagne_id)


def event_of_campaign(brief: CampaignBrief) -> Event:
    """That of a campaign."""
    return Event(brief.nom, brief.date_evenement, None, brief.campagne_id)


def event_of_kind(kind: str, event: date) -> Event:
    """One that has no campaign yet, and how that would be called."""
    return Event(f"{kind[:1].upper()}{kind[1:]} du {day(event)}", event, kind)


def same_day(turn: Turn, event: date) -> Event | None:
    """The one campaign whose event is that day, if there is one."""
    found = [
        one
        for one in turn.services.planning.tasks.campaigns(turn.user)
        if one.date_evenement == event
    ]
    return event_of_campaign(found[0]) if len(found) == 1 else None
