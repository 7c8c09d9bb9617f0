"""Indexes that a collection must have, created at each start."""

import time
from collections.abc import Sequence
from typing import Any

from pymongo import IndexModel
from pymongo.collection import Collection
from pymongo.errors import AutoReconnect

from core.logs import notice

_TRIES = 5
_PAUSE = 1.0
"""Seconds; the embedded server is started anew within a few of them."""
LARGE = 200_000
"""Documents from which an index takes so long that it is told: thirty seconds a million, or so."""


def ensure_indexes(
    collection: Collection[Any], indexes: Sequence[IndexModel], pause: float = _PAUSE
) -> None:
    """Create those that lack. The driver repeats reads and writes by itself, but not this: whoever
    starts as the server comes back from a kill would be refused. AutoReconnect after five tries."""
    for left in reversed(range(_TRIES)):
        try:
            _tell_and_create(collection, indexes)
            collection.create_indexes(list(indexes))
            return
        except AutoReconnect:
            if not left:
                raise
            time.sleep(pause)


def _tell_and_create(collection: Collection[Any], indexes: Sequence[IndexModel]) -> None:
    """One after the other where each takes long: a kill then costs one of them at most."""
    known = collection.index_information()
    missing = [one for one in indexes if one.document["name"] not in known]
    if not missing or (count := collection.estimated_document_count()) < LARGE:
        return
    many = f"{count:,}".replace(",", "\u202f")
    for rank, one in enumerate(missing, start=1):
        notice(
            f"Préparation de la base, étape {rank} sur {len(missing)} : environ une minute par "
            f"million d'enregistrements, et il y en a {many}. La page s'ouvrira ensuite. Si vous "
            "arrêtez avant la fin, rien n'est perdu : cela reprendra au prochain démarrage."
        )
        collection.create_indexes([one])
