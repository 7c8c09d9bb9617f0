"""What the columns and values of a file mean, as it is said."""

from datetime import date, datetime
from typing import Any

from assistant.rendering.fields import keys_shown
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.records.cards import MISSING
from assistant.rendering.wording import day, listed, moment, number
from core.imports.columns import headings as h
from core.imports.columns.mapping import MEANINGS
from core.imports.models import Conflicts
from core.imports.rows import Change, DuplicateRow
from core.prospects.models import FURTHER
from core.vocabulary.places import DEPARTEMENTS
from core.vocabulary.text import fold

CONFLICT_LABELS = {
    Conflicts.UPDATE: "Mettre à jour {which}",
    Conflicts.IGNORE: "Garder les fiches de la base",
    Conflicts.FORCE: "Ajouter quand même {which}",
}


CONFLICT_CHOICES = {
    Conflicts.IGNORE: "Garder la fiche de la base",
    Conflicts.UPDATE: "La mettre à jour avec cette ligne",
    Conflicts.FORCE: "Ajouter une deuxième fiche",
}


MEANING_LABELS = FIELD_LABELS | {
    "prospect_id": "Identifiant",
    h.NOM: "Nom du contact",
    h.PRENOM: "Prénom du contact",
    h.PRENOM_CONTACT: "Prénom du contact",
    h.NOM_FAMILLE: "Nom de famille du contact",
    h.PERSONNE: "Nom de la personne, sans structure",
    h.CONTACTE: "Déjà contacté (oui ou non)",
    h.OPPOSITION: "Ne veut pas de messages (oui ou non)",
    h.ABONNEMENT: "Abonnement aux messages",
    h.REBOND: "Les messages reviennent (oui ou non)",
    "adresse_numero": "Numéro de la rue",
    "adresse_repetition": "Bis, ter (de la rue)",
    "adresse_type": "Type de voie",
    "adresse_voie": "Nom de la rue",
}
"""What a column may mean, as it is said."""


def meaning_called(name: str) -> str | None:
    """What a column means, by its label or by a heading that a file might have."""
    said = fold(name)
    for meaning, label in MEANING_LABELS.items():
        if fold(label) in (said, f"{said}s"):
            return meaning
    found = h.meaning(name)
    return found if found in MEANINGS else None


_SAME = {"email": "même e-mail", "telephone": "même téléphone"}


def duplicate_text(duplicate: DuplicateRow) -> str:
    """A duplicate, as a form asks about it."""
    same = " et ".join(_SAME[field] for field in duplicate.by)
    names = [f"« {name} »" for name in duplicate.holders.values()]
    whose = f"{listed(names)} de la base" if names else "une ligne plus haut"
    return f"Ligne {number(duplicate.line)}, {duplicate.name} : {same} que {whose}"


def change_line(change: Change) -> str:
    """What an update would change: old → new."""
    label = FIELD_LABELS.get(change.field, change.field)
    if change.before is None and isinstance(change.after, list):
        return f"{label} : + {read(change.field, change.after)}"
    before = read(change.field, change.before) or MISSING.lower()
    return f"{label} : {before} → {read(change.field, change.after)}"


def read(name: str, value: Any) -> str:
    """A value of a file, as it was understood; empty for none."""
    if value is None:
        return ""
    if name in (*FURTHER, *FURTHER.values()):
        return keys_shown(name, value)
    if name == "departement" and value in DEPARTEMENTS:
        return f"{DEPARTEMENTS[value].name} ({value})"
    if name == "commentaires":
        return "\n".join(one["texte"] if isinstance(one, dict) else str(one) for one in value)
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, int):
        return number(value)
    if name.startswith("date_"):
        return day(value if isinstance(value, date) else date.fromisoformat(value))
    if isinstance(value, datetime):
        return moment(value)
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)
