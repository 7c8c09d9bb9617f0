"""A conversation in a terminal."""

from rich.console import Console

from assistant.rendering.answers import AnswerDocument
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
        self._terminal = Terminal(views, user, folder, self._router.today(), self._router.form)

    def ask(self, text: str) -> tuple[AnswerDocument, bool]:
        """One turn, as the document of `ask --json`, and whether something was refused."""
        answers = self._router.turn(self._user, self._conversation, text)
        return self._terminal.as_json(answers), any(a.refused for a in answers)

    def show(self, console: Console, text: str) -> bool:
        """One turn, printed; whether something was refused."""
        answers = self._router.turn(self._user, self._conversation, text)
        self._terminal.show(console, answers)
        return any(a.refused for a in answers)

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
