"""How many documents each collection had when last counted, kept beside the database.

A base that lost a part of itself opens as if that part had never been. After a clean stop nothing
can have changed, so a smaller count is a loss and the base is refused. After a kill the last count
is some minutes old: what is there less may have been deleted since. So people are only notified
where nothing at all is left of what the program itself never empties; the rest is in the log.
"""

import json
import logging
import time
from pathlib import Path
from typing import Any

from pymongo.collection import Collection
from pymongo.database import Database

from core.embedded.troubles import damaged
from core.errors import Unavailable
from core.folder import write_whole
from core.logs import notice

EVERY_SECONDS = 600
FIRST = "first"
"""The id of a document by which a collection is made (see `core.database`): not counted."""
RESTORE = "restore"
"""The id, in `meta`, of a restore under way: it empties collections, then fills them."""
_WORDS = {
    "prospects": "{} fiche|{} fiches|n'en a plus aucune|ne l'a plus",
    "journal": "{} ligne d'historique|{} lignes d'historique|n'en a plus aucune|ne l'a plus",
    "users": "{} compte|{} comptes|n'en a plus aucun|ne l'a plus",
    "campaigns": "{} campagne|{} campagnes|n'en a plus aucune|ne l'a plus",
    "recipients": "{} destinataire|{} destinataires|n'en a plus aucun|ne l'a plus",
    "tasks": "{} tâche|{} tâches|n'en a plus aucune|ne l'a plus",
    "objections": "{} opposition|{} oppositions|n'en a plus aucune|ne l'a plus",
    "mail_templates": "{} modèle de mail|{} modèles de mail|n'en a plus aucun|ne l'a plus",
}
"""What people would miss: one, several, and that none is left of several or of one."""

logger = logging.getLogger(__name__)


class Census:
    """The counts of one database in one data folder."""

    def __init__(self, folder: Path, mongo: Database[dict[str, Any]]) -> None:
        self._folder, self._mongo = folder, mongo
        self._path = folder / "run" / "documents.json"

    def check(self) -> None:
        """Compare, once the server was started and before anybody writes. Unavailable if less."""
        known, stopped = self._known()
        found = self._count() if known else {}
        lost = {name: n for name, n in known.items() if found.get(name, 0) < n}
        if lost and stopped:
            raise Unavailable(damaged(self._folder, _told(lost, found)))
        # Every deletion is in the journal; a base that lost its end would have lost that too.
        went_on = found.get("journal", 0) > known.get("journal", 0)
        went_on = went_on or self._mongo["meta"].find_one({"_id": RESTORE}) is not None
        for name, count in lost.items():
            logger.warning("after a kill: %s had %d, has %d", name, count, found.get(name, 0))
            if not found.get(name) and name in _WORDS and not went_on:
                notice(_emptied(name, count))
        self._write(found, stopped=False)

    def note(self, stopped: bool = False) -> None:
        """Count and keep; `stopped` where nobody can write any more until the next start."""
        self._write(self._count(), stopped)

    def due(self) -> bool:
        """Whether the counts have grown old; every process that shares the server may ask."""
        try:
            return time.time() - self._path.stat().st_mtime > EVERY_SECONDS
        except OSError:
            return True

    def _known(self) -> tuple[dict[str, int], bool]:
        """Counts by collection, and whether the server was stopped right after."""
        if not self._path.exists():
            return {}, False
        try:
            kept = json.loads(self._path.read_text())
            counts = {str(name): int(n) for name, n in kept["documents"].items()}
            mine = kept["database"] == self._mongo.name
            return (counts if mine else {}), bool(kept["stopped"])
        except (ValueError, KeyError, TypeError, AttributeError):
            notice(
                "Le fichier run/documents.json était vide ou abîmé : il a été refait. Le nombre de "
                "documents de la base n'a pas pu être comparé à celui du dernier arrêt."
            )
            return {}, False

    def _count(self) -> dict[str, int]:
        # The server scans for this count: on it, it is no estimate.
        names = self._mongo.list_collection_names()
        collections = [self._mongo[name] for name in names if not name.startswith("system.")]
        return {c.name: _lasting(c) for c in collections if not _expires(c)}

    def _write(self, counts: dict[str, int], stopped: bool) -> None:
        kept = {"database": self._mongo.name, "stopped": stopped, "documents": counts}
        write_whole(self._path, json.dumps(kept))


def _expires(collection: Collection[dict[str, Any]]) -> bool:
    """Whether the server itself deletes from it as time passes."""
    indexes = collection.index_information().values()
    return any("expireAfterSeconds" in index for index in indexes)


def _lasting(collection: Collection[Any]) -> int:
    count = collection.estimated_document_count()
    made = count and collection.find_one({"_id": FIRST}, {"_id": 1}) is not None
    return count - 1 if made else count


def _emptied(name: str, count: int) -> str:
    one, several, none_left, gone = _WORDS[name].split("|")
    many = f"{count:,}".replace(",", "\u202f")
    had = (several if count > 1 else one).format(many)
    return (
        f"À vérifier : au dernier comptage, la base avait {had} ; elle "
        f"{none_left if count > 1 else gone}. Si personne n'a rien supprimé, remettez une "
        "sauvegarde : « mimicom backup list » montre celles qui existent."
    )


def _told(lost: dict[str, int], found: dict[str, int]) -> str:
    parts = ", ".join(f"{name} : {n} → {found.get(name, 0)}" for name, n in sorted(lost.items()))
    return (
        f"Il y manque des documents depuis son dernier arrêt ({parts}). Si vous avez remis exprès "
        "une copie plus ancienne, supprimez run/documents.json. "
    )
