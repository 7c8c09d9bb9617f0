"""Changes to the words of a composed mail: paragraphs that change become its author's own."""

import datetime
from collections.abc import Callable

from core.content.change import Change, Kind
from core.content.composing import Composed
from core.content.facts import Facts
from core.content.raw import NOTES
from core.content.recipes import NEEDED, Part, Recipe
from core.content.retouching import retouch
from core.errors import InvalidData

Rule = Callable[[Recipe, Change, Composed, datetime.date], tuple[Recipe, str]]


def retouched(
    recipe: Recipe, change: Change, now: Composed, _today: datetime.date
) -> tuple[Recipe, str]:
    """Words replaced, cut, given a fallback, in each paragraph, the subject and the preview.
    InvalidData where nothing changes by that."""
    rule = retouch(change)
    wrong, _, right = (change.value or "").partition("|")
    values: dict[str, object] = {}
    if change.kind is Kind.SPELLING and recipe.faits.lien == wrong and wrong:
        facts = recipe.faits.model_dump() | {"lien": right}
        values["faits"] = Facts.model_validate(facts).model_dump()
    texts, gone = dict(recipe.textes), set(recipe.sans)
    for one in now.paragraphs:
        if one.part is Part.BOUTON and "faits" in values:
            continue
        after = rule(one.text)
        if after.strip():
            texts |= {one.part: after} if after != one.text else {}
        elif one.part not in NEEDED:
            gone.add(one.part)
    values |= {"textes": texts, "sans": gone}
    for field, text in (("objet", now.mail.sujet), ("apercu", now.mail.apercu)):
        after = rule(text).strip()
        after = after.rstrip(". ") if change.kind is Kind.QUIET and field == "objet" else after
        if after != text and (after or field == "apercu"):
            values[field] = after or None
    made = recipe.with_(**values)
    if made == recipe:
        raise InvalidData("Je ne trouve rien à changer ainsi dans ce mail.")
    return made, f"« {right} »" if change.kind is Kind.SPELLING and right else NOTES[change.kind]


def accepted(recipe: Recipe, change: Change, *_rest: object) -> tuple[Recipe, str]:
    """A word that no dictionary knows is right. InvalidData for none."""
    word = (change.value or "").strip()
    if not word:
        raise InvalidData("Dites-moi quel mot est juste, entre guillemets.")
    return recipe.with_(mots=recipe.mots | {word}), f"« {word} » est juste"


def slimmed(recipe: Recipe, _change: Change, now: Composed, *_rest: object) -> tuple[Recipe, str]:
    """Without the longest of the paragraphs that somebody wrote. InvalidData where nobody did."""
    own = [one for one in now.paragraphs if one.part in recipe.textes and one.part not in NEEDED]
    if not own:
        raise InvalidData("Ce mail est déjà léger.")
    longest = max(own, key=lambda one: len(one.text))
    texts = {part: text for part, text in recipe.textes.items() if part is not longest.part}
    return recipe.with_(textes=texts), "paragraphe trop long remis comme avant"


def in_layout(*_given: object) -> tuple[Recipe, str]:
    """InvalidData: pictures and colours are the layout's, there is nothing to mend."""
    raise InvalidData("Les images et les couleurs de ce mail sont déjà bonnes.")
