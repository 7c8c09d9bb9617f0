"""`mimicom tasks …`: what is to be done."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from assistant.commands.common import As, AsJson, Data, acting, opened, print_json, tell
from assistant.commands.days import day_of
from assistant.commands.french import FrenchTyper

if TYPE_CHECKING:
    from core.planning.moving import Move
    from core.planning.task import Task
    from core.services import Services

tasks = FrenchTyper("Les tâches.")

TaskId = Annotated[str, typer.Argument(metavar="ID", help="Son identifiant, ou son début.")]
Campaign = Annotated[str | None, typer.Option(help="Le nom d'une campagne.")]


class TaskJson(TypedDict):
    """As the planning contract names it: campaigns by their name, users by their e-mail."""

    tache_id: str
    titre: str
    campagne: str | None
    campagne_id: str | None
    prospect: str | None
    debut: str
    echeance: str
    etat: str
    en_retard: bool
    responsable: str | None
    apres: list[str]
    origine: str
    faite_par: str | None
    version: int


def add_to(app: typer.Typer) -> None:
    """Give the console script these commands."""
    app.add_typer(tasks, name="tasks")


@tasks.command("list")
def tasks_list(
    data: Data = None,
    late: Annotated[bool, typer.Option("--late", help="Seulement en retard.")] = False,
    week: Annotated[bool, typer.Option("--week", help="Seulement de cette semaine.")] = False,
    campaign: Campaign = None,
    as_json: AsJson = False,
) -> None:
    """Les tâches, par échéance."""
    from core.accounts.models import OPERATOR
    from core.planning.task import TaskQuery

    with opened(data) as services:
        service = services.planning.tasks
        today = service.today()
        named = service.campaign(OPERATOR, campaign).campagne_id if campaign else None
        query = TaskQuery(
            late_on=today if late else None, week_of=today if week else None, campagne=named
        )
        show_tasks(services, service.find(OPERATOR, query), as_json)


@tasks.command("add")
def tasks_add(
    title: Annotated[str, typer.Argument(metavar="TITRE")],
    due: Annotated[str, typer.Option(help="Le jour où elle doit être faite : 2027-04-17.")],
    campaign: Campaign = None,
    data: Data = None,
    as_email: As = None,
    as_json: AsJson = False,
) -> None:
    """Ajoute une tâche."""
    from assistant.rendering.planning.lines import due_notes

    with acting(data, as_email) as (services, user):
        service = services.planning.tasks
        day = day_of(due, service.today())
        brief = service.campaign(user, campaign) if campaign else None
        added = service.add(user, title, day, campagne=brief.campagne_id if brief else None)
        show_task(services, added.task, as_json)
        event = brief.date_evenement if brief else None
        for note in due_notes(day, service.today(), services.planning.plans.calendar(), event):
            tell(note)


@tasks.command("done")
def tasks_done(
    task_id: TaskId, data: Data = None, as_email: As = None, as_json: AsJson = False
) -> None:
    """Coche une tâche."""
    from assistant.rendering.planning.lines import ticked
    from core.planning.task import TaskState

    with acting(data, as_email) as (services, user):
        written = services.planning.tasks.set_state(user, task_id, TaskState.FAITE)
        show_task(services, written.task, as_json)
        tell(ticked(written))


@tasks.command("move")
def tasks_move(
    task_id: TaskId,
    due: Annotated[str, typer.Option(help="Son nouveau jour : 2027-04-17.")],
    data: Data = None,
    yes: Annotated[bool, typer.Option("--yes", help="Sans demander.")] = False,
    as_email: As = None,
    as_json: AsJson = False,
) -> None:
    """Déplace une tâche, et ce qui l'attend : c'est montré avant."""
    with acting(data, as_email) as (services, user):
        service = services.planning.tasks
        shown = service.moving(user, task_id, day_of(due, service.today()))
        _show_move(shown)
        # Who reads it on a screen may still say no; a script has said what it wants.
        if shown.others and not (yes or as_json) and sys.stdin.isatty():
            typer.confirm("Déplacer tout cela ?", abort=True)
        written = service.move(user, shown)
        moved = service.many([one.task.tache_id for one in shown.others])
        if as_json:
            document = task_json(services, [written.task])[0]
            print_json({**document, "moved": task_json(services, moved)})
        else:
            show_tasks(services, [written.task, *moved], as_json=False)


@tasks.command("assign")
def tasks_assign(
    task_id: TaskId,
    email: Annotated[str, typer.Argument(metavar="E-MAIL")],
    data: Data = None,
    as_email: As = None,
    as_json: AsJson = False,
) -> None:
    """Confie une tâche à quelqu'un."""
    with acting(data, as_email) as (services, user):
        written = services.planning.tasks.assign(user, task_id, email)
        show_task(services, written.task, as_json)


def _show_move(shown: "Move") -> None:
    from assistant.rendering.planning.lines import move_lines

    for line in move_lines(shown):
        tell(line)


def show_task(services: "Services", task: "Task", as_json: bool) -> None:
    """One task, as JSON or as a line."""
    if as_json:
        print_json(task_json(services, [task])[0])
    else:
        show_tasks(services, [task], as_json=False)


def show_tasks(services: "Services", found: "Sequence[Task]", as_json: bool) -> None:
    """Tasks, as JSON or a line each."""
    from assistant.rendering.planning.lines import task_line

    if as_json:
        print_json(task_json(services, found))
        return
    service = services.planning.tasks
    campaigns, emails = service.campaigns_of(found), service.emails_of(found)
    for one in found:
        brief = campaigns.get(one.campagne or "")
        who = emails.get(one.responsable or "", "")
        name = brief.nom if brief else ""
        sys.stdout.write(task_line(one, service.today(), name, who) + "\n")
    if not found:
        tell("Aucune tâche.")


def task_json(services: "Services", found: "Sequence[Task]") -> list[TaskJson]:
    """Tasks, as JSON."""
    service = services.planning.tasks
    campaigns, emails, today = (
        service.campaigns_of(found),
        service.emails_of(found),
        service.today(),
    )
    documents: list[TaskJson] = []
    for one in found:
        brief = campaigns.get(one.campagne or "")
        documents.append(
            {
                "tache_id": one.tache_id,
                "titre": one.titre,
                "campagne": brief.nom if brief else None,
                "campagne_id": one.campagne,
                "prospect": one.prospect_id,
                "debut": one.debut.isoformat(),
                "echeance": one.echeance.isoformat(),
                "etat": one.etat.value,
                "en_retard": one.is_late(today),
                "responsable": emails.get(one.responsable or ""),
                "apres": list(one.apres),
                "origine": one.origine.value,
                "faite_par": one.faite_par,
                "version": one.version,
            }
        )
    return documents
