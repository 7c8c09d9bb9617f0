"""Reminders there are: listed, put off, dealt with, cancelled; and told when their time comes."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from assistant.acts.of_planning import (
    EndReminder,
    OpenTask,
    ReminderForm,
    ShowPlan,
    ShowReminders,
    SnoozeReminder,
)
from assistant.acts.of_records import OpenRecord
from assistant.conversation import Payload
from assistant.language.requests.moments import Moment
from assistant.language.understanding import Intent
from assistant.rendering.planning.lines import again_text, when_text
from assistant.rendering.wording import escape, plural
from assistant.replies import Button, Choices, Confirm, Reply, Text
from assistant.skills.planning.advice import digest
from assistant.skills.planning.moments import wall_of
from assistant.skills.planning.task_written import take_back
from assistant.skills.registry import Turn, on_act, on_yes
from core.planning.days import MORNING
from core.reminders.models import Kind, Reminder, ReminderState
from core.reminders.recurrence import on_wall
from core.reminders.service import PastTime

MANY = 5
"""More that were told while nobody was there are one message."""
_MOST = 30
ADD = Button("Nouveau rappel", "crée un rappel", act=ReminderForm())
LIST = Button("Mes rappels", "mes rappels", act=ShowReminders())


@on_act(ShowReminders, Intent.SET_REMINDER)
def list_by_click(turn: Turn, _deed: ShowReminders) -> Iterator[Reply]:
    """One's own reminders."""
    yield from list_reminders(turn)


def list_reminders(turn: Turn) -> Iterator[Reply]:
    """Those still to come, and those told that are not dealt with."""
    found = [one for one in turn.services.reminders.all(turn.user) if one.is_open]
    _note(turn, found)
    if not found:
        yield Text("Vous n'avez aucun rappel. Dites « rappelle-moi mardi à 10 h d'appeler… ».")
        yield Choices((ADD,))
        return
    waiting = [one for one in found if one.etat is ReminderState.DIT]
    lines = [_line(rank, one) for rank, one in enumerate(found[:_MOST], 1)]
    more = f", dont {len(waiting)} déjà dits et pas encore faits" if waiting else ""
    yield Text(f"**{plural(len(found), 'rappel')}**{more} :\n\n" + "\n".join(lines))
    if len(found) == 1:
        yield Choices((*buttons_of(found[0]), ADD))
        return
    yield Text("Dites par exemple « annule le rappel … » ou « reporte le rappel … à demain ».")
    yield Choices((ADD,))


def _line(rank: int, one: Reminder) -> str:
    again = f", {again_text(one.repete)}" if one.repete else ""
    told = " — _dit, pas encore fait_" if one.etat is ReminderState.DIT else ""
    return f"{rank}. {when_text(one.local)}{again} : **{escape(one.texte)}**{told}"


def _note(turn: Turn, found: Sequence[Reminder]) -> None:
    ids = [one.rappel_id for one in found]
    turn.conversations.show(turn.user, turn.conversation, "reminders", {"ids": ids})


# --- told ----------------------------------------------------------------------------------------


def tell(turn: Turn, found: Sequence[Reminder]) -> Iterator[Reply]:
    """What a page shows of reminders whose time has come, the oldest first."""
    if digests := [one for one in found if one.genre is Kind.BILAN]:
        yield from digest(turn)
        found = [one for one in found if one not in digests]
    if not found:
        return
    _note(turn, list(reversed(found)))
    if len(found) > MANY:
        lines = [_line(rank, one) for rank, one in enumerate(found[:_MOST], 1)]
        told = plural(len(found), "rappel")
        more = f"\n\n_… et {len(found) - _MOST} autres._" if len(found) > _MOST else ""
        yield Text(f"**{told}** pendant votre absence :\n\n" + "\n".join(lines) + more)
        yield Choices((LIST,))
        return
    for one in found:
        late = turn.services.clock() - one.quand > timedelta(hours=1)
        when = f" _({when_text(one.local)})_" if late else ""
        yield Text(f"**Rappel** : {escape(one.texte)}{when}")
        yield Choices(buttons_of(one))


def buttons_of(one: Reminder) -> tuple[Button, ...]:
    """What can be done with it."""
    key, said = one.rappel_id, f"« {one.texte} »"
    done = EndReminder(id=key, how="done")
    found = [
        Button("C'est fait", f"le rappel {said} est fait", act=done),
        Button("Plus tard (1 h)", f"reporte le rappel {said}", act=SnoozeReminder(id=key)),
        Button(
            "Demain",
            f"reporte le rappel {said} à demain",
            act=SnoozeReminder(id=key, until="tomorrow"),
        ),
    ]
    if one.prospect_id:
        act = OpenRecord(id=one.prospect_id)
        found.append(Button("Ouvrir la fiche", f"la fiche n° {one.prospect_id}", act=act))
    if one.tache:
        say = f"montre la tâche n° {one.tache[:8]}"
        found.append(Button("Voir la tâche", say, act=OpenTask(id=one.tache)))
    elif one.campagne:
        say = "montre le rétroplanning"
        found.append(Button("Voir la campagne", say, act=ShowPlan(campaign=one.campagne)))
    if one.is_pending:
        cancel = EndReminder(id=key, how="cancel")
        found.append(Button("L'annuler", f"annule le rappel {said}", act=cancel))
    return tuple(found)


