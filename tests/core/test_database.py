"""Collections are made ready, whatever happened to whoever began."""

import pytest
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    DuplicateKeyError,
    ExecutionTimeout,
    InvalidOperation,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from core.database import CollectionSpec, Database, Session

SPEC = (CollectionSpec("somewhere"),)


def test_a_new_collection_is_empty_and_can_be_deleted_from(database: Database) -> None:
    database.mongo.drop_collection("somewhere")
    database.ensure(SPEC)
    assert "somewhere" in database.mongo.list_collection_names()
    assert database.mongo["somewhere"].find_one() is None
    assert database.mongo["somewhere"].delete_many({}).deleted_count == 0


def test_what_a_killed_start_left_is_taken_away(database: Database) -> None:
    database.mongo["elsewhere"].insert_one({"_id": "first"})
    database.ensure((CollectionSpec("elsewhere"),))
    assert database.mongo["elsewhere"].find_one() is None


def test_what_follows_a_transaction_waits_for_its_commit(database: Database) -> None:
    places = database.mongo["somewhere"]
    places.delete_many({})
    seen: list[int] = []

    def change(session: Session) -> None:
        places.insert_one({"_id": "a"}, session=session)
        database.after(session, lambda: seen.append(places.count_documents({})))
        assert seen == []

    database.transaction(change)
    assert seen == [1]


def test_nothing_follows_a_transaction_that_failed(database: Database) -> None:
    seen: list[str] = []

    def change(session: Session) -> None:
        database.after(session, lambda: seen.append("done"))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.transaction(change)
    assert seen == []


@pytest.mark.parametrize(
    "error",
    [
        ServerSelectionTimeoutError("127.0.0.1:1: [Errno 111] Connection refused"),
        AutoReconnect("connection closed"),
        NetworkTimeout("timed out"),
        OperationFailure("WiredTiger error: WT_PANIC: WiredTiger library panic"),
        ExecutionTimeout("operation exceeded time limit", 50),
        InvalidOperation("Cannot use MongoClient after close"),
        DuplicateKeyError("E11000 duplicate key"),
        BulkWriteError({"writeErrors": []}),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_pymongo_raises_is_told_in_french(database: Database, error: PyMongoError) -> None:
    told = database.outage(error)
    assert told is not None
    assert told.message.startswith("La base de données ")
    assert "vérifiez ensuite" in told.message
    assert str(error) not in told.message


def test_what_others_raise_is_not_the_databases(database: Database) -> None:
    assert database.outage(ValueError("x")) is None


def test_a_check_writes_and_reads(database: Database) -> None:
    database.mongo["meta"].delete_one({"_id": "health"})
    database.check()
    assert database.mongo["meta"].find_one({"_id": "health"}) is not None
