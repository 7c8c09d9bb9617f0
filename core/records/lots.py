"""Changes of many records, noted before their first write: one that is cut is found again, and can
be finished or taken back."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict
from pymongo import IndexModel

from core.accounts.models import Permission, Role, User
from core.clock import Clock
from core.database import CollectionSpec, Database, Document, Session
from core.errors import Forbidden, Refused
from core.jobs import runner
from core.journal.models import Details

COLLECTIONS = (
    CollectionSpec("lots", (IndexModel([("state", 1)]),)),
    CollectionSpec("lot_parts", (IndexModel([("lot", 1)]),)),
)
_PART = 5_000
"""Ids in one document: it stays far below the 16 MB that a document may have."""


class Kind(StrEnum):
    """What is done to the records of a lot."""

    EDIT = "edit"
    UNDO = "undo"
    MERGE = "merge"


class State(StrEnum):
    """How far a lot is. One that is open, and that nobody runs any more, was cut."""

    OPEN = "open"
    DONE = "done"
    TAKEN_BACK = "taken_back"


class Lot(BaseModel):
    """One change of many records."""

    model_config = ConfigDict(frozen=True)

    lot: str
    kind: Kind
    user_id: str
    par: str
    """E-mail of who asked for it."""
    what: Details
    """{"edit": …}, {"of": the lot taken back} or {"merges": […]}."""
    expected: int
    """How many records it is to change (groups, for merges)."""
    done: tuple[str, ...] = ()
    """Journal entries of the merges made; other kinds name the lot in their entries."""
    state: State = State.OPEN
    was: State | None = None
    """The state before it was taken back."""
    le: datetime
    seen_at: datetime
    runner: str


class Lots:
    """The lots there are. Each of their transactions calls `beat`: who lost its lot stops there."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._lots = database.mongo["lots"]
        self._parts = database.mongo["lot_parts"]

    @contextmanager
    def opened(
        self,
        user: User,
        kind: Kind,
        what: Details,
        expected: int,
        ids: Sequence[str] = (),
        lot: str | None = None,
    ) -> Iterator[Lot]:
        """Note a lot, with its records, for the block that writes it; done once the block is."""
        with runner.running() as mark:
            now = self._clock()
            noted = Lot(
                lot=lot or str(uuid.uuid4()),
                kind=kind,
                user_id=user.user_id,
                par=user.email,
                what=what,
                expected=expected,
                le=now,
                seen_at=now,
                runner=mark,
            )
            self._note(noted, ids)
            yield noted
            self._end(noted)

    def _note(self, lot: Lot, ids: Sequence[str]) -> None:
        parts = [
            {"_id": f"{lot.lot}:{at}", "lot": lot.lot, "at": at, "ids": list(ids[at : at + _PART])}
            for at in range(0, len(ids), _PART)
        ]
        if parts:
            self._parts.insert_many(parts)
        document = lot.model_dump(mode="python", exclude={"lot"}) | {"_id": lot.lot}
        document |= {"kind": lot.kind.value, "state": lot.state.value, "done": []}

        def note(session: Session) -> None:
            self._lots.insert_one(dict(document), session=session)
            if lot.kind is Kind.UNDO:
                # In the same transaction: a lot being taken back is not offered to be finished.
                self._take_back(lot.what["of"], session)

        self._database.transaction(note)

    def _take_back(self, of: str, session: Session) -> None:
        found = self._lots.find_one({"_id": of}, session=session)
        if found is not None and found["state"] != State.TAKEN_BACK.value:
            taken = {"state": State.TAKEN_BACK.value, "was": found["state"]}
            self._lots.update_one({"_id": of}, {"$set": taken}, session=session)

    def _end(self, lot: Lot) -> None:
        """It is done: what it needed to be finished is forgotten. An undo that is taken back gives
        the lot that it took back its state again."""
        kept: Document = {"state": State.DONE.value, "what": _ids_only(lot.what)}

        def end(session: Session) -> None:
            mine = {"_id": lot.lot, "runner": lot.runner}
            self._lots.update_one(mine, {"$set": kept}, session=session)
            undone = self.get(lot.what["of"], session) if lot.kind is Kind.UNDO else None
            if undone is not None and undone.kind is Kind.UNDO:
                self._give_back(undone.what["of"], session)

        self._database.transaction(end)
        if self._parts.find_one({"lot": lot.lot}, {"_id": 1}):
            self._parts.delete_many({"lot": lot.lot})

    def _give_back(self, of: str, session: Session) -> None:
        found = self._lots.find_one({"_id": of}, session=session)
        if found is not None and found["state"] == State.TAKEN_BACK.value:
            back = {"state": found["was"], "was": None}
            self._lots.update_one({"_id": of}, {"$set": back}, session=session)

    @contextmanager
    def resumed(self, user: User, lot: Lot) -> Iterator[Lot]:
        """Take a lot that was cut, for the block that finishes it. Refused if another has it."""
        self.require(user, lot)
        if lot.state is not State.OPEN:
            raise Refused("Cette modification est déjà terminée, ou annulée.")
        if self._runs(lot):
            raise Refused(UNDER_WAY)
        with runner.running() as mark:
            mine = {"_id": lot.lot, "state": State.OPEN.value, "runner": lot.runner}
            taken = self._lots.update_one(
                mine, {"$set": {"runner": mark, "seen_at": self._clock()}}
            )
            if taken.matched_count != 1:
                raise Refused("Quelqu'un d'autre vient de reprendre cette modification.")
            held = lot.model_copy(update={"runner": mark})
            yield held
            self._end(held)

    def beat(self, lot: Lot, session: Session, entry_id: str | None = None) -> None:
        """To be called in each transaction of a lot: Refused where it was taken over, so that
        nothing is written twice. `entry_id` is a merge made."""
        mine = {"_id": lot.lot, "state": State.OPEN.value, "runner": lot.runner}
        change: Document = {"$set": {"seen_at": self._clock()}}
        if entry_id:
            change["$addToSet"] = {"done": entry_id}
        if self._lots.update_one(mine, change, session=session).matched_count != 1:
            raise Refused("Cette modification a été reprise ou annulée ailleurs : je m'arrête là.")

    def get(self, lot: str, session: Session = None) -> Lot | None:
        """The lot of that id; None for those made before lots were noted."""
        found = self._lots.find_one({"_id": lot}, session=session)
        return _lot(found) if found else None

    def undo_of(self, lot: str) -> Lot | None:
        """The undo of that lot that is not done, if there is one."""
        found = self._lots.find_one({"state": State.OPEN.value, "what.of": lot})
        return _lot(found) if found else None

    def cut(self, user: User) -> list[Lot]:
        """The lots that were cut and that the user may settle, oldest first."""
        found = map(_lot, self._lots.find({"state": State.OPEN.value}))
        mine = [one for one in found if self.may_settle(user, one) and not self._runs(one)]
        return sorted(mine, key=lambda one: one.le)

    def ids(self, lot: Lot) -> list[str]:
        """The records of a lot that is not done."""
        parts = sorted(self._parts.find({"lot": lot.lot}), key=lambda part: part["at"])
        return [key for part in parts for key in part["ids"]]

    def under_way(self, lot: str) -> bool:
        """Whether somebody is writing it now."""
        found = self.get(lot)
        return found is not None and found.state is State.OPEN and self._runs(found)

    @staticmethod
    def may_settle(user: User, lot: Lot) -> bool:
        """Whose lot it is, or a manager or an admin."""
        mine = lot.user_id == user.user_id or user.role is not Role.BENEVOLE
        return mine and user.may(Permission.MERGE if lot.kind is Kind.MERGE else Permission.WRITE)

    def require(self, user: User, lot: Lot) -> None:
        """Forbidden unless the user may settle it."""
        if not self.may_settle(user, lot):
            raise Forbidden("Cette modification a été lancée par quelqu'un d'autre.")

    def _runs(self, lot: Lot) -> bool:
        return runner.runs(lot.runner, lot.seen_at, self._clock())


UNDER_WAY = "Cette modification est encore en cours. Attendez qu'elle soit finie."


def _ids_only(what: Details) -> Details:
    """The journal has the values: they are not kept twice."""
    return {"of": what["of"]} if "of" in what else {}


def _lot(document: Document) -> Lot:
    return Lot.model_validate(document | {"lot": document["_id"]})
