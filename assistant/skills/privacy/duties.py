"""What an association must show: its register, its notice, the proof of a consent."""

from collections.abc import Iterator

from assistant.acts.of_privacy import ReviewRetention, ShowNotice, ShowRegister
from assistant.language.requests.privacy import KnownRequest
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape, of_strong
from assistant.replies import Button, Choices, Details, Reply, Text
from assistant.skills.records.finding import find_record
from assistant.skills.registry import Turn, command, on_act
from core.accounts.models import Permission

NOTICE = Button("Voir la mention d'information", "mention d'information", act=ShowNotice())
REGISTER = Button("Voir le registre", "registre des traitements", act=ShowRegister())
REVIEW = Button("Revue de conservation", "revue de conservation", act=ReviewRetention())


@command("privacy_register")
def register(turn: Turn) -> Iterator[Reply]:
    """What is done with personal data."""
    yield Text(
        "Voici le **registre des traitements** de MimiCom, fait d'après vos réglages. Relisez-le, "
        "complétez-le avec vos autres fichiers, et gardez-en une copie."
    )
    for one in turn.services.rights.register.register(turn.user):
        yield Details(one.nom, tuple(one.lines()))
    yield Choices((NOTICE, REVIEW))


@on_act(ShowRegister, Intent.SETTINGS)
def register_by_click(turn: Turn, _deed: ShowRegister) -> Iterator[Reply]:
    """The button."""
    yield from register(turn)


@command("privacy_notice")
def notice(turn: Turn) -> Iterator[Reply]:
    """What to tell people."""
    text = turn.services.rights.register.notice(turn.user)
    yield Text(f"À mettre au bas de vos formulaires et de vos messages :\n\n> {escape(text)}")
    yield Choices((REGISTER,))


@on_act(ShowNotice, Intent.SETTINGS)
def notice_by_click(turn: Turn, _deed: ShowNotice) -> Iterator[Reply]:
    """The button."""
    yield from notice(turn)


@command("consent_proof")
def proof(turn: Turn) -> Iterator[Reply]:
    """Who said yes, when, how, and to which sentence."""
    turn.user.require(Permission.EXPORT)
    found = find_record(turn, turn.asked(KnownRequest).whom, "De qui s'agit-il ?")
    if found.record is None:
        yield from found.replies
        return
    whose = of_strong(found.record.nom_structure)
    evidence = turn.services.rights.consent.proof(turn.user, found.record.prospect_id)
    if not evidence:
        yield Text(
            f"Aucun consentement n'a été noté sur la fiche {whose}. Sans trace, il n'y a pas de "
            "preuve : redemandez-le."
        )
        return
    lines = "\n".join(f"- {escape(one.said)}" for one in evidence)
    yield Text(f"Le consentement sur la fiche {whose} :\n\n{lines}")
    if not any(one.formule for one in evidence):
        yield Text(
            "La phrase par laquelle vous demandez l'accord n'est pas enregistrée. Un admin peut la "
            "donner : « règle consent.wording à J'accepte de recevoir vos nouvelles »."
        )
