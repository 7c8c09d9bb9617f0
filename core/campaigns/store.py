"""Every MongoDB query about campaigns themselves; their people are in `recipients.py`."""

from datetime import datetime
from typing import Any

from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError

from core.campaigns.drafts import NameTaken, free_name
from core.campaigns.models import Campaign, State, name_key
from core.database import CollectionSpec, Database, Document, Session
from core.errors import Conflict
from core.prospects.query import midnight
from core.vocabulary.text import fold

COLLECTIONS = (
    CollectionSpec("campaigns", (IndexModel([("nom_norm", 1)], unique=True, sparse=True),)),
    CollectionSpec(
        "recipients",
        (
            IndexModel([("campagne_id", 1), ("etat", 1)]),
            IndexModel([("campagne_id", 1), ("rang", 1)]),
            IndexModel([("jeton", 1)]),
            IndexModel([("email", 1)]),
        ),
    ),
    CollectionSpec("events", (IndexModel([("campagne_id", 1)]),)),
    CollectionSpec("addresses"),
    CollectionSpec("links"),
    CollectionSpec("send_runs"),
    CollectionSpec("mailbox"),
)
_DAYS = ("date_evenement", "date_fin")


class CampaignStore:
    """Campaigns; a change names the version that it read."""

    def __init__(self, database: Database) -> None:
        self._campaigns = database.mongo["campaigns"]
        self._runs = database.mongo["send_runs"]

    def insert(self, campaign: Campaign, session: Session) -> None:
        """Add a campaign. NameTaken, with a free one, where its name is."""
        document = {"_id": campaign.campagne_id, "nom_norm": name_key(campaign.nom)}
        try:
            self._campaigns.insert_one(document | _document(campaign), session=session)
        except DuplicateKeyError as error:
            raise self._taken(campaign.nom) from error

    def get(self, campagne_id: str, session: Session = None) -> Campaign | None:
        """A campaign by its id."""
        found = self._campaigns.find_one({"_id": campagne_id}, session=session)
        return None if found is None else _campaign(found)

    def named(self, name: str) -> Campaign | None:
        """The campaign of that name; else the only one whose words are the same."""
        found = self._campaigns.find_one({"nom_norm": name_key(name)})
        if found is not None:
            return _campaign(found)
        same = [one for one in self.all() if fold(one.nom) == fold(name)]
        return same[0] if len(same) == 1 else None

    def called(self, name: str) -> list[Campaign]:
        """The campaign of that name; else those whose name holds it."""
        found, wanted = self.named(name), fold(name)
        holding = [one for one in self.all() if wanted and wanted in fold(one.nom)]
        return holding if found is None else [found]

    def all(self) -> list[Campaign]:
        """Every campaign, the newest first."""
        found = [_campaign(document) for document in self._campaigns.find()]
        return sorted(found, key=lambda one: one.cree_le, reverse=True)

    def in_state(self, state: State) -> list[Campaign]:
        """The campaigns of a state."""
        return [_campaign(document) for document in self._campaigns.find({"etat": state.value})]

    def change(self, campaign: Campaign, values: Document, session: Session) -> None:
        """Set fields of a campaign as it was read. Conflict where somebody changed it since."""
        wanted = {"_id": campaign.campagne_id, "version": campaign.version}
        change = {"$set": _stored(values), "$inc": {"version": 1}}
        if self._campaigns.update_one(wanted, change, session=session).modified_count != 1:
            raise Conflict(f"Quelqu'un vient de changer la campagne « {campaign.nom} ». Réessayez.")

    def rename(self, campaign: Campaign, name: str, session: Session) -> None:
        """Give a campaign another name. NameTaken where another has it; Conflict where somebody
        changed the campaign since.

        Deleted and written anew: the embedded server keeps the former value of a unique key taken
        after an update.
        """
        found = self._campaigns.find_one({"_id": campaign.campagne_id}, session=session)
        if found is None or found["version"] != campaign.version:
            raise Conflict(f"Quelqu'un vient de changer la campagne « {campaign.nom} ». Réessayez.")
        named = {"nom": name, "nom_norm": name_key(name), "version": campaign.version + 1}
        self._campaigns.delete_one({"_id": campaign.campagne_id}, session=session)
        try:
            self._campaigns.insert_one(found | named, session=session)
        except DuplicateKeyError as error:
            raise self._taken(name) from error

    def _taken(self, name: str) -> NameTaken:
        names = [one.nom for one in self.all()]
        same = next((one for one in names if name_key(one) == name_key(name)), name)
        return NameTaken(same, free_name(same, names))

    def noted(self, campagne_id: str) -> None:
        """Records tell of all that was sent until now."""
        self._campaigns.update_one({"_id": campagne_id}, {"$set": {"fiches_a_noter": False}})

    def to_note(self) -> list[Campaign]:
        """The campaigns whose sends are not told on records yet."""
        return [_campaign(document) for document in self._campaigns.find({"fiches_a_noter": True})]

    # Who sends it

    def begin_run(self, mark: str, campagne_id: str, now: datetime) -> None:
        """Note a process that sends a campaign."""
        self._runs.insert_one({"_id": mark, "campagne_id": campagne_id, "vu_le": now})

    def seen(self, mark: str, now: datetime) -> None:
        """It goes on."""
        self._runs.update_one({"_id": mark}, {"$set": {"vu_le": now}})

    def end_run(self, mark: str) -> None:
        """It has ended."""
        self._runs.delete_one({"_id": mark})

    def runs(self) -> list[Document]:
        """{_id (mark), campagne_id, vu_le} of every process that sends, or that died as it did."""
        return list(self._runs.find())


def _document(campaign: Campaign) -> Document:
    return _stored(campaign.model_dump(mode="python"))


def _stored(values: Document) -> Document:
    """Values as MongoDB keeps them."""
    return {name: _plain(name, value) for name, value in values.items()}


def _plain(name: str, value: Any) -> Any:
    if name in _DAYS and value is not None:
        return midnight(value)
    if name == "filtre" and not isinstance(value, dict):
        return value.as_json()
    if name == "filtre":
        return _json(value)
    return value.value if hasattr(value, "value") else value


def _json(value: Any) -> Any:
    """A filter dumped, as plain JSON without what does not constrain."""
    from core.prospects.filters import Filter

    return Filter.model_validate(value).as_json()


def _campaign(document: Document) -> Campaign:
    for name in _DAYS:
        if document.get(name) is not None:
            document[name] = document[name].date()
    return Campaign.model_validate({**document, "campagne_id": document["_id"]})
