"""A record's values as plain data, for the journal: what comes back equal from the database."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from core.prospects.models import LISTS, Prospect, Values

__all__ = ["LISTS", "differences", "plain", "plain_record", "seen"]


def plain(value: Any) -> Any:
    """Dates as ISO text, enums as their text, tuples as lists, comments as objects."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return str(value) if isinstance(value, str) else value


def plain_record(prospect: Prospect) -> Values:
    """The whole record."""
    return {name: plain(value) for name, value in prospect.model_dump(mode="python").items()}


def differences(before: Prospect, after: Prospect) -> dict[str, list[Any]]:
    """Field → [old, new] of what differs, but for when it was written."""
    old, new = plain_record(before), plain_record(after)
    return {
        name: [old[name], new[name]]
        for name in old
        if name not in ("modifie_le", "version") and old[name] != new[name]
    }


def seen(prospect: Prospect, fields: Mapping[str, Any] | None = None) -> dict[str, str]:
    """A mark of each field as it is now: whoever edits later can tell that it has changed.

    Marks and not values, so that what waits for an answer holds no personal data.
    """
    record = plain_record(prospect)
    return {name: _mark(record[name]) for name in (fields or record) if name in record}


def _mark(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
