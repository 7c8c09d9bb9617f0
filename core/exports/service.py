"""The selection as a file that a spreadsheet opens by a double click."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO

from core.accounts.models import OPERATOR, Permission, User
from core.clock import Clock
from core.database import Database, Session
from core.errors import NotFound, Refused
from core.exports.columns import stored_name
from core.exports.limits import Limits
from core.exports.models import Export, Format, Order
from core.exports.store import ExportStore
from core.exports.writing import MOST_SHEET_ROWS, TOO_MANY_ROWS, write
from core.journal.models import Action
from core.journal.service import JournalService
from core.prospects.models import FIELDS
from core.prospects.service import ProspectService

SERVED_FOR = timedelta(hours=1)
"""How long the link of an export gives its file."""
TARGET = "prospects"
"""Under which the journal keeps exports, which are about no record in particular."""


class ExportService:
    """An export is asked for once, which the limits count and the journal tells; its file is then
    made as often as its link is followed, within the hour."""

    def __init__(
        self,
        database: Database,
        prospects: ProspectService,
        journal: JournalService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._folder = database.settings.folder / "files" / "exports"
        self._store = ExportStore(database)
        self._limits = Limits(self._store, database.settings)
        self._prospects = prospects
        self._journal = journal
        self._clock = clock

    def ask(self, user: User, order: Order) -> Export:
        """Grant an order. Forbidden by role; Refused where it can't be; TooManyExports by limits.

        The operator of the machine, who holds the database itself, has no limits.
        """
        user.require(Permission.EXPORT)
        order = _checked(order)
        total = self._prospects.count(user, order.filter)
        rows = min(total, order.limit or total)
        if order.format is Format.XLSX and rows > MOST_SHEET_ROWS:
            raise Refused(TOO_MANY_ROWS)
        now = self._clock()
        export_id = str(uuid.uuid4())
        export = Export(export_id=export_id, user_id=user.user_id, le=now, rows=rows, order=order)
        claimed = export_id if user == OPERATOR else self._limits.claim(export)
        self._keep(user, export, claimed)
        return export

    def _keep(self, user: User, export: Export, claimed: str) -> None:
        details = export.order.details() | {"lignes": export.rows, "export_id": export.export_id}

        def change(session: Session) -> None:
            self._store.insert(export, claimed, export.le + SERVED_FOR, session)
            self._journal.record(user, Action.EXPORT, TARGET, details, session)

        self._database.transaction(change)

    def get(self, user: User, export_id: str) -> Export:
        """An export asked for by this user within the hour. NotFound for anybody else's."""
        user.require(Permission.EXPORT)
        found = self._store.get(export_id, self._clock())
        if found is None or found.user_id != user.user_id:
            raise NotFound("Ce fichier n'est plus disponible. Demandez l'export de nouveau.")
        return found

    def write(self, user: User, export_id: str, file: BinaryIO) -> int:
        """Write its file, as the base is now; return how many prospects are in it."""
        export = self.get(user, export_id)
        order = export.order
        batches = self._prospects.documents(
            order.filter,
            [stored_name(field) for field in order.columns],
            order.sort,
            order.descending,
            order.limit,
        )
        with self.workshop() as aside:
            columns = order.columns
            return write(order.format, batches, columns, file, aside, order.readable)

    @contextmanager
    def workshop(self) -> Iterator[Path]:
        """A folder for what is being made. What a process that was killed left there goes."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        old = (self._clock() - SERVED_FOR).timestamp()
        for left in self._folder.iterdir():
            with suppress(OSError):
                if left.stat().st_mtime < old:
                    rmtree(left) if left.is_dir() else left.unlink()
        yield self._folder


def unknown_columns(columns: Sequence[str]) -> list[str]:
    """Those that are no fields."""
    return [name for name in columns if name not in FIELDS]


def _checked(order: Order) -> Order:
    columns = tuple(dict.fromkeys(order.columns))
    if not columns:
        raise Refused("Choisissez au moins une colonne à exporter.")
    if unknown := unknown_columns(columns):
        raise Refused(f"Ces colonnes n'existent pas : {', '.join(unknown)[:200]}.")
    return order.model_copy(update={"columns": columns})
