"""Which column fills which field: what its heading means, or what the user said it means."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.errors import Refused
from core.imports.columns import headings as h
from core.imports.columns.models import Cells, Column, Columns, filled_cells
from core.prospects.models import FIELDS

Mapped = Mapping[int, str | None]
"""Meanings chosen by the user, by the column's place from 0; None leaves the column out."""

MEANINGS = frozenset(
    (*FIELDS, h.NOM, h.PRENOM, h.NOM_FAMILLE, h.CONTACTE, h.OPPOSITION, h.ABONNEMENT)
)
"""What the user may say that a column means: a field, or a part of one."""
_LISTMONK = frozenset({"uuid", "attributes"})


def from_headings(texts: tuple[str, ...], sample: Sequence[Cells] = ()) -> Columns:
    """The mapping that headings give. Columns without a heading are listed if the sample has
    something in them, so that nothing is left out in silence."""
    meanings = [h.meaning(text) for text in texts]
    if {h.heading_key(text) for text in texts} >= _LISTMONK:
        meanings = [h.ABONNEMENT if m == "statut" else m for m in meanings]
    if "nom_structure" not in meanings and h.PRENOM not in meanings:
        meanings = ["nom_structure" if m == h.NOM else m for m in meanings]
    columns = zip(_labels(texts), texts, meanings, strict=True)
    listed = tuple(
        Column(index, label, meaning)
        for index, (label, text, meaning) in enumerate(columns)
        if text or filled_cells(sample, index)
    )
    return Columns(listed, len(texts))


def _labels(texts: tuple[str, ...]) -> list[str]:
    """Headings as keys: the second 'Nom' is 'Nom#2'."""
    count: Counter[str] = Counter()
    labels = []
    for text in texts:
        count[text] += 1
        labels.append(text if count[text] == 1 else f"{text}#{count[text]}")
    return labels


def check_meanings(mapping: Mapped) -> None:
    """Refused for a meaning that no column can have."""
    for meaning in mapping.values():
        if meaning is not None and meaning not in MEANINGS:
            raise Refused(f"« {meaning} » n'est pas un champ d'une fiche.")


def signature(headings: Sequence[str]) -> str | None:
    """A hash that files with the same headings share; None for a file without headings."""
    if not headings:
        return None
    text = "\n".join(h.heading_key(heading) for heading in headings)
    return hashlib.sha256(text.encode()).hexdigest()


def remapped(columns: Columns, mapping: Mapped) -> Columns:
    """The columns as the user said. A field given to a column leaves the one that had it."""
    given = {meaning for meaning in mapping.values() if meaning}
    changed = []
    for column in columns.columns:
        if column.index in mapping:
            column = replace(column, meaning=mapping[column.index])
        elif column.meaning in given:
            column = replace(column, meaning=None)
        changed.append(column)
    return replace(columns, columns=tuple(changed))
