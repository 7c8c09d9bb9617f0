"""The words that the pieces of templates/ may use, and their values for one mail."""

import re
from collections.abc import Mapping
from typing import Any

from core.content import agreement, days
from core.content.facts import LAST, NEXT, Association
from core.content.filters import Later
from core.content.recipes import SHORTEST, Recipe, Tone
from core.vocabulary.text import fold

_LARGE = re.compile(
    r"\b(?:festivals?|salons?|fetes?|foire|convention|marche|forum|kermesse|rencontres|journees|week-?end)\b"
)
_GROUP = re.compile(
    r"(?:l[ea]s?|l|une?|notre|nos|tou[ts]e?s?|equipe|bureau|comite|conseil|asso\w*)\b"
)
_PERIOD = "campagne.date_evenement | periode(campagne.date_fin)"
_SHORT = "campagne.date_evenement | jours_courts(campagne.date_fin)"


NO_FIRST_NAMES = frozenset({Tone.FORMEL, Tone.SOBRE})


def first_words(recipe: Recipe) -> str:
    """The salutation of a mail."""
    if recipe.ton is Tone.FORMEL:
        return "{{ nom_contact | politesse }},"
    if recipe.ton in NO_FIRST_NAMES and not recipe.tu:
        return "{{ nom_contact | salutation }},"
    if recipe.tu:
        return '{{ nom_contact | salutation("Bonjour", true, true) }},'
    return '{{ nom_contact | salutation("Bonjour", true) }},'


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
        "grand": not isinstance(event, Later) and _is_large(event),
        "personne": _is_person(association.signature),
        "tres_court": recipe.court >= SHORTEST,
        "suivi": recipe.suivi,
        "mieux": "mieux " if recipe.suivi else "",
        "connaissance": "plus ample connaissance" if recipe.suivi else "connaissance",
        "nouvelles": bool(facts.details),
        "sujet": subject,
        "autour": _of_event(event, "autour") if known else "",
        "ou": place,
        "lieu": facts.lieu,
        "lien": facts.lien,
        "structure": Later("nom_structure"),
        "association": association.nom or Later("expediteur.nom"),
        "au_sujet": _of_event(event, "au sujet") if known else "",
        "activite": association.activite or "",
        "activite_suite": _going_on(association.activite or ""),
    }
    found = own | _days(recipe)
    return found | {
        "pour_memoire": _told_when("Pour mémoire, c'est", recipe, place),
        "c_est_prevu": _told_when("L'événement aura lieu", recipe, place),
        "date_suivra": _to_follow(recipe),
    }


def _told_when(words: str, recipe: Recipe, place: str) -> str:
    """When and where; empty where neither is known."""
    there = f"{words}{place}." if place else ""
    if recipe.de_campagne:
        return _if_dated(f"{words} {{{{ {_PERIOD} }}}}{place}.", otherwise=there)
    day = recipe.faits.date
    return f"{words} {days.period(day, recipe.faits.date_fin)}{place}." if day else there


def _to_follow(recipe: Recipe) -> str:
    """What is said of a day that is not known yet."""
    text = "La date suivra." if recipe.faits.lieu else "La date et le lieu suivront."
    if recipe.de_campagne:
        return f"{{% if campagne.date_evenement %}}{{% else %}}{text}{{% endif %}}"
    return "" if recipe.faits.date else text


def _of_event(event: str, words: str) -> str:
    return f" {words} {event.through('de') if isinstance(event, Later) else agreement.of(event)}"


def _is_large(event: str) -> bool:
    """Whether it has stands and visitors, as a festival has, and a workshop has not."""
    return bool(_LARGE.search(fold(event)))


def _is_person(signature: str | None) -> bool:
    """Whether somebody signs, and not a group: "Le bureau"."""
    name = fold(signature or "").strip()
    return bool(name) and not _GROUP.match(name)


def _going_on(text: str) -> str:
    """A text within a sentence: "Nous prêtons" begins in lower case there."""
    first = text.partition(" ")[0].partition("'")[0]
    own = fold(first) in {"nous", "notre", "nos", "on", "une", "un", "des"}
    return text[:1].lower() + text[1:] if own else text


def _days(recipe: Recipe) -> dict[str, Any]:
    if recipe.de_campagne:
        when = f"{{{{ {_PERIOD} }}}}"
        return {
            "quand": _if_dated(f" {when}"),
            "quand_deux_points": _if_dated(f" : {when}"),
            "virgule_quand": _if_dated(f", {when}"),
            "virgule_jour": _if_dated(f", {{{{ {_SHORT} }}}}"),
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
        "virgule_jour": f", {days.short_period(day, recipe.faits.date_fin)}",
        "periode_ou_bientot": agreement.capital(when),
    }


def bare(place: str) -> str:
    """A place without its article: "au Mans" says "Le Mans"."""
    first, _, rest = place.partition(" ")
    return rest if rest and first.lower() in {"le", "la", "les"} else place
