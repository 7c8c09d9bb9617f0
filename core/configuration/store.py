"""Every MongoDB query about settings."""

from core.database import CollectionSpec, Database, Session

COLLECTIONS = (CollectionSpec("settings"),)


class ConfigurationStore:
    """The texts that were set, by key; those of secrets are encrypted by whoever calls."""

    def __init__(self, database: Database) -> None:
        self._settings = database.mongo["settings"]

    def get(self, name: str, session: Session = None) -> str | None:
        """The text kept for a key."""
        found = self._settings.find_one({"_id": name}, session=session)
        return None if found is None else str(found["valeur"])

    def set(self, name: str, text: str | None, session: Session) -> None:
        """Keep a text, or nothing."""
        if text is None:
            self._settings.delete_one({"_id": name}, session=session)
        else:
            self._settings.update_one(
                {"_id": name}, {"$set": {"valeur": text}}, upsert=True, session=session
            )
