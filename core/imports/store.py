"""Every MongoDB query about imports, and the files in GridFS."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gridfs
from gridfs.errors import CorruptGridFile, NoFile
from pymongo import IndexModel

from core.database import CollectionSpec, Database, Document, Session
from core.imports.models import Import, ImportState
from core.imports.run.updates import Update

COLLECTIONS = (
    CollectionSpec("imports", (IndexModel([("cree_le", -1)]),)),
    CollectionSpec("import_batches", (IndexModel([("import_id", 1)]),)),
    CollectionSpec("import_mappings"),
)
_BUCKET = "import_files"
_CHUNK = 4_000_000
"""Bytes: each chunk is a write of its own, flushed to disk."""


@dataclass
class Plan:
    """What was decided for a batch of rows, written before any of it is done.

    Run again after an interruption, the same decisions are carried out.
    """

    number: int
    duplicates: list[tuple[int, tuple[str, ...], str]] = field(default_factory=list)
    """(record, fields it shares, id of the holder)."""
    given_ids: dict[int, str] = field(default_factory=dict)
    """The file's own ids that are kept, by record."""
    updates: list[Update] = field(default_factory=list)
    done: bool = False


class ImportStore:
    """Imports, their plans and their files."""

    def __init__(self, database: Database) -> None:
        self._imports = database.mongo["imports"]
        self._batches = database.mongo["import_batches"]
        self._mappings = database.mongo["import_mappings"]
        self._files = gridfs.GridFSBucket(database.mongo, _BUCKET, _CHUNK)

    def receive(self, record: Import, data: bytes | Path) -> None:
        """Keep the file, then the record: a record never lacks its file."""
        if isinstance(data, Path):
            with data.open("rb") as stream:
                self._files.upload_from_stream_with_id(record.import_id, record.filename, stream)
        else:
            self._files.upload_from_stream_with_id(record.import_id, record.filename, data)
        document = record.model_dump(mode="python", exclude={"import_id"})
        self._imports.insert_one({"_id": record.import_id} | _plain(document))

    def get(self, import_id: str) -> Import | None:
        """The import of that id."""
        found = self._imports.find_one({"_id": import_id}, {"report": 0})
        return None if found is None else _import(found)

    def recent(self, limit: int) -> list[Import]:
        """The last imports, newest first."""
        found = self._imports.find({}, {"report": 0}).sort("cree_le", -1).limit(limit)
        return [_import(document) for document in found]

    def data(self, import_id: str) -> bytes | None:
        """The file's bytes; None where it was erased."""
        try:
            with self._files.open_download_stream(import_id) as stream:
                data: bytes = stream.read()
        except (NoFile, CorruptGridFile):  # corrupt: an erasure is under way
            return None
        return data

    def erase_file(self, import_id: str) -> None:
        """Erase the file's bytes, whatever an interrupted erasure left of them."""
        with suppress(NoFile):
            self._files.delete(import_id)

    def all(self) -> list[Import]:
        """Every import, oldest first."""
        return [_import(d) for d in self._imports.find({}, {"report": 0}).sort("cree_le", 1)]

    def discard(self, import_id: str) -> None:
        """Forget a file that was never imported."""
        if self._imports.delete_one(
            {"_id": import_id, "state": ImportState.RECEIVED.value}
        ).deleted_count:
            self.erase_file(import_id)

    def set(self, import_id: str, values: dict[str, Any], session: Session = None) -> None:
        """Change fields of the record."""
        self._imports.update_one({"_id": import_id}, {"$set": _plain(values)}, session=session)

    def report(self, import_id: str) -> Document | None:
        """The report kept when the import ended."""
        found = self._imports.find_one({"_id": import_id}, {"report": 1})
        return found.get("report") if found else None

    # What columns mean, for the next file with the same headings

    def mapping(self, signature: str) -> dict[int, str | None]:
        """What somebody said that columns of these headings mean, by their place."""
        found = self._mappings.find_one({"_id": signature})
        return {int(index): meaning for index, meaning in found["columns"]} if found else {}

    def remember_mapping(self, signature: str, mapping: Mapping[int, str | None]) -> None:
        """Keep it."""
        columns = [[index, meaning] for index, meaning in sorted(mapping.items())]
        self._mappings.replace_one({"_id": signature}, {"columns": columns}, upsert=True)

    # Plans

    def plan(self, import_id: str, number: int) -> Plan | None:
        """What was decided for a batch, if anything was."""
        found = self._batches.find_one({"_id": _batch_id(import_id, number)})
        return None if found is None else _plan(found)

    def plans(self, import_id: str) -> Iterator[Plan]:
        """All plans of an import, in no order."""
        return map(_plan, self._batches.find({"import_id": import_id}))

    def updated(self, ids: frozenset[str]) -> dict[str, int]:
        """The imports that updated one of these records, and how often."""
        found: dict[str, int] = {}
        for batch in self._batches.find({}, {"import_id": 1, "updates.prospect_id": 1}):
            if n := sum(update["prospect_id"] in ids for update in batch["updates"]):
                found[batch["import_id"]] = found.get(batch["import_id"], 0) + n
        return found

    def taken_back(self, prospect_id: str) -> bool:
        """Whether an import that was undone had updated the record."""
        undone = {"$in": list(self.updated(frozenset((prospect_id,))))}
        query = {"_id": undone, "state": ImportState.UNDONE.value}
        return self._imports.find_one(query, {"_id": 1}) is not None

    def rewrite_updates(self, rewrite: Callable[[list[Document]], list[Document]]) -> None:
        """Change the updates of plans: those of one batch at a time."""
        for batch in self._batches.find({}, {"updates": 1}):
            kept = rewrite(batch["updates"])
            if kept != batch["updates"]:
                self._batches.update_one({"_id": batch["_id"]}, {"$set": {"updates": kept}})

    def save_plan(self, import_id: str, plan: Plan, session: Session = None) -> None:
        """Write what was decided for a batch."""
        document = {
            "import_id": import_id,
            "number": plan.number,
            "duplicates": [list(duplicate) for duplicate in plan.duplicates],
            "given_ids": {str(record): given for record, given in plan.given_ids.items()},
            "updates": [update.as_document() for update in plan.updates],
            "done": plan.done,
        }
        self._batches.replace_one(
            {"_id": _batch_id(import_id, plan.number)}, document, upsert=True, session=session
        )


def _batch_id(import_id: str, number: int) -> str:
    return f"{import_id}/{number:06d}"


def _plan(document: Document) -> Plan:
    return Plan(
        number=document["number"],
        duplicates=[(record, tuple(by), of) for record, by, of in document["duplicates"]],
        given_ids={int(record): given for record, given in document["given_ids"].items()},
        updates=[Update(**update) for update in document["updates"]],
        done=document["done"],
    )


def _import(document: Document) -> Import:
    return Import.model_validate(document | {"import_id": document["_id"]})


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: str(v) if isinstance(v, str) else v for k, v in values.items()}
