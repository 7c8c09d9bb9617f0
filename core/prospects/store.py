"""Every MongoDB query about prospects."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from bson.raw_bson import RawBSONDocument
from pymongo import IndexModel, InsertOne, UpdateMany
from pymongo.errors import BulkWriteError

from core.database import CollectionSpec, Database, Document, Session
from core.errors import Conflict
from core.prospects.contacting import READ, Contact, alike, contacts
from core.prospects.documents import document_of, prospect_of
from core.prospects.filters import Filter
from core.prospects.models import Holders, Prospect
from core.prospects.paging import NameBounds
from core.prospects.query import match, match_stages
from core.prospects.replacing import Pair, replacing
from core.vocabulary.text import fold
from core.vocabulary.values import ProspectType

# One index for each condition that can stand alone: the embedded server uses an index only where
# it covers the whole condition (see query.py).
_INDEXED = ("cles_contact", "ville_norm", "statut", "import_id", "cles_nom", "nom_tri")
# Two conditions that are often asked together, and names behind them (see paging.py).
_TOGETHER = (
    ("departement", "type_prospect"),
    ("region", "type_prospect", "nom_tri"),
    ("type_prospect", "nom_tri"),
)
COLLECTIONS = (
    CollectionSpec(
        "prospects",
        (
            *(IndexModel([(name, 1)]) for name in _INDEXED),
            *(IndexModel([(name, 1) for name in names]) for names in _TOGETHER),
            IndexModel([("_id", 1), ("version", 1)]),
            IndexModel([("son_nom", 1), ("type_prospect", 1)]),
        ),
    ),
)
UNIQUE = ("nom_tri",)
"""Fields that order records without ties."""
DUPLICATE_KEY = 11000
KEYS_A_QUERY = 1_000
_ENOUGH = 100
"""Records that tell which values are frequent."""
Kinds = Sequence[ProspectType]


_KEYS = {"import_id": 1, "email": 1, "telephone": 1, "cles_contact": 1}
_ID = {"_id": 1}
_NAMED = {"nom_norm": 1, "ville_norm": 1, "type_prospect": 1, "nom_contact": 1}


class Named(NamedTuple):
    """Of a record, what tells whether a name means it."""

    prospect_id: str
    name: str
    town: str
    kind: ProspectType
    contact: str | None


class ProspectStore:
    """Prospects as documents: the contract's fields, and what `derived` adds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._prospects = database.mongo["prospects"]
        self._meta = database.mongo["meta"]
        self._bounds = NameBounds(database)
        self._seen: str | None = None
        """The id of a record that was there."""

    def revision(self) -> int:
        """How often the prospects have changed, in any process."""
        found = self._meta.find_one({"_id": "prospects"})
        return int(found["revision"]) if found else 0

    def touched(self, session: Session = None) -> None:
        """Note a change, once it is committed: whoever computed before would keep what was.

        Not part of its transaction: every change would wait for every other.
        """
        self._database.after(session, self._moved_on)

    def _moved_on(self) -> None:
        self._meta.update_one({"_id": "prospects"}, {"$inc": {"revision": 1}}, upsert=True)

    def insert(
        self, prospects: Sequence[Prospect], import_id: str | None, session: Session = None
    ) -> int:
        """Insert those whose id is not there yet; return how many were."""
        if not prospects:
            return 0
        writes = [InsertOne(document_of(p) | {"import_id": import_id}) for p in prospects]
        try:
            return self._prospects.bulk_write(writes, ordered=False, session=session).inserted_count
        except BulkWriteError as error:
            # The details are not sent on: they hold the documents.
            if any(e["code"] != DUPLICATE_KEY for e in error.details["writeErrors"]):
                raise
            return int(error.details["nInserted"])
        finally:
            self.touched(session)

    def insert_documents(self, documents: Sequence[RawBSONDocument], session: Session) -> None:
        """Insert documents of new ids (see `core.prospects.documents`); `touched` is the caller's.

        Outside of a transaction those that are there already stay as they are; within one they are
        a Conflict.
        """
        try:
            self._prospects.insert_many(documents, ordered=False, session=session)
        except BulkWriteError as error:
            if any(e["code"] != DUPLICATE_KEY for e in error.details["writeErrors"]):
                raise
            if session:
                # The details are not sent on: they hold the documents.
                raise Conflict(
                    "Des fiches du même fichier viennent d'être ajoutées par quelqu'un d'autre. "
                    "Relancez l'import : il reprendra où il s'est arrêté."
                ) from None

    def replace_many(
        self, pairs: Sequence[Pair], session: Session, campaign: str | None = None
    ) -> bool:
        """Write records, each as it was read and as it shall be, one version up; False if one
        changed since. `campaign` is one that they received, too. `touched` is the caller's."""
        writes = list(replacing(pairs, None if campaign is None else fold(campaign)))
        if not writes:
            return True
        done = self._prospects.bulk_write(writes, ordered=False, session=session)
        return done.modified_count == len(pairs)

    def contacted(self, days: Mapping[str, date], campaign: str, session: Session) -> list[Contact]:
        """Note that these records were written to, each on its day, as far as the base can by
        itself; return those of whom that is done. Conflict where one changed meanwhile.
        `touched` is the caller's."""
        query = {"_id": {"$in": list(days)}}
        found = self._prospects.find(query, READ, session=session)
        kinds = alike({document["_id"]: document for document in found}, days)
        name = fold(campaign)
        writes = [UpdateMany({"_id": {"$in": i}}, kind.change(name)) for kind, i in kinds.items()]
        told = list(contacts(kinds))
        if writes:
            done = self._prospects.bulk_write(writes, ordered=False, session=session)
            if done.modified_count != len(told):
                raise Conflict("Une fiche a changé entre-temps.")
        return told

    def received(self, ids: Sequence[str], campaign: str, session: Session) -> None:
        """Note the campaign that these records received, by its folded name."""
        change = {"$addToSet": {"campagnes_norm": fold(campaign)}}
        self._prospects.update_many({"_id": {"$in": list(ids)}}, change, session=session)

    def holders(self, keys: Collection[str], import_id: str) -> dict[str, Holders]:
        """Who has these e-mails and telephones, as main ones or further ones, those first that have
        it as the main one; what that import added apart."""
        found: dict[str, list[tuple[bool, bool, str]]] = {}
        wanted = sorted(keys)
        for start in range(0, len(wanted), KEYS_A_QUERY):
            some = wanted[start : start + KEYS_A_QUERY]
            asked = set(some)
            for document in self._prospects.find({"cles_contact": {"$in": some}}, _KEYS):
                main = (document.get("email"), document.get("telephone"))
                own = document.get("import_id") == import_id
                for key in asked.intersection(document["cles_contact"]):
                    found.setdefault(key, []).append((own, key not in main, document["_id"]))
        return {key: _holders(sorted(ids)) for key, ids in found.items()}

    def having(self, value: str, limit: int) -> list[Prospect]:
        """The records that have that e-mail or telephone, by name."""
        cursor = self._prospects.find({"cles_contact": value}).sort("nom_tri").limit(limit)
        return [prospect_of(document) for document in cursor]

    def get(self, prospect_id: str) -> Prospect | None:
        """The record of that id."""
        document = self._prospects.find_one({"_id": prospect_id})
        return None if document is None else prospect_of(document)

    def many(self, ids: Sequence[str], session: Session = None) -> list[Prospect]:
        """The records of these ids that exist, in no order."""
        found = self._prospects.find({"_id": {"$in": list(ids)}}, session=session)
        return [prospect_of(document) for document in found] if ids else []

    def existing(self, ids: Sequence[str]) -> set[str]:
        """Which of these ids are in the base."""
        found: set[str] = set()
        for start in range(0, len(ids), KEYS_A_QUERY):
            some = list(ids[start : start + KEYS_A_QUERY])
            found |= {d["_id"] for d in self._prospects.find({"_id": {"$in": some}}, {"_id": 1})}
        return found

    def replace(self, prospect: Prospect, read_version: int, session: Session = None) -> bool:
        """Write a record read at `read_version`, one version up; False if it changed since."""
        document = document_of(prospect) | {"version": read_version + 1}
        key = document.pop("_id")
        # Set, not replaced: fields that other words keep in the document stay.
        done = self._prospects.update_one(
            {"_id": key, "version": read_version}, {"$set": document}, session=session
        )
        self.touched(session)
        return done.matched_count == 1

    def alike(self, key: str, kinds: Kinds, limit: int) -> list[Named]:
        """Some of those whose whole name sounds exactly like that: namesakes are many."""
        condition: Document = {"son_nom": key}
        if kinds:
            condition["type_prospect"] = {"$in": [str(kind) for kind in kinds]}
        found = self._prospects.find(condition, _NAMED).limit(limit)
        return [_named(d["_id"], d["nom_norm"], d) for d in found]

    def sounding(self, keys: Sequence[str], kinds: Kinds = ()) -> list[Named]:
        """Those whose whole name sounds like that (see `names.stored`)."""
        return self._named({"son_nom": {"$in": list(keys)}}, kinds)

    def keyed(self, keys: Sequence[str]) -> list[Named]:
        """Those that have one of these keys of words or contacts (see `names.keys`)."""
        return self._named({"cles_nom": {"$in": list(keys)}})

    def in_towns(self, towns: Sequence[str], kinds: Kinds) -> list[Named]:
        """Those of these types in these towns (folded as `place_key` does)."""
        return self._named({"ville_norm": {"$in": list(towns)}}, kinds)

    def _named(self, condition: Document, kinds: Kinds = ()) -> list[Named]:
        stages: list[Document] = [{"$match": condition}]
        if kinds:
            # A stage of its own: the embedded server would not use the index for both.
            stages.append({"$match": {"type_prospect": {"$in": [str(kind) for kind in kinds]}}})
        # Grouped: many bear the same name, and fewer documents come back.
        about = {name: f"${name}" for name in ("_id", "ville_norm", "type_prospect", "nom_contact")}
        group = {"$group": {"_id": "$nom_norm", "n": {"$push": about}}}
        return [
            _named(d["_id"], name["_id"], d)
            for name in self._prospects.aggregate([*stages, group])
            for d in name["n"]
        ]

    def remove(self, ids: Sequence[str], session: Session = None) -> int:
        """Erase the records of these ids; return how many were."""
        removed = self._prospects.delete_many({"_id": {"$in": list(ids)}}, session=session)
        self.touched(session)
        return removed.deleted_count

    def count_imported(self, import_id: str) -> int:
        """How many records an import added."""
        return self._prospects.count_documents({"import_id": import_id})

    def page_of_import(self, import_id: str, skip: int, limit: int) -> list[Prospect]:
        """Some of the records that an import added, in the order of the index."""
        found = self._prospects.find({"import_id": import_id}).skip(skip).limit(limit)
        return [prospect_of(document) for document in found]

    def of_import(self, import_id: str) -> Iterator[Prospect]:
        """The records that an import added."""
        return map(prospect_of, self._prospects.find({"import_id": import_id}))

    def count(self, filter: Filter) -> int:
        """How many are selected."""
        stages = match_stages(filter)
        if not stages and self._database.bundled:
            return self._prospects.estimated_document_count()
        if len(stages) < 2:
            # Much cheaper than a pipeline on the embedded server, the same elsewhere.
            return self._prospects.count_documents(match(filter))
        # Half the time of `$count` on the embedded server.
        found = self._prospects.aggregate([*stages, {"$group": {"_id": None, "n": {"$sum": 1}}}])
        return int(next(iter(found), {"n": 0})["n"])

    def is_empty(self) -> bool:
        """Whether the base has no prospect at all."""
        # Any one will do, and the embedded server reads all to find the first: one is remembered,
        # and where there are many, some ids begin so.
        if self._seen is None or not self.existing([self._seen]):
            some: Document = {"_id": {"$gte": "800", "$lt": "801"}}
            found = self._prospects.find_one(some, _ID) or self._prospects.find_one({}, _ID)
            self._seen = str(found["_id"]) if found else None
        return self._seen is None

    def page(
        self, filter: Filter, sort: str, descending: bool, skip: int, limit: int, total: int = 0
    ) -> list[Prospect]:
        """A page of the selection, ordered by a stored field, then by id. Where it is told how many
        are selected, the first of many names come without the others being read."""
        if sort == "nom_tri" and not descending:
            few = self._bounds.stages(filter, total, skip + limit)
            if few and len(first := self._sorted(few, {"nom_tri": 1}, skip, limit)) == limit:
                return first
        way = -1 if descending else 1
        order = [(sort, way)] if sort in UNIQUE else [(sort, way), ("_id", 1)]
        stages = match_stages(filter)
        if len(stages) < 2:
            found = self._prospects.find(match(filter)).sort(order).skip(skip).limit(limit)
            return [prospect_of(document) for document in found]
        return self._sorted(stages, dict(order), skip, limit)

    def _sorted(
        self, stages: Sequence[Document], order: Document, skip: int, limit: int
    ) -> list[Prospect]:
        paging: list[Document] = [{"$sort": order}, {"$skip": skip}, {"$limit": limit}]
        return [prospect_of(d) for d in self._prospects.aggregate([*stages, *paging])]

    def counts(self, filter: Filter, field: str) -> dict[Any, int]:
        """How many of the selection by value of a stored field; None for the missing."""
        return self._counted(match_stages(filter), field)

    def sampled_counts(self, filter: Filter, field: str) -> dict[Any, int]:
        """The same of some of the selection, whose ids, random ones, begin alike; of all of it
        where these are few."""
        stages: list[Document] = [{"$match": {"_id": {"$gte": "80", "$lt": "81"}}}]
        if query := match(filter):
            stages.append({"$match": query})
        counts = self._counted(stages, field)
        return counts if sum(counts.values()) >= _ENOUGH else self.counts(filter, field)

    def _counted(self, stages: Sequence[Document], field: str) -> dict[Any, int]:
        group = {"$group": {"_id": f"${field}", "n": {"$sum": 1}}}
        found = self._prospects.aggregate([*stages, group])
        counts: dict[Any, int] = {}
        for row in found:
            counts[row["_id"]] = counts.get(row["_id"], 0) + row["n"]
        return counts

    def ids(self, filter: Filter) -> list[str]:
        """The ids of the selection, in the order of names."""
        stages = [*match_stages(filter), {"$project": {"nom_tri": 1}}]
        found = sorted((d["nom_tri"], d["_id"]) for d in self._prospects.aggregate(stages))
        return [key for _, key in found]

    def iterate(self, filter: Filter) -> Iterator[Prospect]:
        """The whole selection, ordered by nothing, without holding it in memory."""
        return map(prospect_of, self._prospects.find(match(filter), batch_size=1_000))


def _holders(found: list[tuple[bool, bool, str]]) -> Holders:
    return Holders(
        tuple(key for own, _, key in found if not own), tuple(key for own, _, key in found if own)
    )


def _named(prospect_id: str, name: str, about: Document) -> Named:
    kind = ProspectType(about["type_prospect"])
    return Named(prospect_id, name, about["ville_norm"], kind, about.get("nom_contact"))
