"""Reminders set by a sentence or a form: what lacks is asked for."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from assistant.acts.of_planning import EndReminder, ReminderForm, SetReminder, ShowReminders
from assistant.conversation import Payload
from assistant.language.requests.moments import Moment
from assistant.language.requests.records import Whom
from assistant.language.requests.reminding import Do, ReminderRequest
from assistant.language.understanding import Intent
from assistant.rendering.forms import Field
from assistant.rendering.planning.lines import again_text, when_text
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Form, Reply, Text
from assistant.skills.accounts.fields import choice, field
from assistant.skills.planning.moments import again_of, wall_of
from assistant.skills.planning.people import short_name, somebody
from assistant.skills.planning.reminders_kept import (
    ask_cancel_all,
    end,
    list_reminders,
    snooze_last,
)
from assistant.skills.planning.task_written import take_back
from assistant.skills.records.finding import find_record
from assistant.skills.registry import (
    FormFields,
    Turn,
    claim,
    on_act,
    on_answer,
    register_form,
    skill,
)
from core.accounts.models import Permission
from core.errors import InvalidData, MimiComError
from core.planning.days import MORNING
from core.reminders.models import About, Reminder
from core.reminders.recurrence import Again, Each
from core.reminders.service import PastTime

_GROUP = "Le rappel"


@claim("reminder_named")
@skill(Intent.SET_REMINDER)
def set_reminder(turn: Turn) -> Iterator[Reply]:
    """A reminder to set, or what becomes of those there are."""
    turn.user.require(Permission.READ)
    asked = turn.asked(ReminderRequest)
    if asked.do is Do.LIST:
        yield from list_reminders(turn)
    elif asked.do is Do.CANCEL_ALL:
        yield from ask_cancel_all(turn)
    elif asked.do is Do.SNOOZE:
        yield from snooze_last(turn, asked.words, asked.moment)
    elif asked.do in (Do.DONE, Do.CANCEL):
        yield from end(turn, asked.words, done=asked.do is Do.DONE)
    else:
        yield from _new(turn, asked)


def _new(turn: Turn, asked: ReminderRequest) -> Iterator[Reply]:
    """One to set; what was told last is put off where only a moment is said."""
    told = turn.conversations.last_shown(turn.user, turn.conversation) == "reminders"
    if not asked.text and asked.moment.is_said and told:
        yield from snooze_last(turn, "", asked.moment)
        return
    about: dict[str, str | None] = {}
    if asked.prospect:
        about = _about_record(turn, asked.prospect)
    text = asked.text
    if not text:
        yield from form(turn, ReminderForm())
        return
    to = somebody(turn, asked.to).email if asked.to else None
    yield from add(turn, text, asked.moment, {**about, "to": to})


def _about_record(turn: Turn, name: str) -> dict[str, str | None]:
    """The one record of that name, where there is one: the reminder then opens it."""
    found = turn.services.prospects.find_named(turn.user, name, 2)
    return {"record": found[0].prospect_id} if len(found) == 1 else {}


def add(turn: Turn, text: str, moment: Moment, about: Mapping[str, str | None]) -> Iterator[Reply]:
    """Set it; ask when where that was not said, or can't be."""
    payload = {"text": text, "about": dict(about)}
    try:
        wall = wall_of(turn, moment)
    except InvalidData as wrong:
        yield Text(wrong.message)
        nearest = getattr(wrong, "nearest", None)
        hour = moment.hour or MORNING
        yield from _ask_when(turn, payload, [datetime.combine(nearest, hour)] if nearest else [])
        return
    if wall is None:
        yield Text(f"Quand faut-il vous le rappeler : « {escape(text)} » ?")
        yield from _ask_when(turn, payload, _usual(turn))
        return
    yield from _set(turn, text, wall, again_of(moment), payload)


