"""How a mail was asked for, carried by the buttons of "which mail?" and by their sentences."""

from datetime import date

from assistant.acts.of_mails import MailWish, NewMail
from assistant.skills.registry import Turn
from core.content.recipes import Recipe, Tone

WHICH = "mail_which"
"""Shown while it is not known which mail is meant."""


def wish_of(recipe: Recipe) -> MailWish:
    """What a recipe asks for."""
    facts = recipe.faits
    return MailWish(
        tone=recipe.ton.value,
        familiar=recipe.tu,
        inclusive=recipe.inclusif,
        follow=recipe.suivi,
        short=recipe.court,
        end=facts.date_fin,
        place=facts.lieu,
        hours=facts.horaires,
        price=facts.prix,
        link=facts.lien,
    )


def wished(recipe: Recipe, wish: MailWish | None) -> Recipe:
    """The recipe, as it was wished; its days stay where it has some."""
    if wish is None:
        return recipe
    facts = recipe.faits.model_dump() | {
        "lieu": wish.place, "horaires": wish.hours, "prix": wish.price, "lien": wish.link,
    }  # fmt: skip
    if facts["date"] is None or not recipe.de_campagne:
        facts["date_fin"] = wish.end
    return recipe.with_(
        ton=wish.tone if wish.tone in set(Tone) else recipe.ton,
        tu=wish.familiar,
        inclusif=wish.inclusive,
        suivi=wish.follow,
        court=wish.short,
        faits=facts,
    )


def new_of(recipe: Recipe) -> NewMail:
    """The act of a mail for everybody."""
    return NewMail(
        objective=recipe.objectif,
        occasion=recipe.faits.evenement,
        day=recipe.faits.date,
        wish=wish_of(recipe),
    )


def recipe_of(deed: NewMail) -> Recipe:
    """What it is made from."""
    facts: dict[str, str | date | None] = {"evenement": deed.occasion, "date": deed.day}
    return wished(Recipe(objectif=deed.objective).with_(faits=facts), deed.wish)


def keep(turn: Turn, recipe: Recipe) -> None:
    """The sentence of a button that follows says no more than which mail is meant."""
    kept = {"new": new_of(recipe).as_json()}
    turn.conversations.show(turn.user, turn.conversation, WHICH, kept)


def kept(turn: Turn) -> NewMail | None:
    """What was asked for just before; None where something else was shown since."""
    if turn.conversations.last_shown(turn.user, turn.conversation) != WHICH:
        return None
    found = turn.conversations.shown(turn.user, turn.conversation, WHICH) or {}
    return NewMail.model_validate(found["new"], strict=False)
