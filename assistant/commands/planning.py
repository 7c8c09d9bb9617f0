"""`mimicom plan …`: schedules before an event."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from assistant.commands.common import (
    As,
    AsJson,
    Data,
    acting,
    misused,
    opened,
    print_json,
    tell,
    write_whole,
)
from assistant.commands.days import day_of
from assistant.commands.french import FrenchTyper
from assistant.commands.tasks import TaskJson, show_tasks, task_json
from core.errors import Refused

if TYPE_CHECKING:
    from core.planning.creating import Created
    from core.planning.models import Plan, Proposal
    from core.services import Services


class CreatedJson(TypedDict):
    """A schedule created, with its tasks."""

    campaign: str
    kind: str
    event: str
    feasible: bool
    missing_days: int
    tasks: list[TaskJson]
    entry_id: str


plan = FrenchTyper("Les rétroplannings.")


def add_to(app: typer.Typer) -> None:
    """Give the console script these commands."""
    app.add_typer(plan, name="plan")


@plan.command("kinds")
def plan_kinds(data: Data = None, as_json: AsJson = False) -> None:
    """Les rétroplannings qui existent."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        found = services.planning.plans.kinds(OPERATOR)
        if as_json:
            print_json(
                [
                    {
                        "kind": one.nom,
                        "words": one.mots,
                        "tasks": [step.model_dump(mode="json") for step in one.taches],
                    }
                    for one in found.known
                ]
            )
        else:
            for one in found.known:
                sys.stdout.write(f"{one.nom}\t{len(one.taches)} tâches\n")
        for wrong in found.wrong:
            tell(wrong.message, style="red")
        if found.wrong:
            raise typer.Exit(1)


@plan.command("preview")
def plan_preview(
    kind: Annotated[str, typer.Argument(metavar="GENRE", help="Voyez « plan kinds ».")],
    event: Annotated[str, typer.Option(help="Le jour de l'événement : 2027-04-17.")],
    today: Annotated[str | None, typer.Option(help="Le jour d'où l'on compte.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Ce que donnerait un rétroplanning, sans rien écrire."""
    from core.accounts.models import OPERATOR
    from core.planning.plans import EventPassed

    with opened(data) as services:
        here = services.planning.plans.today()
        start = day_of(today, here) if today else None
        try:
            found = services.planning.plans.preview(
                OPERATOR, kind, day_of(event, start or here), start
            )
        except EventPassed as error:
            if as_json:
                print_json(error.plan.as_json())
            raise
        if as_json:
            print_json(found.as_json())
        else:
            show_plan(found)


@plan.command("create")
def plan_create(
    campaign: Annotated[str, typer.Argument(metavar="CAMPAGNE", help="Son nom.")],
    kind: Annotated[str | None, typer.Argument(metavar="[GENRE]")] = None,
    event: Annotated[
        str | None, typer.Option(help="Le jour, si la campagne n'en a pas : 2027-04-17.")
    ] = None,
    proposal: Annotated[
        bool, typer.Option("--proposal", help="La version réduite, si l'entière ne tient pas.")
    ] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="L'entière, même si c'est tard.")
    ] = False,
    data: Data = None,
    as_email: As = None,
    as_json: AsJson = False,
) -> None:
    """Crée les tâches d'une campagne."""
    from core.planning.creating import Choice, NoEvent, NotFeasible
    from core.planning.plans import EventPassed

    choice = Choice.ANYWAY if anyway else Choice.PROPOSAL if proposal else Choice.FEASIBLE
    with acting(data, as_email) as (services, user):
        plans = services.planning.campaigns
        day = day_of(event, services.planning.plans.today()) if event else None
        try:
            made = plans.create(user, plans.draft(user, campaign, kind, day), choice)
        except (NotFeasible, EventPassed) as error:
            if as_json:
                late = error.draft.plan if isinstance(error, NotFeasible) else error.plan
                print_json(late.as_json())
            elif isinstance(error, NotFeasible):
                tell("Options : --proposal (le réduit), --anyway (l'entier).")
            raise
        except NoEvent:
            tell("Option : --event 2027-04-17, par exemple.")
            raise
        _show_created(services, made, as_json)


def _show_created(services: "Services", made: "Created", as_json: bool) -> None:
    if as_json:
        print_json(_created_json(services, made))
        return
    show_tasks(services, made.tasks, as_json=False)
    tell(
        f"Rétroplanning « {made.draft.plan.kind} » créé pour « {made.draft.campaign.nom} » : "
        f"{len(made.tasks)} tâches.",
    )


@plan.command("export")
def plan_export(
    campaign: Annotated[str, typer.Argument(metavar="CAMPAGNE", help="Son nom.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Le fichier : .ics, .csv, .pdf ou .png.")
    ],
    data: Data = None,
    as_email: As = None,
    as_json: AsJson = False,
) -> None:
    """Écrit les tâches d'une campagne dans un fichier."""
    from assistant.rendering.planning.plan_files import plan_file, plan_format

    try:
        kind = plan_format(output.name)
    except Refused as error:
        raise misused(error.message) from error
    with acting(data, as_email) as (services, user):
        brief = services.planning.tasks.campaign(user, campaign)
        content = plan_file(services, user, brief, kind)
        write_whole(output, lambda file: file.write(content))
        if as_json:
            print_json({"file": str(output), "format": kind.value, "bytes": len(content)})
        else:
            tell(f"Écrit : {output}")


def _created_json(services: "Services", made: "Created") -> CreatedJson:
    plan = made.draft.plan
    return {
        "campaign": made.draft.campaign.nom,
        "kind": plan.kind,
        "event": plan.event.isoformat(),
        "feasible": plan.feasible,
        "missing_days": plan.missing_days,
        "tasks": task_json(services, made.tasks),
        "entry_id": made.entry_id,
    }


def show_plan(found: "Plan") -> None:
    """A plan for people: its tasks on standard output, what to know of it beside."""
    from assistant.rendering.planning.lines import feasibility, plan_lines

    for line in plan_lines(found.tasks):
        sys.stdout.write(f"{line}\n")
    tell(feasibility(found))
    if found.proposal is not None:
        show_proposal(found.proposal)


def show_proposal(proposal: "Proposal") -> None:
    """What could still be kept."""
    from assistant.rendering.planning.lines import plan_lines

    sys.stdout.write("\nProposition :\n")
    for line in plan_lines(proposal.tasks):
        sys.stdout.write(f"{line}\n")
