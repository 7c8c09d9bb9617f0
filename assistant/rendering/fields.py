"""A field's value as users read it."""

from typing import Any

from assistant.rendering.wording import NARROW_SPACE, day, moment, number
from core.prospects.cells import FURTHER_MARK
from core.prospects.models import FURTHER, Prospect
from core.prospects.normalise import national_telephone
from core.vocabulary.places import DEPARTEMENTS


def shown(prospect: Prospect, name: str) -> str:
    """A field as users read it; empty where it is missing."""
    value = getattr(prospect, name)
    if name == "accepte_contact":
        return {True: "Oui", False: "Non", None: "Inconnu"}[value]
    if value is None or value == ():
        return ""
    if name in (*FURTHER, *FURTHER.values()):
        return keys_shown(name, value)
    if name == "departement":
        known = DEPARTEMENTS.get(value)
        return f"{known.name} ({value})" if known else str(value)
    if name == "commentaires":
        return "\n".join(comment.texte for comment in value)
    if name == "tags":
        return ", ".join(value)
    if name in ("cree_le", "modifie_le"):
        return moment(value)
    if name.startswith("date_"):
        return day(value)
    return number(value).replace(NARROW_SPACE, "\u00a0") if isinstance(value, int) else str(value)


def keys_shown(name: str, value: Any) -> str:
    """E-mails or telephones, main or further ones, as users read them."""
    values = [str(value)] if isinstance(value, str) else [str(one) for one in value]
    return FURTHER_MARK.join(map(national_telephone, values) if "telephone" in name else values)
