"""What there is to do: lists to tick, by time, by person, by campaign, of a record."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from assistant.acts.of_planning import (
    DraftPlan,
    OpenTask,
    ShowPlan,
    ShowTasks,
    TaskForm,
)
from assistant.language.requests.records import Whom
from assistant.language.requests.task_changes import WhichTask
from assistant.language.requests.todo import TasksRequest
from assistant.language.understanding import Intent
from assistant.rendering.planning.lines import span
from assistant.rendering.wording import escape, of_strong, plural
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.planning.finding_tasks import find_task
from assistant.skills.planning.listing_tasks import (
    ADD,
    ALL,
    LATE,
    PEOPLE,
    WEEK,
    how_far,
    listed,
    nothing,
)
from assistant.skills.planning.one_task import one_task
from assistant.skills.planning.people import named, short_name
from assistant.skills.planning.tasks_overall import by_person, progress
from assistant.skills.records.finding import find_record, open_button
from assistant.skills.registry import Turn, claim, on_act, skill
from core.errors import NotFound
from core.planning.briefs import CampaignBrief
from core.planning.task import OPEN, Task, TaskQuery, TaskState


@claim("task_looked_for")
def who_does(turn: Turn) -> Iterable[Reply] | None:
    """The task that somebody is asked for; None where there is none called so."""
    words = turn.asked(TasksRequest).task or ""
    found = turn.services.planning.tasks.named(turn.user, words)
    return show_tasks(turn) if found else None


@skill(Intent.SHOW_TASKS)
def show_tasks(turn: Turn) -> Iterator[Reply]:
    """The tasks that the sentence asks for."""
    asked = turn.asked(TasksRequest)
    if asked.task:
        which = WhichTask(title=asked.task)
        found = find_task(turn, which, lambda task: OpenTask(id=task.tache_id))
        yield from one_task(turn, found.task) if found.task else found.replies
        return
    if asked.by_person:
        yield from by_person(turn)
        return
    if asked.campaign:
        brief = turn.services.planning.tasks.campaign(turn.user, asked.campaign)
        yield from of_campaign(turn, brief)
        return
    if asked.progress:
        yield from progress(turn)
        return
    if asked.name:
        yield from _of(turn, asked.name)
        return
    yield from _of_time(turn, asked)


def _of(turn: Turn, name: str) -> Iterator[Reply]:
    """Whose tasks: somebody's, a campaign's, a record's."""
    if person := named(turn, name):
        query = TaskQuery(responsable=person.user_id, states=OPEN)
        found = turn.services.planning.tasks.find(turn.user, query)
        yield from listed(turn, found, f"Les tâches de {short_name(person)}", PEOPLE)
        return
    try:
        brief = turn.services.planning.tasks.campaign(turn.user, name)
    except NotFound:
        yield from _of_record(turn, Whom(names=(name,)))
        return
    yield from of_campaign(turn, brief)


def _of_record(turn: Turn, whom: Whom) -> Iterator[Reply]:
    found = find_record(turn, whom, "De quelle fiche voulez-vous les tâches ?")
    if found.record is None:
        yield from found.replies
        return
    record = found.record
    query = TaskQuery(prospect_id=record.prospect_id)
    tasks = turn.services.planning.tasks.find(turn.user, query)
    add = Button(
        "Lui ajouter une tâche",
        f"ajoute une tâche pour {record.nom_structure}",
        act=TaskForm(record=record.prospect_id),
    )
    if not tasks:
        yield Text(f"Il n'y a aucune tâche pour la fiche {of_strong(record.nom_structure)}.")
        yield Choices((add, open_button("Ouvrir la fiche", record)))
        return
    title = f"Les tâches pour {record.nom_structure}"
    yield from listed(turn, tasks, title, add, open_button("Ouvrir la fiche", record))


def of_campaign(turn: Turn, brief: CampaignBrief) -> Iterator[Reply]:
    """Those of a campaign, and how far it is."""
    states = frozenset(TaskState) - {TaskState.ANNULEE}
    query = TaskQuery(campagne=brief.campagne_id, states=states)
    found = turn.services.planning.tasks.find(turn.user, query)
    plan = Button(
        "Voir le rétroplanning",
        f"montre le rétroplanning de la campagne « {brief.nom} »",
        act=ShowPlan(campaign=brief.campagne_id),
    )
    if not found:
        yield Text(f"La campagne « {escape(brief.nom)} » n'a pas encore de tâches.")
        yield Choices((_make_plan(brief), _add_to(brief)))
        return
    yield Text(how_far(turn, brief, found))
    yield from listed(turn, found, f"Les tâches de « {brief.nom} »", plan, _add_to(brief))


