"""Documents into cells, one column of some records at a time: several times faster than a record at
a time, and the same cells."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from typing import Any

from core.database import Document
from core.prospects.cells import disarm, join_comments, join_further, join_tags, rearm
from core.prospects.models import Comment, Prospect
from core.prospects.normalise import OVERSEAS, national_telephone
from core.vocabulary.values import Network

Cell = str | int | None
Values = list[Any]
Guard = Callable[[str], str]
"""What makes a text that starts like a formula harmless."""


def stored_name(field: str) -> str:
    """Under which name a field is stored."""
    return "_id" if field == "prospect_id" else field


def rows(
    documents: Sequence[Document], fields: Sequence[str], guard: Guard = disarm
) -> Iterator[tuple[Cell, ...]]:
    """The cells of these records (see `ProspectReading.documents`), in this order of fields; None
    is an empty cell."""
    return zip(*(_column(documents, field, guard) for field in fields), strict=True)


def in_workbook(text: str) -> str:
    """The guard of a cell that is marked as text, which nothing runs: the apostrophe is put only
    where the import would take one off."""
    return text if rearm(text) == text else disarm(text)


def _column(documents: Sequence[Document], field: str, guard: Guard) -> list[Cell]:
    name = stored_name(field)
    default = _DEFAULTS.get(field)
    values = [document.get(name, default) for document in documents]
    if field in _PLAIN:
        return values
    if make := _MAKERS.get(field):
        values = make(values)
    # No formula starts with a letter or a digit: most cells are not looked at further.
    return [v if not v or v[0].isalnum() else guard(v) for v in values]


def _telephones(values: Values) -> Values:
    return [telephone_cell(v) if v else None for v in values]


def telephone_cell(e164: str) -> str:
    """As `national_telephone`, for numbers that are valid; at once for those of France."""
    if len(e164) == 12 and e164[:3] == "+33" and e164[3:6] not in OVERSEAS:
        return f"0{e164[3]} {e164[4:6]} {e164[6:8]} {e164[8:10]} {e164[10:]}"
    return national_telephone(e164)


def _answers(values: Values) -> Values:
    return [None if v is None else "oui" if v else "non" for v in values]


def _days(values: Values) -> Values:
    return [v.date().isoformat() if v else None for v in values]


def _moments(values: Values) -> Values:
    return [v.isoformat() + "+00:00" if v else None for v in values]


def _tags(values: Values) -> Values:
    return [join_tags(v) if v else None for v in values]


def _emails(values: Values) -> Values:
    return [join_further(v) if v else None for v in values]


def _further_telephones(values: Values) -> Values:
    return [join_further([telephone_cell(one) for one in v]) if v else None for v in values]


def _comments(values: Values) -> Values:
    return [_told(v) if v else None for v in values]


def _told(comments: list[Document]) -> str:
    return join_comments([Comment.model_construct(**_zoned(comment)) for comment in comments])


def _zoned(comment: Document) -> Document:
    moment = comment.get("date")
    return comment | {"date": moment.replace(tzinfo=UTC)} if moment else comment


_MAKERS: dict[str, Callable[[Values], Values]] = {
    "telephone": _telephones,
    "accepte_contact": _answers,
    "date_dernier_contact": _days,
    "date_retour": _days,
    "cree_le": _moments,
    "modifie_le": _moments,
    "tags": _tags,
    "autres_emails": _emails,
    "autres_telephones": _further_telephones,
    "commentaires": _comments,
}
_PLAIN = frozenset(
    (
        *("type_prospect", "statut", "methode_contact", "retour_prospect", "nb_adherents"),
        *(f"{network.value}_followers" for network in Network),
    )
)
"""Closed lists and numbers: never a formula."""
_DEFAULTS = {
    name: field.default.value
    for name, field in Prospect.model_fields.items()
    if name in ("type_prospect", "statut")
}
