"""Every MongoDB query about imports, and the files in GridFS."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import gridfs
from gridfs.errors import CorruptGridFile, NoFile
from pymongo import IndexModel

from core.database import CollectionSpec, Database, Document, Session
from core.imports.columns.mapping import Mapped
from core.imports.models import Import, ImportState
from core.imports.plans import Plan, plan_from

COLLECTIONS = (
    CollectionSpec("imports", (IndexModel([("cree_le", -1)]),)),
    CollectionSpec("import_batches", (IndexModel([("import_id", 1)]),)),
    CollectionSpec("import_mappings"),
)
_BUCKET = "import_files"
_CHUNK = 4_000_000
"""Bytes: each chunk is a write of its own, flushed to disk."""


class ImportStore:
    """Imports, their plans and their files."""

    def __init__(self, database: Database) -> None:
        self._imports = database.mongo["imports"]
        self._batches = database.mongo["import_batches"]
        self._mappings = database.mongo["import_mappings"]
        self._files = gridfs.GridFSBucket(database.mongo, _BUCKET, _CHUNK)

    def receive(self, import_: Import, data: bytes | Path) -> None:
        """Store the file, then the import: an import always has its file."""
        if isinstance(data, Path):
            with data.open("rb") as stream:
                self._files.upload_from_stream_with_id(import_.import_id, import_.filename, stream)
        else:
            self._files.upload_from_stream_with_id(import_.import_id, import_.filename, data)
        document = import_.model_dump(mode="python", exclude={"import_id"})
        self._imports.insert_one({"_id": import_.import_id} | _plain(document))

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
        """Remove a file that was never imported."""
        if self._imports.delete_one(
            {"_id": import_id, "state": ImportState.RECEIVED.value}
        ).deleted_count:
            self.erase_file(import_id)

    def set(self, import_id: str, values: dict[str, Any], session: Session = None) -> None:
        self._imports.update_one({"_id": import_id}, {"$set": _plain(values)}, session=session)

    def report(self, import_id: str) -> Document | None:
        """The report stored when the import ended."""
        found = self._imports.find_one({"_id": import_id}, {"report": 1})
        return found.get("report") if found else None

    # What columns mean, for the next file with the same headings

    def mapping(self, signature: str) -> dict[int, str | None]:
        """What a user said that columns of these headings mean, by their place."""
        found = self._mappings.find_one({"_id": signature})
        return {int(index): meaning for index, meaning in found["columns"]} if found else {}

    def remember_mapping(self, signature: str, mapping: Mapped) -> None:
        """Store that for the next such file."""
        columns = [[index, meaning] for index, meaning in sorted(mapping.items())]
        self._mappings.replace_one({"_id": signature}, {"columns": columns}, upsert=True)

    # Plans

    def plan(self, import_id: str, number: int) -> Plan | None:
        """What was decided for a batch, if anything was."""
        found = self._batches.find_one({"_id": _batch_id(import_id, number)})
        return None if found is None else plan_from(found)

    def plans(self, import_id: str) -> Iterator[Plan]:
        """All plans of an import, in no order."""
        return map(plan_from, self._batches.find({"import_id": import_id}))

    def updated(self, ids: frozenset[str]) -> dict[str, int]:
        """The imports that updated one of these prospects, and how often."""
        found: dict[str, int] = {}
        for batch in self._batches.find({}, {"import_id": 1, "updates.prospect_id": 1}):
            if n := sum(update["prospect_id"] in ids for update in batch["updates"]):
                found[batch["import_id"]] = found.get(batch["import_id"], 0) + n
        return found

    def updated_by_undone(self, prospect_id: str) -> bool:
        """Whether an import that was undone had updated the prospect."""
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
        document = {"import_id": import_id} | plan.as_document()
        self._batches.replace_one(
            {"_id": _batch_id(import_id, plan.number)}, document, upsert=True, session=session
        )


def _batch_id(import_id: str, number: int) -> str:
    return f"{import_id}/{number:06d}"


def _import(document: Document) -> Import:
    return Import.model_validate(document | {"import_id": document["_id"]})


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: str(v) if isinstance(v, str) else v for k, v in values.items()}
