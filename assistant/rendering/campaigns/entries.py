"""Changes of campaigns, as the journal tells them."""

from collections.abc import Mapping
from typing import Any

from core.campaigns.eml import EXPORTED
from core.campaigns.service import APPROVED, CHANGED, CREATED, MOVED, UNAPPROVED
from core.journal.models import Entry

_ACTIONS = frozenset({CREATED, CHANGED, MOVED, APPROVED, UNAPPROVED, EXPORTED})
_FIELDS: Mapping[str, str] = {
    "nom": "nom",
    "objectif": "objectif",
    "canal": "canal",
    "date_evenement": "date",
    "date_fin": "dernier jour",
    "filtre": "personnes visées",
    "mail": "mail",
    "objet_b": "second objet",
    "enchaine": "fil du mail",
}


def campaign_text(entry: Entry, *, named: bool = True) -> str | None:
    """Which campaign, unless it is told beside, and what of it was changed; None for what is of
    no campaign."""
    if entry.action not in _ACTIONS:
        return None
    details = entry.details
    name = f" « {details['nom']} »" if named and details.get("nom") else ""
    if entry.action == MOVED:
        return f"campagne{name} : {_moved(details)}"
    told = f"{entry.action}{name}"
    if entry.action in (UNAPPROVED, EXPORTED):
        told = entry.action.replace("campagne", f"campagne{name}", 1)
    changed = [_FIELDS[one] for one in details.get("champs") or () if one in _FIELDS]
    return f"{told} ({', '.join(changed)})" if changed else told


def _moved(details: Mapping[str, Any]) -> str:
    before, after = map(str, details["etat"])
    return f"{before} → {after}"
