"""One transaction, tried again on what passes: as pymongo's `with_transaction`, which would keep
whoever asked waiting two minutes for a server that is not there.
"""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from pymongo.client_session import ClientSession
from pymongo.errors import ConnectionFailure, OperationFailure, PyMongoError

from core.embedded.commits import NO_SUCH_TRANSACTION, Done

Mark = Callable[[ClientSession], Done]
"""Leave what tells that the session's transaction was committed (`core.embedded.commits`)."""
Result = TypeVar("Result")

CONFLICT_SECONDS = 120.0
AWAY_SECONDS = 20.0
"""A killed server is back long before."""
_FIRST_WAIT, _LONGEST_WAIT = 0.005, 0.5
_TRY_AGAIN, _UNKNOWN = "TransientTransactionError", "UnknownTransactionCommitResult"


def run(
    session: ClientSession, change: Callable[[ClientSession], Result], mark: Mark | None = None
) -> Result:
    """Run `change(session)` and commit. Whatever it raises goes on, the transaction aborted.

    `mark` is needed where the server forgets its commits. An error that bears the label of an
    unknown result may be of a change that is there.
    """
    began, wait = time.monotonic(), _FIRST_WAIT
    while True:
        try:
            return _once(session, change, began, mark)
        except PyMongoError as error:
            if not (error.has_error_label(_TRY_AGAIN) and _in_time(began, error)):
                raise
        time.sleep(random.random() * wait)  # noqa: S311
        wait = min(wait * 1.5, _LONGEST_WAIT)


def _once(
    session: ClientSession,
    change: Callable[[ClientSession], Result],
    began: float,
    mark: Mark | None,
) -> Result:
    session.start_transaction()
    try:
        result = change(session)
        done = mark(session) if mark else None
    except BaseException:
        if session.in_transaction:
            session.abort_transaction()
        raise
    while True:
        try:
            session.commit_transaction()
            return result
        except PyMongoError as error:
            if done and _is_forgotten(error) and done():
                return result
            # Asked for again until the server says whether it was.
            if not (error.has_error_label(_UNKNOWN) and _in_time(began, error)):
                raise


def _is_forgotten(error: PyMongoError) -> bool:
    """Whether a server knows nothing of a transaction: it may have been started again since."""
    return isinstance(error, OperationFailure) and error.code == NO_SUCH_TRANSACTION


def _in_time(began: float, error: PyMongoError) -> bool:
    most = AWAY_SECONDS if isinstance(error, ConnectionFailure) else CONFLICT_SECONDS
    return time.monotonic() - began < most
