"""Merges and what takes them back, each in one transaction with its journal entry."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.accounts.models import User
from core.clock import Clock
from core.database import Database, Document, Session
from core.duplicates import plain
from core.duplicates.mailings import Mailings
from core.duplicates.proposals import merged
from core.duplicates.store import DuplicateStore
from core.errors import Conflict, Refused
from core.journal.models import Action, Details, Entry
from core.journal.service import JournalService
from core.prospects.models import Prospect
from core.prospects.service import ProspectService
from core.vocabulary.labels import fields

Also = Callable[[Session, str], None]
_CAMPAIGNS = "campagnes_norm"
"""The campaigns that a record received: the kept one received those of all."""
_MOVED = "suites"
"""Under this name, the documents of campaigns that changed hands."""


class Merger:
    """Writes what the service decided."""

    def __init__(
        self,
        database: Database,
        store: DuplicateStore,
        prospects: ProspectService,
        journal: JournalService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._store = store
        self._prospects = prospects
        self._journal = journal
        self._clock = clock
        self._mailings = Mailings(database)

    def merge(
        self,
        user: User,
        kept_id: str,
        absorbed: Sequence[str],
        choices: Mapping[str, str],
        versions: Mapping[str, int],
        also: Also | None = None,
    ) -> str:
        """Write the kept record, remove the others; the journal entry's id. `also` is called with
        it within the transaction. Conflict where a record changed meanwhile."""
        records = self._at_versions([kept_id, *absorbed], versions)
        kept = records[kept_id]
        after = merged(records, kept_id, choices, self._clock())
        beside = {key: self._beside(record) for key, record in records.items()}
        campaigns = _joined(beside, kept_id)
        details: Details = {
            "champs": plain.changes(kept, after),
            "absorbees": [plain.plain(records[key], beside[key]) for key in absorbed],
        }
        if campaigns:
            details[plain.BESIDE] = {_CAMPAIGNS: [beside[kept_id].get(_CAMPAIGNS), campaigns]}

        def change(session: Session) -> str:
            if not self._prospects.replace(after, kept.version, session):
                raise _changed(kept)
            for key in absorbed:
                if not self._store.remove(key, records[key].version, session):
                    raise _changed(records[key])
            if campaigns:
                self._store.put_beside(kept_id, {_CAMPAIGNS: campaigns}, session)
            moved = self._mailings.move(kept_id, absorbed, session)
            noted = details | ({_MOVED: moved} if moved else {})
            entry_id = self._journal.record(user, Action.MERGE, kept_id, noted, session)
            if also:
                also(session, entry_id)
            return entry_id

        entry_id = self._database.transaction(change)
        self._prospects.touched()
        return entry_id

    def _beside(self, record: Prospect) -> Document:
        return self._store.beside(record.prospect_id, plain.stored_names(record))

    def _at_versions(self, ids: Sequence[str], versions: Mapping[str, int]) -> dict[str, Prospect]:
        """The records, in that order. Conflict if one is gone or not as it was read."""
        found = {record.prospect_id: record for record in self._prospects.many(ids)}
        for key in ids:
            if key not in found:
                raise Conflict(
                    "Une des fiches à fusionner a été supprimée entre-temps. "
                    "Rien n'a été fusionné : regardez le groupe à nouveau."
                )
            if found[key].version != versions.get(key):
                raise _changed(found[key])
        return {key: found[key] for key in ids}

    def unmerge(self, user: User, entry: Entry) -> str:
        """Restore the fields, bring the absorbed records back; the new entry's id. Conflict where
        the record changed meanwhile."""
        kept = self._undoable(entry)
        changed: dict[str, list[Any]] = entry.details["champs"]
        values = plain.taken_back(kept, changed) | {"modifie_le": self._clock()}
        before = Prospect.model_validate(kept.model_dump(mode="python") | values)
        returning = [plain.restored(data) for data in entry.details["absorbees"]]
        campaigns: list[Any] | None = entry.details.get(plain.BESIDE, {}).get(_CAMPAIGNS)

        def change(session: Session) -> str:
            if not self._prospects.replace(before, kept.version, session):
                raise _changed(kept)
            if campaigns:
                self._store.put_beside(kept.prospect_id, {_CAMPAIGNS: campaigns[0]}, session)
            self._prospects.insert([record for record, _ in returning], session)
            for record, beside in returning:
                self._store.put_beside(record.prospect_id, beside, session)
            self._mailings.put_back(entry.details.get(_MOVED, []), session)
            details = {"de": entry.entry_id, "champs": plain.changes(kept, before)}
            return self._journal.record(user, Action.UNDO, entry.cible, details, session)

        entry_id = self._database.transaction(change)
        self._prospects.touched()
        return entry_id

    def _undoable(self, entry: Entry) -> Prospect:
        """The kept record. Refused, saying why, if the merge can't be taken back."""
        if entry.action != Action.MERGE:
            raise Refused("Cette écriture du journal n'est pas une fusion.")
        for later in self._journal.of(entry.cible):
            if later.action == Action.UNDO and later.details.get("de") == entry.entry_id:
                raise Refused("Cette fusion a déjà été annulée.")
        kept = self._prospects.get(entry.cible)
        if kept is None:
            raise Refused(
                "La fiche issue de cette fusion a été supprimée depuis : la fusion ne peut plus "
                "être annulée."
            )
        if edited := plain.edited_since(kept, entry.details["champs"]):
            raise Refused(
                f"La fiche « {kept.nom_structure} » a changé depuis la fusion "
                f"({fields(edited)}). Annulez d'abord ce changement."
            )
        ids = [data["prospect_id"] for data in entry.details["absorbees"]]
        if self._prospects.existing(ids):
            raise Refused(
                "Une des fiches absorbées existe à nouveau : la fusion ne peut plus être annulée."
            )
        return kept


def _joined(beside: Mapping[str, Mapping[str, Any]], kept_id: str) -> list[str]:
    """The campaigns of all, where the kept record lacks some."""
    own = beside[kept_id].get(_CAMPAIGNS) or []
    every = [name for values in beside.values() for name in values.get(_CAMPAIGNS) or []]
    return list(dict.fromkeys([*own, *every])) if set(every) - set(own) else []


def _changed(record: Prospect) -> Conflict:
    return Conflict(
        f"La fiche « {record.nom_structure} » vient d'être modifiée par quelqu'un d'autre. "
        "Rien n'a été fusionné : regardez le groupe à nouveau."
    )
