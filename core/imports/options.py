"""What the user decided about a file: conflicts, columns, who asked to be erased."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import Refused
from core.imports.columns.mapping import Mapped, check_meanings
from core.imports.models import Conflicts, Import
from core.imports.rows import Outcome, Row

MAX_CHOICES = 1_000


@dataclass(frozen=True)
class Options:
    """Decisions that a preview shows and a run follows."""

    conflicts: Conflicts = Conflicts.IGNORE
    """For all rows that are in the base already …"""
    choices: Mapping[int, Conflicts] = field(default_factory=dict)
    """… but for these, by the row's number."""
    mapping: Mapped = field(default_factory=dict)
    """What columns mean, by their place from 0, where the user said otherwise than was found."""
    objectors: bool = False
    """Whether people who asked to be erased are added all the same."""
    encoding: str | None = None
    """The reading that the user chose of the two that a file leaves."""
    targets: Mapping[int, str] = field(default_factory=dict)
    """Which prospect a row changes, of several that it matches, by the row's number."""

    def conflict(self, row: Row) -> Conflicts:
        """What becomes of a duplicate. One that matches two prospects changes neither, unless the
        user said which."""
        if (chosen := self.choices.get(row.number)) is not None:
            return chosen
        if row.also_of and self.conflicts is Conflicts.UPDATE:
            return Conflicts.IGNORE
        return self.conflicts

    def adds(self, row: Row) -> bool:
        """Whether a prospect is added for the row."""
        if row.held_back or row.outcome is Outcome.REJECTED:
            return False
        return row.outcome is Outcome.VALID or self.conflict(row) is Conflicts.FORCE

    def updates(self, row: Row) -> bool:
        """Whether the row changes a prospect of the base."""
        if row.held_back or row.outcome is not Outcome.DUPLICATE:
            return False
        return self.conflict(row) is Conflicts.UPDATE

    @property
    def only_adds(self) -> bool:
        """Whether each duplicate is left as it is."""
        return self.conflicts is Conflicts.IGNORE and not self.choices and not self.targets

    @property
    def may_update(self) -> bool:
        """Whether any row may change a prospect."""
        return self.conflicts is Conflicts.UPDATE or Conflicts.UPDATE in self.choices.values()


@dataclass(frozen=True)
class Decision:
    """What the user changes of the decisions about a file; None leaves as it is."""

    conflicts: Conflicts | None = None
    choices: Mapping[int, Conflicts] | None = None
    mapping: Mapped | None = None
    objectors: bool | None = None
    targets: Mapping[int, str] | None = None
    encoding: str | None = None

    def over(self, import_: Import) -> Import:
        """The import with these decisions added to its own. Refused past the number of choices that
        can be stored, and for a meaning that no column has."""
        chosen = dict(self.choices or {})
        if len(import_.choices | chosen) > MAX_CHOICES:
            raise Refused(
                f"On ne peut choisir ligne par ligne que {MAX_CHOICES} fois. Choisissez plutôt "
                "pour toutes les lignes, ou partagez le fichier."
            )
        check_meanings(self.mapping or {})
        changed = {
            # Decided for all: what was chosen line by line no longer holds.
            "choices": import_.choices | chosen if self.conflicts is None else chosen,
            "targets": import_.targets | dict(self.targets or {}),
            "mapping": import_.mapping | dict(self.mapping or {}),
            "conflicts": self.conflicts or import_.conflicts,
            "encoding": self.encoding or import_.encoding,
            "objectors": import_.objectors if self.objectors is None else self.objectors,
        }
        return import_.model_copy(update=changed)


def options_of(import_: Import, conflicts: Conflicts | None = None) -> Options:
    """What was decided about an import; `conflicts` where nothing was."""
    decided = import_.conflicts or conflicts or Conflicts.IGNORE
    return Options(
        conflicts=decided,
        choices=import_.choices,
        mapping=import_.mapping,
        objectors=import_.objectors,
        encoding=import_.encoding,
        targets=import_.targets,
    )
