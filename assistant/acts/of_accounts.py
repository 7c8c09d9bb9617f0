"""Acts about accounts: one's own, and those of others."""

from typing import Literal

from assistant.acts.base import Act, Id


class ShowAccounts(Act):
    do: Literal["show_accounts"] = "show_accounts"


class InviteSomebody(Act):
    do: Literal["invite_somebody"] = "invite_somebody"


class ChangeOwn(Act):
    """One's own password, or the e-mail one logs in with."""

    do: Literal["change_own"] = "change_own"
    what: Literal["password", "email"]


class OfAccount(Act):
    """Something done to an account."""

    account: Id


class OpenAccount(OfAccount):
    do: Literal["open_account"] = "open_account"


class CloseAccount(OfAccount):
    do: Literal["close_account"] = "close_account"


class ReopenAccount(OfAccount):
    do: Literal["reopen_account"] = "reopen_account"


class ResetPassword(OfAccount):
    do: Literal["reset_password"] = "reset_password"


class GiveRole(OfAccount):
    do: Literal["give_role"] = "give_role"
    role: Literal["bénévole", "manager", "admin"]


class OwnStep(Act):
    """The second step of one's own log-in: put on, taken off, or new spare codes."""

    do: Literal["own_step"] = "own_step"
    what: Literal["show", "add", "remove", "codes"]


class RemoveStep(OfAccount):
    """Somebody has lost their phone, and their spare codes."""

    do: Literal["remove_step"] = "remove_step"


class ShowTokens(Act):
    """The tokens by which one's programs use the API."""

    do: Literal["show_tokens"] = "show_tokens"


class NewToken(Act):
    do: Literal["new_token"] = "new_token"


class RevokeToken(Act):
    do: Literal["revoke_token"] = "revoke_token"
    token: Id
