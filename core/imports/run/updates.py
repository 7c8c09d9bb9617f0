"""What a row changes in a prospect of the base: computed, applied, taken back."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from core.imports.plans import Update
from core.imports.rows import Values
from core.prospects.models import FURTHER, LISTS, Prospect

# A prospect's id, dates and source do not change because a file names it again.
_KEPT = frozenset({"prospect_id", "cree_le", "modifie_le", "source", "version"})


def compute(row: int, prospect: Prospect, values: Mapping[str, Any]) -> Update:
    """What the non-empty values of a row change. An empty cell erases nothing."""
    current = prospect.model_dump(mode="python")
    before: Values = {}
    after: Values = {}
    for field, value in _new_keys(prospect, values).items():
        if field in _KEPT:
            continue
        if field in LISTS:
            if added := _missing(value, current[field]):
                after[field] = added
        elif value != current[field]:
            before[field], after[field] = _stored(current[field]), _stored(value)
    return Update(row, prospect.prospect_id, before, after, prospect.modifie_le)


def _new_keys(prospect: Prospect, values: Mapping[str, Any]) -> Values:
    """The values, less the e-mails and telephones that the prospect has already: a further address
    does not take the place of the main one because a file knows no other."""
    kept = dict(values)
    for main, further in FURTHER.items():
        known = set(prospect.reached_by()[main])
        if kept.get(main) in known:
            del kept[main]
        if further in kept:
            kept[further] = [key for key in kept[further] if key not in known]
    return kept


def apply(prospect: Prospect, update: Update, moment: datetime) -> Prospect:
    """The prospect with the changes; a field that somebody changed meanwhile stays as it is."""
    current = prospect.model_dump(mode="python")
    changed = {}
    for field, value in update.after.items():
        if field in LISTS:
            if added := _missing(value, current[field]):
                changed[field] = [*current[field], *added]
        elif _stored(current[field]) == update.before[field] != value:
            changed[field] = value
    return _with(current, changed, moment) if changed else prospect


def take_back(
    prospect: Prospect, update: Update, made: datetime, moment: datetime
) -> Prospect | None:
    """The prospect without the changes, which the import made at `made`; None if somebody edited
    one of these fields since. Where nobody changed anything, its old date of change comes back."""
    current = prospect.model_dump(mode="python")
    restored: Values = {}
    for field, value in update.after.items():
        if field in LISTS:
            restored[field] = _missing(current[field], value)
        elif _stored(current[field]) == value:
            restored[field] = update.before[field]
        elif _stored(current[field]) != update.before[field]:
            return None
    untouched = prospect.modifie_le == made
    return _with(current, restored, (untouched and update.modifie_le) or moment)


def _with(current: Values, changed: Values, moment: datetime) -> Prospect:
    return Prospect.model_validate(current | changed | {"modifie_le": moment})


def _missing(items: Iterable[Any], known: Iterable[Any]) -> list[Any]:
    """The items that are not among the known ones."""
    identities = [_identity(item) for item in known]
    return [item for item in items if _identity(item) not in identities]


def _identity(item: Any) -> Any:
    # A comment that is there already is not added again, whatever its date.
    return item["texte"] if isinstance(item, dict) else item


def _stored(value: Any) -> Any:
    # The database has no date without a time; text reads the same in both directions.
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
