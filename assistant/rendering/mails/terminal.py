"""Drafts in a terminal: for people, and in the JSON document."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from assistant.rendering.answers import MailDocument
from assistant.replies import Mail
from core.accounts.models import User
from core.services import Services


@dataclass(frozen=True)
class TerminalMails:
    """Loads drafts, and writes their HTML beside."""

    services: Services
    user: User
    write: Callable[[str, bytes], Path]

    def document(self, reply: Mail) -> MailDocument:
        """As the commands contract writes it."""
        content = self.services.content
        draft = content.writer.get(self.user, reply.draft_id)
        seen = content.previews.seen(self.user, reply.draft_id, reply.number)
        composed = content.writer.composed(draft, reply.number)
        path = self.write(f"mail_{reply.draft_id[:8]}_{reply.number}.html", seen.html.encode())
        checks = content.previews.checks(self.user, draft)
        return {
            "subject": seen.sujet,
            "subjects": content.previews.subjects(self.user, draft, composed.subjects),
            "preheader": seen.apercu,
            "text": seen.texte,
            "html": str(path),
            "checks": [
                {"name": one.name, "level": one.level.value, "message": one.message}
                for one in checks
            ],
        }

    def show(self, console: Console, reply: Mail) -> None:
        """Print for people."""
        seen = self.services.content.previews.seen(self.user, reply.draft_id, reply.number)
        console.print(f"Objet : {seen.sujet}", style="bold", markup=False)
        console.print(f"Aperçu : {seen.apercu}\n", style="dim", markup=False)
        console.print(seen.texte, markup=False)
