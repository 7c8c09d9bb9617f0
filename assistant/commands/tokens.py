"""`mimicom tokens …`: tokens by which programs use the API."""

import sys
from typing import Annotated

import typer

from assistant.commands.common import As, AsJson, Data, acting, people, print_json
from assistant.commands.french import FrenchTyper

tokens = FrenchTyper("Les jetons de l'API.")


def add_to(app: typer.Typer) -> None:
    """Give the console script these commands."""
    app.add_typer(tokens, name="tokens")


@tokens.command("create")
def tokens_create(
    name: Annotated[str, typer.Argument(metavar="NOM", help="À quoi il sert.")],
    scope: Annotated[
        list[str], typer.Option(help="lecture, export, import ou campagnes ; plusieurs fois.")
    ],
    days: Annotated[int, typer.Option(help="Sa durée, en jours.")] = 90,
    data: Data = None,
    as_email: As = None,
    as_json: AsJson = False,
) -> None:
    """Crée un jeton, affiché cette seule fois. --as dit de quel compte."""
    from core.accounts.models import OPERATOR
    from core.errors import Refused

    with acting(data, as_email) as (services, user):
        if user == OPERATOR:
            raise Refused("Dites de quel compte est ce jeton : --as prenom@exemple.fr")
        made, secret = services.accounts.api_tokens.create(user, name, scope, days)
        if as_json:
            print_json(made.as_json() | {"token": secret})
            return
        sys.stdout.write(f"{secret}\n")
        people.print(
            f"Gardez-le : il n'est affiché que cette fois. Il expire le {made.expire_le:%d/%m/%Y}. "
            "Usage : Authorization: Bearer …",
            highlight=False,
        )


@tokens.command("list")
def tokens_list(data: Data = None, as_email: As = None, as_json: AsJson = False) -> None:
    """Les jetons, sans leur secret."""
    with acting(data, as_email) as (services, user):
        found = services.accounts.api_tokens.of(user)
        if as_json:
            print_json([one.as_json() for one in found])
            return
        for one in found:
            scopes = ", ".join(one.portees)
            sys.stdout.write(f"{one.token_id}\t{one.nom}\t{scopes}\t{one.expire_le:%d/%m/%Y}\n")


@tokens.command("revoke")
def tokens_revoke(
    token_id: Annotated[str, typer.Argument(metavar="ID")],
    data: Data = None,
    as_email: As = None,
) -> None:
    """Met fin à un jeton."""
    with acting(data, as_email) as (services, user):
        found = services.accounts.api_tokens.revoke(user, token_id)
        people.print(f"Jeton révoqué : {found.nom}", markup=False, highlight=False)
