"""What a row changes in a record that the base has: computed, applied, taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.prospects.models import Prospect

# Whose the record is and where it comes from does not change because a file names it again.
_KEPT = frozenset({"prospect_id", "cree_le", "modifie_le", "source", "version"})
_LISTS = frozenset({"commentaires", "tags"})


@dataclass(frozen=True)
class Update:
    """The changes that one row makes to one record, old and new by field, as plain data.

    For lists, `after` holds only what is added and `before` nothing.
    """

    record: int
    prospect_id: str
    before: dict[str, Any]
    after: dict[str, Any]
    modifie_le: datetime | None = None
    """When the record had last been changed."""

    def as_document(self) -> dict[str, Any]:
        """To store."""
        return {
            "record": self.record,
            "prospect_id": self.prospect_id,
            "before": self.before,
            "after": self.after,
            "modifie_le": self.modifie_le,
        }


def compute(record: int, prospect: Prospect, values: Mapping[str, Any]) -> Update:
    """What the non-empty values of a row change. An empty cell erases nothing."""
    current = prospect.model_dump(mode="python")
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for field, value in values.items():
        if field in _KEPT:
            continue
        if field in _LISTS:
            known = [_identity(item) for item in current[field]]
            if added := [item for item in value if _identity(item) not in known]:
                after[field] = added
        elif value != current[field]:
            before[field], after[field] = _stored(current[field]), _stored(value)
    return Update(record, prospect.prospect_id, before, after, prospect.modifie_le)


def apply(prospect: Prospect, update: Update, moment: datetime) -> Prospect:
    """The record with the changes; a field that somebody changed meanwhile stays theirs."""
    current = prospect.model_dump(mode="python")
    changed = {}
    for field, value in update.after.items():
        if field in _LISTS:
            known = [_identity(item) for item in current[field]]
            if added := [item for item in value if _identity(item) not in known]:
                changed[field] = [*current[field], *added]
        elif _stored(current[field]) == update.before[field] != value:
            changed[field] = value
    return _with(current, changed, moment) if changed else prospect


def take_back(
    prospect: Prospect, update: Update, made: datetime, moment: datetime
) -> Prospect | None:
    """The record without the changes, which the import made at `made`; None if somebody edited one
    of these fields since. Where nobody changed anything, it is again as old as it was."""
    current = prospect.model_dump(mode="python")
    restored: dict[str, Any] = {}
    for field, value in update.after.items():
        if field in _LISTS:
            added = [_identity(item) for item in value]
            restored[field] = [i for i in current[field] if _identity(i) not in added]
        elif _stored(current[field]) == value:
            restored[field] = update.before[field]
        elif _stored(current[field]) != update.before[field]:
            return None
    untouched = prospect.modifie_le == made
    return _with(current, restored, (untouched and update.modifie_le) or moment)


def _with(current: dict[str, Any], changed: dict[str, Any], moment: datetime) -> Prospect:
    return Prospect.model_validate(current | changed | {"modifie_le": moment})


def _identity(item: Any) -> Any:
    # A comment that is there already is not added again, whatever its date.
    return item["texte"] if isinstance(item, dict) else item


def _stored(value: Any) -> Any:
    # The database knows no date without a time; text reads the same in both directions.
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
