"""Changes of a record in words: field by field, old and new."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import day, escape, number
from core.prospects.normalise import national_telephone
from core.vocabulary.places import DEPARTEMENTS

EMPTY = "_vide_"
_LONGEST = 120


def value_text(field: str, value: Any) -> str:
    """A value as stored in the journal, in Markdown; escaped."""
    if value is None or value in ([], ""):
        return "_inconnu_" if field == "accepte_contact" else EMPTY
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int):
        return number(value)
    if isinstance(value, list):
        texts = [str(v["texte"]) if isinstance(v, Mapping) else _text(field, str(v)) for v in value]
        return escape(_short(", ".join(texts)))
    return escape(_short(_text(field, str(value))))


def _text(field: str, value: str) -> str:
    if field in ("telephone", "autres_telephones"):
        return national_telephone(value)
    if field.startswith("date_"):
        return day(date.fromisoformat(value[:10]))
    if field == "departement" and value in DEPARTEMENTS:
        return f"{DEPARTEMENTS[value].name} ({value})"
    return value


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"


def change_text(field: str, old: Any, new: Any) -> str:
    """ "**Téléphone** : 05 … → 06 …"; for lists, what was added or taken away."""
    label = f"**{FIELD_LABELS.get(field, field)}**"
    if isinstance(new, list) and isinstance(old, list):
        added = [item for item in new if item not in old]
        removed = [item for item in old if item not in new]
        parts = [f"ajout de « {value_text(field, added)} »"] if added else []
        parts += [f"retrait de « {value_text(field, removed)} »"] if removed else []
        return f"{label} : {' ; '.join(parts)}"
    return f"{label} : {value_text(field, old)} → {value_text(field, new)}"


def changes_text(changes: Mapping[str, Any]) -> str:
    """One line a field."""
    return "\n".join(f"- {change_text(name, old, new)}" for name, (old, new) in changes.items())


def record_text(values: Mapping[str, Any]) -> str:
    """The fields of a record that have a value, one line each."""
    hidden = {"prospect_id", "version", "cree_le", "modifie_le", "source"}
    return "\n".join(
        f"- **{FIELD_LABELS[name]}** : {value_text(name, value)}"
        for name, value in values.items()
        if name not in hidden and name in FIELD_LABELS and value not in (None, [], "")
    )
