"""Every MongoDB query of learning."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pymongo import ReplaceOne, UpdateMany

from core.database import CollectionSpec, Database, Document, Session
from core.learning.mails import PROFILE, Change, Mail
from core.learning.models import GENERIC, Grouping, ModelCard, Scored
from core.prospects.filters import Filter
from core.prospects.query import match_stages
from core.vocabulary.values import Response

COLLECTIONS = (CollectionSpec("groupings"), CollectionSpec("scores"))
_SENT = "Envoyé"
_ANSWER, _CLICK = "réponse", "clic"
_WRITES = 1_000
_CURRENT = "base"


class LearningStore:
    """Mails and what came of them; segments; scores told."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mongo = database.mongo

    # Mails

    def mails(self) -> list[Mail]:
        """Every mail that arrived, in no order, with what came of it."""
        kinds = {"kind": {"$in": [_ANSWER, _CLICK]}}
        wanted = {"campagne_id": 1, "prospect_id": 1, "kind": 1, "le": 1, "valeur": 1}
        happened: dict[tuple[str, str, str], Document] = {}
        for event in self._mongo["events"].find(kinds, wanted):
            happened[event["campagne_id"], event["prospect_id"], event["kind"]] = event
        fields = dict.fromkeys(
            ("campagne_id", "prospect_id", "envoye_le", "objet", "type_prospect", "region"), 1
        )
        rows = self._mongo["recipients"].find({"etat": _SENT}, fields)
        return [_mail(row, happened) for row in rows if row.get("envoye_le") is not None]

    def count_mails(self) -> tuple[int, int]:
        """How many mails arrived, and how many answers came; cheap."""
        return (
            self._mongo["recipients"].count_documents({"etat": _SENT}),
            self._mongo["events"].count_documents({"kind": _ANSWER}),
        )

    def records(self, ids: Sequence[str]) -> dict[str, Document]:
        """Records of these ids, as stored."""
        found: dict[str, Document] = {}
        for start in range(0, len(ids), _WRITES):
            some = list(ids[start : start + _WRITES])
            found |= {d["_id"]: d for d in self._mongo["prospects"].find({"_id": {"$in": some}})}
        return found

    def changes(self, since: datetime) -> dict[str, list[Change]]:
        """What was changed in records since, the oldest first: values as they were before."""
        found: dict[str, list[Change]] = {}
        wanted = {"cible": 1, "le": 1, "details.champs": 1}
        for entry in self._mongo["journal"].find({"le": {"$gte": since}}, wanted):
            fields = (entry.get("details") or {}).get("champs")
            if isinstance(fields, Mapping):
                before = {n: pair[0] for n, pair in fields.items() if n in PROFILE and pair}
                if before:
                    found.setdefault(entry["cible"], []).append((entry["le"], before))
        for some in found.values():
            some.sort(key=lambda change: change[0])
        return found

    # Segments

    def put_grouping(self, grouping: Grouping) -> None:
        """Keep how the base is put in segments."""
        self._mongo["groupings"].replace_one(
            {"_id": _CURRENT}, {"_id": _CURRENT, "json": grouping.model_dump_json()}, upsert=True
        )

    def grouping(self) -> Grouping | None:
        """How it is."""
        found = self._mongo["groupings"].find_one({"_id": _CURRENT})
        try:
            return Grouping.model_validate_json(found["json"]) if found else None
        except ValueError:  # of another version: made again
            return None

    def write_segments(self, members: Mapping[str, Sequence[str]]) -> None:
        """Note on records the segment that they are in: ids by its name."""
        writes = [
            UpdateMany({"_id": {"$in": list(ids[at : at + _WRITES])}}, {"$set": {"segment": name}})
            for name, ids in members.items()
            for at in range(0, len(ids), _WRITES)
        ]
        for write in writes:

            def change(session: Session, write: UpdateMany = write) -> None:
                self._mongo["prospects"].bulk_write([write], session=session)

            self._database.transaction(change)

    def segment_sizes(self, filter: Filter) -> dict[str, int]:
        """How many records of a selection bear each segment."""
        stages = [*match_stages(filter), {"$group": {"_id": "$segment", "n": {"$sum": 1}}}]
        found: dict[str, int] = {}
        for row in self._mongo["prospects"].aggregate(stages):
            name = row["_id"] or GENERIC
            found[name] = found.get(name, 0) + int(row["n"])
        return found

    # Scores

    def put_scores(self, rows: Iterable[Scored], card: ModelCard, told_at: datetime) -> None:
        """Keep what was told of prospects, and by which model, learnt from what."""
        writes = [
            ReplaceOne(
                {"_id": one.prospect_id},
                {
                    "_id": one.prospect_id,
                    "prospect_id": one.prospect_id,
                    "probabilite": one.probability,
                    "modele": card.model_id,
                    "appris_le": card.trained_at,
                    "empreinte": card.fingerprint,
                    "le": told_at,
                },
                upsert=True,
            )
            for one in rows
        ]
        for start in range(0, len(writes), _WRITES):
            some = writes[start : start + _WRITES]

            def change(session: Session, some: Sequence[ReplaceOne[Document]] = some) -> None:
                self._mongo["scores"].bulk_write(some, ordered=False, session=session)

            self._database.transaction(change)


def _mail(row: Document, happened: Mapping[tuple[str, str, str], Document]) -> Mail:
    campaign, prospect, at = row["campagne_id"], row["prospect_id"], row["envoye_le"]
    answer = happened.get((campaign, prospect, _ANSWER))
    click = happened.get((campaign, prospect, _CLICK))
    return Mail(
        campaign_id=campaign,
        prospect_id=prospect,
        at=at,
        subject=row.get("objet") or "",
        kind=row.get("type_prospect"),
        region=row.get("region"),
        answered=max(at, answer["le"]) if answer else None,
        clicked=max(at, click["le"]) if click else None,
        positive=answer.get("valeur") == Response.POSITIF if answer else None,
    )
