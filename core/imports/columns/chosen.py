"""What the user says that columns mean, over what was recognised; kept for the next such file."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.errors import Refused
from core.imports.columns import headings as h
from core.imports.columns.mapping import Columns
from core.imports.files.splitting import Record
from core.imports.models import ColumnSeen
from core.prospects.models import FIELDS

EXAMPLES = 3
_LONGEST_EXAMPLE = 60
MEANINGS = frozenset(
    (*FIELDS, h.NOM, h.PRENOM, h.NOM_FAMILLE, h.CONTACTE, h.OPPOSITION, h.ABONNEMENT)
)
"""What a column may be said to mean: a field, or a part of one."""


def checked(mapping: Mapping[int, str | None]) -> dict[int, str | None]:
    """The same. Refused for a meaning that no column can have."""
    for meaning in mapping.values():
        if meaning is not None and meaning not in MEANINGS:
            raise Refused(f"« {meaning} » n'est pas un champ d'une fiche.")
    return dict(mapping)


def signature(headings: Sequence[str]) -> str | None:
    """What tells files with the same headings; None for a file without."""
    if not headings:
        return None
    text = "\n".join(h.heading_key(heading) for heading in headings)
    return hashlib.sha256(text.encode()).hexdigest()


def remapped(columns: Columns, mapping: Mapping[int, str | None]) -> Columns:
    """The columns as the user said. A field given to a column leaves the one that had it."""
    given = {meaning for meaning in mapping.values() if meaning}
    kept = []
    for column in columns.columns:
        if column.index in mapping:
            column = replace(column, meaning=mapping[column.index])
        elif column.meaning in given:
            column = replace(column, meaning=None)
        kept.append(column)
    return replace(columns, columns=tuple(kept))


def seen(columns: Columns, sample: Sequence[Record]) -> list[ColumnSeen]:
    """The columns with some of their cells."""
    return [
        ColumnSeen(
            column.index,
            column.label,
            column.field,
            column.meaning,
            _examples(column.index, sample),
        )
        for column in columns.columns
    ]


def _examples(index: int, sample: Sequence[Record]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for record in sample:
        cells = record.cells or []
        if index < len(cells) and (cell := cells[index].strip()):
            found[cell[:_LONGEST_EXAMPLE]] = None
        if len(found) == EXAMPLES:
            break
    return tuple(found)