def _make_plan(brief: CampaignBrief) -> Button:
    return Button(
        "Faire son rétroplanning",
        f"fais le rétroplanning de la campagne « {brief.nom} »",
        act=DraftPlan(campaign=brief.campagne_id),
    )


def _add_to(brief: CampaignBrief) -> Button:
    say = f"ajoute une tâche à la campagne « {brief.nom} »"
    return Button("Lui ajouter une tâche", say, act=TaskForm(campaign=brief.campagne_id))


def _of_time(turn: Turn, asked: TasksRequest) -> Iterator[Reply]:
    service, mine = turn.services.planning.tasks, turn.user.user_id if asked.mine else None
    if asked.late:
        yield from late(turn)
        return
    if asked.done:
        found = service.find(turn.user, TaskQuery(states=frozenset({TaskState.FAITE})))
        yield from listed(turn, found, "Ce qui est fait", ALL)
        return
    during = (asked.first, asked.last or asked.first) if asked.first else None
    first, last = during or (None, None)
    if first is None or last is None:
        found = service.find(turn.user, TaskQuery(states=OPEN))
        yield from _mine(turn, found, mine, "Ce qu'il y a à faire")
        return
    found = service.find(turn.user, TaskQuery(during=(first, last)))
    behind = [task for task in service.late(turn.user) if task not in found]
    # What is late is to be done as well, today and this week.
    every = [*behind, *found] if first <= turn.today <= last else found
    yield from _mine(turn, every, mine, _period(first, last, turn.today))


def _period(first: date, last: date, today: date) -> str:
    if first == last:
        names = {0: "aujourd'hui", 1: "demain"}
        return f"À faire {names.get((first - today).days, span(first, first))}"
    monday = today - timedelta(days=today.weekday())
    if (first, last) == (monday, monday + timedelta(days=6)):
        return f"À faire cette semaine, {span(first, last)}"
    return f"À faire {span(first, last)}"


def _mine(turn: Turn, found: Sequence[Task], mine: str | None, title: str) -> Iterator[Reply]:
    """One's own and nobody's, where "mes tâches" are asked for; how many are somebody else's."""
    kept = [task for task in found if mine is None or task.responsable in (None, mine)]
    others = len(found) - len(kept)
    if not kept and not others:
        yield from nothing(turn, title)
        return
    if kept:
        yield from listed(turn, kept, title, LATE, PEOPLE, ADD, quiet=bool(others))
    else:
        yield Text("Vous n'avez rien à faire : tout est confié à d'autres.")
    if others:
        whose = "est confiée" if others == 1 else "sont confiées"
        yield Text(f"_{plural(others, 'autre tâche', 'autres tâches')} {whose} à d'autres._")
        yield Choices((LATE, PEOPLE, ADD))


def late(turn: Turn) -> Iterator[Reply]:
    """What should have been done by now."""
    found = turn.services.planning.tasks.late(turn.user)
    if not found:
        yield Text("Rien n'est en retard. Bravo !")
        yield Choices((WEEK, ALL))
        return
    yield from listed(turn, found, "En retard", WEEK, PEOPLE)


# --- by click ------------------------------------------------------------------------------------


@on_act(ShowTasks, Intent.SHOW_TASKS)
def by_click(turn: Turn, deed: ShowTasks) -> Iterator[Reply]:
    """The tasks of a button."""
    if deed.campaign is not None:
        brief = turn.services.planning.tasks.campaign_of(turn.user, deed.campaign)
        yield from of_campaign(turn, brief)
    elif deed.record is not None:
        yield from _of_record(turn, Whom(number=deed.record))
    elif deed.which == "people":
        yield from by_person(turn)
    elif deed.which == "progress":
        yield from progress(turn)
    else:
        monday = turn.today - timedelta(days=turn.today.weekday())
        week = (monday, monday + timedelta(days=6)) if deed.which == "week" else (None, None)
        mine = deed.which in ("mine", "week")
        late_ = deed.which == "late"
        yield from _of_time(turn, TasksRequest(late=late_, mine=mine, first=week[0], last=week[1]))
