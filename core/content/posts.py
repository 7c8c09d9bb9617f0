"""Messages for networks, from the same facts as mails, within what each network takes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.content import days, pieces
from core.content.agreement import capital, in_place
from core.content.early import filled_early
from core.content.facts import Association, Facts
from core.content.pieces import draw
from core.content.recipes import Recipe
from core.content.said import values_of
from core.content.typography import typeset
from core.errors import NotFound
from core.vocabulary.text import fold, strip_accents

LINK_ON_X = 23
_WORD = re.compile(r"[^\W_]+")
_LITTLE = frozenset("le la les l notre nos".split())  # noqa: SIM905
_PROPER = re.compile(r"(?:^|(?<=[ '’]))[A-ZÀ-Ý][\w-]+(?:[ -][A-ZÀ-Ý][\w-]+)*")
_KINDS = {
    "invitation": "evenement",
    "save-the-date": "date",
    "presentation": "presentation",
    "partenariat": "partenariat",
    "benevoles": "benevoles",
    "remerciement": "merci",
}
_TOPICS = ("JeuxDeSociété", "Jeu", "Ludique", "Association", "SortieEnFamille")


@dataclass(frozen=True)
class Post:
    """A message ready to be copied."""

    network: str
    text: str
    length: int
    most: int
    advice: str


def post(network: str, recipe: Recipe, association: Association) -> Post:
    """The message of a draft for one network. NotFound, with those there are."""
    networks = pieces.networks()
    about = networks.get(fold(network))
    if about is None:
        names = ", ".join(str(one["nom"]) for one in networks.values())
        raise NotFound(f"Je ne connais pas ce réseau. Il y a : {names}.")
    text = _fitting(about, recipe, association)
    return Post(
        str(about["nom"]), text, counted(text, network), about["longueur"], about["conseil"]
    )


def counted(text: str, network: str) -> int:
    """Its length as the network counts it."""
    if fold(network) == "x":
        return len(re.sub(r"https?://\S+", "x" * LINK_ON_X, text))
    return len(text)


def _fitting(about: Mapping[str, Any], recipe: Recipe, association: Association) -> str:
    """As much as the network takes: what matters least is left out first."""
    kind = _KINDS.get(recipe.objectif, "nouvelles")
    hooks = pieces.posts()
    values = values_of(recipe, _named(association))
    hook = typeset(filled_early(draw(hooks[kind], recipe.graine, "accroche"), values))
    ending = draw(hooks["fins"], recipe.graine, "fin post")
    facts = "\n".join(_lines(recipe.faits, past=kind == "merci"))
    activity = association.activite or "" if kind in ("presentation", "nouvelles") else ""
    link = recipe.faits.lien or association.site or ""
    if link and not about["lien"]:
        link = "Le lien est dans notre profil."
    tags = hashtags(recipe.faits, association, int(about["mots"]))
    name = fold(str(about["nom"]))
    for parts in (
        (hook, activity, facts, ending, link, tags),
        (hook, facts, link, tags),
        (hook, facts, link),
        (hook, link),
    ):
        text = "\n\n".join(part for part in parts if part)
        if counted(text, name) <= int(about["longueur"]):
            return text
    return hook[: int(about["longueur"]) - 1].rsplit(" ", 1)[0] + "…"


def _named(association: Association) -> Association:
    """A post has no recipient to fill in: without a name it says "notre association"."""
    return (
        association
        if association.nom
        else association.model_copy(update={"nom": "notre association"})
    )


def _lines(facts: Facts, past: bool) -> list[str]:
    if past:
        return []
    found = []
    if facts.date:
        hours = f", {facts.horaires}" if facts.horaires else ""
        found.append(f"📅 {capital(days.period(facts.date, facts.date_fin))}{hours}")
    if facts.lieu:
        found.append(f"📍 {capital(in_place(facts.lieu))}")
    if facts.prix:
        found.append(f"🎟️ {capital(facts.prix)}")
    return found


def hashtags(facts: Facts, association: Association, most: int) -> str:
    """Few, about the event, its place and what we do."""
    event = facts.evenement
    named = [
        event if event and not event.startswith("notre ") else None,
        _town(facts.lieu),
        association.nom,
    ]
    found = [tag for name in named if name and (tag := _tag(name))]
    return " ".join(f"#{tag}" for tag in list(dict.fromkeys((*found, *_TOPICS)))[:most])


def _town(place: str | None) -> str | None:
    """The last capitalised words of a place: "salle des fêtes de Foix" is in Foix."""
    found = _PROPER.findall(place or "")
    return str(found[-1]) if found else None


def _tag(name: str) -> str:
    words = _WORD.findall(name)
    if fold(words[0] if words else "") in _LITTLE:
        words = words[1:]
    tag = "".join(capital(word) for word in words)
    return tag if 2 < len(tag) <= 30 and not strip_accents(tag).isdigit() else ""
