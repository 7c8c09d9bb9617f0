"""Answers to mails: told to the owner of the campaign, noted, attributed."""

from collections.abc import Iterator

from assistant.acts.of_campaigns import (
    AttributeStray,
    MailsOfRecord,
    NoteMailAnswer,
    OpenStray,
    SetStrayAside,
    ShowStrays,
)
from assistant.language.understanding import Intent
from assistant.rendering.wording import day, escape, plural
from assistant.replies import Button, Choices, Details, Reply, Text
from assistant.skills.records.editing import done
from assistant.skills.registry import Turn, on_act
from core.campaigns.received import AnswerGiven, Stray
from core.clock import PARIS
from core.vocabulary.values import Response

_MOST = 5
_STRAYS = 8


def news(turn: Turn) -> Iterator[Reply]:
    """The answers to the user's own campaigns that came since the last turn, told once."""
    found = turn.services.campaigns.answers.news(turn.user)
    if not found:
        return
    turn.services.campaigns.answers.told([one.recipient_id for one in found])
    yield Text(
        f"**{plural(len(found), 'nouvelle réponse', 'nouvelles réponses')}** à vos campagnes :"
    )
    for one in found[:_MOST]:
        yield from _given(one)
    if len(found) > _MOST:
        yield Text("Les autres sont dans les résultats, sous « réponses à lire ».")


def _given(one: AnswerGiven) -> Iterator[Reply]:
    said = " ".join(one.text.split())[:300]
    quoted = f" : « {escape(said)} »" if said else ""
    when = day(one.at.astimezone(PARIS).date())
    who = f"**{escape(one.name)}** ({escape(one.town)})"
    yield Text(f"{who}, le {when}, à « {escape(one.campaign)} »{quoted}")
    yes = NoteMailAnswer(recipient=one.recipient_id, response="Positif")
    mails = MailsOfRecord(id=one.prospect_id)
    no = NoteMailAnswer(recipient=one.recipient_id, response="Négatif")
    yield Choices(
        (
            Button("Noter : intéressé", f"{one.name} est intéressé", act=yes),
            Button("Noter : refus", f"{one.name} refuse", act=no),
            Button("Ses mails", f"quels mails a reçus {one.name} ?", act=mails),
        )
    )


@on_act(NoteMailAnswer, Intent.RECORD_RESPONSE)
def note(turn: Turn, deed: NoteMailAnswer) -> Iterator[Reply]:
    """What somebody answered, on the record and in the results; it can be taken back."""
    answers = turn.services.campaigns.answers
    written = answers.note(turn.user, deed.recipient, Response(deed.response))
    yield from done(turn, written, "C'est noté.")


# --- mails of nobody known -----------------------------------------------------------------------


@on_act(ShowStrays, Intent.LIST_CAMPAIGNS)
def strays_by_click(turn: Turn, _deed: ShowStrays) -> Iterator[Reply]:
    """The mails that are nobody's yet."""
    yield from strays(turn)


def strays(turn: Turn) -> Iterator[Reply]:
    """Each opens, to be attributed."""
    found = turn.services.campaigns.answers.strays(turn.user)
    if not found:
        yield Text("Tous les mails reçus sont attribués.")
        return
    yield Text(f"**{plural(len(found), 'mail reçu', 'mails reçus')}** sans destinataire reconnu :")
    yield Choices(tuple(map(_open, found[:_STRAYS])))


def _open(one: Stray) -> Button:
    label = f"{one.sender} : {one.subject}"[:90]
    return Button(label, f"attribue le mail de {one.sender}", act=OpenStray(mail=one.mail_id))


@on_act(OpenStray, Intent.LIST_CAMPAIGNS)
def open_stray(turn: Turn, deed: OpenStray) -> Iterator[Reply]:
    """Who may have written it."""
    one = turn.services.campaigns.answers.stray(turn.user, deed.mail)
    aside = Button(
        "Ce n'est pas une réponse", "mets ce mail de côté", act=SetStrayAside(mail=one.mail_id)
    )
    yield Text(f"De {escape(one.sender)}, « {escape(one.subject)} ». Qui a répondu ?")
    if not one.candidates:
        yield Details(
            "Je n'ai pas trouvé qui cela peut être",
            (
                "Personne à qui vous avez écrit n'a cette adresse, ni une adresse du même domaine.",
                "Ouvrez la fiche de la structure et dites « enregistre sa réponse ».",
            ),
        )
    yield Choices((*(_attributed(one, candidate) for candidate in one.candidates), aside))


def _attributed(stray: Stray, one: AnswerGiven) -> Button:
    act = AttributeStray(mail=stray.mail_id, recipient=one.recipient_id)
    label = f"{one.name} ({one.town}), « {one.campaign} »"
    return Button(label, f"c'est {one.name}", act=act)


@on_act(AttributeStray, Intent.RECORD_RESPONSE)
def attribute(turn: Turn, deed: AttributeStray) -> Iterator[Reply]:
    """It is their answer: what does it say?"""
    given = turn.services.campaigns.answers.attribute(turn.user, deed.mail, deed.recipient)
    yield Text("C'est attribué.")
    yield from _given(given)


@on_act(SetStrayAside, Intent.LIST_CAMPAIGNS)
def set_aside(turn: Turn, deed: SetStrayAside) -> Iterator[Reply]:
    """It is nobody's answer."""
    turn.services.campaigns.answers.set_aside(turn.user, deed.mail)
    yield Text("C'est mis de côté.")
    yield from strays(turn)
