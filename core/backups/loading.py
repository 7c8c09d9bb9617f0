"""A backup loaded beside the base, and put in its place, collection after collection."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bson.raw_bson import RawBSONDocument
from pymongo import IndexModel

from core.backups.container import CUT, Batch, documents
from core.backups.contents import ASIDE, checked
from core.database import CollectionSpec, Database, Document
from core.errors import Refused

_BYTES, _DOCUMENTS = 8_000_000, 5_000
"""Written at once."""
_OPTIONS = ("unique", "sparse", "expireAfterSeconds", "partialFilterExpression")


@dataclass(frozen=True)
class Loading:
    """The collections `restore_…`: a restore that is cut before they are whole has done nothing."""

    database: Database

    def load(self, batches: Iterable[Batch], tell: Callable[[str], None]) -> dict[str, int]:
        """Load documents; how many of each collection."""
        counts: dict[str, int] = {}
        for batch in batches:
            name = checked(batch.collection)
            if name not in counts:
                self._make(name)
            tell(name)
            counts[name] = counts.get(name, 0) + self._insert(name, batch)
        return counts

    def make_empty(self, names: Iterable[str]) -> None:
        """Those of which the backup has no document."""
        for name in names:
            self._make(checked(name))

    def drop(self) -> None:
        """Take away what was loaded."""
        for name in self.loaded():
            self.database.mongo.drop_collection(f"{ASIDE}{name}")

    def loaded(self) -> list[str]:
        """What is loaded and not yet in its place."""
        found = self.database.mongo.list_collection_names()
        return sorted(name.removeprefix(ASIDE) for name in found if name.startswith(ASIDE))

    def swap(self, names: Iterable[str]) -> None:
        """Put collections in the place of those of the base. Run again, it goes on."""
        for name in names:
            self.database.mongo[f"{ASIDE}{name}"].rename(name, dropTarget=True)

    def aside(self, name: str) -> Any:
        """A collection as it was loaded."""
        return self.database.mongo[f"{ASIDE}{name}"]

    def _make(self, name: str) -> None:
        """With the indexes of the one whose place it takes."""
        found = self.database.mongo[name].index_information()
        indexes = tuple(_index(key, found[key]) for key in found if key != "_id_")
        self.database.ensure((CollectionSpec(f"{ASIDE}{name}", indexes),))

    def _insert(self, name: str, batch: Batch) -> int:
        count = 0
        for some in _parts(batch):
            # pymongo's own insert_many would unpack each document to see that it has an id.
            told = self.database.mongo.command(
                {
                    "insert": f"{ASIDE}{name}",
                    "documents": some,
                    "ordered": True,
                    "writeConcern": {"w": "majority", "j": True},
                }
            )
            if told.get("writeErrors"):
                raise Refused(CUT)
            count += len(some)
        return count


def _parts(batch: Batch) -> Iterator[list[RawBSONDocument]]:
    some: list[RawBSONDocument] = []
    size = 0
    for raw in documents(batch):
        some.append(RawBSONDocument(raw))
        size += len(raw)
        if size >= _BYTES or len(some) >= _DOCUMENTS:
            yield some
            some, size = [], 0
    if some:
        yield some


def _index(name: str, found: Document) -> IndexModel:
    options = {key: found[key] for key in _OPTIONS if key in found}
    return IndexModel(list(found["key"]), name=name, **options)
