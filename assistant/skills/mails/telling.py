"""What is said of a draft, and what may be done with it next."""

from collections.abc import Iterator

from assistant.acts.of_mails import (
    ChangeMail,
    CheckDraft,
    CompareMail,
    GiveMail,
    KeepMail,
    MailForm,
    MailSubjects,
    MailToCampaign,
    MailVersions,
    PostOfMail,
    RewriteMail,
)
from assistant.language.requests.mail_changes import MAIL
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Form, Mail, Reply, Text
from assistant.skills.mails import fixes
from assistant.skills.registry import Turn
from core.campaigns.models import State
from core.content.change import Kind
from core.content.checking import Check, Level
from core.content.drafts import Draft
from core.content.recipes import Recipe, Tone

FACT_NAMES = {
    "evenement": "le nom de l'événement",
    "date": "sa date",
    "lieu": "son lieu",
    "lien": "le lien",
    "details": "vos nouvelles, en une à trois phrases",
}


def shown(turn: Turn, draft: Draft, told: str, full: bool = True) -> Iterator[Reply]:
    """The draft, what lacks, what is wrong, what may come next."""
    turn.conversations.show(turn.user, turn.conversation, MAIL, {"draft": draft.draft_id})
    yield Text(told)
    yield Mail(draft.draft_id, draft.last.numero)
    missing = turn.services.content.writer.missing(draft) if full else ()
    if missing:
        names = " et ".join(FACT_NAMES[name] for name in missing)
        yield Text(f"Pour qu'il soit complet, il me manque {names} :")
        yield facts_form(turn, draft)
    yield from problems(turn, draft)
    yield Choices((*_giving(turn, draft), *_next(draft), *_model(turn, draft)))


def facts_form(turn: Turn, draft: Draft) -> Form:
    """Asks for what lacks."""
    form_id = turn.ask("form_mail_facts", {"draft": draft.draft_id})
    return Form(form_id, "L'événement", "Compléter le mail", "Laisser ainsi")


def problems(turn: Turn, draft: Draft, every: bool = False) -> Iterator[Reply]:
    """What is to be mended, each with its button; all that was looked at, where it is asked."""
    found = turn.services.content.previews.checks(turn.user, draft)
    wrong = [one for one in found if one.level is not Level.OK]
    said = found if every else [one for one in wrong if one.name != "variables" or one.count]
    if every:
        count = len(wrong)
        head = (
            "Tout est bon." if not count else f"{count} point{'s' if count > 1 else ''} à revoir."
        )
        yield Text(f"**{head}**\n\n" + "\n".join(map(_line, said)))
    elif said:
        yield Text("À revoir avant l'envoi :\n\n" + "\n".join(map(_line, said)))
    if mending := tuple(fixes.buttons(turn, draft, wrong)):
        yield Choices(mending)


_SIGNS = {Level.OK: "✓", Level.WARNING: "⚠", Level.ERROR: "✗"}


def _line(check: Check) -> str:
    who = f"({', '.join(check.people[:5])}{'…' if check.count > 5 else ''})"
    people = f" {escape(who)}" if check.people else ""
    return f"- {_SIGNS[check.level]} {escape(check.message)}{people}"


def _model(turn: Turn, draft: Draft) -> Iterator[Button]:
    """The language model, where the installation has one."""
    if name := turn.services.content.model.name:
        yield Button(f"Reformuler avec {name}", "reformule avec l'IA",
                     act=RewriteMail(mail=draft.draft_id))  # fmt: skip


def _giving(turn: Turn, draft: Draft) -> Iterator[Button]:
    """To the campaign that it is for, or that was spoken of, while it is a draft."""
    every = turn.services.campaigns.preparing.all(turn.user)
    spoken = draft.campagne or turn.context.last_campaign
    for one in every:
        if spoken in (one.nom, one.campagne_id) and one.etat is State.BROUILLON:
            act = GiveMail(mail=draft.draft_id, campaign=one.campagne_id)
            yield Button(
                f"Donner ce mail à « {one.nom} »", f"prends ce mail pour {one.nom}", act=act
            )
            return
    if draft.campagne is None and draft.personne is None:
        act_of = MailToCampaign(mail=draft.draft_id)
        yield Button("En faire une campagne", "fais-en une campagne", act=act_of)


def _next(draft: Draft) -> Iterator[Button]:
    """The usual changes, by click as by sentence."""
    key, recipe = draft.draft_id, draft.last.recette
    if draft.last.mail is None:
        yield from _otherwise(key, recipe)
    yield Button("Modifier le texte", "modifie le texte", act=MailForm(mail=key, what="words"))
    if draft.last.mail is None:
        yield Button("Date, lieu, lien", "mets la date au 24", act=MailForm(mail=key, what="facts"))
    yield Button("Vérifier", "vérifie le mail", act=CheckDraft(mail=key))
    yield Button("Garder comme modèle", "enregistre-le comme modèle", act=KeepMail(mail=key))
    if draft.last.mail is None:
        yield Button("En post Facebook", "fais-en un post facebook",
                     act=PostOfMail(mail=key, network="facebook"))  # fmt: skip
    if len(draft.versions) > 1:
        yield Button("Ce qui a changé", "qu'est-ce qui a changé ?", act=CompareMail(mail=key))
        yield Button("Les versions", "montre les versions", act=MailVersions(mail=key))


def _otherwise(key: str, recipe: Recipe) -> Iterator[Button]:
    """What may be said otherwise in a composed mail."""
    if recipe.court < 2:
        yield _change("Plus court", "plus court", key, Kind.SHORTER)
    if recipe.ton is not Tone.CHALEUREUX:
        yield _change("Plus chaleureux", "plus chaleureux", key, Kind.TONE, Tone.CHALEUREUX.value)
    if recipe.ton is not Tone.FORMEL:
        yield _change("Plus formel", "ton formel", key, Kind.TONE, Tone.FORMEL.value)
    if recipe.tu:
        yield _change("Vouvoyer", "vouvoie", key, Kind.POLITE)
    else:
        yield _change("Tutoyer", "tutoie", key, Kind.FAMILIAR)
    yield Button("Trois objets au choix", "trois objets au choix", act=MailSubjects(mail=key))
    yield _change("Autre proposition", "une autre proposition", key, Kind.AGAIN)


def _change(label: str, say: str, key: str, kind: Kind, value: str | None = None) -> Button:
    return Button(label, say, act=ChangeMail(mail=key, kind=kind, value=value))
