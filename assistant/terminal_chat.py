"""A conversation in a terminal."""

from typing import Any

from rich.console import Console

from assistant.rendering.terminal import Terminal
from assistant.rendering.views import Views
from assistant.router import Router
from core.accounts.models import User
from core.services import Services


class TerminalChat:
    """The chat without a browser."""

    def __init__(self, services: Services, user: User, conversation: str) -> None:
        self._router = Router(services)
        self._user, self._conversation = user, conversation
        views = Views(services, self._router.conversations)
        folder = services.database.settings.folder / "files"
        self._terminal = Terminal(views, user, folder, self._router.today())

    def ask(self, text: str) -> dict[str, Any]:
        """One turn, as the document of `ask --json`."""
        return self._terminal.as_json(self._router.turn(self._user, self._conversation, text))

    def show(self, console: Console, text: str) -> None:
        """One turn, printed."""
        answers = self._router.turn(self._user, self._conversation, text)
        self._terminal.show(console, answers)

    def converse(self, console: Console) -> None:
        """Turn after turn, until the end of the input."""
        console.print("Bonjour ! Que cherchez-vous ? (Ctrl-D pour finir)")
        while True:
            try:
                text = console.input("[bold]> [/bold]")
            except EOFError:
                return
            if text.strip():
                self.show(console, text)
