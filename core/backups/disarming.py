"""What a backup must not bring back: mails that left since, sends, reminders, refusals taken back,
people erased since. Decided for each document, as it is put beside the base."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import bson
from bson.codec_options import CodecOptions

from core.backups.container import Batch, documents
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
_OF_CAMPAIGNS = frozenset({"campaigns", "recipients", "events"})
_LIVE = frozenset({State.PLANIFIEE.value, State.EN_COURS.value})
_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True)


class Disarming:
    """One restore's decisions, by what the base says now; what it met is told at the end."""

    def __init__(self, database: Database, objections: Objections, now: datetime) -> None:
        mongo = database.mongo
        sent = list(mongo["campaigns"].find({"envoyee_le": {"$ne": None}}))
        self._sent = {one["_id"] for one in sent}
        self._names = {one.get("nom_norm", one["_id"]) for one in sent}
        refused = mongo["prospects"].find({"accepte_contact": False}, {"_id": 1})
        self._refused = {one["_id"] for one in refused}
        self._objected = {one["_id"] for one in mongo["objections"].find({}, {"_id": 1})}
        self._objections = objections
        self._now = now
        self.sends: list[str] = []
        self.reminders = 0
        self.refusals = 0
        self.erased: list[str] = []

    def since(self, batches: Iterable[Batch]) -> None:
        """Leave out those who objected before the backup: they came back since, knowingly."""
        for batch in batches:
            if batch.collection == "objections":
                for raw in documents(batch):
                    self._objected.discard(bson.decode(raw)["_id"])

    def stays(self, name: str, raw: bytes) -> bool:
        """A campaign that was sent, and what came of its mails, is as it is now: nobody gets a mail
        twice, and what people answered stays known."""
        return name in _OF_CAMPAIGNS and bool(self._sent) and self._is_sent(name, raw)

    def _is_sent(self, name: str, raw: bytes) -> bool:
        found = bson.decode(raw)
        return found["_id" if name == "campaigns" else "campagne_id"] in self._sent

    def transform(self, name: str, raw: bytes) -> Iterator[bytes]:
        """What is put in the place of a document of the backup."""
        if name == "prospects":
            yield self._prospect(raw)
        elif name == "reminders":
            yield from self._reminder(raw)
        elif name in _OF_CAMPAIGNS:
            yield from self._of_campaign(name, raw)
        else:
            yield raw

    def _prospect(self, raw: bytes) -> bytes:
        if not self._refused and not self._objected:
            return raw
        found: Document = bson.decode(raw, _AWARE)
        if self._objected and self._objections.digests([found])[0] & self._objected:
            self.erased.append(str(found["_id"]))
        if found["_id"] in self._refused and found.get("accepte_contact") is not False:
            self.refusals += 1
            changed = found | {"accepte_contact": False}
            return bson.encode(changed | rederived(changed))
        return raw

    def _of_campaign(self, name: str, raw: bytes) -> Iterator[bytes]:
        found: Document = bson.decode(raw, _AWARE)
        if name != "campaigns":
            if found.get("campagne_id") not in self._sent:
                yield raw
        elif found["_id"] not in self._sent and found.get("nom_norm") not in self._names:
            yield self._campaign(found, raw)

    def _campaign(self, found: Document, raw: bytes) -> bytes:
        if found.get("etat") not in _LIVE:
            return raw
        self.sends.append(str(found["nom"]))
        values: dict[str, Any] = {"etat": State.EN_PAUSE.value, "raison": PAUSED, "envoi_le": None}
        return bson.encode(found | values | {"version": found["version"] + 1})

    def _reminder(self, raw: bytes) -> Iterator[bytes]:
        """One of the past is not told; one that comes again goes on from now."""
        found: Document = bson.decode(raw, _AWARE)
        if not found.get("a_dire") or found["a_dire"] > self._now:
            yield raw
            return
        self.reminders += 1
        one = reminder_of(found)
        told = {"etat": ReminderState.DIT, "dit_le": self._now, "vu_le": self._now}
        yield bson.encode(document_of(one.model_copy(update=told)))
        if following := one.following(self._now):
            yield bson.encode(document_of(following))
