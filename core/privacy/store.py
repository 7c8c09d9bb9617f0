"""Every MongoDB query about what is known of somebody, and its erasure."""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import DeleteOne, InsertOne, ReplaceOne

from core.database import CollectionSpec, Database, Document, Session
from core.jobs import runner
from core.privacy.person import Person
from core.privacy.places import NOT_READ, PLACES, Fate, Place
from core.privacy.redaction import anonymised, blanked, holds_id, redacted_entry, swept
from core.vocabulary.text import fold

COLLECTIONS = (CollectionSpec("objections"), CollectionSpec("erasures"))

_PLACED = frozenset(place.collection for place in PLACES)
_Write = DeleteOne | InsertOne[Document] | ReplaceOne[Document]


@dataclass(frozen=True)
class Change:
    """Documents of one collection to rewrite; read again when they are, so that nothing written
    meanwhile is lost."""

    collection: str
    ids: tuple[Any, ...]
    rewrite: Callable[[Document], list[_Write]]

    def parts(self, size: int) -> Iterator["Change"]:
        """The same, some documents at a time."""
        for start in range(0, len(self.ids), size):
            yield Change(self.collection, self.ids[start : start + size], self.rewrite)


class PrivacyStore:
    """All collections, seen by what they say of one person."""

    def __init__(self, database: Database) -> None:
        self._mongo = database.mongo

    # Who it is

    def origin(self, prospect_id: str) -> str | None:
        """The import that added a record."""
        found = self._mongo["prospects"].find_one({"_id": prospect_id}, {"import_id": 1})
        return found.get("import_id") if found else None

    def entries(self, ids: Sequence[str]) -> list[Document]:
        """The journal's entries about these records, oldest first."""
        found = self._mongo["journal"].find({"cible": {"$in": list(ids)}})
        return sorted(found, key=lambda entry: entry["le"])

    def namesakes(self, names: Sequence[str], ids: Sequence[str]) -> set[str]:
        """Which of these folded names other records bear too."""
        found = self._mongo["prospects"].find({"nom_norm": {"$in": list(names)}}, {"nom_norm": 1})
        return {d["nom_norm"] for d in found if d["_id"] not in ids}

    def accounts(self, emails: Sequence[str]) -> set[str]:
        """Which of these e-mails are of accounts: an account is not a prospect."""
        found = self._mongo["users"].find({"email": {"$in": list(emails)}}, {"email": 1})
        return {document["email"] for document in found}

    def others(self, person: Person) -> set[str]:
        """Other records that have, or quote, one of the person's e-mails or telephones."""
        prospects = self._mongo["prospects"]
        queries: list[Document] = []
        queries.append({"cles_contact": {"$in": sorted(person.emails | person.phones)}})
        if quoted := [re.escape(fold(email)) for email in person.emails]:
            queries.append({"texte_norm": {"$regex": "|".join(sorted(quoted))}})
        found = {d["_id"] for query in queries for d in prospects.find(query, {"_id": 1})}
        return found - person.ids

    # What there is

    def existing(self) -> set[str]:
        """The collections there are."""
        names = self._mongo.list_collection_names()
        return {name for name in names if not name.startswith("system.")}

    def about(self, place: Place, ids: frozenset[str]) -> list[Document]:
        """The documents of a place that are about these records."""
        if place.collection not in self.existing():
            return []
        collection = self._mongo[place.collection]
        if place.id_anywhere:
            return [document for document in collection.find() if holds_id(document, ids)]
        return list(collection.find({"prospect_id": {"$in": sorted(ids)}}))

    def campaigns(self, ids: Sequence[str]) -> dict[str, Document]:
        """Campaigns by id."""
        found = self._mongo["campaigns"].find({"_id": {"$in": list(ids)}})
        return {document["_id"]: document for document in found}

    # What goes

    def changes(self, person: Person, pseudonym: str) -> list[Change]:
        """All that is to be rewritten but for the record and the journal's entries about it."""
        return [
            *(self._at(place, person, pseudonym) for place in PLACES),
            *self.swept(person),
            self._entries_of_others(person),
        ]

    def _at(self, place: Place, person: Person, pseudonym: str) -> Change:
        ids = tuple(document["_id"] for document in self.about(place, person.ids))

        def rewrite(document: Document) -> list[_Write]:
            gone = DeleteOne({"_id": document["_id"]})
            if place.fate is Fate.REMOVE:
                return [gone]
            return [gone, InsertOne(anonymised(document, person, pseudonym))]

        return Change(place.collection, ids, rewrite)

    def swept(self, person: Person) -> list[Change]:
        """The documents of all other collections that name the person."""

        def rewrite(document: Document) -> list[_Write]:
            return [ReplaceOne({"_id": document["_id"]}, swept(document, person))]

        return [
            Change(name, self._naming(name, person), rewrite)
            for name in sorted(self.existing() - NOT_READ)
        ]

    def _naming(self, name: str, person: Person) -> tuple[Any, ...]:
        found: Iterable[Document] = self._mongo[name].find()
        if name in _PLACED:
            # Those about the person are dealt with as such.
            found = (d for d in found if not holds_id(d, person.ids))
        return tuple(d["_id"] for d in found if swept(d, person) != d)

    def _entries_of_others(self, person: Person) -> Change:
        def rewrite(entry: Document) -> list[_Write]:
            details = redacted_entry(entry["details"], person)
            return [ReplaceOne({"_id": entry["_id"]}, entry | {"details": details})]

        ids = tuple(
            entry["_id"]
            for entry in self._mongo["journal"].find()
            if entry["cible"] not in person.ids
            and redacted_entry(entry["details"], person) != entry["details"]
        )
        return Change("journal", ids, rewrite)

    def entries_about(self, person: Person) -> Change:
        """The journal's entries about the person: all but their values stay."""

        def rewrite(entry: Document) -> list[_Write]:
            return [
                ReplaceOne({"_id": entry["_id"]}, entry | {"details": blanked(entry["details"])})
            ]

        ids = tuple(entry["_id"] for entry in self.entries(sorted(person.ids)))
        return Change("journal", ids, rewrite)

    def apply(self, change: Change, session: Session) -> None:
        """Rewrite the documents."""
        if not change.ids:
            return
        collection = self._mongo[change.collection]
        found = collection.find({"_id": {"$in": list(change.ids)}}, session=session)
        if writes := [write for document in found for write in change.rewrite(document)]:
            collection.bulk_write(writes, session=session)

    # An erasure under way

    def begin(self, prospect_id: str, mark: str, now: datetime) -> str:
        """Note that an erasure begins, and who runs it (a mark of `runner`); return the pseudonym,
        the same one if it began before."""
        fresh = {"pseudonyme": f"efface-{uuid.uuid4()}"}
        run = {"runner": mark, "seen_at": now}
        erasures = self._mongo["erasures"]
        erasures.update_one({"_id": prospect_id}, {"$set": run, "$setOnInsert": fresh}, upsert=True)
        found = erasures.find_one({"_id": prospect_id})
        assert found is not None
        return str(found["pseudonyme"])

    def cut(self, now: datetime) -> list[str]:
        """Records whose erasure began and that nobody erases now."""
        return [
            one["_id"]
            for one in self._mongo["erasures"].find()
            if "runner" not in one or not runner.runs(one["runner"], one["seen_at"], now)
        ]

    def end(self, prospect_id: str, session: Session) -> None:
        """Forget the pseudonym: nothing leads from it to the record any more."""
        self._mongo["erasures"].delete_one({"_id": prospect_id}, session=session)
