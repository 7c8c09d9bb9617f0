"""`mimicom language …`: what the assistant understands."""

import sys

import typer

from assistant.commands.common import AsJson, Data, print_json, settings_for, tell
from assistant.commands.french import FrenchTyper
from core.errors import MimiComError

language = FrenchTyper("Ce que l'assistante comprend.")


def add_to(app: FrenchTyper) -> None:
    """Give the console script these commands."""
    app.add_typer(language, name="language")


@language.command("learn")
def language_learn(data: Data = None, as_json: AsJson = False) -> None:
    """Apprend des phrases corrigées ; refuse d'apprendre si c'est moins bien."""
    from dataclasses import asdict

    from assistant.corrections import learnt_folder
    from assistant.language.intents.relearning import relearn
    from core.folder import make_folders

    folder = settings_for(data).folder
    try:
        make_folders(folder)
    except MimiComError as error:
        tell(error.message, style="red")
        raise typer.Exit(1) from error
    tell("Apprentissage en cours : comptez deux à quatre minutes…")
    place = learnt_folder(folder)
    result = relearn(place, place)
    if as_json:
        print_json(asdict(result) | {"kept": result.kept})
    else:
        sys.stdout.write(f"{result.sentence()}\n")
    raise typer.Exit(0 if result.kept or not result.corrections else 1)
