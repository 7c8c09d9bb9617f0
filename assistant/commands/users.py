"""`mimicom users …`: accounts."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.common import (
    AsJson,
    Data,
    Password,
    PasswordFile,
    misused,
    opened,
    print_json,
    tell,
)
from assistant.commands.french import FrenchTyper
from assistant.commands.secrets import NoPassword, read_password

users = FrenchTyper("Les comptes.")


def add_to(app: FrenchTyper) -> None:
    """Give the console script these commands."""
    app.add_typer(users, name="users")


@users.command("add")
def users_add(
    email: Annotated[str, typer.Argument(metavar="E-MAIL")],
    role: Annotated[str, typer.Option(help="bénévole, manager ou admin.")] = "bénévole",
    password: Password = None,
    password_file: PasswordFile = None,
    data: Data = None,
) -> None:
    """Ouvre un compte."""
    from core.accounts.models import OPERATOR, Role
    from core.vocabulary.text import fold

    roles = {fold(r.value): r for r in Role}
    if fold(role) not in roles:
        raise misused("Le rôle est bénévole, manager ou admin.")
    given = _password(password, password_file)
    with opened(data) as services:
        user = services.accounts.add(OPERATOR, email, roles[fold(role)], given)
        tell(f"Compte ouvert : {user.email} ({user.role.value})")


@users.command("list")
def users_list(data: Data = None, as_json: AsJson = False) -> None:
    """Les comptes, avec leur rôle."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        accounts = services.accounts.all(OPERATOR)
        if as_json:
            print_json(
                [{"email": u.email, "role": u.role.value, "actif": u.actif} for u in accounts]
            )
            return
        for user in accounts:
            closed = "" if user.actif else "\tfermé"
            sys.stdout.write(f"{user.email}\t{user.role.value}{closed}\n")


@users.command("password")
def users_password(
    email: Annotated[str, typer.Argument(metavar="E-MAIL")],
    password: Password = None,
    password_file: PasswordFile = None,
    data: Data = None,
) -> None:
    """Change un mot de passe."""
    from core.accounts.models import OPERATOR

    given = _password(password, password_file)
    with opened(data) as services:
        services.accounts.set_password(OPERATOR, email, given)
        tell(f"Mot de passe changé pour {email}.")


@users.command("disable")
def users_disable(
    email: Annotated[str, typer.Argument(metavar="E-MAIL")], data: Data = None
) -> None:
    """Ferme un compte."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        services.accounts.disable(OPERATOR, email)
        tell(f"Compte fermé : {email}")


@users.command("enable")
def users_enable(
    email: Annotated[str, typer.Argument(metavar="E-MAIL")], data: Data = None
) -> None:
    """Rouvre un compte."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        services.accounts.enable(OPERATOR, email)
        tell(f"Compte rouvert : {email}")


def _password(given: str | None, file: Path | None) -> str:
    """The password of a command. Exit status 2, with the reason, where there is none to be had."""
    try:
        return read_password(given, file)
    except NoPassword as error:
        raise misused(str(error)) from error
