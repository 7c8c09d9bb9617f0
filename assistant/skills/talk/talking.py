"""Help, small talk, and the polite ways out."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.acts.base import Act
from assistant.acts.of_figures import ShowFigures
from assistant.acts.of_lists import CountList, ShowList
from assistant.acts.of_records import CommentRecord
from assistant.acts.of_talk import ShowHelp
from assistant.language.intent_table import Family
from assistant.language.phrasing.chips import describe
from assistant.language.requests.talk import FORBIDDEN, TalkRequest
from assistant.language.understanding import Intent
from assistant.rendering.wording import number
from assistant.replies import (
    Answer,
    Button,
    Choices,
    Confirm,
    Form,
    Progress,
    Reply,
    Text,
    Upload,
)
from assistant.skills.accounts.own import first_choice
from assistant.skills.lists.listing import beginnings, empty_base
from assistant.skills.planning.advice import greeting
from assistant.skills.registry import Turn, on_act, skill
from assistant.skills.talk.doubting import HELP, reading_button, readings
from core.accounts.models import Permission, User
from core.kpis.models import Kpi
from core.prospects.filters import Filter, PresenceField
from core.records.values import MAX_COMMENT
from core.vocabulary.values import ProspectType, Status


@skill(Intent.HELP)
def help_(turn: Turn) -> Iterator[Reply]:
    """What can be asked for, with examples that this very base can answer."""
    yield Text(
        "Écrivez-moi comme à une collègue, même avec des fautes. Je sais :\n\n"
        + "\n".join(_abilities(turn.user))
    )
    if turn.services.prospects.is_empty():
        yield from empty_base(turn)
        return
    yield Text("Par exemple, avec votre base :")
    yield Choices(tuple(examples(turn)))


@on_act(ShowHelp, Intent.HELP)
def help_by_click(turn: Turn, _deed: ShowHelp) -> Iterator[Reply]:
    """The same by a button."""
    yield from help_(turn)


NEEDS = {
    Intent.IMPORT_CSV: Permission.IMPORT,
    Intent.EXPORT_CSV: Permission.EXPORT,
    Intent.DELETE_PROSPECT: Permission.ERASE,
    Intent.CREATE_CAMPAIGN: Permission.PREPARE_CAMPAIGN,
    Intent.SEND_CAMPAIGN: Permission.SEND_CAMPAIGN,
    Intent.BACKUP: Permission.BACKUP,
}
"""What not every role may do."""


def _abilities(user: User) -> Iterator[str]:
    """One line a family of intents, of what the user's role may do."""
    mine = [one for one in Intent if one not in NEEDS or user.may(NEEDS[one])]
    for family in Family:
        helps = [one.about.help for one in mine if one.about.family is family and one.about.help]
        if helps:
            yield f"- {', '.join(helps)}"
    if user.may(Permission.MANAGE_USERS):
        yield "- gérer **les comptes** : en ouvrir un, changer un rôle, redonner un mot de passe"


def examples(turn: Turn) -> Iterator[Button]:
    """What finds something in this base, with its sentence."""
    services = turn.services
    regions = services.prospects.frequent(turn.user, Filter(), "region", 2)
    for region in regions[:1]:
        here = Filter(region=(region,))
        types = services.prospects.frequent(turn.user, here, "type_prospect", 1)
        if types:
            kinds = Filter(region=(region,), type_prospect=(ProspectType(types[0]),))
            yield _example(f"montre-moi {describe(kinds)}", ShowList(filter=kinds))
    for region in regions[1:]:
        consenting = Filter(region=(region,), accepte_contact=True)
        yield _example(f"compte {describe(consenting)}", CountList(filter=consenting))
    without = Filter(sans=(PresenceField.EMAIL,), statut=(Status.JAMAIS_CONTACTE,))
    yield _example(f"montre-moi {describe(without)}", ShowList(filter=without))
    board = ShowFigures(filter=turn.context.filter, kpi=Kpi.OVERVIEW)
    yield _example("montre le tableau de bord", board)


