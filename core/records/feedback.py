"""An answer noted by hand, added to the results of the mailing that it answers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pymongo import IndexModel

from core.clock import PARIS
from core.database import CollectionSpec, Database, Document, Session
from core.vocabulary.values import Response

COLLECTIONS = (
    CollectionSpec("recipients", (IndexModel([("prospect_id", 1)]),)),
    CollectionSpec("events", (IndexModel([("prospect_id", 1)]),)),
)
ANSWERS_WITHIN = timedelta(days=180)
"""Later, an answer is hardly one to that mailing."""


@dataclass(frozen=True)
class Mailing:
    """A campaign that a prospect was in, and what came of it, in French."""

    name: str
    day: date
    outcome: str


# The last that happened tells the most.
_OUTCOMES = ("rebond", "réponse", "clic", "ouverture")
_ANSWERED = {Response.POSITIF.value: "réponse positive", Response.NEGATIF.value: "réponse négative"}
_LEFT = "désinscription"
UNSUBSCRIBED = "s'est désinscrit"
"""Ends what came of the mail through which somebody left."""
_SAID = {"rebond": "mail revenu", "clic": "a cliqué", "ouverture": "a ouvert"}


class Feedback:
    """The last mailing that a prospect received before it answered."""

    def __init__(self, database: Database) -> None:
        self._recipients = database.mongo["recipients"]
        self._events = database.mongo["events"]
        self._campaigns = database.mongo["campaigns"]

    def note(
        self,
        prospect_id: str,
        response: Response,
        day: date,
        session: Session,
        campagne_id: str | None = None,
    ) -> Document | None:
        """Count the answer in a mailing, the last one where none is named; what takes it back, or
        None without a mailing. The moment of an answer that came by mail stays."""
        sent = self._last_sent(prospect_id, day) if campagne_id is None else None
        campaign = campagne_id or (sent["campagne_id"] if sent else None)
        if campaign is None:
            return None
        key = f"{campaign}:{prospect_id}:réponse"
        before = self._events.find_one({"_id": key}, session=session)
        received = before is not None and before.get("valeur") is None
        event: Document = {
            "campagne_id": campaign,
            "prospect_id": prospect_id,
            "kind": "réponse",
            "valeur": response.value,
        }
        if not received:
            event["le"] = datetime.combine(day, time(12), UTC)
        self._events.update_one({"_id": key}, {"$set": event}, upsert=True, session=session)
        return {"id": key, "avant": _plain(before)}

    def mailings(self, prospect_id: str) -> list[Mailing]:
        """What the prospect received, newest first."""
        found = self._recipients.find({"prospect_id": prospect_id})
        sent = [one for one in found if one.get("envoye_le") and not one.get("essai")]
        names = self._names([one["campagne_id"] for one in sent])
        happened: dict[str, dict[str, str]] = {}
        for event in self._events.find({"prospect_id": prospect_id}):
            kinds = happened.setdefault(event["campagne_id"], {})
            kinds[event["kind"]] = str(event.get("valeur") or "")
        mailings = [
            Mailing(
                names.get(one["campagne_id"], "Campagne supprimée"),
                one["envoye_le"].astimezone(PARIS).date(),
                _outcome(happened.get(one["campagne_id"], {})),
            )
            for one in sent
        ]
        return sorted(mailings, key=lambda mailing: mailing.day, reverse=True)

    def _names(self, ids: list[str]) -> dict[str, str]:
        found = self._campaigns.find({"_id": {"$in": ids}}, {"nom": 1}) if ids else ()
        return {campaign["_id"]: campaign["nom"] for campaign in found}

    def take_back(self, noted: Document, session: Session) -> None:
        """The mailing's results as they were before the answer."""
        before = noted["avant"]
        if before is None:
            self._events.delete_one({"_id": noted["id"]}, session=session)
            return
        event = {**before, "le": datetime.fromisoformat(before["le"])}
        self._events.update_one({"_id": noted["id"]}, {"$set": event}, session=session)

    def _last_sent(self, prospect_id: str, day: date) -> Document | None:
        end = datetime.combine(day, time.max, UTC)
        found: list[Document] = [
            sent
            for sent in self._recipients.find({"prospect_id": prospect_id})
            if sent.get("etat") != "Rebond"
            and not sent.get("essai")
            and sent.get("envoye_le") is not None
            and end - ANSWERS_WITHIN <= sent["envoye_le"].replace(tzinfo=UTC) <= end
        ]
        return max(found, key=lambda sent: sent["envoye_le"], default=None)


def _outcome(happened: dict[str, str]) -> str:
    kind = next((kind for kind in _OUTCOMES if kind in happened), None)
    told = (
        _ANSWERED.get(happened[kind], "a répondu") if kind == "réponse" else _SAID.get(kind or "")
    )
    if _LEFT not in happened:
        return told or "envoyé"
    return f"{told}, {UNSUBSCRIBED}" if told else UNSUBSCRIBED


def _plain(event: Document | None) -> Document | None:
    if event is None:
        return None
    kept = {name: value for name, value in event.items() if name != "_id"}
    return {**kept, "le": kept["le"].isoformat()}
