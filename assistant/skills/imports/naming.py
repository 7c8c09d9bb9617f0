"""Which column of a file gives the name of each record, where that is in doubt."""

from collections.abc import Iterator, Sequence

from assistant.acts.of_imports import NameColumn
from assistant.replies import Button
from assistant.skills.imports import forms as import_forms
from assistant.skills.imports.buttons import about
from assistant.skills.registry import Turn
from core.imports.columns import headings as h
from core.imports.columns.models import ColumnPreview
from core.imports.models import Import

MOST_COLUMNS, LONGEST_LABEL = 8, 80
_PEOPLE = (h.NOM_FAMILLE, h.NOM, "nom_contact", h.PRENOM, h.PRENOM_CONTACT)


def people_or_columns(turn: Turn, record: Import) -> Iterator[Button]:
    """Each record bears the person's name; else a column that may be the organisation's."""
    columns = import_forms.file_columns(turn, record.import_id)
    people = [c for c in columns if c.meaning in _PEOPLE and c.examples]
    named = min(people, key=lambda c: _PEOPLE.index(c.meaning or ""), default=None)
    if named:
        said = f"la colonne {named.label} est le nom de la personne sans structure"
        act = NameColumn(file=record.import_id, column=named.index, meaning=h.PERSONNE)
        yield Button("Le nom de la personne", said, act=act)
    may_be = [c for c in columns if c.examples and (c is named or c.meaning is None)]
    yield from _name_columns(record, may_be)


def unknown_columns(turn: Turn, record: Import) -> Iterator[Button]:
    """The columns that may hold names first, each with what it holds."""
    columns = import_forms.file_columns(turn, record.import_id)
    unknown = [column for column in columns if column.meaning is None and column.examples]
    yield from _name_columns(record, unknown or columns)


def _name_columns(record: Import, columns: Sequence[ColumnPreview]) -> Iterator[Button]:
    """Columns that may hold the names of organisations, each with what it holds."""
    for column in columns[:MOST_COLUMNS]:
        label = column.label or f"Colonne {column.index + 1}"
        shown = f"{label} ({', '.join(column.examples[:2])})" if column.examples else label
        said = f"la colonne {label} est le nom"
        act = NameColumn(file=record.import_id, column=column.index)
        yield Button(shown[:LONGEST_LABEL], said, act=act)
    yield about("Dire ce que sont les colonnes", "columns", record)
