"""What is derived from records, for those stored before it was, or by an older way to make it."""

import logging
from contextlib import suppress
from typing import Any

from pymongo import UpdateOne
from pymongo.errors import OperationFailure

from core.database import Database, Document, Session
from core.prospects import groups, names, searched
from core.prospects.documents import rederived

BATCH = 250
"""The embedded server stalls on transactions of many more changes of index entries."""
FORMER_INDEXES = frozenset({"nom_norm_1", "son_nom_1", "email_1", "telephone_1"})
_STEP = "cles_nom"
_VERSION = 100 * searched.VERSION + 10 * groups.VERSION + names.VERSION

logger = logging.getLogger(__name__)


def rekey(database: Database) -> int:
    """Derive anew what was not derived by today's code; return how many records were looked at.

    One look-up where nothing is to do. Cut, it goes on where it stopped.
    """
    meta, prospects = database.mongo["meta"], database.mongo["prospects"]
    step = meta.find_one({"_id": _STEP}) or {}
    if step.get("version") == _VERSION:
        return 0
    _drop_former_indexes(database)
    last = step.get("jusqu_a", "") if step.get("vers") == _VERSION else ""
    ids = sorted(d["_id"] for d in prospects.find({}, {"_id": 1}) if d["_id"] > last)
    if ids:
        logger.info("deriving anew what is stored beside %d records", len(ids))
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        _key(database, some)
        _note(database, {"vers": _VERSION, "jusqu_a": some[-1]})
    done = {"$set": {"version": _VERSION}, "$unset": {"vers": "", "jusqu_a": ""}}
    meta.update_one({"_id": _STEP}, done, upsert=True)
    return len(ids)


def _drop_former_indexes(database: Database) -> None:
    """An index that nothing asks any more still costs every write."""
    prospects = database.mongo["prospects"]
    for name in FORMER_INDEXES & prospects.index_information().keys():
        with suppress(OperationFailure):  # another process is dropping it
            prospects.drop_index(name)


def _note(database: Database, values: Document) -> None:
    database.mongo["meta"].update_one({"_id": _STEP}, {"$set": values}, upsert=True)


def _key(database: Database, ids: list[str]) -> None:
    prospects = database.mongo["prospects"]
    # Whoever edits a record meanwhile derives it anew: what was read before is then out of date.
    writes = [
        UpdateOne({"_id": d["_id"], "version": d["version"]}, {"$set": changed})
        for d in prospects.find({"_id": {"$in": ids}})
        if (changed := rederived(d))
    ]

    def change(session: Session) -> Any:
        return prospects.bulk_write(writes, ordered=False, session=session)

    # One transaction, hence one flush to disk, rather than one for each update.
    if writes:
        database.transaction(change)
