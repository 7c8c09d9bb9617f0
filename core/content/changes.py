"""What may be asked of a draft, one change at a time: a recipe becomes another."""

import calendar
import datetime
from collections.abc import Mapping

from pydantic import ValidationError

from core.content import changes_words, days
from core.content.change import Change, Kind
from core.content.changes_words import Rule
from core.content.composing import Composed
from core.content.facts import Facts, clean
from core.content.recipes import NEEDED, PART_NAMES, SHORTEST, Part, Recipe, Tone
from core.errors import InvalidData, NotFound
from core.vocabulary.text import fold
from core.vocabulary.values import ProspectType


def changed(
    recipe: Recipe, change: Change, now: Composed, today: datetime.date
) -> tuple[Recipe, str]:
    """The recipe after a change, and what it is called. InvalidData, NotFound where it can't be."""
    try:
        if change.kind in _FACTS:
            field, note = _FACTS[change.kind]
            return _with_fact(recipe, field, change.value, note)
        return _CHANGES[change.kind](recipe, change, now, today)
    except ValidationError as error:
        raise InvalidData(_wrong(error)) from error


def _wrong(error: ValidationError) -> str:
    if "lien" in str(error):
        return "Ce lien ne peut pas servir : donnez-le en entier, par exemple https://asso.fr/jeu."
    if "précède" in str(error):
        return "La fin de l'événement ne peut pas précéder son début."
    return "Ce changement n'est pas possible : le texte est trop long ou ne convient pas."


_FACTS: Mapping[Kind, tuple[str, str]] = {
    Kind.LINK: ("lien", "lien ajouté"),
    Kind.PLACE: ("lieu", "lieu changé"),
    Kind.EVENT: ("evenement", "événement changé"),
    Kind.PRICE: ("prix", "tarif ajouté"),
    Kind.HOURS: ("horaires", "horaires ajoutés"),
}


def _with_fact(recipe: Recipe, field: str, value: object, note: str) -> tuple[Recipe, str]:
    facts = Facts.model_validate(recipe.faits.model_dump() | {field: value})
    named = field == "evenement" and value is not None
    part = {"lien": Part.BOUTON, "lieu": Part.INFOS, "prix": Part.INFOS, "horaires": Part.INFOS}
    sans = recipe.sans - {part.get(field, Part.ANNONCE)}
    values = {"faits": facts.model_dump(), "sans": sans}
    return recipe.with_(**values, **({"de_campagne": False} if named else {})), note


def _shorter(recipe: Recipe, *_rest: object) -> tuple[Recipe, str]:
    if recipe.court >= SHORTEST:
        raise InvalidData("Ce mail est déjà au plus court. Vous pouvez enlever un paragraphe.")
    return recipe.with_(court=recipe.court + 1), "plus court"


def _longer(recipe: Recipe, *_rest: object) -> tuple[Recipe, str]:
    if not recipe.court and not recipe.sans:
        raise InvalidData("Ce mail est déjà complet. Dites-moi ce qu'il faut ajouter.")
    return recipe.with_(court=max(recipe.court - 1, 0), sans=frozenset()), "plus long"


def _tone(recipe: Recipe, change: Change, *_rest: object) -> tuple[Recipe, str]:
    try:
        tone = Tone(change.value or "")
    except ValueError:
        raise InvalidData(f"Les tons possibles sont : {', '.join(Tone)}.") from None
    familiar = recipe.tu and tone is not Tone.FORMEL
    return recipe.with_(ton=tone, tu=familiar, objet=None), f"ton {tone.value}"


def _familiar(recipe: Recipe, *_rest: object) -> tuple[Recipe, str]:
    tone = Tone.AMICAL if recipe.ton is Tone.FORMEL else recipe.ton
    return recipe.with_(tu=True, ton=tone), "tutoiement"


def _again(recipe: Recipe, *_rest: object) -> tuple[Recipe, str]:
    return recipe.with_(graine=recipe.graine + 1, objet=None, apercu=None), "autre proposition"


def _date(
    recipe: Recipe, change: Change, _now: Composed, today: datetime.date
) -> tuple[Recipe, str]:
    day = change.day
    if change.of_month is not None:
        day = _of_month(change.of_month, recipe.faits.date or today, today)
    if day is None:
        raise InvalidData("Quelle date ? Par exemple « mets la date au 24 mai ».")
    values = recipe.faits.model_dump() | {"date": day, "date_fin": change.end}
    facts = Facts.model_validate(values)
    note = f"date : {days.period(day, change.end)}"
    return recipe.with_(faits=facts.model_dump(), de_campagne=False), note


def _of_month(number: int, near: datetime.date, today: datetime.date) -> datetime.date:
    """That day of the month that is spoken of, or of the next one that has it and is to come."""
    year, month = near.year, near.month
    for _ in range(4):
        if number <= calendar.monthrange(year, month)[1]:
            day = datetime.date(year, month, number)
            if day >= today:
                return day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    raise InvalidData(f"Le {number} n'est pas une date possible. Donnez le jour et le mois.")


def _detail(recipe: Recipe, change: Change, *_rest: object) -> tuple[Recipe, str]:
    text = clean(change.value or "")
    if not text:
        raise InvalidData("Dites-moi la phrase à ajouter.")
    text = text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")
    facts = Facts.model_validate(
        recipe.faits.model_dump() | {"details": (*recipe.faits.details, text)}
    )
    sans = recipe.sans - {Part.DETAILS}
    return recipe.with_(faits=facts.model_dump(), sans=sans), "phrase ajoutée"


