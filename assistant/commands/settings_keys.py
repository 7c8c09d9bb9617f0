"""`mimicom settings …`: what admins change while the product runs."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.common import AsJson, Data, misused, opened, print_json, tell
from assistant.commands.french import FrenchTyper
from core.errors import NotFound

if TYPE_CHECKING:
    from core.configuration.models import Setting


configuration = FrenchTyper("Les réglages de l'installation.")


def add_to(app: FrenchTyper) -> None:
    """Give the console script these commands."""
    app.add_typer(configuration, name="settings")


@configuration.command("list")
def settings_list(data: Data = None, as_json: AsJson = False) -> None:
    """Les réglages, leur valeur et d'où elle vient ; jamais les mots de passe."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        found = services.configuration.all(OPERATOR)
        if as_json:
            print_json([_setting_json(one) for one in found])
            return
        for one in found:
            sys.stdout.write(f"{one.key}\t{one.shown or '(aucun)'}\t{one.origin}\t{one.about}\n")
        for one in found:
            if one.problem:
                tell(one.problem, style="red")


@configuration.command("set")
def settings_set(
    key: Annotated[str, typer.Argument(metavar="RÉGLAGE")],
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALEUR",
            help="« - » la lit sur l'entrée standard ; vide, celle d'origine revient.",
        ),
    ],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Change un réglage."""
    from core.accounts.models import OPERATOR
    from core.configuration.service import key_named

    try:
        key_named(key)
    except NotFound as error:
        raise misused(error.message) from error
    given = _typed_value(key) if value == "-" else value
    with opened(data) as services:
        now = services.configuration.set(OPERATOR, key, given)
        if as_json:
            print_json(_setting_json(now))
        tell(now.worded)


def _typed_value(key: str) -> str:
    """A value that the shell's history does not keep."""
    if sys.stdin.isatty():
        typed: str = typer.prompt(key, hide_input=True, default="", show_default=False)
        return typed
    return sys.stdin.read()


def _setting_json(setting: "Setting") -> dict[str, object]:
    from dataclasses import asdict

    document = asdict(setting)
    del document["shown"]
    return document
