"""A transaction is tried again on what passes, and nobody is kept waiting for a server that is
gone."""

import time

import pytest
from pymongo.errors import AutoReconnect, OperationFailure, PyMongoError

from core import transactions
from core.database import Database, Session

PASSES = {"errorLabels": ["TransientTransactionError"]}


def test_what_passes_is_tried_again_whole(database: Database) -> None:
    tries = []

    def change(session: Session) -> str:
        database.mongo["files"].insert_one({"_id": len(tries)}, session=session)
        tries.append(1)
        if len(tries) < 3:
            raise OperationFailure("conflict", 112, PASSES)
        return "done"

    assert database.transaction(change) == "done"
    assert [d["_id"] for d in database.mongo["files"].find()] == [2]


def test_a_server_that_is_gone_is_given_up_soon(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "AWAY_SECONDS", 0.3)
    tries = []

    def change(_: Session) -> None:
        tries.append(1)
        raise AutoReconnect("connection closed", PASSES)

    began = time.monotonic()
    with pytest.raises(AutoReconnect):
        database.transaction(change)
    assert 0.3 <= time.monotonic() - began < 5
    assert len(tries) > 1


def test_a_commit_is_asked_for_until_its_result_is_known(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.client.start_session() as session:
        commit, lost = session.commit_transaction, [AutoReconnect("no answer", {}), None]

        def cut() -> None:
            commit()
            if error := lost.pop(0):
                error._add_error_label("UnknownTransactionCommitResult")
                raise error

        monkeypatch.setattr(session, "commit_transaction", cut)
        transactions.run(
            session, lambda s: database.mongo["files"].insert_one({"_id": 1}, session=s)
        )
    assert lost == []
    assert database.mongo["files"].count_documents({}) == 1


def test_what_does_not_pass_is_raised(database: Database) -> None:
    def change(session: Session) -> None:
        database.mongo["files"].insert_one({"_id": 1}, session=session)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        database.transaction(change)
    with pytest.raises(PyMongoError):
        database.transaction(lambda s: database.mongo["files"].find_one({"$no": 1}, session=s))
    assert database.mongo["files"].count_documents({}) == 0
