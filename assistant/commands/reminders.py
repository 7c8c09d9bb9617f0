"""`mimicom reminders …`: what is to be told, and when."""

import sys
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from assistant.commands.common import As, AsJson, Data, acting, misused, print_json, tell
from assistant.commands.days import moment_of
from assistant.commands.french import FrenchTyper

if TYPE_CHECKING:
    from core.reminders.models import Reminder
    from core.reminders.recurrence import Again
    from core.services import Services

reminders = FrenchTyper("Les rappels.")

ReminderId = Annotated[str, typer.Argument(metavar="ID", help="Son identifiant, ou son début.")]
_EVERY = "jour, semaine, mois, an, ou un jour de la semaine."


class ReminderJson(TypedDict):
    """As the planning contract names it; times are those of Paris."""

    rappel_id: str
    texte: str
    quand: str
    pour: str
    tache: str | None
    prospect: str | None
    campagne: str | None
    etat: str
    revient: str | None


def add_to(app: typer.Typer) -> None:
    """Give the console script these commands."""
    app.add_typer(reminders, name="reminders")


@reminders.command("list")
def reminders_list(data: Data = None, as_email: As = None, as_json: AsJson = False) -> None:
    """Les rappels, par date."""
    with acting(data, as_email) as (services, user):
        found = services.reminders.all(user)
        if as_json:
            print_json([reminder_json(services, one) for one in found])
            return
        for one in found:
            _show(services, one)
        if not found:
            tell("Aucun rappel.")


@reminders.command("add")
def reminders_add(
    text: Annotated[str, typer.Argument(metavar="TEXTE")],
    at: Annotated[
        str, typer.Option(help="Quand, à l'heure de Paris : 2027-04-17T10:30 ; un jour seul, 9 h.")
    ],
    every: Annotated[str | None, typer.Option(help=f"Revient : {_EVERY}")] = None,
    to: Annotated[str | None, typer.Option("--for", help="Le compte à prévenir.")] = None,
    data: Data = None,
    as_email: As = None,
    as_json: AsJson = False,
) -> None:
    """Ajoute un rappel."""
    again = _every(every) if every else None
    with acting(data, as_email) as (services, user):
        when = moment_of(at, services.planning.plans.today())
        added = services.reminders.add(user, text, when, to=to, again=again)
        _tell(services, added, as_json)


@reminders.command("done")
def reminders_done(
    reminder_id: ReminderId, data: Data = None, as_email: As = None, as_json: AsJson = False
) -> None:
    """Note qu'un rappel est traité."""
    with acting(data, as_email) as (services, user):
        _tell(services, services.reminders.done(user, reminder_id), as_json)


@reminders.command("snooze")
def reminders_snooze(
    reminder_id: ReminderId,
    at: Annotated[str | None, typer.Option(help="Jusqu'à quand ; sans, une heure.")] = None,
    data: Data = None,
    as_email: As = None,
    as_json: AsJson = False,
) -> None:
    """Remet un rappel à plus tard."""
    with acting(data, as_email) as (services, user):
        when = moment_of(at, services.planning.plans.today()) if at else None
        _tell(services, services.reminders.snooze(user, reminder_id, when), as_json)


@reminders.command("cancel")
def reminders_cancel(
    reminder_id: ReminderId, data: Data = None, as_email: As = None, as_json: AsJson = False
) -> None:
    """Annule un rappel, et ceux qui devaient revenir après lui."""
    with acting(data, as_email) as (services, user):
        _tell(services, services.reminders.cancel(user, reminder_id), as_json)


def _every(text: str) -> "Again":
    """How it comes again. Exit status 2 for what is no such way."""
    from core.planning.days import WEEKDAYS
    from core.reminders.recurrence import Again, Each
    from core.vocabulary.text import fold

    word = fold(text).removesuffix("s") if fold(text) != "mois" else "mois"
    if word in list(Each):
        return Again(Each(word))
    if word in WEEKDAYS:
        return Again(Each.SEMAINE, jours=(WEEKDAYS.index(word),))
    raise misused(f"--every attend {_EVERY}")


def _tell(services: "Services", reminder: "Reminder", as_json: bool) -> None:
    if as_json:
        print_json(reminder_json(services, reminder))
    else:
        _show(services, reminder)


def _show(services: "Services", reminder: "Reminder") -> None:
    from assistant.rendering.planning.lines import reminder_line

    sys.stdout.write(reminder_line(reminder, services.reminders.email_of(reminder)) + "\n")


def reminder_json(services: "Services", reminder: "Reminder") -> ReminderJson:
    """One, as JSON."""
    return {
        "rappel_id": reminder.rappel_id,
        "texte": reminder.texte,
        "quand": reminder.local.isoformat(timespec="seconds"),
        "pour": services.reminders.email_of(reminder),
        "tache": reminder.tache,
        "prospect": reminder.prospect_id,
        "campagne": reminder.campagne,
        "etat": reminder.etat.value,
        "revient": reminder.repete.chaque.value if reminder.repete else None,
    }
