"""What is known of prospects today, as columns: who they are, and how far things are with them.

Each column is made from fields of its own, so that columns tell nothing twice.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from core.database import Document
from core.learning.frames import Frame, Gathering
from core.vocabulary.values import Network

FIELDS = (
    *("type_prospect", "region", "nb_adherents", "followers_total", "presents"),
    *("accepte_contact", "statut", "date_dernier_contact"),
)
"""What is read of a record."""
CATEGORIES = ("type_prospect", "region", "accepte_contact", "statut")
NUMBERS = ("nb_adherents", "abonnes", "reseaux", "completude", "anciennete_contact")
_NETWORKS = frozenset(network.value for network in Network)
_COMPLETED = frozenset({"email", "telephone", "site_web", "adresse"})
_CONSENT = {True: "oui", False: "non"}
_DAY = 86_400


def gathered(batches: Iterable[list[Document]], now: datetime) -> tuple[list[str], Frame]:
    """The ids of the records and their columns, in the order in which they come."""
    made, ids = Gathering(CATEGORIES, NUMBERS), list[str]()
    for some in batches:
        ids += [one["_id"] for one in some]
        add(made, some, now)
    return ids, made.frame()


def frame_of(documents: list[Document], now: datetime) -> Frame:
    """Some records as columns."""
    return gathered([documents], now)[1]


def add(made: Gathering, some: list[Document], now: datetime) -> None:
    """More records."""
    presents = [set(one.get("presents") or ()) for one in some]
    made.add(
        len(some),
        {
            "type_prospect": [one.get("type_prospect") for one in some],
            "region": [one.get("region") for one in some],
            "accepte_contact": [_consent(one.get("accepte_contact")) for one in some],
            "statut": [one.get("statut") for one in some],
        },
        {
            "nb_adherents": [one.get("nb_adherents") for one in some],
            "abonnes": [one.get("followers_total") for one in some],
            "reseaux": [len(known & _NETWORKS) for known in presents],
            "completude": [len(known & _COMPLETED) for known in presents],
            "anciennete_contact": [_days(one.get("date_dernier_contact"), now) for one in some],
        },
    )


def _consent(value: object) -> str | None:
    return _CONSENT[value] if isinstance(value, bool) else None


def _days(value: object, now: datetime) -> float | None:
    if not isinstance(value, datetime):
        return None
    at = value if value.tzinfo else value.replace(tzinfo=UTC)
    return max(0.0, (now - at).total_seconds() // _DAY)
