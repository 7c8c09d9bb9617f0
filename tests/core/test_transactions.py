"""A transaction is tried again on what passes, and nobody is kept waiting for a server that is
gone."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo.errors import AutoReconnect, OperationFailure, PyMongoError

from core import transactions
from core.database import Database, Session
from core.settings import Settings
from tests.faults.lost_commits import lose_a_commit

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


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Database]:
    """One with a server of its own, which may be killed."""
    opened = Database(Settings(data=tmp_path / "data", mongodb_uri=None))
    opened.mongo["files"].insert_one({"_id": 0})
    yield opened
    opened.close()


@pytest.mark.parametrize("committed", [True, False])
def test_a_commit_whose_answer_died_with_its_server_is_done_once(
    embedded: Database, monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    """A server started again says of all transactions that there is no such."""
    lose_a_commit(embedded, monkeypatch, committed=committed)
    followed: list[str] = []

    def change(session: Session) -> str:
        embedded.after(session, lambda: followed.append("after"))
        embedded.mongo["files"].insert_one({"x": 1}, session=session)
        embedded.mongo["files"].update_one({"_id": 0}, {"$inc": {"n": 1}}, session=session)
        return "done"

    assert embedded.transaction(change) == "done"
    assert embedded.mongo["files"].count_documents({"x": 1}) == 1
    assert embedded.mongo["files"].find_one({"_id": 0}) == {"_id": 0, "n": 1}
    assert followed[:1] == ["after"]


def test_no_mark_of_a_commit_outlives_its_process(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", mongodb_uri=None)
    marks = {"_id": {"$regex": "^commit-"}}
    stays, goes = Database(settings), Database(settings)
    try:
        for one in (stays, goes):
            one.transaction(lambda s, one=one: one.mongo["meta"].insert_one({"x": 1}, session=s))
        assert stays.mongo["meta"].count_documents(marks) == 2
        goes.close()
        assert stays.mongo["meta"].count_documents(marks) == 1
    finally:
        stays.close()
