"""What imports keep of somebody beside the record: files, problems of rows, changes planned."""

from dataclasses import dataclass

from core.database import Document
from core.imports.files.reading import texts
from core.imports.models import Import
from core.imports.protocols import Whom
from core.imports.store import ImportStore


@dataclass(frozen=True)
class Kept:
    """What there is of somebody: imports whose file holds the person, lines, updates of plans."""

    files: tuple[Import, ...]
    lines: int
    updates: int


class Forgetting:
    """Finds it, and takes it away so that a run cut anywhere can be run again."""

    def __init__(self, store: ImportStore) -> None:
        self._store = store

    def touching(self, whom: Whom, added_by: str | None) -> list[Import]:
        """The imports that added or updated the person's record, oldest first."""
        wanted = {*self._store.updated(whom.ids), added_by}
        return [record for record in self._store.all() if record.import_id in wanted]

    def kept_of(self, whom: Whom) -> Kept:
        """What there is."""
        held = [(record, self._lines(record, whom)) for record in self._store.all()]
        return Kept(
            files=tuple(record for record, count in held if count),
            lines=sum(count for _, count in held),
            updates=sum(self._store.updated(whom.ids).values()),
        )

    def forget(self, whom: Whom) -> Kept:
        """Take it away; return what there was."""
        kept = self.kept_of(whom)
        for record in self._store.all():
            if self._store.data(record.import_id) is None:
                # What an erasure that was cut may have left.
                self._store.erase_file(record.import_id)
        for record in kept.files:
            # The file goes last: it alone tells that the report is about the person.
            self._blank_problems(record.import_id)
            self._store.erase_file(record.import_id)
        self._store.rewrite_updates(lambda updates: _without(updates, whom))
        return kept

    def _lines(self, record: Import, whom: Whom) -> int:
        """How many lines of its file hold the person."""
        data = self._store.data(record.import_id)
        if data is None:
            return 0
        return sum(whom.is_in(line) for line in texts(data))

    def _blank_problems(self, import_id: str) -> None:
        """Problems quote cells, and some cells of the person look like nobody's."""
        report = self._store.report(import_id)
        if report is None:
            return
        blank = [problem | {"value": ""} for problem in report["problems"]]
        self._store.set(import_id, {"report": report | {"problems": blank}})


def _without(updates: list[Document], whom: Whom) -> list[Document]:
    """Planned changes without those of the person, and without its values in other records'."""
    return [_cleared(update, whom) for update in updates if update["prospect_id"] not in whom.ids]


def _cleared(update: Document, whom: Whom) -> Document:
    """The fields that speak of the person are left as they are when the import is undone."""
    before, after = update["before"], update["after"]
    spoken = {
        field
        for field in after
        for value in (before.get(field), after[field])
        if whom.redact_all(value) != value
    }
    return update | {
        "before": {f: v for f, v in before.items() if f not in spoken},
        "after": {f: v for f, v in after.items() if f not in spoken},
    }
