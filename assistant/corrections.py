"""Turns that users corrected, kept on this machine for `mimicom language learn`, unless refused."""

from pathlib import Path

from assistant.language.intents.corrected import Correction, remember
from assistant.language.understanding import Intent
from core.accounts.models import User
from core.database import CollectionSpec, Database

COLLECTIONS = (CollectionSpec("settings"),)
MAX_TEXT = 500


def learnt_folder(data: Path) -> Path:
    """Where an installation keeps corrected turns, and what it learnt of them."""
    return data / "learnt"


class Corrections:
    """Each user may say that theirs are not to be kept."""

    def __init__(self, database: Database) -> None:
        self._settings = database.mongo["settings"]
        self._folder = learnt_folder(database.settings.folder)

    def kept_for(self, user: User) -> bool:
        """Whether this user's corrections are kept (they are unless refused)."""
        found = self._settings.find_one({"_id": _key(user)})
        return found is None or bool(found["kept"])

    def keep_for(self, user: User, kept: bool) -> None:
        """The user's choice, from now on."""
        self._settings.update_one({"_id": _key(user)}, {"$set": {"kept": kept}}, upsert=True)

    def note(self, user: User, text: str, wrong: Intent, right: Intent) -> None:
        """Keep a turn that was read as `wrong` and meant `right`."""
        if wrong is not right and text and self.kept_for(user):
            remember(self._folder, Correction(text[:MAX_TEXT], wrong, right))


def _key(user: User) -> str:
    return f"corrections:{user.user_id}"
