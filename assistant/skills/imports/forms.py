"""Forms about a file to import: what its columns mean, what becomes of its duplicates."""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.rendering.forms import Field
from assistant.rendering.imports.meanings import (
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
from core.imports.options import Decision
from core.imports.refusals import FileRefused
from core.imports.rows import DuplicateRow

MOST = 50
"""Duplicates that one form asks about; what is said for all holds for the others."""
_KEEP_NOTHING = "-"
NAME = "nom"
"""The field of the first question about columns."""
_NOT_OFFERED = frozenset(
    {"prospect_id", "cree_le", "modifie_le", h.NOM, h.PRENOM_CONTACT, h.ABONNEMENT}
)


def column_fields(turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    """A choice for each column, with some of its cells."""
    columns = file_columns(turn, payload["import_id"])
    named = next((f"c{c.index}" for c in columns if c.meaning == "nom_structure"), _KEEP_NOTHING)
    offered = {n: label for n, label in MEANING_LABELS.items() if n not in _NOT_OFFERED}
    fields = [_name_field(columns, named)]
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


def _name_field(columns: Sequence[ColumnPreview], named: str) -> Field:
    """The first question: which column holds the names."""
    choices = {f"c{c.index}": c.label or f"Colonne {c.index + 1}" for c in columns}
    return _choice(
        name=NAME,
        label="Quelle colonne donne le nom de la structure ?",
        value=named,
        choices={_KEEP_NOTHING: "Aucune"} | choices,
        help_="",
        group="Le nom",
    )


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
    values = _with_name(columns, values)
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


def _with_name(columns: Sequence[ColumnPreview], values: Mapping[str, str]) -> dict[str, str]:
    """The values, with the answer to the first question where it is another than it was."""
    before = next((f"c{c.index}" for c in columns if c.meaning == "nom_structure"), _KEEP_NOTHING)
    chosen = values.get(NAME, before)
    changed = dict(values)
    if chosen != before:
        if before != _KEEP_NOTHING and changed.get(before, "nom_structure") == "nom_structure":
            changed[before] = _KEEP_NOTHING
        if chosen != _KEEP_NOTHING:
            changed[chosen] = "nom_structure"
    return changed


def duplicate_fields(turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    """A choice for each of the first duplicates, with what an update would change."""
    duplicates = turn.services.imports.duplicates(turn.user, payload["import_id"])
    return [
        _choice(
            name=f"d{duplicate.number}",
            label=duplicate_text(duplicate),
            value=duplicate.conflict.value,
            choices=_what_becomes(duplicate),
            help_=typeset(_changes(duplicate)),
            group="Les doublons" if len(duplicates) <= MOST else f"Les {MOST} premiers doublons",
        )
        for duplicate in duplicates[:MOST]
    ]


def _changes(duplicate: DuplicateRow) -> str:
    """What an update would change of the record that it repeats."""
    nothing = "Une mise à jour ne changerait rien." if duplicate.holder else ""
    return " ; ".join(map(change_line, duplicate.changes)) or nothing


def _what_becomes(duplicate: DuplicateRow) -> dict[str, str]:
    """The choices for a duplicate; of one that matches two records, which is updated."""
    choices = {key.value: label for key, label in CONFLICT_CHOICES.items()}
    if not duplicate.several or len(duplicate.holders) < 2:
        return choices
    updates = {
        f"{Conflicts.UPDATE.value}:{key}": f"Mettre à jour « {name} »"
        for key, name in duplicate.holders.items()
    }
    ignore, force = Conflicts.IGNORE.value, Conflicts.FORCE.value
    return {ignore: choices[ignore], **updates, force: choices[force]}


def choices_of(turn: Turn, import_id: str, values: Mapping[str, str]) -> Decision:
    """What was chosen otherwise than it was, by the rank of the row. InvalidData for what is no
    choice."""
    duplicates = turn.services.imports.duplicates(turn.user, import_id)
    chosen: dict[int, Conflicts] = {}
    targets: dict[int, str] = {}
    for duplicate in duplicates:
        what, _, target = values.get(f"d{duplicate.number}", duplicate.conflict.value).partition(
            ":"
        )
        try:
            conflict = Conflicts(what)
        except ValueError as error:
            raise InvalidData("Ce choix n'existe pas.") from error
        if target and target in duplicate.holders:
            targets[duplicate.number] = target
        if conflict is not duplicate.conflict:
            chosen[duplicate.number] = conflict
    return Decision(choices=chosen, targets=targets)


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
