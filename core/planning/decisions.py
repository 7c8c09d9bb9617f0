"""Every MongoDB query about what was decided of suggestions."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from core.database import CollectionSpec, Database, Session
from core.planning.store import Overtaken

COLLECTIONS = (CollectionSpec("suggestions"),)


class Verdict(StrEnum):
    """What somebody decided."""

    ACCEPTED = "Acceptée"
    DISMISSED = "Écartée"


class Decision(BaseModel):
    """Of one suggestion, the last one."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    suggestion_id: str
    verdict: Verdict
    par: str
    le: datetime
    tache: str | None = None
    """The task that accepting it made."""


class DecisionStore:
    """Kept by the suggestion's id, which is the same for the same thing."""

    def __init__(self, database: Database) -> None:
        self._decisions = database.mongo["suggestions"]

    def all(self) -> dict[str, Decision]:
        """By suggestion."""
        found = self._decisions.find()
        every = (Decision.model_validate(d | {"suggestion_id": d["_id"]}) for d in found)
        return {one.suggestion_id: one for one in every}

    def decide(self, decision: Decision, before: Decision | None, session: Session) -> None:
        """Note a decision. Overtaken, or DuplicateKeyError, where somebody decided since `before`
        was read: it must end the transaction."""
        document = decision.model_dump(mode="python", exclude={"suggestion_id"})
        document["verdict"] = decision.verdict.value
        if before is None:
            self._decisions.insert_one(document | {"_id": decision.suggestion_id}, session=session)
            return
        read = {"_id": decision.suggestion_id, "le": before.le}
        if self._decisions.replace_one(read, document, session=session).modified_count != 1:
            raise Overtaken

    def forget(self, decision: Decision, session: Session) -> None:
        """As if nobody had decided. Overtaken where somebody decided since it was read."""
        read = {"_id": decision.suggestion_id, "le": decision.le}
        if self._decisions.delete_one(read, session=session).deleted_count != 1:
            raise Overtaken
