"""What the user decided about a file: conflicts, columns, who asked to be erased."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import Refused
from core.imports.columns.mapping import check_meanings
from core.imports.models import Conflicts, Import, Outcome, Row

MAX_CHOICES = 1_000


@dataclass(frozen=True)
class Options:
    """Decisions that a preview shows and a run follows."""

    conflicts: Conflicts = Conflicts.IGNORE
    """For all rows that the base has already …"""
    choices: Mapping[int, Conflicts] = field(default_factory=dict)
    """… but for these, by `Row.record`."""
    mapping: Mapping[int, str | None] = field(default_factory=dict)
    """What columns mean, by their place from 0, where the user said otherwise than was found."""
    objectors: bool = False
    """Whether people who asked to be erased are added all the same."""

    def conflict(self, row: Row) -> Conflicts:
        """What becomes of a duplicate."""
        return self.choices.get(row.record, self.conflicts) if self.choices else self.conflicts

    def adds(self, row: Row) -> bool:
        """Whether a record is added for the row."""
        if row.held_back or row.outcome is Outcome.REJECTED:
            return False
        return row.outcome is Outcome.VALID or self.conflict(row) is Conflicts.FORCE

    def updates(self, row: Row) -> bool:
        """Whether the row changes a record that the base has."""
        if row.held_back or row.outcome is not Outcome.DUPLICATE:
            return False
        return self.conflict(row) is Conflicts.UPDATE

    @property
    def may_update(self) -> bool:
        """Whether any row may change a record."""
        return self.conflicts is Conflicts.UPDATE or Conflicts.UPDATE in self.choices.values()


@dataclass(frozen=True)
class Decision:
    """What the user changes of the decisions about a file; None leaves as it is."""

    conflicts: Conflicts | None = None
    choices: Mapping[int, Conflicts] | None = None
    mapping: Mapping[int, str | None] | None = None
    objectors: bool | None = None

    def over(self, record: Import) -> Import:
        """The import with these decisions added to its own. Refused past what can be chosen."""
        choices = record.choices | {str(n): choice for n, choice in (self.choices or {}).items()}
        if len(choices) > MAX_CHOICES:
            raise Refused(
                f"On ne peut choisir ligne par ligne que {MAX_CHOICES} fois. Choisissez plutôt "
                "pour toutes les lignes, ou partagez le fichier."
            )
        check_meanings(self.mapping or {})
        said = {str(index): meaning for index, meaning in (self.mapping or {}).items()}
        changed = {
            "choices": choices,
            "mapping": record.mapping | said,
            "conflicts": self.conflicts or record.conflicts,
            "objectors": record.objectors if self.objectors is None else self.objectors,
        }
        if self.conflicts is not None:
            # Said for all: what was chosen line by line no longer holds.
            changed["choices"] = {str(n): choice for n, choice in (self.choices or {}).items()}
        return record.model_copy(update=changed)


def by_number(mapping: Mapping[str, str | None]) -> dict[int, str | None]:
    """A mapping as stored, by the places of the columns."""
    return {int(index): meaning for index, meaning in mapping.items()}


def options_of(record: Import, conflicts: Conflicts | None = None) -> Options:
    """What was decided about an import; `conflicts` where nothing was."""
    return Options(
        record.conflicts or conflicts or Conflicts.IGNORE,
        {int(record): choice for record, choice in record.choices.items()},
        by_number(record.mapping),
        record.objectors,
    )
