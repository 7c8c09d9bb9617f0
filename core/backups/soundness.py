"""Whether the documents of a backup are some that a base of ours can take.

Its checksum says that a file is as it was written, not by whom: documents are tried before anything
is closed or touched, as the restore will treat them.
"""

from collections.abc import Iterator

import bson
from bson.codec_options import CodecOptions
from bson.errors import BSONError

from core.backups.container import Batch, documents
from core.database import Document
from core.errors import Refused
from core.prospects.documents import rederived
from core.reminders.documents import reminder_of

_FOREIGN = (
    "Cette sauvegarde contient des fiches ou des réglages illisibles : elle n'a pas été faite par "
    "MimiCom, ou a été modifiée. Rien n'a été touché : prenez une autre sauvegarde."
)
_WRONG = (BSONError, RecursionError, AttributeError, KeyError, TypeError, ValueError)
_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True)


def count(batch: Batch) -> int:
    """How many documents a batch has. Refused where one can't be restored."""
    return sum(_try(batch.collection, one) for one in _read(batch))


def _read(batch: Batch) -> Iterator[Document]:
    for raw in documents(batch):
        try:
            yield bson.decode(raw, _AWARE)
        except _WRONG as error:
            raise Refused(_FOREIGN) from error


def _try(collection: str, document: Document) -> int:
    try:
        if isinstance(document["_id"], list) or any(name[:1] == "$" for name in document):
            raise Refused(_FOREIGN)
        if collection == "prospects":
            rederived(document)
        elif collection == "reminders":
            reminder_of(document)
        elif collection == "campaigns":
            str(document["nom"]), document["version"] + 1
    except _WRONG as error:
        raise Refused(_FOREIGN) from error
    return 1
