"""Tasks added by a sentence: what lacks is asked for, a day that can't be gets a proposal."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from assistant.acts.of_planning import ChooseDue, MoveTask, TaskForm
from assistant.conversation import Payload
from assistant.language.requests.moments import Moment
from assistant.language.requests.records import Whom
from assistant.language.requests.task_changes import DueAnswer, TaskRequest, TitleAnswer
from assistant.language.understanding import Intent
from assistant.rendering.planning.lines import due_notes, span
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Form, Reply, Text
from assistant.skills.planning.moments import day_of
from assistant.skills.planning.task_written import changed
from assistant.skills.records.finding import find_record
from assistant.skills.registry import Turn, on_act, on_answer
from core.accounts.models import Permission
from core.errors import InvalidData
from core.planning.briefs import CampaignBrief


def add_task(turn: Turn, request: TaskRequest) -> Iterator[Reply]:
    """The task of a sentence; its form where nothing is told of it."""
    brief = _campaign(turn, request.campaign)
    record = None
    if request.prospect:
        found = find_record(turn, Whom(names=(request.prospect,)), "Pour quelle fiche ?")
        if found.record is None:
            yield from found.replies
            return
        record = found.record.prospect_id
    about = {"campaign": brief.campagne_id if brief else None, "record": record}
    if not request.title:
        yield from form(turn, TaskForm(campaign=about["campaign"], record=record))
        return
    yield from add(turn, request.title, request.moment, about)


def _campaign(turn: Turn, name: str | None) -> CampaignBrief | None:
    return turn.services.planning.tasks.campaign(turn.user, name) if name else None


def form(turn: Turn, asked: TaskForm) -> Iterator[Reply]:
    """The form of a new task, or of one there is."""
    turn.user.require(Permission.WRITE)
    payload = {"task": asked.id, "campaign": asked.campaign, "record": asked.record}
    form_id = turn.ask("form_task", payload)
    if asked.id is None:
        about = {"campaign": asked.campaign, "record": asked.record}
        question = {"form": form_id, "about": about}
        turn.conversations.question(turn.user, turn.conversation, "task_title", question)
        yield Text("Que faut-il faire, et pour quand ? Remplissez, ou écrivez-le-moi.")
        yield Form(form_id, "Nouvelle tâche", "Ajouter", "Annuler")
        return
    task = turn.services.planning.tasks.get(turn.user, asked.id)
    yield Text(f"« {escape(task.titre)} » : changez ce qu'il faut.")
    yield Form(form_id, "Modifier la tâche", "Enregistrer", "Annuler")


def add(turn: Turn, title: str, moment: Moment, about: dict[str, str | None]) -> Iterator[Reply]:
    """Add it; ask for its day where none was said, or for another where that one is none."""
    try:
        due = day_of(turn, moment)
    except InvalidData as wrong:
        yield Text(wrong.message)
        yield from _ask_due(turn, title, about, getattr(wrong, "nearest", None))
        return
    if due is None:
        yield Text(f"Pour quand : « {escape(title)} » ?")
        yield from _ask_due(turn, title, about, None)
        return
    yield from _added(turn, title, due, about)


def _ask_due(
    turn: Turn, title: str, about: dict[str, str | None], nearest: date | None
) -> Iterator[Reply]:
    payload = {"title": title, "about": about}
    asked = turn.conversations.question(turn.user, turn.conversation, "task_due", payload)
    calendar = turn.services.planning.plans.calendar()
    soon = calendar.at_or_after(turn.today + timedelta(days=1))
    friday = calendar.at_or_before(turn.today + timedelta(days=(4 - turn.today.weekday()) % 7))
    later = calendar.at_or_after(turn.today + timedelta(days=7))
    days = [nearest] if nearest else [soon, friday, later]
    yield Choices(
        tuple(
            Button(
                f"Le {one:%d/%m} : {span(one, one)[3:]}",
                f"{one:%d/%m/%Y}",
                act=ChooseDue(question=asked, day=one),
            )
            for one in dict.fromkeys(days)
            if one >= turn.today
        )
    )


@on_answer("task_due")
def due_told(turn: Turn, payload: Payload) -> Iterable[Reply] | None:
    """The day, or another request."""
    moment = turn.asked(DueAnswer).moment
    return add(turn, payload["title"], moment, payload["about"]) if moment.is_said else None


@on_act(ChooseDue, Intent.UPDATE_TASK)
def due_chosen(turn: Turn, deed: ChooseDue) -> Iterator[Reply]:
    """The day by a button, once, as long as the question is kept."""
    question = turn.conversations.waiting_under(turn.user, deed.question, "task_due").payload
    if not turn.conversations.take_button(turn.user, deed.question):
        yield Text(f"« {escape(question['title'])} » est déjà notée.")
        return
    yield from add(turn, question["title"], Moment(day=deed.day), question["about"])


@on_answer("task_title")
def title_told(turn: Turn, payload: Payload) -> Iterable[Reply] | None:
    """What is to be done, instead of the form."""
    answer = turn.asked(TitleAnswer)
    turn.conversations.close(turn.user, payload["form"], "cancelled")
    return add(turn, answer.title, answer.moment, payload["about"]) if answer.title else None


def _added(turn: Turn, title: str, due: date, about: dict[str, str | None]) -> Iterator[Reply]:
    planning = turn.services.planning
    campaign = about.get("campaign")
    written = planning.tasks.add(
        turn.user, title, due, campagne=campaign, prospect_id=about.get("record")
    )
    brief = planning.tasks.campaigns_of([written.task]).get(campaign or "")
    event = brief.date_evenement if brief else None
    told = f"C'est noté : « {written.task.titre} », {span(due, due)}."
    yield from changed(turn, written, told)
    for note in due_notes(due, turn.today, planning.plans.calendar(), event):
        yield Text(note)
    if event is not None and due > event:
        eve = planning.plans.calendar().at_or_before(event - timedelta(days=1))
        act = MoveTask(id=written.task.tache_id, due=eve)
        say = f"décale « {written.task.titre} » au {eve:%d/%m/%Y}"
        yield Choices((Button(f"La mettre avant, {span(eve, eve)}", say, act=act),))
