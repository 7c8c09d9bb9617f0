"""Forms about a file to import: what its columns mean, what becomes of its duplicates."""

from collections.abc import Mapping
from typing import Any

from assistant.rendering.forms import Field
from assistant.rendering.imports.importing import (
    CONFLICT_CHOICES,
    MEANING_LABELS,
    change_line,
    duplicate_text,
)
from assistant.rendering.wording import typeset
from assistant.skills.registry import Turn
from core.errors import InvalidData
from core.imports.columns import headings as h
from core.imports.columns.models import ColumnPreview
from core.imports.models import Conflicts
from core.imports.refusals import FileRefused
from core.imports.rows import DuplicateRow

MOST = 50
"""Duplicates that one form asks about; what is said for all holds for the others."""
_KEEP_NOTHING = "-"
_NOT_OFFERED = frozenset(
    {"prospect_id", "cree_le", "modifie_le", h.NOM, h.PRENOM_CONTACT, h.ABONNEMENT}
)


def column_fields(turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    """A choice for each column, with some of its cells."""
    columns = file_columns(turn, payload["import_id"])
    offered = {n: label for n, label in MEANING_LABELS.items() if n not in _NOT_OFFERED}
    fields = []
    for column in columns:
        meaning = column.meaning or _KEEP_NOTHING
        choices = {_KEEP_NOTHING: "Ne pas garder"} | offered
        choices.setdefault(meaning, MEANING_LABELS.get(meaning, meaning))
        examples = ", ".join(column.examples)
        fields.append(
            _choice(
                name=f"c{column.index}",
                label=column.label or f"Colonne {column.index + 1}",
                value=meaning,
                choices=choices,
                help_=typeset(f"Par exemple : {examples}") if examples else "",
                group="Les colonnes du fichier",
            )
        )
    return fields


def file_columns(turn: Turn, import_id: str) -> list[ColumnPreview]:
    """The file's columns, also where one that is needed lacks: it is here that it is said."""
    try:
        return turn.services.imports.columns(turn.user, import_id)
    except FileRefused:
        seen = turn.services.imports.preview(import_id).fields
        if not seen:
            raise
        return seen


def mapping_of(turn: Turn, import_id: str, values: Mapping[str, str]) -> dict[int, str | None]:
    """What was chosen otherwise than it was. InvalidData where a field is chosen twice."""
    columns = file_columns(turn, import_id)
    chosen = {c.index: values.get(f"c{c.index}", c.meaning or _KEEP_NOTHING) for c in columns}
    for column in columns:
        meaning = chosen[column.index]
        twice = [i for i, m in chosen.items() if m == meaning and meaning != _KEEP_NOTHING]
        if len(twice) > 1 and meaning != column.meaning:
            problem = (
                "Une autre colonne a déjà ce sens : choisissez laquelle des deux est la bonne."
            )
            raise InvalidData("", {f"c{column.index}": problem})
    changed = {c.index: chosen[c.index] for c in columns if chosen[c.index] != (c.meaning or "-")}
    return {index: None if m == _KEEP_NOTHING else m for index, m in changed.items()}


def duplicate_fields(turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    """A choice for each of the first duplicates, with what an update would change."""
    duplicates = turn.services.imports.duplicates(turn.user, payload["import_id"])
    return [
        _choice(
            name=f"d{duplicate.number}",
            label=duplicate_text(duplicate),
            value=duplicate.conflict.value,
            choices={key.value: label for key, label in CONFLICT_CHOICES.items()},
            help_=typeset(_changes(duplicate)),
            group="Les doublons" if len(duplicates) <= MOST else f"Les {MOST} premiers doublons",
        )
        for duplicate in duplicates[:MOST]
    ]


def _changes(duplicate: DuplicateRow) -> str:
    """What an update would change of the record that it repeats."""
    nothing = "Une mise à jour ne changerait rien." if duplicate.holder else ""
    return " ; ".join(map(change_line, duplicate.changes)) or nothing


def choices_of(turn: Turn, import_id: str, values: Mapping[str, str]) -> dict[int, Conflicts]:
    """What was chosen otherwise than it was, by the rank of the row."""
    duplicates = turn.services.imports.duplicates(turn.user, import_id)
    try:
        chosen = {d.number: Conflicts(values.get(f"d{d.number}", d.conflict)) for d in duplicates}
    except ValueError as error:
        raise InvalidData("Ce choix n'existe pas.") from error
    return {d.number: chosen[d.number] for d in duplicates if chosen[d.number] is not d.conflict}


def _choice(
    *, name: str, label: str, value: str, choices: Mapping[str, str], help_: str, group: str
) -> Field:
    return {
        "name": name,
        "label": typeset(label),
        "kind": "pick",
        "value": value,
        "choices": [[key, text] for key, text in choices.items()],
        "required": False,
        "group": group,
        "help": help_,
        "problem": None,
    }