def _paragraph(recipe: Recipe, change: Change, *_rest: object) -> tuple[Recipe, str]:
    assert change.part is not None
    text = (change.value or "").strip()
    if not text:
        return _without(recipe, change.part)
    texts = {**recipe.textes, change.part: text}
    values = {"textes": texts, "sans": recipe.sans - {change.part}}
    return recipe.with_(**values), f"{PART_NAMES[change.part]} récrite"


def _drop(
    recipe: Recipe, change: Change, now: Composed, _today: datetime.date
) -> tuple[Recipe, str]:
    part = change.part or _part_about(change.value or "", now, recipe.faits.evenement or "")
    return _without(recipe, part)


def _without(recipe: Recipe, part: Part) -> tuple[Recipe, str]:
    if part in NEEDED:
        raise InvalidData(f"Un mail garde {PART_NAMES[part]}.")
    return recipe.with_(sans=recipe.sans | {part}), f"sans {PART_NAMES[part]}"


def _part_about(words: str, now: Composed, event: str) -> Part:
    """The paragraph that speaks of those words. NotFound, with those there are."""
    ignored = _LITTLE | set(fold(event).split())
    stems = [word[:6] for word in fold(words).split() if len(word) > 2 and word not in ignored]
    texts = [fold(one.text) for one in now.paragraphs]
    rarity = {stem: 1 / max(1, sum(stem in text for text in texts)) for stem in stems}
    best: tuple[float, Part] | None = None
    for one, text in zip(now.paragraphs, texts, strict=True):
        name = fold(PART_NAMES[one.part])
        score = sum((stem in name) * 3 + (stem in text) * rarity[stem] for stem in stems)
        if one.part not in NEEDED and score and (best is None or score > best[0]):
            best = score, one.part
    if best is None:
        there = ", ".join(PART_NAMES[one.part] for one in now.paragraphs if one.part not in NEEDED)
        raise NotFound(f"Je ne trouve pas de paragraphe sur « {words} ». Il y a : {there}.")
    return best[1]


_LITTLE = frozenset({"les", "des", "une", "sur", "qui", "que", "paragraphe", "phrase", "parle"})


def _put_back(recipe: Recipe, change: Change, *_rest: object) -> tuple[Recipe, str]:
    if change.part is None:
        return recipe.with_(sans=frozenset(), textes={}), "paragraphes remis"
    texts = {part: text for part, text in recipe.textes.items() if part is not change.part}
    values = {"sans": recipe.sans - {change.part}, "textes": texts}
    return recipe.with_(**values), f"{PART_NAMES[change.part]} remise"


def _set(field: str, value: object, note: str) -> Rule:
    return lambda recipe, *_rest: (recipe.with_(**{field: value}), note)


def _text(field: str, note: str) -> Rule:
    def rule(recipe: Recipe, change: Change, *_rest: object) -> tuple[Recipe, str]:
        return recipe.with_(**{field: " ".join((change.value or "").split()) or None}), note

    return rule


def _by_type(recipe: Recipe, change: Change, *_rest: object) -> tuple[Recipe, str]:
    names = [name for name in (change.value or "").split("|") if name]
    types = tuple(ProspectType(name) for name in names)
    texts = {part: text for part, text in recipe.textes.items() if part is not Part.RAISONS}
    values = {"types": types, "sans": recipe.sans - {Part.RAISONS}, "textes": texts, "court": 0}
    return recipe.with_(**values), "une version par type"


def _unlink(recipe: Recipe, *_rest: object) -> tuple[Recipe, str]:
    facts = recipe.faits.model_dump() | {"lien": None}
    return recipe.with_(faits=facts), "lien enlevé"


_CHANGES: Mapping[Kind, Rule] = {
    Kind.SHORTER: _shorter,
    Kind.LONGER: _longer,
    Kind.TONE: _tone,
    Kind.FAMILIAR: _familiar,
    Kind.POLITE: _set("tu", value=False, note="vouvoiement"),
    Kind.INCLUSIVE: _set("inclusif", value=True, note="écriture inclusive"),
    Kind.PLAIN: _set("inclusif", value=False, note="sans écriture inclusive"),
    Kind.FIRST: _set("suivi", value=False, note="premier contact"),
    Kind.FOLLOWING: _set("suivi", value=True, note="déjà en contact"),
    Kind.AGAIN: _again,
    Kind.UNLINK: _unlink,
    Kind.DATE: _date,
    Kind.DETAIL: _detail,
    Kind.SUBJECT: _text("objet", "objet choisi"),
    Kind.PREVIEW: _text("apercu", "aperçu récrit"),
    Kind.BUTTON: _text("bouton", "texte du bouton"),
    Kind.PARAGRAPH: _paragraph,
    Kind.DROP: _drop,
    Kind.PUT_BACK: _put_back,
    Kind.BY_TYPE: _by_type,
    Kind.OBJECTIVE: _text("objectif", "autre objectif"),
    Kind.SPELLING: changes_words.retouched,
    Kind.CALM: changes_words.retouched,
    Kind.QUIET: changes_words.retouched,
    Kind.CUT: changes_words.retouched,
    Kind.DEFAULT: changes_words.retouched,
    Kind.OPTIONAL: changes_words.retouched,
    Kind.ACCEPT: changes_words.accepted,
    Kind.SLIM: changes_words.slimmed,
    Kind.DESCRIBE: changes_words.in_layout,
    Kind.LIGHTEN: changes_words.in_layout,
    Kind.READABLE: changes_words.in_layout,
}
