"""Whether every index of the embedded database can be read through.

A start reads all documents (to count them); an index that the disk spoiled shows only when it is
asked for, by a server that panics, each time.
"""

from collections.abc import Iterator
from typing import Any

from bson import MinKey
from pymongo.database import Database
from pymongo.errors import PyMongoError

from core.errors import Unavailable

_SPOILED = (
    "Un index de la base est abîmé (« {name} », {key}) : ce qui s'en sert échoue. Les fiches sont "
    "rangées à part : essayez « mimicom backup create -o base.mimicom » ; si cela échoue, prenez "
    "la dernière sauvegarde du dossier « backups ». Ouvrez-la dans un nouveau dossier : « mimicom "
    "backup restore FICHIER --yes --data NOUVEAU_DOSSIER ». Faites vérifier le disque de cette "
    "machine."
)


def verify(mongo: Database[dict[str, Any]]) -> int:
    """How many indexes were read through. Unavailable, with what to do, where one can't be."""
    read = 0
    for name, key in _indexes(mongo):
        try:
            mongo[name].count_documents({key: {"$gte": MinKey()}})
        except PyMongoError as error:
            raise Unavailable(_SPOILED.format(name=name, key=key)) from error
        read += 1
    return read


def _indexes(mongo: Database[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each collection's, by the first field of its key."""
    for name in sorted(mongo.list_collection_names()):
        if not name.startswith("system."):
            keys = (index["key"][0][0] for index in mongo[name].index_information().values())
            for key in dict.fromkeys(keys):
                yield name, key