def _usual(turn: Turn) -> list[datetime]:
    """Tomorrow, on Monday, in a week: in the morning."""
    monday = turn.today + timedelta(days=7 - turn.today.weekday())
    days = [turn.today + timedelta(days=1), monday, turn.today + timedelta(days=7)]
    return [datetime.combine(day, MORNING) for day in dict.fromkeys(days)]


def _ask_when(turn: Turn, payload: Payload, offered: list[datetime]) -> Iterator[Reply]:
    question = turn.conversations.question(turn.user, turn.conversation, "reminder_when", payload)
    buttons = [
        Button(
            when_text(wall),
            f"{wall:%d/%m/%Y} à {wall.hour} h {wall.minute:02}",
            act=SetReminder(question=question, wall=wall.isoformat(timespec="minutes")),
        )
        for wall in offered
    ]
    yield Choices(tuple(buttons))


@on_answer("reminder_when")
def when_told(turn: Turn, payload: Payload) -> Iterable[Reply] | None:
    """When, or another request."""
    moment = turn.asked(ReminderRequest).moment
    return add(turn, payload["text"], moment, payload["about"]) if moment.is_said else None


@on_answer("reminder_text")
def text_told(turn: Turn, payload: Payload) -> Iterable[Reply] | None:
    """What to be reminded of, instead of the form."""
    answer = turn.asked(ReminderRequest)
    turn.conversations.close(turn.user, payload["form"], "cancelled")
    return add(turn, answer.text, answer.moment, payload["about"]) if answer.text else None


@on_act(SetReminder, Intent.SET_REMINDER)
def when_by_click(turn: Turn, deed: SetReminder) -> Iterator[Reply]:
    """One of the moments that were offered."""
    asked = turn.conversations.pending(turn.user, deed.question)
    if asked is None or "text" not in asked.payload:
        yield Text("Cette question n'est plus valable. Redites-moi votre rappel.")
        return
    wall = datetime.fromisoformat(deed.wall)
    yield from _set(turn, asked.payload["text"], wall, None, asked.payload)


def _set(
    turn: Turn, text: str, wall: datetime, again: Again | None, payload: Payload
) -> Iterator[Reply]:
    try:
        reminder = _added(turn, text, wall, again, payload["about"])
    except PastTime as past:
        yield Text(past.message)
        yield from _ask_when(turn, payload, [past.other.replace(tzinfo=None)])
        return
    yield from noted(turn, reminder)


def _added(
    turn: Turn, text: str, wall: datetime, again: Again | None, about: Mapping[str, str | None]
) -> Reminder:
    return turn.services.reminders.add(
        turn.user,
        text,
        wall,
        to=about.get("to"),
        again=again,
        about=About(about.get("task"), about.get("record"), about.get("campaign")),
    )


def noted(turn: Turn, reminder: Reminder) -> Iterator[Reply]:
    """That it is set, and its undo."""
    services = turn.services
    turn.conversations.show(
        turn.user, turn.conversation, "reminders", {"ids": [reminder.rappel_id]}
    )
    whose = services.reminders.email_of(reminder)
    mine = whose == turn.user.email
    again = f" (et {again_text(reminder.repete)})" if reminder.repete else ""
    who = "Je vous le rappellerai" if mine else f"Je le rappellerai à {whose}"
    when = when_text(reminder.local)
    yield Text(f"C'est noté. {escape(who)} **{when}**{again} : « {escape(reminder.texte)} ».")
    change = {"entry": services.reminders.entry_of(reminder)}
    turn.conversations.note_change(turn.user, turn.conversation, change)
    cancel = EndReminder(id=reminder.rappel_id, how="cancel")
    buttons = [Button("Annuler ce rappel", f"annule le rappel « {reminder.texte} »", act=cancel)]
    if not mine:
        buttons = [take_back(change["entry"], "Annuler ce rappel")]
    yield Choices((*buttons, Button("Mes rappels", "mes rappels", act=ShowReminders())))


