"""`mimicom mail …`: the settings tried, the mailbox read."""

from dataclasses import asdict

import typer

from assistant.commands.common import AsJson, Data, opened, print_json, tell
from assistant.commands.french import FrenchTyper

mail = FrenchTyper("Le serveur de mails et la boîte de réception.")


def add_to(app: typer.Typer) -> None:
    """Give the console script these commands."""
    app.add_typer(mail, name="mail")


@mail.command("check")
def check(data: Data = None, as_json: AsJson = False) -> None:
    """Essaie les réglages des mails, sans rien envoyer."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        found = services.campaigns.trying.check(OPERATOR)
        if as_json:
            print_json({one.name: {"ok": one.ok, "message": one.message} for one in found})
        for one in found:
            sign = "✔" if one.ok else "✘"
            tell(f"{sign} {one.name} : {one.message}")
        if not all(one.ok for one in found):
            raise typer.Exit(1)


@mail.command("fetch")
def fetch(data: Data = None, as_json: AsJson = False) -> None:
    """Lit une fois la boîte de réception : réponses, retours, désinscriptions."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        found = services.campaigns.mailbox.fetch(OPERATOR)
        if as_json:
            print_json(asdict(found))
        tell(
            f"{found.bounces} retours, {found.answers} réponses, "
            f"{found.unsubscribed} désinscriptions, {found.ignored} autres mails.",
        )
