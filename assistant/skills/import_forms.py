"""Forms about a file to import: what its columns mean, what becomes of its doubles."""

from collections.abc import Mapping
from typing import Any

from assistant.rendering.importing import CONFLICT_CHOICES, change_told, double_told
from assistant.rendering.labels import FIELD_LABELS
from assistant.skills.registry import Turn
from core.errors import InvalidData
from core.imports import headings as h
from core.imports.models import Conflicts
from core.prospects.models import FIELDS

MOST = 50
"""Doubles that one form asks about; what is said for all holds for the others."""
_KEEP_NOTHING = "-"
_SAME = "Une mise à jour ne changerait rien."
_PARTS = {
    h.PRENOM: "Prénom du contact",
    h.NOM_FAMILLE: "Nom de famille du contact",
    h.CONTACTE: "Déjà contacté (oui ou non)",
    h.OPPOSITION: "Ne veut pas de messages (oui ou non)",
}
_NOT_OFFERED = frozenset({"prospect_id", "cree_le", "modifie_le"})


def column_fields(turn: Turn, payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A choice for each column, with some of its cells."""
    columns = turn.services.imports.columns(turn.user, payload["import_id"])
    offered = {name: FIELD_LABELS[name] for name in FIELDS if name in FIELD_LABELS}
    offered = {n: label for n, label in offered.items() if n not in _NOT_OFFERED} | _PARTS
    fields = []
    for column in columns:
        meaning = column.meaning or _KEEP_NOTHING
        choices = {_KEEP_NOTHING: "Ne pas garder"} | offered
        choices.setdefault(meaning, FIELD_LABELS.get(column.field or "", column.field or meaning))
        fields.append(
            _choice(f"c{column.index}", column.label or f"Colonne {column.index + 1}", meaning)
            | {
                "choices": [[key, label] for key, label in choices.items()],
                "help": "Par exemple : " + ", ".join(column.examples) if column.examples else "",
                "group": "Les colonnes du fichier",
            }
        )
    return fields


def mapping_of(turn: Turn, import_id: str, values: Mapping[str, str]) -> dict[int, str | None]:
    """What was chosen otherwise than it was. InvalidData where a field is chosen twice."""
    columns = turn.services.imports.columns(turn.user, import_id)
    chosen = {c.index: values.get(f"c{c.index}", c.meaning or _KEEP_NOTHING) for c in columns}
    for column in columns:
        meaning = chosen[column.index]
        twice = [i for i, m in chosen.items() if m == meaning and meaning != _KEEP_NOTHING]
        if len(twice) > 1 and meaning != column.meaning:
            told = "Une autre colonne a déjà ce sens : choisissez laquelle des deux est la bonne."
            raise InvalidData("", {f"c{column.index}": told})
    changed = {c.index: chosen[c.index] for c in columns if chosen[c.index] != (c.meaning or "-")}
    return {index: None if m == _KEEP_NOTHING else m for index, m in changed.items()}


def double_fields(turn: Turn, payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A choice for each of the first doubles, with what an update would change."""
    doubles = turn.services.imports.doubles(turn.user, payload["import_id"])
    return [
        _choice(f"d{double.record}", double_told(double), double.conflict.value)
        | {
            "choices": [[key.value, label] for key, label in CONFLICT_CHOICES.items()],
            "help": " ; ".join(map(change_told, double.changes))
            or "Une mise à jour ne change rien.",
            "group": "Les doublons" if len(doubles) <= MOST else f"Les {MOST} premiers doublons",
        }
        for double in doubles[:MOST]
    ]


def choices_of(values: Mapping[str, str]) -> dict[int, Conflicts]:
    """What was chosen, by the rank of the row."""
    try:
        return {
            int(name[1:]): Conflicts(value) for name, value in values.items() if name[:1] == "d"
        }
    except ValueError as error:
        raise InvalidData("Ce choix n'existe pas.") from error


def _choice(name: str, label: str, value: str) -> dict[str, Any]:
    asked = {"name": name, "label": label, "kind": "choice", "value": value}
    return asked | {"required": True, "problem": None}