# --- the form ------------------------------------------------------------------------------------


@on_act(ReminderForm, Intent.SET_REMINDER)
def form_by_click(turn: Turn, deed: ReminderForm) -> Iterator[Reply]:
    """The form of a button."""
    yield from form(turn, deed)


def form(turn: Turn, asked: ReminderForm) -> Iterator[Reply]:
    """A new reminder, about something where that is given."""
    about = {"task": asked.task, "record": asked.record, "campaign": asked.campaign}
    _text_of(turn, about)  # NotFound for what is not there
    form_id = turn.ask("form_reminder", {"about": about})
    payload = {"form": form_id, "about": about}
    turn.conversations.question(turn.user, turn.conversation, "reminder_text", payload)
    yield Text("De quoi, et quand ? Remplissez, ou écrivez-le-moi.")
    yield Form(form_id, "Nouveau rappel", "Me le rappeler", "Annuler")


_AGAIN = [
    ("", "Une seule fois"),
    ("jour", "Tous les jours"),
    ("semaine", "Toutes les semaines"),
    ("mois", "Tous les mois"),
    ("an", "Tous les ans"),
]


def _fields(turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    people = [(one.email, short_name(one)) for one in turn.services.planning.tasks.people()]
    mine = turn.user.email
    people.sort(key=lambda one: one[0] != mine)
    tomorrow = (turn.today + timedelta(days=1)).isoformat()
    return [
        field("texte", "Quoi", "text", _GROUP, _text_of(turn, payload["about"])),
        field("jour", "Quel jour", "date", _GROUP, tomorrow),
        field("heure", "À quelle heure", "text", _GROUP, "9:00", help="Par exemple 14:30"),
        choice("revient", "Revient", _GROUP, "", _AGAIN),
        choice("pour", "Pour qui", _GROUP, mine, people),
    ]


def _text_of(turn: Turn, about: Mapping[str, str | None]) -> str:
    """What it is about, to begin with."""
    tasks = turn.services.planning.tasks
    if key := about.get("task"):
        return tasks.get(turn.user, key).titre
    if key := about.get("record"):
        found = find_record(turn, Whom(number=key), "").record
        return f"Relancer {found.nom_structure}" if found else ""
    key = about.get("campaign")
    return f"Campagne {tasks.campaign_of(turn.user, key).nom}" if key else ""


def _submit(turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]) -> tuple[Reply, ...]:
    text = values.get("texte", "").strip()
    if not text:
        raise InvalidData("", {"texte": "Dites de quoi il faut vous rappeler."})
    wall = datetime.combine(_day(values), _hour(values))
    each = values.get("revient", "")
    again = Again(Each(each)) if each in list(Each) else None
    about = {**payload["about"], "to": values.get("pour") or None}
    try:
        reminder = _added(turn, text, wall, again, about)
    except PastTime as past:
        raise InvalidData("", {"jour": past.message}) from past
    except MimiComError as refused:
        raise InvalidData("", {"texte": refused.message}) from refused
    return tuple(noted(turn, reminder))


def _day(values: Mapping[str, str]) -> date:
    try:
        return date.fromisoformat(values.get("jour", ""))
    except ValueError as error:
        raise InvalidData("", {"jour": "Donnez un jour : 17/04/2027."}) from error


def _hour(values: Mapping[str, str]) -> time:
    said = values.get("heure", "").strip().lower().replace("h", ":").rstrip(":") or "9"
    try:
        return time.fromisoformat(f"{said.replace(' ', ''):0>2}" if ":" not in said else
                                  f"{said.replace(' ', ''):0>5}")  # fmt: skip
    except ValueError as error:
        raise InvalidData("", {"heure": "Une heure de 0:00 à 23:59, par exemple 14:30."}) from error


register_form(
    "form_reminder",
    FormFields(_fields, _submit, example="rappelle-moi mardi à 10 h d'appeler la mairie"),
)
