"""`mimicom ask`: a question to the assistant, without a browser."""

from typing import Annotated

import typer
from rich.console import Console

from assistant.commands.common import AsJson, Data, opened, print_json, speaker
from assistant.commands.french import FrenchTyper


def add_to(app: FrenchTyper) -> None:
    """Give the console script these commands."""
    app.command("ask")(ask)


def ask(
    text: Annotated[
        str | None,
        typer.Argument(metavar="TEXTE", help="Votre demande ; sans, une conversation."),
    ] = None,
    data: Data = None,
    as_email: Annotated[str | None, typer.Option("--as", help="Le compte qui parle.")] = None,
    conversation: Annotated[str, typer.Option(help="Le nom de la conversation.")] = "terminal",
    as_json: AsJson = False,
) -> None:
    """Une question à l'assistante, sans navigateur."""
    with opened(data) as services:
        from assistant.terminal_chat import TerminalChat

        user = speaker(services, as_email)
        chat = TerminalChat(services, user, f"terminal:{user.user_id}:{conversation}")
        refused = False
        if text is None:
            chat.converse(Console())
        elif as_json:
            document, refused = chat.ask(text)
            print_json(document)
        else:
            refused = chat.show(Console(), text)
        if refused:
            raise typer.Exit(1)
