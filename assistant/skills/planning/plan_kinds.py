"""What a schedule is for, asked."""

from collections.abc import Iterator
from datetime import date

from assistant.acts.of_planning import DraftPlan
from assistant.rendering.wording import day
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.registry import Turn


def ask_kind(turn: Turn, event: date | None) -> Iterator[Reply]:
    """Which schedules there are, and the campaigns that have none yet."""
    planning = turn.services.planning
    buttons = [
        Button(
            f"Pour « {brief.nom} »",
            f"fais le rétroplanning de la campagne « {brief.nom} »",
            act=DraftPlan(campaign=brief.campagne_id),
        )
        for brief in planning.tasks.campaigns(turn.user)[-4:]
    ]
    when = f" du {day(event)}" if event else ""
    kinds = [
        Button(
            one.nom[:1].upper() + one.nom[1:],
            f"fais un rétroplanning : {one.nom}{when}",
            act=DraftPlan(kind=one.nom, event=event),
        )
        for one in planning.plans.kinds(turn.user).known
    ]
    payload = {"event": event.isoformat() if event else None}
    turn.conversations.question(turn.user, turn.conversation, "plan_kind", payload)
    yield Text("Un rétroplanning pour quoi ?")
    yield Choices((*buttons, *kinds))
