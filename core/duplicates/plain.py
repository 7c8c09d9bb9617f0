"""Records as the journal keeps them: plain data, and back."""

from collections.abc import Mapping
from typing import Any

from core.database import Document
from core.duplicates.proposals import MERGED
from core.prospects.documents import document_of
from core.prospects.models import LISTS, Prospect

BESIDE = "hors_contrat"
"""Under this name, what other words keep in a record's document (its import, its campaigns)."""


def plain(prospect: Prospect, beside: Mapping[str, Any] | None = None) -> Document:
    """A whole record, enough to bring it back."""
    data: Document = prospect.model_dump(mode="json")
    return data | {BESIDE: dict(beside)} if beside else data


def restored(data: Mapping[str, Any]) -> tuple[Prospect, Document]:
    """The record of `plain`, and what was beside."""
    return Prospect.model_validate(data), dict(data.get(BESIDE) or {})


def stored_names(prospect: Prospect) -> frozenset[str]:
    """The fields of a record's document that the record itself gives."""
    return frozenset((*Prospect.model_fields, *document_of(prospect)))


def changes(before: Prospect, after: Prospect) -> dict[str, list[Any]]:
    """Field → [old, new], of what a merge gives a value to."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    return {name: [old[name], new[name]] for name in MERGED if old[name] != new[name]}


_GROWING = LISTS


def edited_since(current: Prospect, changed: Mapping[str, list[Any]]) -> list[str]:
    """Fields of a merge that somebody edited since; what was only added to a list is no edit."""
    now = current.model_dump(mode="json")
    return [name for name, (_, new) in changed.items() if _edited(name, now[name], new)]


def _edited(name: str, now: Any, new: Any) -> bool:
    if name in _GROWING:
        return any(item not in now for item in new)
    return bool(now != new)


def taken_back(current: Prospect, changed: Mapping[str, list[Any]]) -> Document:
    """The fields as they were before; what was added to lists since stays."""
    now = current.model_dump(mode="json")
    values: Document = {}
    for name, (old, new) in changed.items():
        added = [item for item in now[name] if item not in new] if name in _GROWING else []
        values[name] = [*old, *added] if name in _GROWING else old
    return values