def _example(say: str, act: Act) -> Button:
    return Button(say[:1].upper() + say[1:], say, act=act)


COURTESIES = {
    "salutation": "Bonjour ! Que cherchez-vous ?",
    "merci": "Avec plaisir !",
    "au_revoir": "À bientôt !",
    "qui_es_tu": "Je suis MimiCom, l'assistante de votre base de prospects. Je travaille sur cette "
    "machine.",
    FORBIDDEN: "Entendu, je n'en fais rien.",
}


@skill(Intent.SMALL_TALK)
def small_talk(turn: Turn) -> Iterator[Reply]:
    """A short courtesy that fits, and what may come next."""
    courtesy = turn.asked(TalkRequest).courtesy
    listening = "Je vous écoute. Dites-moi ce que vous cherchez dans la base."
    yield Text(COURTESIES[courtesy] if courtesy else listening)
    yield Choices((HELP,))


@skill(Intent.OUT_OF_SCOPE)
def out_of_scope(turn: Turn) -> Iterator[Reply]:
    """An honest no, and what can be done instead."""
    yield Text(
        "Cela, je ne sais pas le faire : je m'occupe de votre base de prospects, "
        "ici, sur votre machine. Je peux chercher, compter, montrer des graphiques, "
        "importer et télécharger des fichiers."
    )
    buttons = tuple(map(reading_button, readings(turn)))
    if buttons:
        yield Text("Ou bien vouliez-vous dire :")
    yield Choices((*buttons, HELP))


def welcome(turn: Turn) -> Iterator[Reply]:
    """What greets the user of an empty base, or who has no password of their own; nothing where the
    starters are enough."""
    if not turn.services.prospects.is_empty():
        yield from first_choice(turn)
        yield from greeting(turn)
        return
    yield Text(
        "Bonjour et bienvenue ! Je suis MimiCom, votre assistante pour la base de prospects.\n\n"
        "**La base est encore vide.** Par quoi voulez-vous commencer ?"
    )
    yield Choices(tuple(beginnings(turn.user)))
    yield Text(
        "_La démonstration remplit la base de 1 200 associations inventées : "
        "vous pourrez l'enlever d'un clic._"
    )
    yield from first_choice(turn)


def with_beginnings(turn: Turn, answers: list[Answer]) -> list[Answer]:
    """The answers; while the base is empty, the ways to fill it end what offers nothing to do."""
    replies = [reply for answer in answers for reply in answer.replies]
    offered = any(isinstance(reply, Confirm | Form | Progress | Upload) for reply in replies)
    buttons = tuple(beginnings(turn.user))
    named = any(isinstance(one, Choices) and set(buttons) <= set(one.buttons) for one in replies)
    failed = any(answer.refused for answer in answers)
    if not answers or offered or named or failed or not turn.services.prospects.is_empty():
        return answers
    last = answers[-1]
    told = Text("La base est encore vide. Pour commencer :")
    return [*answers[:-1], replace(last, replies=(*last.replies, told, Choices(buttons)))]


def too_long(turn: Turn, most: int) -> Iterator[Reply]:
    """A message over `most` characters; a long text goes into the form of a record's comments."""
    yield Text(
        f"Ce message est trop long pour moi ({number(most)} caractères au plus). Dites-le en "
        "quelques phrases. Pour un long commentaire, dites « ajoute un commentaire à » suivi du "
        f"nom de la fiche : le formulaire accepte jusqu'à {number(MAX_COMMENT)} caractères."
    )
    if turn.context.last_prospect:
        say = f"ajoute un commentaire à la fiche n° {turn.context.last_prospect}"
        act = CommentRecord(id=turn.context.last_prospect)
        yield Choices((Button("Commenter la dernière fiche ouverte", say, act=act),))
