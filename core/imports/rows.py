"""A row of a file once it was checked: its values, its problems, what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, TypedDict

from core.imports.models import Conflicts
from core.prospects.reasons import REJECTIONS, Reason, sentence
from core.vocabulary.values import ProspectType, Status

Values = dict[str, Any]
"""Canonical values by field of a prospect, without the empty ones."""
Severity = Literal["error", "warning", "info"]
_SHOWN_CHARS = 300

DEFAULTS: Values = {
    "type_prospect": ProspectType.AUTRE,
    "statut": Status.JAMAIS_CONTACTE,
}
"""What a new prospect gets where the file says nothing."""


class Outcome(StrEnum):
    """What a row is; one row has one outcome."""

    VALID = "valid"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


class ProblemJson(TypedDict):
    """The contract's shape of a problem."""

    line: int
    field: str | None
    value: str
    reason: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a line; `line` is the file's, from 1."""

    line: int
    field: str | None
    value: str
    reason: Reason
    severity: Severity

    def as_json(self) -> ProblemJson:
        """The contract's shape."""
        return {
            "line": self.line,
            "field": self.field,
            "value": self.value,
            "reason": self.reason.value,
            "severity": self.severity,
        }

    @property
    def message(self) -> str:
        return sentence(self.reason)


class RowJson(TypedDict):
    """The contract's line of `--rows`."""

    record: int
    line: int
    outcome: str
    reasons: list[str]
    duplicate_by: list[str]
    values: Values


@dataclass(slots=True)
class Row:
    """A data row and what became of it. `number` is its rank among data rows, from 1."""

    number: int
    line: int
    values: Values
    problems: list[Problem]
    outcome: Outcome = Outcome.VALID
    duplicate_by: tuple[str, ...] = ()
    """The fields that it shares with another prospect."""
    duplicate_of: str | None = None
    """The prospect_id that has its e-mail or telephone."""
    also_of: tuple[str, ...] = ()
    """Other prospects that have its e-mails or telephones: it is nobody's in particular then."""
    prospect_id: str | None = None
    """The id under which it is added, where it is."""
    given_id: str | None = None
    """The id that the file proposes."""
    aside: bool = False
    """Whether it is rejected and no prospect at all: a title, or a total."""
    held_back: bool = False
    """Whether it is not added because the person asked to be erased."""

    def add_problem(self, field: str | None, value: str, reason: Reason) -> None:
        """Add what is wrong with a value: an error where the reason rejects the row."""
        severity: Severity = "error" if reason in REJECTIONS else "warning"
        shown = value[:_SHOWN_CHARS]
        self.problems.append(Problem(self.line, field, shown, reason, severity))

    def reasons(self) -> list[str]:
        """The names of its problems, each once."""
        return list(dict.fromkeys(problem.reason.value for problem in self.problems))

    def as_json(self) -> RowJson:
        """The contract's line of `--rows`: values as they would be stored."""
        values = self.values if self.outcome is Outcome.REJECTED else DEFAULTS | self.values
        return {
            "record": self.number,
            "line": self.line,
            "outcome": self.outcome.value,
            "reasons": self.reasons(),
            "duplicate_by": list(self.duplicate_by),
            "values": {name: _json(value) for name, value in values.items()},
        }


def _json(value: Any) -> Any:
    """A canonical value as JSON holds it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_json(part) for part in value]
    if isinstance(value, dict):
        return {key: _json(part) for key, part in value.items()}
    return str(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Change:
    """A field that an update changes, for show; `row` is the row's number."""

    row: int
    line: int
    prospect_id: str
    nom_structure: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class DuplicateRow:
    """A row whose e-mail or telephone the base, or an earlier row, has already."""

    number: int
    line: int
    name: str
    by: tuple[str, ...]
    """The fields that it shares."""
    holders: Mapping[str, str]
    """Names of the prospects of the base that it may be, by id; an earlier row of the file is not
    among them."""
    conflict: Conflicts
    """What becomes of it."""
    changes: tuple[Change, ...]
    """What an update would change."""
    several: bool = False
    """Whether it matches more than one prospect."""

    @property
    def holder(self) -> str | None:
        """The first of them."""
        return next(iter(self.holders.values()), None)
