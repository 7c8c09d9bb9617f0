"""The columns of lists that each user chose, kept from one day to the next."""

from collections.abc import Iterable

from core.accounts.models import User
from core.database import Database
from core.prospects.models import FIELDS
from core.vocabulary.labels import FIELD_LABELS

DEFAULT = (
    *("nom_structure", "type_prospect", "ville", "departement", "email", "telephone"),
    *("statut", "accepte_contact"),
)
FIRST = "nom_structure"
"""Without it a row would be of nobody."""


class TableColumns:
    """Each user's own choice; the usual ones come first."""

    def __init__(self, database: Database) -> None:
        self._settings = database.mongo["settings"]

    def of(self, user: User) -> tuple[str, ...]:
        """Fields to show; the usual ones where nothing was chosen."""
        found = self._settings.find_one({"_id": _key(user)})
        return _known(found["columns"]) if found else DEFAULT

    def chosen(self, user: User) -> bool:
        """Whether the user chose any."""
        return self._settings.find_one({"_id": _key(user)}) is not None

    def choose(self, user: User, names: Iterable[str]) -> None:
        """From now on; none means the usual ones. What is no field is left out."""
        wanted = set(names) & set(FIELD_LABELS)
        if not wanted or wanted | {FIRST} == set(DEFAULT):
            self._settings.delete_one({"_id": _key(user)})
            return
        order = dict.fromkeys((*DEFAULT, *FIELDS))
        columns = [name for name in order if name in wanted | {FIRST}]
        self._settings.update_one({"_id": _key(user)}, {"$set": {"columns": columns}}, upsert=True)


def _known(names: Iterable[str]) -> tuple[str, ...]:
    """A version to come may know others."""
    return tuple(dict.fromkeys((FIRST, *(name for name in names if name in FIELD_LABELS))))


def _key(user: User) -> str:
    return f"columns:{user.user_id}"
