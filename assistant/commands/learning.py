"""`mimicom segments`, `scores`, `advice`: what learning tells of the base and of past mails."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.common import (
    As,
    AsJson,
    Data,
    FilterJson,
    acting,
    print_json,
    progress_bar,
    selected,
    tell,
)
from assistant.commands.french import FrenchTyper

if TYPE_CHECKING:
    from core.learning.models import Scored, Scores, Segments

_SHOWN = 20
scores = FrenchTyper("Qui a le plus de chances de répondre à un mail.")


def add_to(app: typer.Typer) -> None:
    """Give the console script these commands."""
    app.command("segments")(segments)
    app.command("advice")(advice)
    app.add_typer(scores, name="scores")


def segments(
    data: Data = None,
    filter_json: FilterJson = None,
    clusters: Annotated[
        int | None, typer.Option(help="Combien de groupes, de 2 à 12 ; sans, au mieux.")
    ] = None,
    as_email: As = None,
    as_json: AsJson = False,
) -> None:
    """Regroupe les prospects qui se ressemblent."""
    with acting(data, as_email) as (services, user), progress_bar() as progress:
        filter = selected(services, None, filter_json)
        found = services.learning.segments.find(user, filter, clusters, progress)
        _answer(found, as_json, lambda: _show_segments(found))


def _answer(found: "Segments | Scores", as_json: bool, show: Callable[[], None]) -> None:
    """What was found, then why it was not, with status 1."""
    if as_json:
        print_json(found.as_json())
    else:
        show()
    if found.refused is not None:
        tell(found.refused, style="red")
        raise typer.Exit(1)


def _show_segments(found: "Segments") -> None:
    from assistant.rendering.learning.sayings import structure_sentence, trait_sentence

    for one in found.segments:
        sys.stdout.write(f"{one.name}\t{one.size}\n")
        for trait in one.traits:
            sys.stdout.write(f"\t{trait_sentence(trait)}\n")
    if found.refused is None:
        tell(structure_sentence(found))


@scores.callback(invoke_without_command=True)
def scores_list(
    context: typer.Context,
    data: Data = None,
    filter_json: FilterJson = None,
    limit: Annotated[int | None, typer.Option(help="Combien, au plus.", min=1)] = None,
    as_email: As = None,
    as_json: AsJson = False,
) -> None:
    """Les prospects, du plus au moins susceptible de répondre à un mail."""
    if context.invoked_subcommand is not None:
        return
    with acting(data, as_email) as (services, user), progress_bar() as progress:
        filter = selected(services, None, filter_json)
        most = limit if limit is not None or as_json else _SHOWN
        found = services.learning.scores.find(user, filter, most, progress)
        _answer(found, as_json, lambda: _show_scores(found))


def _show_scores(found: "Scores") -> None:
    from assistant.rendering.learning.sayings import model_sentence

    for one in found.rows:
        sys.stdout.write(f"{_line(one)}\n")
    if found.model is not None:
        tell(model_sentence(found.model))


def _line(one: "Scored") -> str:
    from assistant.rendering.learning.sayings import chance, reasons_sentence

    return f"{one.nom_structure}\t{chance(one.probability)}\t{reasons_sentence(one.reasons)}"


@scores.command("train")
def scores_train(data: Data = None, as_email: As = None, as_json: AsJson = False) -> None:
    """Apprend à nouveau des mails envoyés ; garde le meilleur."""
    with acting(data, as_email) as (services, user), progress_bar() as progress:
        trained = services.learning.scores.train(user, progress)
        if as_json:
            card = trained.card
            print_json(
                {
                    "model": card.as_json() if card else None,
                    "replaced": trained.replaced,
                    "refused": trained.sentence if trained.refused else None,
                }
            )
        tell(trained.sentence, style="red" if trained.refused else None)
        if trained.refused:
            raise typer.Exit(1)


def advice(
    data: Data = None,
    campaign: Annotated[
        str | None, typer.Option(metavar="NOM", help="Pour la cible de cette campagne.")
    ] = None,
    as_email: As = None,
    as_json: AsJson = False,
) -> None:
    """Ce que conseillent les mails passés, chiffres à l'appui."""
    with acting(data, as_email) as (services, user):
        preparing = services.campaigns.preparing
        named = None if campaign is None else preparing.named(user, campaign)
        found = services.learning.advice.all(user, named)
        if as_json:
            print_json([one.as_json() for one in found])
            return
        for one in found:
            sys.stdout.write(f"{one.sentence}\n")
        if not found:
            tell("Rien à conseiller pour l'instant : il faut d'abord des mails et des réponses.")
