"""What a backup must not bring back: mails that left since, sends, reminders, refusals taken back,
people erased since. Done to what is loaded, before it takes the base's place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ReplaceOne

from core.backups.loading import Loading
from core.campaigns.models import State
from core.database import Database, Document
from core.privacy.objections import Objections
from core.prospects.documents import rederived
from core.reminders.documents import document_of, reminder_of
from core.reminders.models import ReminderState

PAUSED = (
    "Une sauvegarde a été restaurée : l'envoi est arrêté. Vérifiez à qui il reste à écrire avant "
    "de le reprendre."
)
_OF_A_CAMPAIGN = ("recipients", "events")
_WRITES = 1_000


@dataclass(frozen=True)
class Disarming:
    """Works on what is loaded, by what the base says now."""

    database: Database
    loading: Loading
    objections: Objections

    def sends(self) -> list[str]:
        """Have no campaign go off by itself, and keep all that was sent. Names of the stopped."""
        campaigns = self.loading.aside("campaigns")
        sent = list(self.database.mongo["campaigns"].find({"envoyee_le": {"$ne": None}}))
        for one in sent:
            self._keep_sent(one)
        live = {"etat": {"$in": [State.PLANIFIEE.value, State.EN_COURS.value]}}
        stopped = list(campaigns.find(live))
        for one in stopped:
            values = {"etat": State.EN_PAUSE.value, "raison": PAUSED, "envoi_le": None}
            campaigns.update_one({"_id": one["_id"]}, {"$set": values, "$inc": {"version": 1}})
        return sorted(str(one["nom"]) for one in stopped)

    def _keep_sent(self, campaign: Document) -> None:
        """A campaign that was sent, as it is now: nobody gets its mail twice, and what people
        answered stays known."""
        aside = self.loading.aside("campaigns")
        # By deletion: the embedded server keeps the old value of a unique key for taken.
        aside.delete_many({"$or": [{"_id": campaign["_id"]}, _named(campaign)]})
        aside.insert_one(campaign)
        for name in _OF_A_CAMPAIGN:
            mine = {"campagne_id": campaign["_id"]}
            self.loading.aside(name).delete_many(mine)
            for some in _several(self.database.mongo[name].find(mine)):
                self.loading.aside(name).insert_many(some)

    def reminders(self, now: datetime) -> int:
        """Have those of the past not told; those that come again go on from now."""
        reminders = self.loading.aside("reminders")
        due = [reminder_of(one) for one in reminders.find({"a_dire": {"$lte": now}})]
        for one in due:
            told = {"etat": ReminderState.DIT, "dit_le": now, "vu_le": now}
            reminders.replace_one({"_id": one.rappel_id}, document_of(one.model_copy(update=told)))
            following = one.following(now)
            if following and reminders.find_one({"_id": following.rappel_id}) is None:
                reminders.insert_one(document_of(following))
        return len(due)

    def refusals(self) -> int:
        """Keep each refusal to be contacted that was said since."""
        refused = self.database.mongo["prospects"].find({"accepte_contact": False}, {"_id": 1})
        prospects = self.loading.aside("prospects")
        count = 0
        for some in _several(refused):
            ids = [one["_id"] for one in some]
            writes = []
            for found in prospects.find({"_id": {"$in": ids}}):
                if found.get("accepte_contact") is not False:
                    changed = found | {"accepte_contact": False}
                    changed |= rederived(changed)
                    writes.append(ReplaceOne({"_id": found["_id"]}, changed))
            if writes:
                prospects.bulk_write(writes, ordered=False)
            count += len(writes)
        return count

    def erased_since(self) -> list[str]:
        """Ids of the prospects that were erased since: they objected, and not yet in the backup."""
        before = {one["_id"] for one in self.loading.aside("objections").find({}, {"_id": 1})}
        since = {
            one["_id"]
            for one in self.database.mongo["objections"].find({}, {"_id": 1})
            if one["_id"] not in before
        }
        if not since:
            return []
        found: list[str] = []
        for some in _several(self.loading.aside("prospects").find()):
            marks = self.objections.digests([_values(one) for one in some])
            pairs = zip(some, marks, strict=True)
            found += [str(one["_id"]) for one, mine in pairs if mine & since]
        return found


def _named(campaign: Mapping[str, Any]) -> Document:
    """Another of the same name, which is unique."""
    return {"nom_norm": campaign.get("nom_norm", campaign["_id"])}


def _values(document: Document) -> Mapping[str, Any]:
    return document | {"prospect_id": document["_id"]}


def _several(found: Iterable[Document]) -> Iterator[list[Document]]:
    some: list[Document] = []
    for one in found:
        some.append(one)
        if len(some) == _WRITES:
            yield some
            some = []
    if some:
        yield some
