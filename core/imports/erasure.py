"""What imports keep of a person beside the prospect: files, problems of rows, planned updates."""

from dataclasses import dataclass
from typing import Any, Protocol

from core.database import Document
from core.imports.files.reading import texts
from core.imports.models import Import
from core.imports.store import ImportStore


class Person(Protocol):
    """Somebody to look for in what imports keep; `core.privacy.person.Person`."""

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the person's prospects."""
        ...

    def is_in(self, text: str) -> bool:
        """Whether a line is about the person."""
        ...

    def redact_all(self, value: Any) -> Any:
        """The value without the person's data."""
        ...


@dataclass(frozen=True)
class Kept:
    """How much there is: imports whose file holds the person, lines of them, planned updates."""

    files: tuple[Import, ...]
    lines: int
    updates: int


@dataclass(frozen=True, eq=False)
class Erasure:
    """Finds and erases it. The caller checks the role."""

    store: ImportStore

    def touching(self, person: Person, added_by: str | None) -> list[Import]:
        """The imports that added (`added_by`) or updated the person's prospects, oldest first."""
        wanted = {*self.store.updated(person.ids), added_by}
        return [import_ for import_ in self.store.all() if import_.import_id in wanted]

    def kept_of(self, person: Person) -> Kept:
        """What `erase` would erase."""
        held = [(import_, self._lines(import_, person)) for import_ in self.store.all()]
        return Kept(
            files=tuple(import_ for import_, count in held if count),
            lines=sum(count for _, count in held),
            updates=sum(self.store.updated(person.ids).values()),
        )

    def erase(self, person: Person) -> Kept:
        """Erase the files that hold the person, and what plans and reports say of it; return what
        there was. Safe to run again after an interruption. Such an import can still be undone, but
        not previewed nor resumed."""
        kept = self.kept_of(person)
        for import_ in self.store.all():
            if self.store.data(import_.import_id) is None:
                # What an interrupted erasure may have left.
                self.store.erase_file(import_.import_id)
        for import_ in kept.files:
            # The file goes last: only it shows that the report is about the person.
            self._blank_problems(import_.import_id)
            self.store.erase_file(import_.import_id)
        self.store.rewrite_updates(lambda updates: _without(updates, person))
        return kept

    def _lines(self, import_: Import, person: Person) -> int:
        """How many lines of its file hold the person."""
        data = self.store.data(import_.import_id)
        if data is None:
            return 0
        return sum(person.is_in(line) for line in texts(data))

    def _blank_problems(self, import_id: str) -> None:
        """Problems quote cells, and some of the person's cells do not look like it."""
        report = self.store.report(import_id)
        if report is None:
            return
        blank = [problem | {"value": ""} for problem in report["problems"]]
        self.store.set(import_id, {"report": report | {"problems": blank}})


def _without(updates: list[Document], person: Person) -> list[Document]:
    """Planned updates without those of the person, and without its values in those of others."""
    others = (update for update in updates if update["prospect_id"] not in person.ids)
    return [_cleared(update, person) for update in others]


def _cleared(update: Document, person: Person) -> Document:
    """Without the fields that hold the person, which are left as they are when the import is
    undone."""
    before, after = update["before"], update["after"]
    personal = {
        field
        for field in after
        for value in (before.get(field), after[field])
        if person.redact_all(value) != value
    }
    return update | {
        "before": {f: v for f, v in before.items() if f not in personal},
        "after": {f: v for f, v in after.items() if f not in personal},
    }
