"""Mails that are ready to be used by a campaign: one an objective, by its name."""

from core.content import pieces
from core.content.composing import compose
from core.content.facts import Association
from core.content.models import Mail
from core.content.recipes import Recipe
from core.errors import NotFound
from core.vocabulary.text import fold


def names() -> list[str]:
    """The names of the library's mails."""
    return [one.name for one in pieces.objectives().values()]


def named(name: str, association: Association | None = None) -> Mail:
    """The mail of an objective, its event and days those of the campaign. NotFound, with the names
    there are."""
    for one in pieces.objectives().values():
        if fold(name) in {fold(one.name), fold(one.key)}:
            recipe = Recipe(objectif=one.key, de_campagne=True)
            return compose(recipe, association or Association()).mail
    raise NotFound(f"Le modèle « {name} » n'existe pas. Il y a : {', '.join(names())}.")
