"""A schedule before an event: shown, then created once its exact number of tasks is agreed to."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from assistant.acts.of_planning import ChooseEvent, CreatePlan, DraftPlan
from assistant.acts.reader import read
from assistant.conversation import Payload
from assistant.language.requests.moments import Moment
from assistant.language.requests.schedules_asked import EventAnswer, PlanRequest, VersionAnswer
from assistant.language.understanding import Intent
from assistant.rendering.planning.lines import feasibility, span
from assistant.rendering.wording import day, escape, plural
from assistant.replies import Button, Choices, Confirm, Details, PlanPicture, Reply, Text
from assistant.skills.planning.events import Event, event_of_campaign, event_of_kind, same_day
from assistant.skills.planning.moments import refuse_impossible
from assistant.skills.planning.plan_kinds import ask_kind
from assistant.skills.planning.plans_shown import show_campaign_plan
from assistant.skills.registry import Turn, on_act, on_answer, on_yes, skill
from core.accounts.models import Permission
from core.errors import InvalidData, NotFound
from core.planning.creating import Choice
from core.planning.models import Placed, Plan
from core.planning.plans import EventPassed

ChoiceSaid = Literal["feasible", "proposal", "anyway"]


@skill(Intent.PLAN_CAMPAIGN)
def plan_campaign(turn: Turn) -> Iterator[Reply]:
    """The schedule of a campaign, or of a kind before a day."""
    asked = turn.asked(PlanRequest)
    try:
        refuse_impossible(turn, asked.moment)
    except InvalidData as wrong:
        yield Text(wrong.message)
        yield from _ask_event(turn, asked.said, asked.campaign, getattr(wrong, "nearest", None))
        return
    kind = turn.services.planning.plans.kinds(turn.user).within(asked.said)
    name = kind.nom if kind else None
    if asked.campaign and (found := _campaign(turn, asked.campaign)):
        yield from _of_event(turn, found.with_kind(name if name != _ANY else None, asked.event))
        return
    if asked.campaign and name is None:
        turn.services.planning.tasks.campaign(turn.user, asked.campaign)  # says what there is
    yield from _of_kind(turn, name, asked.event, asked.said)


_ANY = "campagne de mails"
"""Its words are "campagne" and "envoi", which sentences have for other reasons."""


def _campaign(turn: Turn, name: str) -> Event | None:
    try:
        return event_of_campaign(turn.services.planning.tasks.campaign(turn.user, name))
    except NotFound:
        return None


def _of_kind(turn: Turn, kind: str | None, event: date | None, said: str) -> Iterator[Reply]:
    if kind is None:
        yield from ask_kind(turn, event)
        return
    if event is None:
        yield Text(f"Quel jour a lieu l'événement ({escape(kind)}) ?")
        yield from _ask_event(turn, said or kind, None, None)
        return
    same = same_day(turn, event)
    yield from _of_event(turn, same or event_of_kind(kind, event))


def _ask_event(
    turn: Turn, said: str, campaign: str | None, nearest: date | None
) -> Iterator[Reply]:
    payload = {"said": said, "campaign": campaign}
    asked = turn.conversations.question(turn.user, turn.conversation, "plan_event", payload)
    if nearest is not None:
        act = ChooseEvent(question=asked, day=nearest)
        yield Choices((Button(f"Le {day(nearest)}", f"{nearest:%d/%m/%Y}", act=act),))


@on_answer("plan_kind")
def kind_told(turn: Turn, payload: Payload) -> Iterable[Reply] | None:
    """What the schedule is for, and its day where that was not said before; or another request."""
    if not isinstance(turn.request, PlanRequest):
        return None
    told = turn.request
    kind = turn.services.planning.plans.kinds(turn.user).within(told.said)
    if kind is None:
        return None
    before = date.fromisoformat(payload["event"]) if payload["event"] else None
    return _of_kind(turn, kind.nom, told.moment.day or before, told.said)


@on_answer("plan_event")
def event_told(turn: Turn, payload: Payload) -> Iterable[Reply] | None:
    """The day of the event, or another request."""
    answer = turn.asked(EventAnswer)
    if not answer.moment.is_said:
        return None
    said, campaign = payload["said"], payload["campaign"]
    if turn.services.planning.plans.kinds(turn.user).within(answer.said):
        said, campaign = answer.said, None  # another schedule is asked for
    turn.heard = PlanRequest(said, campaign, answer.event, answer.moment)
    return plan_campaign(turn)


@on_act(ChooseEvent, Intent.PLAN_CAMPAIGN)
def event_chosen(turn: Turn, deed: ChooseEvent) -> Iterator[Reply]:
    """The day by a button, as long as the question is kept."""
    question = turn.conversations.waiting_under(turn.user, deed.question, "plan_event").payload
    moment = Moment(day=deed.day)
    turn.heard = PlanRequest(question["said"], question["campaign"], deed.day, moment)
    yield from plan_campaign(turn)


@on_act(DraftPlan, Intent.PLAN_CAMPAIGN)
def draft_by_click(turn: Turn, deed: DraftPlan) -> Iterator[Reply]:
    """The schedule of a button."""
    if deed.campaign is not None:
        brief = turn.services.planning.tasks.campaign_of(turn.user, deed.campaign)
        yield from _of_event(turn, event_of_campaign(brief).with_kind(deed.kind, deed.event))
        return
    yield from _of_kind(turn, deed.kind, deed.event, deed.kind or "")


def _of_event(turn: Turn, event: Event) -> Iterator[Reply]:
    """What there is already, or what could be."""
    if event.campaign_id and event.has_tasks(turn):
        brief = turn.services.planning.tasks.campaign_of(turn.user, event.campaign_id)
        yield from show_campaign_plan(turn, brief)
        return
    if event.day is None:
        yield Text(f"Quel jour a lieu « {escape(event.name)} » ?")
        yield from _ask_event(turn, event.kind or "", event.name, None)
        return
    try:
        plan = event.plan(turn)
    except EventPassed as passed:
        yield Text(passed.message)
        yield from _ask_event(turn, event.kind or "", event.campaign_name, None)
        return
    yield from _shown(turn, event, plan)


def _shown(turn: Turn, event: Event, plan: Plan) -> Iterator[Reply]:
    known = f" pour la campagne « {escape(event.name)} »" if event.campaign_id else ""
    yield Text(f"Rétroplanning **{escape(plan.kind)}**{known}, avant le {day(plan.event)}.")
    yield Text(feasibility(plan))
    if plan.feasible:
        yield from _drawn(plan, plan.tasks, reduced=False)
        yield from _ask(turn, event, "feasible", len(plan.tasks))
        return
    if plan.proposal is not None:
        yield from _drawn(plan, plan.proposal.tasks, reduced=True)
        yield from _options(turn, event, plan)
        return
    yield from _drawn(plan, plan.tasks, reduced=False)
    yield from _options(turn, event, plan)


def _drawn(plan: Plan, tasks: Iterable[Placed], reduced: bool) -> Iterator[Reply]:
    lines = tuple(
        f"{span(one.start, one.due)} : {one.title}" + (f" ({one.role})" if one.role else "")
        for one in tasks
    )
    yield Details(f"La liste des {len(lines)} tâches", lines)
    yield PlanPicture(
        f"Rétroplanning {plan.kind}", None, plan.kind, plan.event.isoformat(), reduced
    )


def _options(turn: Turn, event: Event, plan: Plan) -> Iterator[Reply]:
    """The versions there are; a click, or the next message, says which."""
    buttons, payload = [], {"anyway": event.create("anyway", plan.kind).as_json()}
    if plan.proposal is not None:
        act = event.create("proposal", plan.kind)
        payload["proposal"] = act.as_json()
        count = plural(len(plan.proposal.tasks), "tâche")
        buttons.append(Button(f"La version réduite : {count}", "la version réduite", act=act))
    count = plural(len(plan.tasks), "tâche")
    whole = event.create("anyway", plan.kind)
    buttons.append(
        Button(
            f"Le planning complet quand même : {count}", "le planning complet quand même", act=whole
        )
    )
    if event.campaign_id is None:
        first = turn.services.planning.plans.earliest(turn.user, plan.kind)
        later = DraftPlan(kind=plan.kind, event=first)
        say = f"fais un rétroplanning : {plan.kind} du {day(first)}"
        buttons.append(Button(f"L'événement le {day(first)}", say, act=later))
    turn.conversations.question(turn.user, turn.conversation, "plan_version", payload)
    yield Choices(tuple(buttons))


@on_answer("plan_version")
def version_told(turn: Turn, payload: Payload) -> Iterable[Reply] | None:
    """Which version, or another request."""
    answer = turn.asked(VersionAnswer)
    wanted = "proposal" if answer.reduced else "anyway" if answer.whole else ""
    deed = read(payload.get(wanted) or {})
    return create_by_click(turn, deed) if isinstance(deed, CreatePlan) else None


def _ask(turn: Turn, event: Event, choice: ChoiceSaid, count: int) -> Iterator[Reply]:
    if not turn.user.may(Permission.WRITE):
        return
    payload = event.create(choice, event.kind).as_json()
    if event.campaign_id is None:
        question = f"Créer la campagne « {event.name} » et ses {plural(count, 'tâche')} ?"
    else:
        question = f"Créer ces {plural(count, 'tâche')} pour « {event.name} » ?"
    yield Confirm(
        turn.ask("create_plan", payload), question, f"Oui, créer les {count} tâches", "Non"
    )


@on_act(CreatePlan, Intent.PLAN_CAMPAIGN)
def create_by_click(turn: Turn, deed: CreatePlan) -> Iterator[Reply]:
    """Which version was chosen; it is created on the yes."""
    turn.user.require(Permission.WRITE)
    event = _event(turn, deed)
    plan = event.plan(turn)
    reduced = deed.choice == "proposal" and plan.proposal is not None
    tasks = plan.proposal.tasks if reduced and plan.proposal else plan.tasks
    yield from _ask(turn, event, deed.choice, len(tasks))


def _event(turn: Turn, deed: CreatePlan) -> Event:
    if deed.campaign is not None:
        brief = turn.services.planning.tasks.campaign_of(turn.user, deed.campaign)
        return event_of_campaign(brief).with_kind(deed.kind, deed.event)
    if deed.kind is None or deed.event is None:
        raise NotFound("Ce rétroplanning n'est plus proposé. Redemandez-le.")
    return event_of_kind(deed.kind, deed.event)


@on_yes("create_plan")
def create_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """Create them, and their campaign where there is none."""
    deed = read(payload)
    assert isinstance(deed, CreatePlan)
    event = _event(turn, deed).campaigned(turn)
    planning = turn.services.planning
    draft = planning.campaigns.draft(turn.user, event.name, deed.kind, event.day)
    made = planning.campaigns.create(turn.user, draft, Choice(deed.choice))
    change = {"entry": made.entry_id}
    turn.conversations.note_change(turn.user, turn.conversation, change)
    count = plural(len(made.tasks), "tâche créée", "tâches créées")
    yield Text(f"C'est fait : {count}. Cochez au fur et à mesure.")
    yield from show_campaign_plan(turn, made.draft.campaign, entry_id=made.entry_id)
