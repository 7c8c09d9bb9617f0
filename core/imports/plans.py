"""What is decided for a batch of rows, stored so that a run that was interrupted is carried out as
planned, and undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from core.imports.rows import Values


@dataclass(frozen=True)
class Update:
    """The changes that one row makes to one prospect, old and new by field, as plain data.

    For lists, `after` holds only what is added and `before` nothing.
    """

    row: int
    prospect_id: str
    before: Values
    after: Values
    modifie_le: datetime | None = None
    """When the prospect had last been changed."""

    def as_document(self) -> dict[str, Any]:
        return {
            "record": self.row,
            "prospect_id": self.prospect_id,
            "before": self.before,
            "after": self.after,
            "modifie_le": self.modifie_le,
        }


class Shared(NamedTuple):
    """A duplicate: the row's number, the fields that it shares, the id of the prospect that has
    them, those of others that have some."""

    row: int
    fields: tuple[str, ...]
    prospect_id: str
    also: tuple[str, ...] = ()


@dataclass
class Plan:
    """What was decided for a batch of rows, written before any of it is done."""

    number: int
    """The number of the batch's first row."""
    duplicates: list[Shared] = field(default_factory=list)
    given_ids: dict[int, str] = field(default_factory=dict)
    """The file's own ids that are used, by the row's number."""
    updates: list[Update] = field(default_factory=list)
    done: bool = False

    def as_document(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "duplicates": [list(duplicate) for duplicate in self.duplicates],
            "given_ids": {str(row): given for row, given in self.given_ids.items()},
            "updates": [update.as_document() for update in self.updates],
            "done": self.done,
        }


def plan_from(document: Mapping[str, Any]) -> Plan:
    """The plan that was stored as this document."""
    return Plan(
        number=document["number"],
        duplicates=[_shared(*duplicate) for duplicate in document["duplicates"]],
        given_ids={int(row): given for row, given in document["given_ids"].items()},
        updates=[_update_from(update) for update in document["updates"]],
        done=document["done"],
    )


def _shared(row: int, fields: Sequence[str], of: str, also: Sequence[str] = ()) -> Shared:
    return Shared(row, tuple(fields), of, tuple(also))


def _update_from(document: Mapping[str, Any]) -> Update:
    get = document.__getitem__
    return Update(
        get("record"), get("prospect_id"), get("before"), get("after"), document.get("modifie_le")
    )
