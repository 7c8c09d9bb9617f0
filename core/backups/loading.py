"""What a restore will write, put beside the base first; then written, step by step.

Only what differs is written: the documents to put (`restore_…`) and the ids of those to take away
(`restore_gone`). Both are in the base before anything is changed, so that whoever comes after a cut
can go on, without the file and its passphrase. Renaming collections would be one step of a cluster,
but the embedded server copies them, and a sharded cluster would gather them on one machine.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import bson
from bson.raw_bson import RawBSONDocument

from core.backups.container import CUT, Batch, documents
from core.backups.contents import ASIDE, checked
from core.database import CollectionSpec, Database, Document
from core.errors import Refused

GONE = f"{ASIDE}gone"
_BYTES, _DOCUMENTS = 8_000_000, 5_000
"""Written at once."""
_IDS = 1_000
_READ = 5_000
_TAKEN = 11_000
"""What a server says of a key that is there already."""

Transform = Callable[[str, bytes], Iterable[bytes]]
"""(collection, document) → what is put in its place: itself, changed, or nothing."""
Stays = Callable[[str, bytes], bool]
"""Whether a document of the base stays as it is, whatever the backup has."""


@dataclass(frozen=True)
class Loading:
    """Works on the collections beside the base."""

    database: Database

    def stage(
        self,
        batches: Iterable[Batch],
        names: Iterable[str],
        whole: frozenset[str],
        transform: Transform,
        stays: Stays,
        tell: Callable[[], None],
    ) -> dict[str, int]:
        """Put beside the base what is to be written to reach the backup; how many documents of
        each collection the backup had.

        `names` are the collections to be as the backup has them, of those of the base too; those of
        `whole` are put aside as they are.
        """
        wanted, counts = set(names), dict[str, int]()
        known: dict[str, dict[bytes, bytes]] = {}
        for batch in batches:
            name = checked(batch.collection)
            counts[name] = counts.get(name, 0) + sum(1 for _ in documents(batch))
            tell()
            if name in whole:
                self._put(name, documents(batch))
            elif name in wanted:
                if name not in known:
                    known[name] = self._digests(name, stays)
                self._put(name, self._differing(name, batch, known[name], transform))
        for name in sorted(wanted - whole):
            left = known[name] if name in known else self._digests(name, stays)
            self._note_gone(name, left)
        return counts

    def _digests(self, name: str, stays: Stays) -> dict[bytes, bytes]:
        """Of the base's documents, by id; those that stay bear no digest."""
        asked = self.database.mongo[name].find_raw_batches({}, batch_size=_READ)
        found = cast("Iterator[bytes]", asked)
        each = (raw for some in found for raw in documents(Batch(name, some)))
        return {_key(raw): b"" if stays(name, raw) else _digest(raw) for raw in each}

    def _differing(
        self, name: str, batch: Batch, known: dict[bytes, bytes], transform: Transform
    ) -> Iterator[bytes]:
        """What is to be put; ids that are met are taken out of `known`, but for those of documents
        that differ, which go first."""
        for raw in documents(batch):
            for made in transform(name, raw):
                key = _key(made)
                before = known.get(key)
                if before == b"":
                    continue  # it stays as it is
                if before == _digest(made):
                    del known[key]
                else:
                    yield made

    def _note_gone(self, name: str, known: dict[bytes, bytes]) -> None:
        """What is left of the base's documents goes, but for those that stay."""
        keys = [key for key, digest in known.items() if digest]
        if not keys:
            return
        self.database.ensure((CollectionSpec(GONE),))
        for rank, start in enumerate(range(0, len(keys), _IDS)):
            ids = [bson.decode(key)["_id"] for key in keys[start : start + _IDS]]
            gone = {"_id": f"{name}:{rank}", "name": name, "ids": ids}
            self.database.mongo[GONE].insert_one(gone)

    def _put(self, name: str, raw: Iterable[bytes]) -> None:
        for rank, some in enumerate(_parts(raw)):
            if rank == 0:
                self.database.ensure((CollectionSpec(f"{ASIDE}{name}"),))
            self.insert(f"{ASIDE}{name}", some)

    def add(self, name: str, document: Document) -> None:
        """Put one more."""
        self._put(name, [bson.encode(document)])

    def insert(self, name: str, some: list[RawBSONDocument], again: bool = False) -> None:
        """Write documents; `again` where some may be there already. Refused where one can't be
        written."""
        # pymongo's own insert_many would unpack each document to see that it has an id.
        told = self.database.mongo.command(
            {
                "insert": name,
                "documents": some,
                "ordered": False,
                "writeConcern": {"w": "majority", "j": True},
            }
        )
        errors = told.get("writeErrors") or ()
        if any(not again or one["code"] != _TAKEN for one in errors):
            raise Refused(CUT)

    def take_away(self) -> None:
        """Delete what the backup does not have, or has otherwise. May be run again."""
        for one in self.database.mongo[GONE].find():
            self.database.mongo[one["name"]].delete_many({"_id": {"$in": one["ids"]}})

    def write(self, but: frozenset[str]) -> None:
        """Insert what was put aside, but for some collections. May be run again, not before
        `take_away`."""
        for name in self.loaded():
            if name in but or name == "gone":
                continue
            asked = self.aside(name).find_raw_batches({}, batch_size=_READ)
            found = cast("Iterator[bytes]", asked)
            each = (raw for some in found for raw in documents(Batch(name, some)))
            for part in _parts(each):
                self.insert(name, part, again=True)

    def drop(self) -> None:
        """Take away what was put aside."""
        for name in self.loaded():
            self.database.mongo.drop_collection(f"{ASIDE}{name}")

    def loaded(self) -> list[str]:
        """What there is aside."""
        found = self.database.mongo.list_collection_names()
        return sorted(name.removeprefix(ASIDE) for name in found if name.startswith(ASIDE))

    def aside(self, name: str) -> Any:
        """A collection as it was put aside."""
        return self.database.mongo[f"{ASIDE}{name}"]


def _key(raw: bytes) -> bytes:
    """A document's id, as a document of its own: what any id is known by."""
    if raw[4:9] == b"\x02_id\0":  # where servers put it, as a text
        element = raw[4 : 13 + int.from_bytes(raw[9:13], "little")]
        return (len(element) + 5).to_bytes(4, "little") + element + b"\0"
    return bson.encode({"_id": bson.decode(raw)["_id"]})


def _digest(raw: bytes) -> bytes:
    return hashlib.blake2b(raw, digest_size=12).digest()


def _parts(raw: Iterable[bytes]) -> Iterator[list[RawBSONDocument]]:
    some: list[RawBSONDocument] = []
    size = 0
    for one in raw:
        some.append(RawBSONDocument(one))
        size += len(one)
        if size >= _BYTES or len(some) >= _DOCUMENTS:
            yield some
            some, size = [], 0
    if some:
        yield some
