"""`mimicom totp …`: the second step of an account's log-in."""

import sys
from typing import Annotated

import typer

from assistant.commands.common import Data, opened, people
from assistant.commands.french import FrenchTyper

totp = FrenchTyper("La double vérification d'un compte (code d'un téléphone).")

Email = Annotated[str, typer.Argument(metavar="E-MAIL")]


def add_to(app: typer.Typer) -> None:
    """Give the console script these commands."""
    app.add_typer(totp, name="totp")


@totp.command("begin")
def totp_begin(email: Email, data: Data = None) -> None:
    """Montre le QR code à lire avec une application de codes."""
    with opened(data) as services:
        from assistant.commands.common import speaker

        enrolment = services.accounts.second_step.begin(speaker(services, email))
        sys.stdout.write(f"{enrolment.drawn()}\n{enrolment.secret}\n")
        people.print(
            f"Lisez ce code avec votre téléphone, puis : mimicom totp confirm {email} 123456",
            markup=False,
            highlight=False,
        )


@totp.command("confirm")
def totp_confirm(
    email: Email, code: Annotated[str, typer.Argument(metavar="CODE")], data: Data = None
) -> None:
    """L'active, avec le code que montre le téléphone."""
    with opened(data) as services:
        from assistant.commands.common import speaker

        services.accounts.second_step.confirm(speaker(services, email), code)
        people.print(
            "La double vérification est active : à la connexion, tapez le code juste après le mot "
            "de passe, dans la même case.",
            highlight=False,
        )


@totp.command("remove")
def totp_remove(email: Email, data: Data = None) -> None:
    """La retire : téléphone perdu, par exemple."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        from assistant.commands.common import speaker

        services.accounts.second_step.remove(OPERATOR, speaker(services, email))
        people.print("La double vérification est retirée.", highlight=False)
