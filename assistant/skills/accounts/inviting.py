"""Accounts that admins open: by a form, or from what a sentence says. Their owner gets a link."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.acts.of_accounts import InviteSomebody
from assistant.language.requests.accounts import SettingsRequest
from assistant.language.understanding import Intent
from assistant.rendering.forms import Field
from assistant.rendering.wording import escape
from assistant.replies import Confirm, Form, Reply, Text
from assistant.skills.accounts import links
from assistant.skills.accounts.fields import choice, field
from assistant.skills.accounts.roles import CHOICES, may_do
from assistant.skills.registry import FORMED, FormFields, Turn, on_act, on_yes
from core.accounts.models import Permission, Role
from core.errors import InvalidData

INVITE_FORM = "form_invite"


def invite(turn: Turn, request: SettingsRequest) -> Iterator[Reply]:
    """An account for somebody: by a form, or from what the sentence says."""
    turn.user.require(Permission.MANAGE_USERS)
    role = Role(request.role) if request.role else Role.BENEVOLE
    if len(request.emails) != 1:
        yield from _ask_whom(turn, role)
        return
    email = turn.services.accounts.free_email(request.emails[0])
    question = f"Ouvrir un compte {role.value} pour {email} ? Il permettra de {may_do(role)}."
    pending = turn.ask("invite", {"email": email, "role": role.value})
    yield Confirm(pending, question, "Oui, ouvrir ce compte", "Non, ne rien ouvrir")


def _ask_whom(turn: Turn, role: Role) -> Iterator[Reply]:
    form_id = turn.ask(INVITE_FORM, {"role": role.value})
    yield Text("Pour qui est ce compte ? Un lien fera choisir son mot de passe à cette personne.")
    yield Form(form_id, "Nouveau compte", "Ouvrir le compte", "Annuler")


@on_act(InviteSomebody, Intent.SETTINGS)
def invite_by_click(turn: Turn, _deed: InviteSomebody) -> Iterator[Reply]:
    """The form of a new account."""
    turn.user.require(Permission.MANAGE_USERS)
    yield from _ask_whom(turn, Role.BENEVOLE)


def _invite_fields(_turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    group = "Qui pourra se connecter"
    email = field("email", "Son adresse e-mail", "email", group)
    return [email, choice("role", "Son rôle", group, payload["role"], CHOICES)]


def _send_invite(
    turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    role = values.get("role", payload["role"])
    if role not in list(Role):
        raise InvalidData("", {"role": "Choisissez bénévole, manager ou admin."})
    return tuple(_invited(turn, values.get("email", ""), Role(role)))


def _invited(turn: Turn, email: str, role: Role) -> Iterator[Reply]:
    account = turn.services.accounts.invite(turn.user, email, role)
    yield Text(f"Le compte de **{escape(account.email)}** est ouvert, en {role.value}.")
    yield from links.offer(turn, account)


@on_yes("invite")
def invite_confirmed(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """Open it."""
    yield from _invited(turn, payload["email"], Role(payload["role"]))


FORMED[INVITE_FORM] = FormFields(
    _invite_fields, _send_invite, "crée un compte bénévole pour julie@exemple.fr"
)
