"""The second step of one's own log-in: a phone's code, its QR picture, spare codes shown once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.acts.of_accounts import OwnStep, RemoveStep
from assistant.conversation import Payload
from assistant.language.requests.own_security import Named
from assistant.language.understanding import Intent
from assistant.rendering.forms import Field
from assistant.rendering.wording import escape, plural
from assistant.replies import Button, Choices, Confirm, Form, Reply, ShownOnce, Text
from assistant.skills.accounts.fields import field, present_password
from assistant.skills.registry import (
    FORMED,
    FormFields,
    Revealed,
    Turn,
    command,
    on_act,
    on_reveal,
    on_yes,
)
from core.accounts.models import User

ADD_FORM, REMOVE_FORM, CODES = "form_add_step", "form_remove_step", "spare_codes"
_GROUP = "Double vérification"
_MACHINE = "Cela se fait sur la page ; ou sur la machine, avec « mimicom totp begin E-MAIL »."
SHOW = Button("Double vérification", "ma double vérification", act=OwnStep(what="show"))
ADD = Button("L'activer", "active la double vérification", act=OwnStep(what="add"))
REMOVE = Button("La retirer", "retire la double vérification", act=OwnStep(what="remove"))
NEW_CODES = Button(
    "De nouveaux codes de secours", "de nouveaux codes de secours", act=OwnStep(what="codes")
)


def show(turn: Turn) -> Iterator[Reply]:
    """Whether it is on, and what can be done."""
    if not turn.services.own_account.has_step(turn.user):
        yield Text(
            "La double vérification n'est **pas active**. Une fois activée, il faut à la connexion "
            "votre mot de passe et un code que montre votre téléphone : un mot de passe volé ne "
            "suffit plus."
        )
        yield Choices((ADD,))
        return
    left = turn.services.accounts.second_step.spares_left(turn.user)
    yield Text(
        "La double vérification est **active**. À la connexion, tapez le code de votre téléphone "
        "juste après le mot de passe, dans la même case. Il vous reste "
        f"{plural(left, 'code')} de secours."
    )
    yield Choices((NEW_CODES, REMOVE))


@command("add_step")
def add(turn: Turn) -> Iterator[Reply]:
    """The form with the picture to read."""
    if turn.services.own_account.has_step(turn.user):
        yield from show(turn)
        return
    yield Text(
        "Avec une application de codes sur votre téléphone (Aegis, FreeOTP, Google "
        "Authenticator…), lisez le carré du formulaire, puis tapez ici le code à six chiffres "
        "qu'elle montre. Vos autres sessions se fermeront."
    )
    form_id = turn.ask(ADD_FORM, {})
    yield Form(form_id, "Activer la double vérification", "Activer", "Annuler")


@command("remove_step")
def remove(turn: Turn) -> Iterator[Reply]:
    """The form that takes it off."""
    if not turn.services.own_account.has_step(turn.user):
        yield from show(turn)
        return
    yield Text("Après cela, votre mot de passe seul suffira pour vous connecter.")
    form_id = turn.ask(REMOVE_FORM, {})
    yield Form(form_id, "Retirer la double vérification", "Retirer", "Annuler")


@command("spare_codes")
def codes(turn: Turn) -> Iterator[Reply]:
    """New spare codes, behind a button."""
    if not turn.services.own_account.has_step(turn.user):
        yield from show(turn)
        return
    yield from _offer_codes(turn)


def _offer_codes(turn: Turn) -> Iterable[Reply]:
    return (
        Text(
            "Gardez ces codes de secours sur papier, ailleurs que dans ce téléphone : chacun "
            "remplace une fois le code du téléphone, si vous le perdez. Ceux d'avant ne servent "
            "plus."
        ),
        ShownOnce(turn.ask(CODES, {}), "Vos codes de secours", "Montrer les codes", _MACHINE),
    )


@on_reveal(CODES)
def reveal(turn: Turn, _payload: Payload) -> Revealed:
    """Make them."""
    made = turn.services.accounts.second_step.new_spares(turn.user)
    return Revealed(tuple(made), "Notez-les maintenant : ils ne seront plus montrés.")


@command("own_step")
def own_step(turn: Turn) -> Iterable[Reply]:
    """Whether it is on."""
    return show(turn)


@on_act(OwnStep, Intent.SETTINGS)
def by_click(turn: Turn, deed: OwnStep) -> Iterable[Reply]:
    """What a button asks for."""
    return {"show": show, "add": add, "remove": remove, "codes": codes}[deed.what](turn)


# --- the forms ------------------------------------------------------------------------------------


def _add_fields(turn: Turn, _payload: Mapping[str, Any]) -> list[Field]:
    enrolment = turn.services.own_account.begin_step(turn.user)
    spaced = " ".join(enrolment.secret[at : at + 4] for at in range(0, len(enrolment.secret), 4))
    help_ = f"Six chiffres. Sans appareil photo, donnez cette clé à l'application : {spaced}"
    code = field("code", "Code que montre le téléphone", "text", _GROUP, help=help_)
    code["autocomplete"] = "one-time-code"
    code["picture"] = enrolment.picture()
    return [code, present_password(_GROUP)]


def _add(turn: Turn, _payload: Mapping[str, Any], values: Mapping[str, str]) -> tuple[Reply, ...]:
    given, code = values.get("ancien", ""), values.get("code", "")
    turn.services.own_account.confirm_step(turn.user, given, code, turn.session)
    return (
        Text(
            "C'est fait : la double vérification est active. À la connexion, tapez le code du "
            "téléphone juste après le mot de passe, dans la même case."
        ),
        *_offer_codes(turn),
    )


def _remove_fields(_turn: Turn, _payload: Mapping[str, Any]) -> list[Field]:
    return [present_password(_GROUP)]


def _remove(
    turn: Turn, _payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    turn.services.own_account.remove_step(turn.user, values.get("ancien", ""))
    return (Text("C'est fait : la double vérification est retirée."), Choices((ADD,)))


FORMED[ADD_FORM] = FormFields(_add_fields, _add, how=_MACHINE)
FORMED[REMOVE_FORM] = FormFields(_remove_fields, _remove, how=_MACHINE)


# --- somebody else's ------------------------------------------------------------------------------


def of_other(account: User) -> Button:
    """The button by which an admin helps who has lost their phone."""
    say = f"retire la double vérification de {account.email}"
    return Button("Retirer sa double vérification", say, act=RemoveStep(account=account.user_id))


@command("remove_step_of")
def ask_of_named(turn: Turn) -> Iterator[Reply]:
    """The same, for the account that the sentence names."""
    account = turn.services.accounts.get(turn.asked(Named).name)
    account_id = account.user_id if account else ""
    yield from ask_other(turn, RemoveStep.model_construct(account=account_id))


@on_act(RemoveStep, Intent.SETTINGS)
def ask_other(turn: Turn, deed: RemoveStep) -> Iterator[Reply]:
    """Ask whether to take it off somebody's account."""
    account = turn.services.accounts.one(turn.user, deed.account)
    pending = turn.ask("remove_step", {"account": account.user_id})
    question = (
        f"Retirer la double vérification de {account.email} ? Son mot de passe seul "
        "suffira pour se connecter. Faites-le seulement si cette personne vous l'a demandé."
    )
    yield Confirm(pending, question, "Oui, la retirer", "Non, la garder")


@on_yes("remove_step")
def other_confirmed(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """Take it off."""
    account = turn.services.accounts.one(turn.user, payload["account"])
    turn.services.accounts.second_step.remove(turn.user, account)
    yield Text(f"C'est fait : **{escape(account.email)}** se connecte sans second code.")
