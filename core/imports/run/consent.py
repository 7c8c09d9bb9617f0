"""What a row says of consent: agreements, subscriptions, opt-outs, bounces. A no wins."""

from collections.abc import Callable, Mapping, Sequence

from core.imports.columns import headings as h
from core.imports.rows import Row
from core.prospects import normalise
from core.prospects.normalise import Read
from core.prospects.reasons import Reason

ManyCells = Mapping[str, Sequence[str]]
"""Cells of a row by meaning, all columns of each."""
MEANINGS = ("accepte_contact", h.OPPOSITION, h.ABONNEMENT, h.REBOND)


def set_consent(row: Row, cells: ManyCells) -> None:
    """Whether they may be contacted. What is said nowhere stays unknown."""
    answers = [
        *(
            _told(row, cell, normalise.consent_in_words)
            for cell in cells.get("accepte_contact", ())
        ),
        *(_told(row, cell, _from_opposition) for cell in cells.get(h.OPPOSITION, ())),
        *(_blocked(cell) for cell in cells.get(h.ABONNEMENT, ())),
        *(_bounced(row, cell) for cell in cells.get(h.REBOND, ())),
    ]
    known = [answer for answer in answers if answer is not None]
    if known:
        row.values["accepte_contact"] = all(known)


def _told(row: Row, cell: str, reader: Callable[[str], Read[bool]]) -> bool | None:
    value, reason = reader(cell)
    if reason and reader is normalise.consent_in_words and normalise.is_moment(cell):
        # The day when they agreed.
        return True
    if reason:
        row.add_problem("accepte_contact", cell, reason)
    return value


def _from_opposition(cell: str) -> Read[bool]:
    value, reason = normalise.consent_from_opposition(cell)
    if reason and normalise.is_moment(cell):
        return False, None
    return value, reason


def _blocked(cell: str) -> bool | None:
    """A mailing tool's own status: only a blocked one says something."""
    return False if normalise.consent(cell)[0] is False else None


def _bounced(row: Row, cell: str) -> bool | None:
    """Mail that comes back is no refusal, but nothing must be sent any more."""
    said, reason = normalise.boolean(cell)
    if said or (reason and (normalise.is_moment(cell) or "hard" in cell.lower())):
        row.add_problem("email", cell, Reason.HARD_BOUNCE)
        return False
    return None
