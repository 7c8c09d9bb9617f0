"""The selection as a file that a French spreadsheet opens by a double click."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from core.accounts.models import Permission, User
from core.clock import PARIS, Clock
from core.prospects.cells import disarm, join_comments, join_tags
from core.prospects.filters import Filter
from core.prospects.models import FIELDS, Prospect
from core.prospects.normalise import national_telephone

BOM = "\ufeff"
DELIMITER = ";"
_CHUNK_ROWS = 500


class Selection(Protocol):
    """Where the prospects come from; `core.prospects.service.ProspectService` is one."""

    def iterate(self, filter: Filter) -> Iterator[Prospect]: ...


class ExportService:
    """Writes CSV: the contract's fields in its order, UTF-8 with a mark, semicolons."""

    def __init__(self, prospects: Selection, clock: Clock) -> None:
        self._prospects = prospects
        self._clock = clock

    def filename(self) -> str:
        """`mimicom_prospects_YYYYMMDD.csv`, by the date in Paris."""
        return f"mimicom_prospects_{self._clock().astimezone(PARIS):%Y%m%d}.csv"

    def stream(self, user: User, filter: Filter) -> Iterator[bytes]:
        """The file, some rows at a time. Forbidden (at once) by role."""
        user.require(Permission.EXPORT)
        return _encoded(self._prospects.iterate(filter))


def _encoded(prospects: Iterator[Prospect]) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=DELIMITER, lineterminator="\r\n")
    text.write(BOM)
    writer.writerow(FIELDS)
    for rank, prospect in enumerate(prospects, start=1):
        writer.writerow(row(prospect))
        if rank % _CHUNK_ROWS == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    chunk = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return chunk


def row(prospect: Prospect) -> list[str]:
    """A record's cells, none of which a spreadsheet would run as a formula."""
    return [disarm(_cell(field, getattr(prospect, field))) for field in FIELDS]


def _cell(field: str, value: Any) -> str:
    if value is None:
        return ""
    if field == "telephone":
        return national_telephone(value)
    if field == "commentaires":
        return join_comments(value)
    if field == "tags":
        return join_tags(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
