"""Imports with their stored files, ready to go through the steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from core.errors import NotFound, Refused
from core.imports import refusals
from core.imports.files.reading import open_table
from core.imports.models import Import
from core.imports.options import Options, options_of
from core.imports.report import Report, report_from
from core.imports.run.outputs import Planned
from core.imports.run.work import Objections, Work
from core.imports.run.writing import Writer
from core.imports.store import ImportStore
from core.prospects.service import ProspectService
from core.vocabulary.text import fold, visible

_LONGEST_NAME = 200


@dataclass(frozen=True, eq=False)
class ReceivedFiles:
    """Finds an import and its file, and makes the work of it."""

    store: ImportStore
    max_bytes: int
    objections: Objections | None = None

    def get(self, import_id: str) -> Import:
        """The import. NotFound where it was discarded."""
        import_ = self.store.get(import_id)
        if import_ is None:
            raise NotFound("Cet import n'existe plus. Envoyez le fichier de nouveau.")
        return import_

    def data(self, import_id: str) -> bytes:
        """The file's bytes. Refused where they were erased with somebody who was in it."""
        data = self.store.data(import_id)
        if data is None:
            raise Refused(
                "Le fichier de cet import n'est plus gardé : il contenait une personne qui a été "
                "effacée. Pour l'importer, retirez-la du fichier et envoyez-le de nouveau."
            )
        return data

    def report(self, import_id: str) -> Report:
        """The report of an import, its first problems only. NotFound before the import ended."""
        stored = self.store.report(import_id)
        if stored is None:
            raise NotFound("Cet import n'est pas terminé : il n'a pas encore de rapport.")
        return report_from(stored)

    def is_erased(self, import_id: str) -> bool:
        return self.store.data(import_id) is None

    def work(self, import_: Import, base: ProspectService | None = None) -> Work:
        """To read the file as decided. Refused where it was erased."""
        return self.new_work(
            import_.import_id, self.data(import_.import_id), options_of(import_), base
        )

    def new_work(
        self,
        import_id: str,
        data: bytes,
        options: Options,
        base: ProspectService | None,
        writer: Writer | None = None,
    ) -> Work:
        return Work(
            *(import_id, data, base, options, writer),
            max_bytes=self.max_bytes,
            objections=self.objections,
            known_mapping=self.store.mapping,
        )

    def check_size(self, data: bytes | Path) -> None:
        """FileRefused for a file that is too large to be stored."""
        if size_of(data) > self.max_bytes:
            raise refusals.over_size(self.max_bytes)

    def said_mapping(self, file: Path, columns: Mapping[str, str | None]) -> dict[int, str | None]:
        """What columns mean, by their place, as said by their headings. Refused for a heading that
        the file has not; FileRefused where it is no table."""
        self.check_size(file)
        headings = open_table(file.read_bytes(), self.max_bytes).headings
        places = {fold(heading): place for place, heading in reversed([*enumerate(headings)])}
        mapping = {}
        for title, meaning in columns.items():
            if fold(title) not in places:
                raise Refused(f"Ce fichier n'a pas de colonne « {title} ».")
            mapping[places[fold(title)]] = meaning
        return mapping

    def planned(self, import_id: str) -> Planned:
        """What the duplicates of an import that ran share with others."""
        plans = self.store.plans(import_id)
        return {row: fields for plan in plans for row, fields, _, _ in plan.duplicates}


def size_of(data: bytes | Path) -> int:
    return data.stat().st_size if isinstance(data, Path) else len(data)


def plain_name(filename: str) -> str:
    """A file's name without folders or unseen characters, cut to what is stored."""
    name = PurePath(visible(filename).replace("\\", "/")).name
    return name[:_LONGEST_NAME] or "fichier.csv"