# --- one of them ---------------------------------------------------------------------------------


def _meant(turn: Turn, words: str) -> Reminder | tuple[Reply, ...]:
    """The one named, else the one last told or set; or what to answer."""
    reminders = turn.services.reminders
    if words:
        found = reminders.named(turn.user, words)
        if len(found) == 1:
            return found[0]
        if found:
            return (Text("Plusieurs rappels y ressemblent. Lequel ?"), *_which(found))
        return (Text(f"Je ne trouve pas de rappel « {escape(words)} »."), Choices((LIST, ADD)))
    shown = turn.conversations.shown(turn.user, turn.conversation, "reminders") or {}
    known = [one for one in reminders.all(turn.user) if one.rappel_id in shown.get("ids", ())]
    left = [one for one in known if one.is_open]
    told = [one for one in left if one.etat is ReminderState.DIT]
    if len(left) == 1 or len(told) == 1:
        return (told or left)[0]
    if left:
        return (Text("De quel rappel parlez-vous ?"), *_which(left))
    return (Text("De quel rappel parlez-vous ?"), Choices((LIST, ADD)))


def _which(found: Sequence[Reminder]) -> Iterator[Reply]:
    for one in found[:MANY]:
        yield Text(f"- **{escape(one.texte)}**, {when_text(one.local)}")
        yield Choices(buttons_of(one))


def end(turn: Turn, words: str, *, done: bool) -> Iterator[Reply]:
    """Dealt with, or not wanted any more."""
    found = _meant(turn, words)
    if isinstance(found, Reminder):
        yield from _ended(turn, found.rappel_id, done=done)
    else:
        yield from found


def _ended(turn: Turn, key: str, *, done: bool) -> Iterator[Reply]:
    reminders = turn.services.reminders
    before = reminders.get(turn.user, key)
    if before.etat is (ReminderState.FAIT if done else ReminderState.ANNULE):
        yield Text(f"Ce rappel était déjà {'fait' if done else 'annulé'} : rien n'a changé.")
        return
    after = (reminders.done if done else reminders.cancel)(turn.user, key)
    word = "fait" if done else "annulé"
    more = ""
    if before.repete and done:
        more = f" Il revient {again_text(before.repete)}."
    elif before.repete:
        more = " Il ne reviendra plus."
    yield Text(f"« {escape(after.texte)} » : c'est {word}.{more}")
    yield from _undoable(turn, after)


def snooze_last(turn: Turn, words: str, moment: Moment) -> Iterator[Reply]:
    """Put off, by an hour where no moment was said."""
    found = _meant(turn, words)
    if isinstance(found, Reminder):
        wall = wall_of(turn, moment)
        yield from _snoozed(turn, found.rappel_id, wall)
    else:
        yield from found


def _snoozed(turn: Turn, key: str, wall: datetime | None) -> Iterator[Reply]:
    try:
        after = turn.services.reminders.snooze(turn.user, key, wall)
    except PastTime as past:
        yield Text(past.message)
        yield Choices((LIST,))
        return
    yield Text(
        f"D'accord, je vous le redirai **{when_text(after.local)}** : « {escape(after.texte)} »."
    )
    yield from _undoable(turn, after)


def _undoable(turn: Turn, after: Reminder) -> Iterator[Reply]:
    change = {"entry": turn.services.reminders.entry_of(after)}
    turn.conversations.note_change(turn.user, turn.conversation, change)
    yield Choices((take_back(change["entry"]), LIST))


@on_act(EndReminder, Intent.SET_REMINDER)
def end_by_click(turn: Turn, deed: EndReminder) -> Iterator[Reply]:
    """Dealt with, or cancelled, by a button."""
    yield from _ended(turn, deed.id, done=deed.how == "done")


@on_act(SnoozeReminder, Intent.SET_REMINDER)
def snooze_by_click(turn: Turn, deed: SnoozeReminder) -> Iterator[Reply]:
    """Put off by a button."""
    days = {"later": 0, "tomorrow": 1, "week": 7}[deed.until]
    now = on_wall(turn.services.clock())
    wall = datetime.combine(now.date() + timedelta(days=days), MORNING) if days else None
    yield from _snoozed(turn, deed.id, wall)


# --- all of them ---------------------------------------------------------------------------------


def ask_cancel_all(turn: Turn) -> Iterator[Reply]:
    """Whether all of one's own are to be cancelled."""
    found = [one for one in turn.services.reminders.all(turn.user) if one.is_open]
    if not found:
        yield from list_reminders(turn)
        return
    count = plural(len(found), "rappel")
    pending = turn.ask("cancel_reminders", {"ids": [one.rappel_id for one in found]})
    yield Confirm(pending, f"Annuler vos {count} ?", f"Oui, annuler les {count}", "Non, les garder")


@on_yes("cancel_reminders")
def cancel_all_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """Cancel those that were counted."""
    ids = list(payload["ids"])
    for key in ids:
        turn.services.reminders.cancel(turn.user, key)
    yield Text(f"C'est fait : {plural(len(ids), 'rappel annulé', 'rappels annulés')}.")
    yield Choices((ADD,))
