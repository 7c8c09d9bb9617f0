"""Backups of the base: taken, listed, verified, compared, restored. Admins only."""

import logging
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.accounts.models import OPERATOR, Permission, User
from core.backups import soundness
from core.backups.container import NEWER, Batch, examine, read
from core.backups.contents import checked
from core.backups.differing import Source, compare
from core.backups.models import Backup, Difference, Restored, Why
from core.backups.restoring import STEPS, Plan, Restoring
from core.backups.shelf import Shelf
from core.backups.taking import Taking
from core.clock import PARIS, Clock
from core.configuration.keys import BACKUP_FOLDER, BACKUP_PASSPHRASE
from core.configuration.service import ConfigurationService
from core.database import SCHEMA
from core.errors import InvalidData, NotFound, Refused, reason_of
from core.folder import is_file
from core.jobs.models import Progress
from core.journal.service import JournalService

ROOM = "backups"
SAVED = "sauvegarde"
"""Its word in the journal."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """A backup that was made."""

    backup: Backup
    copied: Path | None
    """The second folder, where it has a copy."""
    trouble: str | None
    """Why it has none though a second folder is set, in French."""


class BackupService:
    """What the product can do with backups."""

    def __init__(
        self,
        taking: Taking,
        restoring: Restoring,
        configuration: ConfigurationService,
        journal: JournalService,
        working: Callable[[], bool],
        clock: Clock,
    ) -> None:
        """`working` says whether a job of another kind is under way."""
        self.restoring = restoring
        self.shelf = Shelf(taking.database.settings.folder / ROOM)
        self._taking = taking
        self._configuration = configuration
        self._journal = journal
        self._working = working
        self._clock = clock

    # Taken

    def create(
        self,
        user: User,
        progress: Progress,
        path: Path | None = None,
        passphrase: str | None = None,
        why: Why = Why.ASKED,
    ) -> Taken:
        """Take a backup: on the shelf, or at `path`. Refused where it can't be written."""
        user.require(Permission.BACKUP)
        known = passphrase or self.known_passphrase()
        where = path or self.shelf.new_path(why, self._clock())
        self._taking.write(where, why, known, progress)
        made = examine(where)
        if made.problem:
            raise Refused(made.problem)
        copied, trouble = (None, None) if path else self._copied(where)
        if path is None:
            self.shelf.rotate()
        self._journal.record(user, SAVED, made.name, {"octets": made.size, "sha256": made.sha256})
        return Taken(made, copied, trouble)

    def before_upgrade(self) -> Backup:
        """Taken by the program itself, before it changes what documents look like."""
        return self.create(OPERATOR, _no_progress, why=Why.BEFORE_UPGRADE).backup

    def known_passphrase(self) -> str | None:
        """The passphrase of the settings. Refused where it can't be read."""
        try:
            found = self._configuration.get(BACKUP_PASSPHRASE)
        except InvalidData as error:
            raise Refused(error.message) from error
        return None if found is None else found.get_secret_value()

    def _copied(self, path: Path) -> tuple[Path | None, str | None]:
        """Copied to the second folder: where, or why not."""
        try:
            folder = self._configuration.get(BACKUP_FOLDER)
            if folder is None:
                return None, None
            second = Shelf(folder)
            second.copy_from(path)
            second.rotate()
        except InvalidData as error:
            return None, error.message
        except OSError as error:
            logger.warning("a backup could not be copied: %s", error)
            return None, (
                f"La copie vers le second dossier n'a pas pu être faite ({reason_of(error)}). "
                "La sauvegarde elle-même est bonne."
            )
        return folder, None

    # Looked at

    def all(self, user: User) -> list[Backup]:
        """Those on the shelf, the newest first."""
        user.require(Permission.BACKUP)
        return self.shelf.all()

    def find(self, user: User, name: str) -> Backup:
        """One of the shelf by its name. NotFound otherwise."""
        user.require(Permission.BACKUP)
        return self.shelf.get(name)

    def of_day(self, user: User, day: date) -> Backup | None:
        """The one that shows the base at the end of a day: the last sound one made by then."""
        found = (one for one in self.all(user) if one.problem is None and one.made_at)
        return next((one for one in found if _day(one) <= day), None)

    def verify(self, user: User, path: Path, passphrase: str | None, progress: Progress) -> Backup:
        """Read a file through to its end. Refused, with the reason, where it can't be restored."""
        user.require(Permission.BACKUP)
        return self._sound(path, self._passphrase(path, passphrase), progress)

    def _passphrase(self, path: Path, given: str | None) -> str | None:
        if given:
            return given
        return self.known_passphrase() if examine(path).encrypted else None

    def _sound(self, path: Path, passphrase: str | None, progress: Progress) -> Backup:
        if not is_file(path):
            raise NotFound(f"Le fichier « {path.name} » n'existe pas.")
        found = examine(path)
        if found.problem or found.header is None or found.manifest is None:
            raise Refused(found.problem or "")
        if found.header.schema_version > SCHEMA:
            raise Refused(NEWER)
        counts = dict.fromkeys(found.manifest.collections, 0)
        for batch in read(path, passphrase):
            name = checked(batch.collection)
            counts[name] = counts.get(name, 0) + soundness.count(batch)
            progress(0, len(STEPS), STEPS[0])
        if counts != found.manifest.collections:
            raise Refused("Cette sauvegarde n'a pas tout ce qu'elle annonce : prenez-en une autre.")
        return found

    # Compared

    def compare(
        self, user: User, before: Backup, after: Backup | None, passphrase: str | None = None
    ) -> Difference:
        """What changed from a backup to another, or to the base of now."""
        user.require(Permission.BACKUP)
        return compare(
            self._source(before, passphrase),
            self._now if after is None else self._source(after, passphrase),
        )

    def preview(self, user: User, path: Path, passphrase: str | None = None) -> Difference:
        """What restoring a file would change: from the base of now to the file."""
        user.require(Permission.BACKUP)
        known = self._passphrase(path, passphrase)
        backup = self._sound(path, known, _no_progress)
        return compare(self._now, self._source(backup, known))

    def _source(self, backup: Backup, passphrase: str | None) -> Source:
        known = self._passphrase(backup.path, passphrase)
        return lambda: read(backup.path, known)

    def _now(self) -> Iterator[Batch]:
        with self._taking.database.snapshot() as session:
            for name in self._taking.collections():
                for batch, _ in self._taking.batches(name, session):
                    yield batch

    # Restored

    def restore(
        self,
        user: User,
        path: Path,
        progress: Progress,
        passphrase: str | None = None,
        restore_id: str = "",
    ) -> Restored:
        """Put a backup in the place of the base, after taking one of the base of now.

        Asked again for the same `restore_id`, once it is done, it says what was done.
        """
        user.require(Permission.BACKUP)
        if restore_id and (done := self.restoring.done(restore_id)):
            return done
        progress(0, len(STEPS), STEPS[0])
        known = self._passphrase(path, passphrase)
        found = self._sound(path, known, progress)
        assert found.header is not None
        assert found.manifest is not None
        plan = Plan(
            restore_id=restore_id or str(uuid.uuid4()),
            name=found.name,
            header=found.header,
            manifest=found.manifest,
            batches=lambda: read(path, known),
            safety=lambda: self.create(user, _no_progress, why=Why.BEFORE_RESTORE).backup.name,
        )
        return self.restoring.run(user, plan, progress, busy=self._working())


def _no_progress(_done: int, _total: int, _step: str) -> None:
    """Nobody looks."""


def _day(backup: Backup) -> date:
    assert backup.made_at is not None
    return backup.made_at.astimezone(PARIS).date()
