"""Who asked to be erased, as keyed hashes: known again when they come back, readable by nobody."""

import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from pymongo import UpdateOne

from core.clock import Clock
from core.database import Database, Session
from core.privacy.person import ERASED, Person
from core.prospects.models import FURTHER, told
from core.vocabulary.places import place_key
from core.vocabulary.text import fold

KEY = "objection_key"
_KEYS_A_QUERY = 1_000
_FEW = 2_000


class Objections:
    """The list of objections. An e-mail, a telephone, and a name with its town are one each."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._objections = database.mongo["objections"]
        self._meta = database.mongo["meta"]
        self._clock = clock

    def add(self, marks: Iterable[tuple[str, str]], session: Session = None) -> int:
        """Note the objection of marks (see `marks_of`); those noted before stay as they are."""
        new = {"le": self._clock()}
        key = self._keys()[0]
        writes = [
            UpdateOne(
                {"_id": _hash(key, field, value)},
                {"$setOnInsert": {"champ": field} | new},
                upsert=True,
            )
            for field, value in sorted(set(marks))
        ]
        if writes:
            self._objections.bulk_write(writes, ordered=False, session=session)
        return len(writes)

    def is_empty(self) -> bool:
        """Whether nobody ever objected."""
        return self._few() == set()

    def objected(self, values: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
        """Of records' canonical values, by which fields each one is under objection; () where it
        is not. `nom_structure` stands for the name with its town."""
        few = self._few()
        if not values or (few is not None and not few):
            return [() for _ in values]
        keys = self._keys()
        hashed = [self._hashed(one, keys) for one in values]
        known = (
            self._known({digest for marks in hashed for _, digest in marks}) if few is None else few
        )
        return [
            tuple(dict.fromkeys(field for field, digest in marks if digest in known))
            for marks in hashed
        ]

    def digests(self, values: Sequence[Mapping[str, Any]]) -> list[set[str]]:
        """Of records' values, the hashes by which each would be known again."""
        keys = self._keys()
        return [{digest for _, digest in self._hashed(one, keys)} for one in values]

    def take_key(self, other: bytes | None) -> None:
        """Know again those who objected under another installation's key, which a backup brings."""
        if other is None:
            return
        if self._meta.find_one({"_id": KEY}) is None:
            self._meta.update_one({"_id": KEY}, {"$setOnInsert": {"cle": other}}, upsert=True)
        elif other not in self._keys():
            self._meta.update_one({"_id": KEY}, {"$addToSet": {"autres": other}})

    def _hashed(self, values: Mapping[str, Any], keys: Sequence[bytes]) -> list[tuple[str, str]]:
        marks = marks_of(values)
        return [(field, _hash(key, field, value)) for key in keys for field, value in marks]

    def _few(self) -> set[str] | None:
        """All the hashes, while reading them costs less than asking for those of some records."""
        found = self._objections.find({}, {"_id": 1}).limit(_FEW + 1)
        digests = {document["_id"] for document in found}
        return digests if len(digests) <= _FEW else None

    def _known(self, digests: set[str]) -> set[str]:
        found: set[str] = set()
        wanted = sorted(digests)
        for start in range(0, len(wanted), _KEYS_A_QUERY):
            some = wanted[start : start + _KEYS_A_QUERY]
            cursor = self._objections.find({"_id": {"$in": some}}, {"_id": 1})
            found |= {document["_id"] for document in cursor}
        return found

    def _keys(self) -> list[bytes]:
        """The secret, made once, and those of the bases that were restored here. They lie in the
        database so that a backup restores all; asked for each time, since a restore may add one."""
        found = self._meta.find_one({"_id": KEY})
        if found is None:
            fresh = {"cle": secrets.token_bytes(32)}
            self._meta.update_one({"_id": KEY}, {"$setOnInsert": fresh}, upsert=True)
            found = self._meta.find_one({"_id": KEY})
            assert found is not None
        return [bytes(found["cle"]), *map(bytes, found.get("autres") or ())]


def _hash(key: bytes, field: str, value: str) -> str:
    return hmac.digest(key, f"{field}\n{value}".encode(), "sha256").hex()


def marks_of(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a record is known again by: (field, normalised value)."""
    marks = [(main, str(key).lower()) for main in FURTHER for key in told(values, main)]
    name, town = fold(values.get("nom_structure") or ""), place_key(values.get("ville") or "")
    return [*marks, ("nom_structure", f"{name}\n{town}")] if name and town else marks


def marks_of_person(person: Person, known: Sequence[Mapping[str, Any]]) -> set[tuple[str, str]]:
    """The same of all that was ever known of a person: each name that it had with each town."""
    marks = {("email", email.lower()) for email in person.emails}
    marks |= {("telephone", phone) for phone in person.phones}
    names, towns = (
        {one.get(f) for one in known} - {None, ERASED} for f in ("nom_structure", "ville")
    )
    for name, town in product(names, towns):
        marks.update(marks_of({"nom_structure": name, "ville": town}))
    return marks.union(*map(marks_of, known))
