"""Cells of a file for people: French dates, comments as sentences. The import reads them all."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime

from core.clock import PARIS
from core.database import Document
from core.exports.columns import MAKERS, Values, comments_of
from core.prospects.cells import tell_comments
from core.prospects.models import FIELDS
from core.vocabulary.labels import COLUMN_LABELS

PEOPLE_FIELDS = tuple(name for name in FIELDS if name != "prospect_id")
"""All that people read of a record: its id is for programs."""
_FIRST_OF_EXCEL = date(1900, 3, 1)
"""Its calendar has a 29 February 1900 that never was."""


def headings(fields: Sequence[str]) -> list[str]:
    """ "E-mail", "Ville"."""
    return [COLUMN_LABELS[name] for name in fields]


def _days(values: Values) -> Values:
    return [f"{v:%d/%m/%Y}" if v else None for v in values]


def _dates(values: Values) -> Values:
    """Dates for a workbook, which sorts and filters them; texts where it has none so old."""
    return [_date(v.date()) if v else None for v in values]


def _date(day: date) -> date | str:
    return day if day >= _FIRST_OF_EXCEL else f"{day:%d/%m/%Y}"


def _moments(values: Values) -> Values:
    return [f"{_in_paris(v):%d/%m/%Y %H:%M:%S}" if v else None for v in values]


def _in_paris(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(PARIS)


def _comments(values: Sequence[list[Document] | None]) -> Values:
    return [tell_comments(comments_of(v)) if v else None for v in values]


Makers = Mapping[str, Callable[[Values], Values]]
TEXTS: Makers = MAKERS | {
    "date_dernier_contact": _days,
    "date_retour": _days,
    "cree_le": _moments,
    "modifie_le": _moments,
    "commentaires": _comments,
}
"""For a CSV."""
IN_WORKBOOK: Makers = {**TEXTS, "date_dernier_contact": _dates, "date_retour": _dates}
