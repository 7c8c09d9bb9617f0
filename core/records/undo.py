"""Takes back a change of the journal, while nothing newer depends on it."""

from collections.abc import Callable, Mapping
from typing import Any

from core.accounts.models import Permission, User
from core.clock import PARIS, Clock
from core.database import Database, Session
from core.errors import MimiComError, NotFound, Refused
from core.journal.models import Action, Entry, author
from core.journal.service import JournalService
from core.prospects.models import Prospect, Values
from core.prospects.plain import LISTS, differences, plain_record
from core.prospects.service import ProspectService
from core.records.feedback import Feedback
from core.records.lots import UNDER_WAY, Kind, Lot, Lots
from core.records.models import Written
from core.vocabulary.labels import fields, label

Undoer = Callable[[User, Entry], str]
_BATCH = 200
_SINCE = "Annulez d'abord cette modification plus récente."


class UndoService:
    """Undo of one entry, or of all those of a bulk edit; an undo is an entry as well."""

    def __init__(
        self,
        database: Database,
        prospects: ProspectService,
        journal: JournalService,
        clock: Clock,
        lots: Lots,
        others: Mapping[str, Undoer],
    ) -> None:
        """`others` take back the actions of other rooms: merges."""
        self._database = database
        self._prospects = prospects
        self._journal = journal
        self._clock = clock
        self._lots = lots
        self._others = others
        self._feedback = Feedback(database)

    def undo(self, user: User, entry_id: str) -> Written | None:
        """Take one entry back; None where the record is gone with it.

        Refused, with what stands in the way, if something newer depends on it. NotFound where there
        is no such entry.
        """
        user.require(Permission.WRITE)
        entry = self._journal.get(entry_id)
        if entry is None:
            raise NotFound("Cette ligne du journal n'existe pas.")
        if self._journal.undone_by(entry_id):
            raise Refused("Cette modification est déjà annulée.")
        if entry.details.get("efface"):
            raise Refused(
                "Cette modification parlait d'une personne effacée : elle ne s'annule plus."
            )
        if entry.action in self._others:
            self._others[entry.action](user, entry)
            return None
        if "fiche" in entry.details:
            return self._undo_creation(user, entry)
        if "champs" not in entry.details:
            raise Refused(f"« {entry.action} » ne s'annule pas d'ici.")
        return self._undo_fields(user, entry)

    def undo_lot(self, user: User, lot: str) -> tuple[int, int]:
        """Take a bulk edit back, whole or cut: how many records were restored, how many were
        changed since. Refused while it is under way.

        The undo is a lot as well: it can be taken back whole, and finished if it is cut.
        """
        user.require(Permission.WRITE)
        if self._lots.under_way(lot):
            raise Refused(UNDER_WAY)
        left, begun = self.left(lot), self._lots.undo_of(lot)
        if begun is not None:  # one that was cut: it goes on
            return self.finish(user, begun)
        with self._lots.opened(user, Kind.UNDO, {"of": lot}, len(left)) as opened:
            return self._undo_all(user, left, opened)

    def finish(self, user: User, lot: Lot) -> tuple[int, int]:
        """Go on with an undo of a lot that was cut."""
        with self._lots.resumed(user, lot) as resumed:
            return self._undo_all(user, self.left(lot.what["of"]), resumed)

    def left(self, lot: str) -> list[Entry]:
        """The entries of a lot that are not taken back yet."""
        noted = self._lots.get(lot)
        merges = [self._journal.get(one) for one in noted.done] if noted else []
        entries = [*self._journal.of_lot(lot), *(one for one in merges if one is not None)]
        undone = self._journal.undone([entry.entry_id for entry in entries])
        return [
            entry
            for entry in entries
            if entry.entry_id not in undone and not entry.details.get("efface")
        ]

    def written(self, lot: Lot) -> int:
        """How many of the records of a lot that was cut are done."""
        if lot.kind is Kind.UNDO:
            return lot.expected - len(self.left(lot.what["of"]))
        return len(lot.done) or self._journal.size_of_lot(lot.lot)

    def _undo_all(self, user: User, entries: list[Entry], lot: Lot) -> tuple[int, int]:
        restored = kept = 0
        for start in range(0, len(entries), _BATCH):
            some = entries[start : start + _BATCH]
            done = self._undo_batch(user, [one for one in some if self._is_edit(one)], lot)
            alone = [self._undo_alone(user, one) for one in some if not self._is_edit(one)]
            restored += done[0] + sum(alone)
            kept += done[1] + alone.count(False)
        return restored, kept

    def _is_edit(self, entry: Entry) -> bool:
        return entry.action not in self._others

    def _undo_alone(self, user: User, entry: Entry) -> bool:
        """A change of another room, in a transaction of its own."""
        try:
            self._others[entry.action](user, entry)
        except MimiComError:
            return False
        return True

    def _undo_batch(self, user: User, entries: list[Entry], lot: Lot) -> tuple[int, int]:
        """One transaction for a batch: an fsync is paid for each commit."""

        def write(session: Session) -> tuple[int, int]:
            self._lots.beat(lot, session)
            now = self._prospects.many([entry.cible for entry in entries], session)
            current = {one.prospect_id: one for one in now}
            restored = kept = 0
            for entry in entries:
                try:
                    self._write_undo(user, entry, current.get(entry.cible), session, lot.lot)
                    restored += 1
                except (Refused, NotFound):
                    kept += 1
            return restored, kept

        return self._database.transaction(write) if entries else (0, 0)

    def _undo_creation(self, user: User, entry: Entry) -> Written | None:
        """Removes the record that was added, or brings back the one that an undo removed."""
        current = self._prospects.get(entry.cible)
        if entry.details.get("retiree"):
            return self._bring_back(user, entry, current)
        if current is None:
            raise Refused("Cette fiche n'existe plus.")
        if changed := differences(Prospect.model_validate(entry.details["fiche"]), current):
            raise Refused(f"Cette fiche a été modifiée depuis ({fields(changed)}). {_SINCE}")

        def change(session: Session) -> None:
            self._prospects.remove([entry.cible], session)
            details = {"de": entry.entry_id, "fiche": plain_record(current), "retiree": True}
            self._journal.record(user, Action.UNDO, entry.cible, details, session)

        self._database.transaction(change)
        return None

    def _bring_back(self, user: User, entry: Entry, current: Prospect | None) -> Written:
        if current is not None:
            raise Refused("Cette fiche est déjà revenue.")
        record = Prospect.model_validate(entry.details["fiche"])

        def change(session: Session) -> str:
            self._prospects.insert([record], session)
            details = {"de": entry.entry_id, "fiche": plain_record(record)}
            return self._journal.record(user, Action.UNDO, entry.cible, details, session)

        return Written(record, self._database.transaction(change))

    def _undo_fields(self, user: User, entry: Entry) -> Written:
        current = self._prospects.get(entry.cible)

        def change(session: Session) -> str:
            return self._write_undo(user, entry, current, session)

        entry_id = self._database.transaction(change)
        restored = self._prospects.get(entry.cible) or current
        assert restored is not None  # else nothing was written
        return Written(restored, entry_id)

    def _write_undo(
        self,
        user: User,
        entry: Entry,
        current: Prospect | None,
        session: Session,
        lot: str | None = None,
    ) -> str:
        """Restore the record as it was before the entry. Refused or NotFound before any write."""
        if current is None:
            raise NotFound("Cette fiche n'existe plus : il n'y a plus rien à annuler.")
        before = self._restored(entry, current)
        changes = differences(current, before)
        if changes and not self._prospects.replace(before, current.version, session):
            raise Refused("Cette fiche vient de changer. Réessayez.")
        if "suite" in entry.details:
            self._feedback.take_back(entry.details["suite"], session)
        details = {"de": entry.entry_id, "champs": changes} | ({"lot": lot} if lot else {})
        return self._journal.record(user, Action.UNDO, entry.cible, details, session)

    def _restored(self, entry: Entry, current: Prospect) -> Prospect:
        now = plain_record(current)
        values: Values = {}
        for name, (old, new) in entry.details["champs"].items():
            if name in LISTS:
                values[name] = _without(now[name], old, new)
            elif now[name] != new:
                raise Refused(self._why(entry, name))
            else:
                values[name] = old
        return Prospect.model_validate(now | values | {"modifie_le": self._clock()})

    def _why(self, entry: Entry, field: str) -> str:
        """Who changed the field since."""
        newer = [
            later
            for later in self._journal.of(entry.cible)
            if later.le > entry.le and field in later.details.get("champs", {})
        ]
        if not newer:
            return f"« {label(field)} » a changé depuis. {_SINCE}"
        last = newer[-1]
        day = last.le.astimezone(PARIS).strftime("%d/%m/%Y")
        return f"« {label(field)} » a été modifié depuis par {author(last.par)}, le {day}. {_SINCE}"


def _without(now: list[Any], old: list[Any], new: list[Any]) -> list[Any]:
    """The list as it is now, less what the change added, plus what it took away."""
    added = [item for item in new if item not in old]
    removed = [item for item in old if item not in new]
    return [*(item for item in now if item not in added), *removed]
