"""Every MongoDB query about duplicates."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from pymongo import IndexModel, UpdateOne

from core.database import CollectionSpec, Database, Document, Session
from core.duplicates.features import Light
from core.duplicates.models import Group, Pair, Sureness
from core.vocabulary.values import Network

COLLECTIONS = (
    CollectionSpec("duplicate_groups", (IndexModel([("tour", 1)]),)),
    CollectionSpec("not_duplicates"),
    CollectionSpec("watched_duplicates"),
)
_COMPARED = (
    *("nom_structure", "ville", "departement", "adresse", "email", "telephone", "site_web"),
    *("autres_emails", "autres_telephones"),
    *("type_prospect", *(network.value for network in Network)),
)
_LIGHT = dict.fromkeys(_COMPARED, 1)
_READ_BATCH = 5_000
_WRITE_BATCH = 500
_RUN = "duplicates"


class DuplicateStore:
    """Groups found, pairs said to be different, records under watch."""

    def __init__(self, database: Database) -> None:
        self._prospects = database.mongo["prospects"]
        self._groups = database.mongo["duplicate_groups"]
        self._different = database.mongo["not_duplicates"]
        self._watched = database.mongo["watched_duplicates"]
        self._meta = database.mongo["meta"]

    # Records

    def lights(self) -> Iterator[Light]:
        """What is compared of every record of the base."""
        for document in self._prospects.find({}, _LIGHT, batch_size=_READ_BATCH):
            networks = tuple(document.get(network.value) for network in Network)
            yield Light(
                prospect_id=document["_id"],
                nom_structure=document["nom_structure"],
                ville=document.get("ville"),
                departement=document.get("departement"),
                adresse=document.get("adresse"),
                email=document.get("email"),
                telephone=document.get("telephone"),
                autres_emails=tuple(document.get("autres_emails") or ()),
                autres_telephones=tuple(document.get("autres_telephones") or ()),
                site_web=document.get("site_web"),
                reseaux=networks,
                type_prospect=document.get("type_prospect"),
            )

    def exact_keys(self) -> Iterator[tuple[str, list[str]]]:
        """(id, e-mails and telephones) of every record: one scan."""
        for document in self._prospects.find({}, {"cles_contact": 1}, batch_size=_READ_BATCH):
            yield document["_id"], document.get("cles_contact") or []

    def holding(self, key: str) -> list[str]:
        """The ids of the records with that e-mail or telephone, main or further."""
        return [d["_id"] for d in self._prospects.find({"cles_contact": key}, {"_id": 1})]

    def beside(self, prospect_id: str, known: Collection[str]) -> Document:
        """What other words keep in a record's document: all but the `known` fields."""
        found = self._prospects.find_one({"_id": prospect_id}) or {}
        return {name: value for name, value in found.items() if name not in {"_id", *known}}

    def put_beside(self, prospect_id: str, values: Document, session: Session = None) -> None:
        """Write what `beside` read."""
        if values:
            self._prospects.update_one({"_id": prospect_id}, {"$set": values}, session=session)

    def remove(self, prospect_id: str, version: int, session: Session = None) -> bool:
        """Erase a record read at `version`; False if it changed since."""
        removed = self._prospects.delete_one(
            {"_id": prospect_id, "version": version}, session=session
        )
        return removed.deleted_count == 1

    # Groups

    def revision(self) -> int:
        """How often groups, differences or watches have changed, in any process."""
        found = self._meta.find_one({"_id": _RUN})
        return int(found.get("revision", 0)) if found else 0

    def touched(self) -> None:
        """Note a change."""
        self._meta.update_one({"_id": _RUN}, {"$inc": {"revision": 1}}, upsert=True)

    def replace_groups(self, groups: Iterable[Group], run: str) -> None:
        """Write the groups of a run, then make it the one that is read; the last one goes."""
        batch: list[Document] = []
        for rank, group in enumerate(groups):
            batch.append(_stored_group(group, run, rank))
            if len(batch) == _WRITE_BATCH:
                self._groups.insert_many(batch)
                batch = []
        if batch:
            self._groups.insert_many(batch)
        self._meta.update_one(
            {"_id": _RUN}, {"$set": {"tour": run}, "$inc": {"revision": 1}}, upsert=True
        )
        self._groups.delete_many({"tour": {"$ne": run}})

    def groups(self) -> list[Group]:
        """Those of the last run, the surest first."""
        current = self._meta.find_one({"_id": _RUN})
        if current is None or "tour" not in current:
            return []
        found = sorted(self._groups.find({"tour": current["tour"]}), key=lambda d: int(d["rang"]))
        return [_group(document) for document in found]

    # Pairs said to be different

    def different(self) -> set[tuple[str, str]]:
        """All pairs said to be different."""
        return {(d["ids"][0], d["ids"][1]) for d in self._different.find()}

    def add_different(
        self, pairs: Iterable[tuple[str, str]], moment: datetime, session: Session = None
    ) -> None:
        """Remember pairs; those that are known already stay as they are."""
        for one, other in pairs:
            self._different.update_one(
                {"_id": f"{one}|{other}"},
                {"$setOnInsert": {"ids": [one, other], "le": moment}},
                upsert=True,
                session=session,
            )

    def remove_different(self, pairs: Iterable[tuple[str, str]], session: Session = None) -> None:
        """Forget that pairs are different."""
        names = [f"{one}|{other}" for one, other in pairs]
        self._different.delete_many({"_id": {"$in": names}}, session=session)

    # Records under watch

    def watch(
        self, prospect_id: str, others: list[str], moment: datetime, session: Session = None
    ) -> None:
        """Note a record that was added although others hold its keys."""
        self._watched.update_one(
            {"_id": prospect_id},
            {"$addToSet": {"with": {"$each": others}}, "$setOnInsert": {"le": moment}},
            upsert=True,
            session=session,
        )

    def watch_many(self, pairs: Sequence[tuple[str, str]], moment: datetime) -> None:
        """The same for many records, each with one that it repeats."""
        writes = [
            UpdateOne(
                {"_id": key}, {"$addToSet": {"with": other}, "$setOnInsert": {"le": moment}},
                upsert=True,
            )
            for key, other in pairs
        ]  # fmt: skip
        if writes:
            self._watched.bulk_write(writes, ordered=False)

    def watched(self) -> dict[str, list[str]]:
        """Records under watch, and those they were said to repeat."""
        return {d["_id"]: list(d["with"]) for d in self._watched.find().sort("_id", 1)}


def _stored_group(group: Group, run: str, rank: int) -> Document:
    pairs = [
        {
            "ids": list(pair.ids),
            "score": pair.score,
            "surete": pair.sureness.value,
            "raisons": list(pair.reasons),
        }
        for pair in group.pairs
    ]
    return {
        "_id": f"{run}/{rank}",
        "tour": run,
        "rang": rank,
        "group_id": group.group_id,
        "ids": list(group.ids),
        "paires": pairs,
        "surete": group.sureness.value,
        "pourquoi": group.why,
    }


def _group(document: Document) -> Group:
    pairs = tuple(
        Pair(
            ids=(pair["ids"][0], pair["ids"][1]),
            score=pair["score"],
            sureness=Sureness(pair["surete"]),
            reasons=tuple(pair["raisons"]),
        )
        for pair in document["paires"]
    )
    return Group(
        group_id=document["group_id"],
        ids=tuple(document["ids"]),
        pairs=pairs,
        sureness=Sureness(document["surete"]),
        why=document["pourquoi"],
    )
