"""The words that the pieces of templates/ may use, and their values for one mail."""

from collections.abc import Mapping
from typing import Any

from core.content import agreement, days
from core.content.facts import LAST, NEXT, Association
from core.content.filters import Later
from core.content.recipes import Recipe

_PERIOD = "campagne.date_evenement | periode(campagne.date_fin)"
_SHORT = "campagne.date_evenement | jour_court"


def _if_dated(text: str, otherwise: str = "") -> str:
    """A piece that shows where the campaign has a day."""
    other = f"{{% else %}}{otherwise}" if otherwise else ""
    return f"{{% if campagne.date_evenement %}}{text}{other}{{% endif %}}"


def values_of(recipe: Recipe, association: Association, past: bool = False) -> Mapping[str, Any]:
    """What `{{ evenement }}`, `{{ quand }}`, `{{ structure }}` and the others are."""
    facts = recipe.faits
    known = bool(facts.evenement) or recipe.de_campagne
    event: str = (
        Later("campagne.nom") if recipe.de_campagne else facts.evenement or (LAST if past else NEXT)
    )
    place = f" {agreement.in_place(facts.lieu)}" if facts.lieu else ""
    subject: str = event if known else "notre proposition"
    own: dict[str, Any] = {
        "evenement": event,
        "evenement_connu": known,
        "date_connue": bool(facts.date),
        "suivi": recipe.suivi,
        "mieux": "mieux " if recipe.suivi else "",
        "connaissance": "plus ample connaissance" if recipe.suivi else "connaissance",
        "nouvelles": bool(facts.details),
        "sujet": subject,
        "autour": _around(event) if known else "",
        "ou": place,
        "lieu": facts.lieu,
        "lien": facts.lien,
        "structure": Later("nom_structure"),
        "association": association.nom or Later("expediteur.nom"),
        "activite": association.activite or "",
    }
    found = own | _days(recipe)
    reminder = f"Pour mémoire, c'est{found['quand']}{place}."
    if recipe.de_campagne:
        when = f" {{{{ {_PERIOD} }}}}"
        reminder = _if_dated(f"Pour mémoire, c'est{when}{place}.")
    return found | {"pour_memoire": reminder if found["quand"] else ""}


def _around(event: str) -> str:
    return f" autour {event.through('de') if isinstance(event, Later) else agreement.of(event)}"


def _days(recipe: Recipe) -> dict[str, Any]:
    if recipe.de_campagne:
        when = f"{{{{ {_PERIOD} }}}}"
        return {
            "quand": _if_dated(f" {when}"),
            "quand_deux_points": _if_dated(f" : {when}"),
            "virgule_quand": _if_dated(f", {when}"),
            "virgule_jour": _if_dated(f", le {{{{ {_SHORT} }}}}"),
            "periode_ou_bientot": _if_dated(
                f"{{{{ {_PERIOD} | majuscule }}}}", otherwise="Bientôt"
            ),
        }
    day = recipe.faits.date
    if day is None:
        empty = ("quand", "quand_deux_points", "virgule_quand", "virgule_jour")
        return dict.fromkeys(empty, "") | {"periode_ou_bientot": "Bientôt"}
    when = days.period(day, recipe.faits.date_fin)
    return {
        "quand": f" {when}",
        "quand_deux_points": f" : {when}",
        "virgule_quand": f", {when}",
        "virgule_jour": f", le {days.short(day)}",
        "periode_ou_bientot": agreement.capital(when),
    }
