"""Which column fills which field: what its heading means, or what the user said it means."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.errors import Refused
from core.imports.columns import headings as h
from core.imports.columns.believing import agree, by_cells
from core.imports.columns.models import Cells, Column, Columns, filled_cells
from core.imports.columns.public_files import public_meanings
from core.imports.columns.spelling import rank, said_by_words, speaks_of_name, speaks_of_other
from core.prospects.models import FIELDS

Mapped = Mapping[int, str | None]
"""Meanings chosen by the user, by the column's place from 0; None leaves the column out."""
Meanings = list[str | None]

MEANINGS = frozenset(
    (
        *(*FIELDS, h.NOM, h.PRENOM, h.NOM_FAMILLE, h.CONTACTE, h.OPPOSITION, h.ABONNEMENT),
        *(h.REBOND, *h.ADDRESS_PARTS, h.PRENOM_CONTACT, h.PERSONNE),
    )
)
"""What the user may say that a column means: a field, or a part of one."""
_LISTMONK = frozenset({"uuid", "attributes"})
_SEVERAL = frozenset(
    {"email", "telephone", h.OPPOSITION, h.REBOND, h.ABONNEMENT, "accepte_contact", "commentaires"}
)
"""Meanings of which all columns count."""


def from_headings(texts: tuple[str, ...], sample: Sequence[Cells] = ()) -> Columns:
    """The mapping that headings give, and where these leave doubt the cells. Columns without a
    heading are listed if the sample has something in them, so that nothing is left out in
    silence."""
    meanings = public_meanings(texts) or _meanings(texts, sample)
    columns = zip(_labels(texts), texts, meanings, strict=True)
    listed = tuple(
        Column(index, label, meaning, rank(text))
        for index, (label, text, meaning) in enumerate(columns)
        if text or filled_cells(sample, index)
    )
    return Columns(listed, len(texts))


def _meanings(texts: tuple[str, ...], sample: Sequence[Cells]) -> Meanings:
    meanings = [h.known_meaning(text) for text in texts]
    if {h.heading_key(text) for text in texts} >= _LISTMONK:
        meanings = [h.ABONNEMENT if m == "statut" else m for m in meanings]
    _read_words(texts, meanings, sample)
    if "nom_structure" not in meanings and h.PRENOM not in meanings:
        meanings = ["nom_structure" if m == h.NOM else m for m in meanings]
    _read_cells(texts, meanings, sample)
    if "nom_structure" not in meanings:
        _read_name(texts, meanings)
    return meanings


def _read_words(texts: tuple[str, ...], meanings: Meanings, sample: Sequence[Cells]) -> None:
    """What the words of unknown headings say, where no known heading says it and, if they leave
    doubt, where the cells agree."""
    known = {meaning for meaning in meanings if meaning}
    for index, text in enumerate(texts):
        said = said_by_words(text) if meanings[index] is None else None
        if said is None or (said.meaning in known and said.meaning not in _SEVERAL):
            continue
        if not said.doubtful or agree(said.meaning, filled_cells(sample, index)):
            meanings[index] = said.meaning


def _read_name(texts: tuple[str, ...], meanings: Meanings) -> None:
    """The only column left whose heading speaks of a name ('res_nom') is that of the names."""
    named = [i for i, text in enumerate(texts) if meanings[i] is None and speaks_of_name(text)]
    if len(named) == 1:
        meanings[named[0]] = "nom_structure"


def _read_cells(texts: tuple[str, ...], meanings: Meanings, sample: Sequence[Cells]) -> None:
    """The columns that no heading tells, by what their cells hold: for fields that none has."""
    for index, meaning in enumerate(meanings):
        if meaning is None and not speaks_of_other(texts[index]):
            found = by_cells(filled_cells(sample, index))
            meanings[index] = found if found not in meanings else None


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
    """The columns as the user said. A field given to a column leaves the one that had it, unless
    several columns may fill it."""
    given = {meaning for meaning in mapping.values() if meaning} - _SEVERAL
    changed = []
    for column in columns.columns:
        if column.index in mapping:
            column = replace(column, meaning=mapping[column.index])
        elif column.meaning in given:
            column = replace(column, meaning=None)
        changed.append(column)
    return replace(columns, columns=tuple(changed))
