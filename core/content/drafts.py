"""A draft and its versions, and every MongoDB query about them."""

import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pymongo import IndexModel

from core.content.facts import Association
from core.content.models import Mail
from core.content.recipes import Recipe
from core.database import CollectionSpec, Database, Session
from core.errors import Conflict
from core.prospects.filters import Filter

MOST_VERSIONS = 60


class Version(BaseModel):
    """One state of a draft."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    numero: int
    note: str
    """What changed, in French."""
    recette: Recipe
    le: datetime.datetime
    mail: Mail | None = None
    """Where it is no recipe's: somebody wrote it whole, in Jinja and HTML."""


class Draft(BaseModel):
    """A mail being written; `association` is what it was composed with."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    draft_id: str
    par: str
    filtre: Filter = Filter()
    campagne: str | None = None
    personne: str | None = None
    """The one prospect that it is for."""
    modele: str | None = None
    """The name of the template that it was begun from."""
    association: Association = Association()
    versions: Annotated[tuple[Version, ...], Field(min_length=1)]
    revision: int = 1

    @property
    def last(self) -> Version:
        """What it says now."""
        return self.versions[-1]

    def numbered(self, number: int) -> Version | None:
        """The version of that number."""
        return next((one for one in self.versions if one.numero == number), None)


COLLECTIONS = (
    CollectionSpec(
        "mail_drafts",
        (
            IndexModel([("par", 1), ("modifie_le", -1)]),
            IndexModel([("_id", 1), ("revision", 1)]),
        ),
    ),
    CollectionSpec("association"),
)


class DraftStore:
    """Replaced whole, if nobody changed it meanwhile."""

    def __init__(self, database: Database) -> None:
        self._drafts = database.mongo["mail_drafts"]
        self._association = database.mongo["association"]

    def get(self, draft_id: str) -> Draft | None:
        """The draft of that id."""
        found = self._drafts.find_one({"_id": draft_id})
        return None if found is None else Draft.model_validate(found | {"draft_id": found["_id"]})

    def insert(self, draft: Draft) -> None:
        """A new one."""
        self._drafts.insert_one(_document(draft))

    def replace(self, draft: Draft, read_revision: int) -> None:
        """Write it. Conflict where it changed since."""
        found = {"_id": draft.draft_id, "revision": read_revision}
        if self._drafts.replace_one(found, _document(draft)).modified_count != 1:
            raise Conflict("Ce brouillon vient d'être changé ailleurs. Réaffichez-le.")

    def association(self) -> Association:
        """Who writes; empty until it is told."""
        found = self._association.find_one({"_id": "association"})
        return Association.model_validate(found or {})

    def keep_association(self, association: Association, session: Session = None) -> None:
        """Write who writes."""
        document = association.model_dump(mode="json") | {"_id": "association"}
        self._association.replace_one(
            {"_id": "association"}, document, upsert=True, session=session
        )


def _document(draft: Draft) -> dict[str, object]:
    document = draft.model_dump(mode="json", exclude={"draft_id", "filtre"})
    document["filtre"] = draft.filtre.as_json()
    return document | {"_id": draft.draft_id, "modifie_le": draft.last.le}
