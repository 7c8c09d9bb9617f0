"""A conversation in a terminal."""

import time

from rich.console import Console

from assistant.rendering.answer_documents import Documents
from assistant.rendering.answers import AnswerDocument
from assistant.rendering.terminal import Terminal
from assistant.rendering.views import Views
from assistant.replies import Answer, Progress
from assistant.router import Router
from core.accounts.models import User
from core.services import Services

PATIENCE = 20.0
"""Seconds that an answer waits for a short work: nobody watches its progress here."""
LOOK = 0.1
"""Seconds between two looks at a work under way."""


class TerminalChat:
    """The chat without a browser."""

    def __init__(self, services: Services, user: User, conversation: str) -> None:
        self._router = Router(services, patience=PATIENCE)
        self._user, self._conversation = user, conversation
        views = Views(services, self._router.conversations)
        folder = services.database.settings.folder / "files"
        self._terminal = Terminal(views, user, folder, self._router.today(), self._router.form)

    def ask(self, text: str) -> tuple[AnswerDocument, bool]:
        """One turn, as the document of `ask --json`, and whether something was refused."""
        answers = self._router.turn(self._user, self._conversation, text)
        answers += self._ends(answers)
        return Documents(self._terminal).as_json(answers), any(a.refused for a in answers)

    def show(self, console: Console, text: str) -> bool:
        """One turn, printed; whether something was refused."""
        answers = self._router.turn(self._user, self._conversation, text)
        self._terminal.show(console, answers)
        self._terminal.show(console, ends := self._ends(answers))
        return any(a.refused for a in (*answers, *ends))

    def _ends(self, answers: list[Answer]) -> list[Answer]:
        """What is told once the work that the answers began is done: nobody else waits for it."""
        replies = (reply for answer in answers for reply in answer.replies)
        jobs = [reply.job_id for reply in replies if isinstance(reply, Progress)]
        return [told for job in jobs if (told := self._end(job)) is not None]

    def _end(self, job_id: str) -> Answer | None:
        while not self._router.services.jobs.status(self._user, job_id).state.ended:
            time.sleep(LOOK)
        return self._router.ended(self._user, self._conversation, job_id)

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
