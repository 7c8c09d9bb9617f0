"""Buttons and files about an import: each button stands for its sentence."""

from collections.abc import Callable, Iterator
from datetime import date

from assistant.acts.base import Act
from assistant.acts.of_imports import (
    ChooseColumns,
    ChooseDuplicates,
    DecideDuplicates,
    ImportReport,
    ResumeImport,
    ShowAdded,
    UndoImport,
)
from assistant.rendering.wording import plural
from assistant.replies import Button, File
from core.imports.models import Conflicts, Import

_SAYS = {
    "columns": "corrige les colonnes du fichier {}",
    "each": "choisis les doublons un par un du fichier {}",
    Conflicts.UPDATE.value: "mets à jour les doublons du fichier {}",
    Conflicts.IGNORE.value: "garde les fiches de la base du fichier {}",
    Conflicts.FORCE.value: "ajoute quand même les doublons du fichier {}",
    "objectors": "ajoute quand même les personnes effacées du fichier {}",
    "resume": "reprends l'import de {}",
    "undo": "annule l'import de {}",
    "added": "montre les fiches ajoutées par l'import de {}",
    "report": "rapport de l'import de {}",
}


_ACTS: dict[str, Callable[[str], Act]] = {
    "columns": lambda file: ChooseColumns(file=file),
    "each": lambda file: ChooseDuplicates(file=file),
    "update": lambda file: DecideDuplicates(file=file, conflicts="update"),
    "ignore": lambda file: DecideDuplicates(file=file, conflicts="ignore"),
    "force": lambda file: DecideDuplicates(file=file, conflicts="force"),
    "objectors": lambda file: DecideDuplicates(file=file),
    "resume": lambda file: ResumeImport(file=file),
    "undo": lambda file: UndoImport(file=file),
    "added": lambda file: ShowAdded(file=file),
    "report": lambda file: ImportReport(file=file),
}


def about(label: str, what: str, record: Import) -> Button:
    """A button about that very file, whatever others are called."""
    return Button(label, _SAYS[what].format(record.filename), act=_ACTS[what](record.import_id))


def undo_button(record: Import) -> Button:
    """Undoes the import of that file, whatever was imported since."""
    return about("Annuler cet import", "undo", record)


def added_button(record: Import) -> Button:
    """Lists what the import of that file added."""
    return about("Voir les fiches ajoutées", "added", record)


def rejected_file(import_id: str, count: int, today: date) -> Iterator[File]:
    """The rows of a file that are to be corrected and dropped again, where there are some."""
    if count:
        label = plural(count, "ligne à corriger", "lignes à corriger")
        yield File(f"lignes_a_corriger_{today:%Y%m%d}.csv", "import_errors", import_id, label)


def report_file(import_id: str, today: date) -> File:
    """What became of each line."""
    name = f"rapport_{today:%Y%m%d}.csv"
    return File(name, "import_report", import_id, "Le rapport, ligne par ligne")
