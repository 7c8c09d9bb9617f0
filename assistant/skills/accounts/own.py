"""One's own account: password, e-mail, rights. Nothing of a form is kept, its answer holds none."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.acts.of_accounts import ChangeOwn
from assistant.language.understanding import Intent
from assistant.rendering.forms import Field
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Form, Reply, Text
from assistant.skills.accounts import own_step, own_tokens
from assistant.skills.accounts.fields import field, new_passwords, present_password
from assistant.skills.accounts.roles import may_do
from assistant.skills.registry import FORMED, FormFields, Turn, on_act
from core.accounts.passwords import known_of

PASSWORD_FORM, EMAIL_FORM, FIRST_FORM = "form_own_password", "form_own_email", "form_first_choice"
_GROUP = "Votre compte"
PASSWORD = Button(
    "Changer mon mot de passe", "change mon mot de passe", act=ChangeOwn(what="password")
)
EMAIL = Button(
    "Changer mon adresse de connexion",
    "change mon adresse mail de connexion",
    act=ChangeOwn(what="email"),
)


MORE = (own_step.SHOW, own_tokens.SHOW)


def password(turn: Turn) -> Iterator[Reply]:
    """The form of a new password."""
    yield Text(
        "Pour changer de mot de passe, donnez l'actuel puis le nouveau, deux fois. Toutes vos "
        "autres sessions (un autre ordinateur, un téléphone) se ferment aussitôt.\n\n"
        "_Si vous avez oublié l'actuel, un admin peut vous faire un lien pour en choisir un "
        "autre._"
    )
    form_id = turn.ask(PASSWORD_FORM, {})
    yield Form(form_id, "Changer mon mot de passe", "Changer le mot de passe", "Annuler")


def email(turn: Turn) -> Iterator[Reply]:
    """The form of another e-mail."""
    yield Text(
        f"Vous vous connectez avec **{escape(turn.user.email)}**. Après le changement, toutes vos "
        "sessions se ferment, celle-ci aussi : reconnectez-vous avec la nouvelle adresse. Vos "
        "conversations vous suivent."
    )
    form_id = turn.ask(EMAIL_FORM, {})
    yield Form(form_id, "Changer mon adresse de connexion", "Changer l'adresse", "Annuler")


def rights(turn: Turn) -> Iterator[Reply]:
    """Who one is here, and what one may do."""
    role = turn.user.role
    yield Text(
        f"Votre compte est **{escape(turn.user.email)}**, avec le rôle **{role.value}** : vous "
        f"pouvez {may_do(role)}."
    )
    yield Choices((PASSWORD, EMAIL, *MORE))


@on_act(ChangeOwn, Intent.SETTINGS)
def own_by_click(turn: Turn, deed: ChangeOwn) -> Iterator[Reply]:
    """The form of what a button changes."""
    yield from password(turn) if deed.what == "password" else email(turn)


def first_choice(turn: Turn) -> Iterator[Reply]:
    """Asked of whoever still has the password that the first start printed."""
    if not turn.user.a_choisir:
        return
    yield Text(
        "Votre mot de passe a été affiché au premier démarrage : choisissez le vôtre, et donnez "
        "votre adresse e-mail, avec laquelle vous vous connecterez."
    )
    form_id = turn.ask(FIRST_FORM, {})
    yield Form(form_id, "Votre compte d'admin", "Choisir ce mot de passe", "Plus tard")


# --- the forms ------------------------------------------------------------------------------------


def _password_fields(turn: Turn, _payload: Mapping[str, Any]) -> list[Field]:
    return [present_password(_GROUP), *new_passwords(_GROUP, known_of(turn.user.email))]


def _change_password(
    turn: Turn, _payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    old, new, again = (values.get(name, "") for name in ("ancien", "nouveau", "encore"))
    turn.services.own_account.change_password(turn.user, old, new, again, turn.session)
    return (Text("C'est fait : votre mot de passe est changé, vos autres sessions sont fermées."),)


def _email_fields(turn: Turn, _payload: Mapping[str, Any]) -> list[Field]:
    new = field("email", "Nouvelle adresse e-mail", "email", _GROUP)
    new["autocomplete"] = "username"
    return [new, present_password(_GROUP)]


def _change_email(
    turn: Turn, _payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    present, new = values.get("ancien", ""), values.get("email", "")
    return (_reconnect(turn.services.own_account.change_email(turn.user, present, new).email),)


def _first_fields(turn: Turn, _payload: Mapping[str, Any]) -> list[Field]:
    mine = field("email", "Votre adresse e-mail", "email", _GROUP, turn.user.email)
    mine["autocomplete"] = "username"
    return [mine, *new_passwords(_GROUP, ())]


def _choose_first(
    turn: Turn, _payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    mine, new, again = (values.get(name, "") for name in ("email", "nouveau", "encore"))
    own = turn.services.own_account
    now = own.choose_first(turn.user, mine, new, again, turn.session)
    if now.email != turn.user.email:
        return (_reconnect(now.email),)
    return (Text("C'est fait : ce mot de passe est le vôtre."),)


def _reconnect(address: str) -> Text:
    return Text(
        f"C'est fait. Rechargez la page et reconnectez-vous avec **{escape(address)}** : vos "
        "sessions sont fermées."
    )


_MACHINE = "Cela se fait sur la page ; ou sur la machine, avec « mimicom users password E-MAIL »."
FORMED[PASSWORD_FORM] = FormFields(_password_fields, _change_password, how=_MACHINE)
FORMED[EMAIL_FORM] = FormFields(_email_fields, _change_email, how="Cela se fait sur la page.")
FORMED[FIRST_FORM] = FormFields(_first_fields, _choose_first, how=_MACHINE)
