"""Whether a sentence speaks of the filter in force: takes off or replaces what is in it."""

import re
from typing import Any

from assistant.language.conditions import (
    EXCLUDED,
    LIST_KEYS,
    PLACE_KEYS,
    PRESENCE_KEYS,
    Condition,
)
from assistant.language.extract import Change, Said
from core.prospects.filters import Filter

# What a condition without its key may stand for.
_MEANT_BY = {
    "date": ("dernier_contact",),
    "number": ("adherents", "followers"),
    "quantity": ("adherents", "followers"),
    "field": PRESENCE_KEYS,
    "lieu": PLACE_KEYS,
    "presence": PRESENCE_KEYS,
} | dict.fromkeys(PLACE_KEYS, PLACE_KEYS)
# "supprime la MJC de Lyon" speaks of one record.
_ONE_RECORD = re.compile(r"(?:^| )(?:la|le|l|cette|ce|cet) (?:fiche|<c\.type\w*>)(?: |$)")


def changes_it(said: Said, filters: Filter) -> bool:
    """True where a part of the filter in force is named in order to be taken off or replaced."""
    if filters.is_empty() or _ONE_RECORD.search(said.text):
        return False
    if any(_holds(filters, key) for key in said.dropped):
        return True
    if any(_takes_off(change, filters) for change in said.changes):
        return True
    keys = [change.condition.key for change in said.changes]
    return "instead" in said.signals and bool(keys) and all(_holds(filters, key) for key in keys)


def _holds(filters: Filter, key: str) -> bool:
    if key.startswith(EXCLUDED):
        return bool(getattr(filters.exclure, key.removeprefix(EXCLUDED), None))
    return any(getattr(filters, name, None) for name in _MEANT_BY.get(key, (key,)))


def _takes_off(change: Change, filters: Filter) -> bool:
    if change.mode == "restore":
        return _overlaps(change.condition, filters.exclure)
    return change.mode in {"remove", "swap"} and _overlaps(change.condition, filters)


def _overlaps(condition: Condition, values: Any) -> bool:
    if condition.key in LIST_KEYS or condition.key in PRESENCE_KEYS:
        return bool(set(condition.value) & set(getattr(values, condition.key, None) or ()))
    return isinstance(values, Filter) and _holds(values, condition.key)
