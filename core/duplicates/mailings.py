"""What campaigns keep of a record that is absorbed: moved to the kept one, and given back."""

from collections.abc import Sequence

from core.database import Database, Document, Session

MOVED = ("recipients", "events", "tasks", "reminders")
"""Collections whose documents are about one prospect, named in `prospect_id`; in this order:
whether a bounce still counts depends on who received the mailing."""
_RETURNED = "Rebond"
_BOUNCE, _ANSWER = "rebond", "réponse"


class Mailings:
    """One recipient and one event of each kind by campaign and prospect, merged or not."""

    def __init__(self, database: Database) -> None:
        self._collections = {name: database.mongo[name] for name in MOVED}

    def move(self, kept: str, absorbed: Sequence[str], session: Session) -> list[Document]:
        """Give the kept record what the others received; what takes it back, one item a document.

        Each item: {"dans": collection, "retire": document, "avant": document or None, "apres":
        document or None} — `avant` is what the kept record had in the same place, `apres` what it
        has now (None for a bounce of a mailing that another address received).
        """
        moved: list[Document] = []
        for name, collection in self._collections.items():
            for key in absorbed:
                found = list(collection.find({"prospect_id": key}, session=session))
                moved += [self._move_one(name, one, key, kept, session) for one in found]
            if name == "events":
                moved += self._settled_bounces(kept, session)
        return moved

    def _move_one(
        self, name: str, found: Document, absorbed: str, kept: str, session: Session
    ) -> Document:
        collection = self._collections[name]
        parts = (kept if part == absorbed else part for part in str(found["_id"]).split(":"))
        new_id, before = ":".join(parts), None
        if new_id != found["_id"]:
            before = collection.find_one({"_id": new_id}, session=session)
            collection.delete_one({"_id": found["_id"]}, session=session)
        after = {**found, "_id": new_id, "prospect_id": kept}
        if before is not None and not _tells_more(found, before):
            after = before
        else:
            collection.replace_one({"_id": new_id}, after, upsert=True, session=session)
        return {"dans": name, "retire": found, "avant": before, "apres": after}

    def _settled_bounces(self, kept: str, session: Session) -> list[Document]:
        """Take away bounces of mailings that the kept record received all the same."""
        events, gone = self._collections["events"], []
        for bounce in list(events.find({"prospect_id": kept, "kind": _BOUNCE}, session=session)):
            wanted = {"prospect_id": kept, "campagne_id": bounce["campagne_id"]}
            sent = self._collections["recipients"].find_one(wanted, session=session)
            if sent is not None and sent.get("etat") != _RETURNED:
                events.delete_one({"_id": bounce["_id"]}, session=session)
                gone.append({"dans": "events", "retire": bounce, "avant": None, "apres": None})
        return gone

    def put_back(self, moved: Sequence[Document], session: Session) -> None:
        """Undo `move`, the last first; what was noted since for the kept record stays."""
        for one in reversed(moved):
            collection, after, back = self._collections[one["dans"]], one["apres"], one["retire"]
            if after is not None and after["_id"] != back["_id"]:
                now = collection.find_one({"_id": after["_id"]}, session=session)
                if now == after and one["avant"] is None:
                    collection.delete_one({"_id": after["_id"]}, session=session)
                elif now == after:
                    collection.replace_one({"_id": after["_id"]}, one["avant"], session=session)
            collection.replace_one({"_id": back["_id"]}, back, upsert=True, session=session)


def _tells_more(one: Document, other: Document) -> bool:
    """Of two documents about the same mailing: what arrived, what was answered last."""
    if "kind" in one:
        return one["kind"] == _ANSWER and bool(one["le"] > other["le"])
    return other.get("etat") == _RETURNED and one.get("etat") != _RETURNED
