"""What admins change of an account: its role, its password, whether it is open."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assistant.acts.of_accounts import (
    CloseAccount,
    GiveRole,
    OfAccount,
    ReopenAccount,
    ResetPassword,
)
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Confirm, Reply, Text
from assistant.skills.accounts import links, own, seeing
from assistant.skills.accounts.roles import may_do
from assistant.skills.registry import Turn, on_act, on_yes
from core.accounts.models import Role, User

# --- role -----------------------------------------------------------------------------------------


def give_role(turn: Turn, account: User, role: Role | None) -> Iterator[Reply]:
    """Ask whether to change the role of an account."""
    if role is None or role is account.role:
        yield from seeing.one(turn, account)
        return
    mine = _if_mine(turn, account, "vous perdrez ces droits tout de suite")
    question = (
        f"Passer le compte de {account.email} de {account.role.value} à {role.value} ? "
        f"Il permettra de {may_do(role)}. Ses sessions ouvertes se ferment : il "
        f"suffira de se reconnecter.{mine if account.role is Role.ADMIN else ''}"
    )
    yes, no = "Oui, changer son rôle", "Non, ne rien changer"
    yield _asked(turn, "role", account, question, yes, no, role=role.value)


@on_act(GiveRole, Intent.SETTINGS)
def role_by_click(turn: Turn, deed: GiveRole) -> Iterator[Reply]:
    """Ask whether to give the role of a button."""
    account = turn.services.accounts.one(turn.user, deed.account)
    yield from give_role(turn, account, Role(deed.role))


@on_yes("role")
def role_confirmed(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """Give it."""
    account = _of(turn, payload)
    role = Role(payload["role"])
    turn.services.accounts.set_role(turn.user, account.email, role)
    yield Text(f"C'est fait : **{escape(account.email)}** a le rôle {role.value}.")


# --- closed, opened again, reset ------------------------------------------------------------------


def close(turn: Turn, account: User) -> Iterator[Reply]:
    """Ask whether to close an account."""
    if not account.actif:
        yield Text(f"Le compte de **{escape(account.email)}** est déjà fermé.")
        yield Choices((*seeing.deeds(account), seeing.ALL))
        return
    mine = _if_mine(turn, account, "vous serez déconnecté, et ne pourrez plus revenir seul")
    question = (
        f"Fermer le compte de {account.email} ({account.role.value}) ? Personne ne "
        "pourra plus s'y connecter, et ses sessions ouvertes se ferment tout de suite. Ce que ce "
        f"compte a fait reste dans la base, et vous pourrez le rouvrir.{mine}"
    )
    yield _asked(
        turn, "close_account", account, question, "Oui, le fermer", "Non, le laisser ouvert"
    )


@on_yes("close_account")
def close_confirmed(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """Close it."""
    account = _of(turn, payload)
    turn.services.accounts.disable(turn.user, account.email)
    yield Text(f"C'est fait : le compte de **{escape(account.email)}** est fermé.")
    act = ReopenAccount(account=account.user_id)
    yield Choices(
        (Button("Le rouvrir", f"rouvre le compte de {account.email}", act=act), seeing.ALL)
    )


def reopen(turn: Turn, account: User) -> Iterator[Reply]:
    """Ask whether to let an account in again."""
    if account.actif:
        yield from seeing.one(turn, account)
        return
    question = (
        f"Rouvrir le compte de {account.email}, avec le rôle {account.role.value} et "
        f"le même mot de passe ? Il permettra de {may_do(account.role)}."
    )
    yield _asked(
        turn, "reopen_account", account, question, "Oui, le rouvrir", "Non, le laisser fermé"
    )


@on_yes("reopen_account")
def reopen_confirmed(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """Open it again."""
    account = _of(turn, payload)
    turn.services.accounts.enable(turn.user, account.email)
    yield Text(f"C'est fait : le compte de **{escape(account.email)}** est rouvert.")
    yield Choices((seeing.open_button(account), seeing.ALL))


def reset(turn: Turn, account: User) -> Iterator[Reply]:
    """Ask whether to have somebody choose another password; one's own has its form."""
    if account.user_id == turn.user.user_id:
        yield from own.password(turn)
        return
    question = (
        f"Refaire le mot de passe de {account.email} ? L'actuel ne servira plus dès "
        "maintenant, ses sessions ouvertes se ferment, et un lien permettra d'en choisir un autre."
    )
    yield _asked(
        turn, "reset_password", account, question, "Oui, le refaire", "Non, ne rien changer"
    )


@on_yes("reset_password")
def reset_confirmed(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """Reset it, and offer the link."""
    account = _of(turn, payload)
    turn.services.accounts.reset_password(turn.user, account.email)
    yield Text(f"L'ancien mot de passe de **{escape(account.email)}** ne sert plus.")
    yield from links.offer(turn, account)


def _by_click(kind: type[OfAccount], ask: Callable[[Turn, User], Iterator[Reply]]) -> None:
    """Have a button ask what the sentence about its account would."""

    @on_act(kind, Intent.SETTINGS)
    def clicked(turn: Turn, deed: OfAccount) -> Iterator[Reply]:
        return ask(turn, turn.services.accounts.one(turn.user, deed.account))


_by_click(CloseAccount, close)
_by_click(ReopenAccount, reopen)
_by_click(ResetPassword, reset)


def _asked(
    turn: Turn, action: str, account: User, question: str, yes: str, no: str, **more: str
) -> Confirm:
    """A question about an account, which waits for its yes; it is no Markdown."""
    pending = turn.ask(action, {"account": account.user_id, **more})
    return Confirm(pending, question, yes, no)


def _of(turn: Turn, payload: Mapping[str, Any]) -> User:
    return turn.services.accounts.one(turn.user, payload["account"])


def _if_mine(turn: Turn, account: User, consequence: str) -> str:
    mine = account.user_id == turn.user.user_id
    return f" C'est votre propre compte : {consequence}." if mine else ""
