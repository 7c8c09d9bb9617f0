"""Accounts as admins see them; and whose account a sentence speaks of."""

from collections.abc import Callable, Iterable, Iterator

from assistant.acts.of_accounts import (
    CloseAccount,
    GiveRole,
    InviteSomebody,
    OpenAccount,
    ReopenAccount,
    ResetPassword,
    ShowAccounts,
)
from assistant.language.requests.accounts import SettingsRequest
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape, plural
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.accounts import own_step
from assistant.skills.accounts.roles import may_do
from assistant.skills.registry import Turn, command, on_act
from core.accounts.models import Role, User

MOST_BUTTONS = 12
INVITE = Button("Ouvrir un compte", "crée un compte", act=InviteSomebody())
ALL = Button("Voir tous les comptes", "montre les comptes", act=ShowAccounts())


@command("list_accounts")
def everybody(turn: Turn) -> Iterator[Reply]:
    """Every account, with its role; each opens."""
    accounts = turn.services.accounts.all(turn.user)
    still = sum(one.actif for one in accounts)
    lines = "\n".join(map(_line, accounts))
    some = "" if still == len(accounts) else f", dont {plural(still, 'ouvert')}"
    yield Text(f"**{plural(len(accounts), 'compte')}**{some} :\n\n{lines}")
    more = "" if len(accounts) <= MOST_BUTTONS else " Dites « gère le compte de » et l'adresse."
    yield Text(f"Choisissez un compte pour le gérer.{more}")
    yield Choices((INVITE, *(open_button(one) for one in accounts[:MOST_BUTTONS])))


def _line(account: User) -> str:
    state = "" if account.actif else " — **fermé**"
    waits = " — n'a pas encore choisi son mot de passe" if account.a_choisir else ""
    return f"- {escape(account.email)} : {account.role.value}{state}{waits if not state else ''}"


def open_button(account: User) -> Button:
    """The button that opens an account."""
    act = OpenAccount(account=account.user_id)
    return Button(account.email, f"gère le compte de {account.email}", act=act)


@on_act(ShowAccounts, Intent.SETTINGS)
def everybody_by_click(turn: Turn, _deed: ShowAccounts) -> Iterator[Reply]:
    """Every account."""
    yield from everybody(turn)


def one(turn: Turn, account: User) -> Iterator[Reply]:
    """One account, and what can be done with it."""
    state = "ouvert" if account.actif else "fermé"
    yield Text(
        f"Le compte de **{escape(account.email)}** est {state}, avec le rôle "
        f"**{account.role.value}** : il permet de {may_do(account.role)}."
    )
    step = turn.services.accounts.second_step.is_on(account)
    yield Choices((*deeds(account), *((own_step.of_other(account),) if step else ()), ALL))


def deeds(account: User) -> Iterator[Button]:
    """What can be done with an account."""
    key, email = account.user_id, account.email
    if not account.actif:
        act = ReopenAccount(account=key)
        yield Button("Le rouvrir", f"rouvre le compte de {email}", act=act)
        return
    for role in Role:
        if role is not account.role:
            give = GiveRole(account=key, role=role.value)
            yield Button(
                f"En faire un compte {role.value}", f"passe {email} {role.value}", act=give
            )
    reset = f"réinitialise le mot de passe de {email}"
    yield Button("Refaire son mot de passe", reset, act=ResetPassword(account=key))
    yield Button("Le fermer", f"ferme le compte de {email}", act=CloseAccount(account=key))


@on_act(OpenAccount, Intent.SETTINGS)
def one_by_click(turn: Turn, deed: OpenAccount) -> Iterator[Reply]:
    """The account of a button."""
    yield from one(turn, turn.services.accounts.one(turn.user, deed.account))


# --- whose account a sentence speaks of -----------------------------------------------------------

Deed = Callable[[Turn, User], Iterable[Reply]]


def of_whom(turn: Turn, request: SettingsRequest, deed: Deed) -> Iterator[Reply]:
    """Do `deed` to the account that the sentence names; ask which where it names none, or two."""
    accounts = turn.services.accounts.all(turn.user)
    named = request.whom([account.email for account in accounts])
    found = [account for account in accounts if account.email in named]
    if len(found) == 1:
        yield from deed(turn, found[0])
        return
    missing = ", ".join(map(escape, request.emails))
    if found:
        told = "Plusieurs comptes portent ce nom. Duquel s'agit-il ?"
    elif missing:
        told = f"Il n'y a pas de compte pour {missing}. Est-ce l'un de ceux-ci ?"
    else:
        told = "De quel compte s'agit-il ?"
    yield Text(told)
    yield Choices((*(open_button(one) for one in (found or accounts)[:MOST_BUTTONS]), INVITE))
