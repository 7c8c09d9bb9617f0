"""Reminders as MongoDB stores them."""

from datetime import UTC, datetime
from typing import Any

from core.database import Document
from core.reminders.models import Reminder


def document_of(reminder: Reminder) -> Document:
    """As it is stored."""
    document: dict[str, Any] = reminder.model_dump(mode="python", exclude={"rappel_id"})
    document |= {"_id": reminder.rappel_id, "etat": reminder.etat.value}
    document["genre"] = reminder.genre.value
    if reminder.a_ecrire is None:
        del document["a_ecrire"]  # a sparse index has those only that are to be written
    # Without a zone, MongoDB keeps it as it is.
    if reminder.repete is not None:
        document["repete"]["chaque"] = reminder.repete.chaque.value
        document["repete"]["jours"] = list(reminder.repete.jours)
    if reminder.is_pending:
        document["a_dire"] = reminder.quand
    return document


def reminder_of(document: Document) -> Reminder:
    """A stored one."""
    found = document | {"rappel_id": document["_id"], "mur": _naive(document["mur"])}
    if again := document.get("repete"):
        found["repete"] = again | {"depuis": _naive(again["depuis"])}
    return Reminder.model_validate(found)


def _naive(stored: datetime) -> datetime:
    return stored.replace(tzinfo=UTC).replace(tzinfo=None)
