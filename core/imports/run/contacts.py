"""E-mails and telephones of a row: of one cell or of several columns, the main one first."""

from collections.abc import Iterable, Sequence

from core.imports.rows import Row
from core.prospects.models import FURTHER
from core.prospects.reasons import Reason
from core.prospects.several import Several, emails, telephones


def set_emails(row: Row, cells: Sequence[str], further: Sequence[str]) -> None:
    """The e-mails of the row's cells, the main column's first. The first filled cell rejects the
    row where it holds no e-mail that is valid."""
    if not cells and not further:
        return
    main = [emails(cell) for cell in cells]
    if len(main) == 1 and not further and len(main[0].values) == 1 and not main[0].left:
        row.values["email"] = main[0].values[0]
        return
    filled = [told for told in main if told.values or told.left]
    for told in filled:
        rejects = told is filled[0] and told.reason is Reason.INVALID_EMAIL
        _tell(row, "email", told, Reason.INVALID_EMAIL if rejects else Reason.INVALID_FURTHER)
    _set(row, "email", main, [emails(cell) for cell in further])


def set_telephones(row: Row, cells: Sequence[str], further: Sequence[str], country: str) -> None:
    """The same of telephones, of which none rejects a row."""
    if not cells and not further:
        return
    main = [telephones(cell, country) for cell in cells]
    for told in main:
        if told.reason:
            _tell(row, "telephone", told, told.reason)
    _set(row, "telephone", main, [telephones(cell, country) for cell in further])


def _tell(row: Row, field: str, told: Several, reason: Reason) -> None:
    for left in told.left:
        row.add_problem(field, left, reason)


def _set(row: Row, field: str, main: Iterable[Several], further: Iterable[Several]) -> None:
    values = [value for told in main for value in told.values]
    first = values[0] if values else None
    values += [value for told in further for value in told.values]
    if first is not None:
        row.values[field] = first
    if rest := [value for value in dict.fromkeys(values) if value != first]:
        row.values[FURTHER[field]] = rest
