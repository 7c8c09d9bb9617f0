"""`mimicom plan …`: schedules before an event."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.common import AsJson, Data, opened, people, print_json
from assistant.commands.days import day_of
from assistant.commands.french import FrenchTyper

if TYPE_CHECKING:
    from core.planning.models import Plan, Proposal

plan = FrenchTyper("Les rétroplannings.")


def add_to(app: typer.Typer) -> None:
    """Give the console script these commands."""
    app.add_typer(plan, name="plan")


@plan.command("kinds")
def plan_kinds(data: Data = None, as_json: AsJson = False) -> None:
    """Les rétroplannings qui existent."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        found = services.plans.kinds(OPERATOR)
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
            people.print(wrong.message, style="red", markup=False, highlight=False)
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
        here = services.plans.today()
        start = day_of(today, here) if today else None
        try:
            found = services.plans.preview(OPERATOR, kind, day_of(event, start or here), start)
        except EventPassed as error:
            if as_json:
                print_json(error.plan.as_json())
            raise
        if as_json:
            print_json(found.as_json())
        else:
            show_plan(found)


def show_plan(found: "Plan") -> None:
    """A plan for people: its tasks on standard output, what to know of it beside."""
    from assistant.rendering.planning import feasibility, plan_lines

    for line in plan_lines(found.tasks):
        sys.stdout.write(f"{line}\n")
    people.print(feasibility(found), markup=False, highlight=False)
    if found.proposal is not None:
        show_proposal(found.proposal)


def show_proposal(proposal: "Proposal") -> None:
    """What could still be kept."""
    from assistant.rendering.planning import plan_lines

    sys.stdout.write("\nProposition :\n")
    for line in plan_lines(proposal.tasks):
        sys.stdout.write(f"{line}\n")
