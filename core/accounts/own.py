"""What people change of their own account: their password, their e-mail; and a link's password."""

from core.accounts.linking import PasswordLinks
from core.accounts.models import User
from core.accounts.passwords import check_chosen
from core.accounts.second_step import Enrolment
from core.accounts.service import EMAIL_CHANGED, PASSWORD_CHANGED, AccountService
from core.accounts.throttle import MAX_FAILURES_OF_ADDRESS, network
from core.database import Session
from core.errors import InvalidData, Refused

_USED = "Ce lien a déjà servi, ou il n'est plus valable. Demandez-en un autre à votre admin."


class OwnAccount:
    """Every change asks for the present password, but where it is nobody's choice yet."""

    def __init__(self, accounts: AccountService, links: PasswordLinks) -> None:
        self._accounts, self._links = accounts, links

    def change_password(
        self, by: User, old: str, new: str, again: str, keep: str | None = None
    ) -> None:
        """Choose another password; every session ends but that of the digest `keep`.

        InvalidData with problems of `ancien`, `nouveau` or `encore`; TooManyFailures after five
        wrong old ones.
        """
        user = self._checked(by, old)
        check_chosen(new, again, user.email)
        if old == new:
            same = "C'est le même que l'ancien."
            raise InvalidData(same, {"nouveau": same})
        values = self._accounts.hashed(new) | {"a_choisir": False}
        self._accounts.change(by, user, PASSWORD_CHANGED, values, keep=keep)

    def change_email(self, by: User, password: str, email: str) -> User:
        """Log in with another e-mail from now on; every session ends, this one too.

        InvalidData with problems of `ancien` or `email`.
        """
        user = self._checked(by, password)
        return self._with_email(by, user, email)

    def choose_first(
        self, by: User, email: str, new: str, again: str, keep: str | None = None
    ) -> User:
        """The password, and perhaps the e-mail, of an account that still has a given one.

        Every session ends but that of `keep`; that one too where the e-mail changes. Refused once
        a password was chosen.
        """
        user = self._today(by)
        if not user.a_choisir:
            raise Refused("Votre mot de passe est déjà choisi. Dites « change mon mot de passe ».")
        check_chosen(new, again, user.email)
        email = self._accounts.free_email(email, user.user_id)
        values = self._accounts.hashed(new) | {"a_choisir": False}
        self._accounts.change(by, user, PASSWORD_CHANGED, values, keep=keep)
        return user if email == user.email else self._with_email(by, user, email)

    def begin_step(self, by: User) -> Enrolment:
        """What a phone is given for a second step, which counts once a code of it is given."""
        return self._accounts.second_step.waiting(self._today(by))

    def confirm_step(self, by: User, password: str, code: str, keep: str | None = None) -> None:
        """Have a second step from now on; every session ends but that of the digest `keep`.

        InvalidData with problems of `ancien` or `code`.
        """
        user = self._checked(by, password)
        try:
            self._accounts.second_step.confirm(user, code.replace(" ", ""), keep)
        except InvalidData as wrong:
            raise InvalidData(wrong.message, {"code": wrong.message}) from wrong

    def remove_step(self, by: User, password: str) -> None:
        """Have none any more. InvalidData with a problem of `ancien`."""
        user = self._checked(by, password)
        self._accounts.second_step.remove(user, user)

    def has_step(self, by: User) -> bool:
        """Whether one's account has a second step."""
        return self._accounts.second_step.is_on(by)

    def choose_by_link(self, token: str, new: str, again: str, address: str) -> User:
        """Choose the password of a link's account; the link is used up, its sessions end.

        Refused for a link that is unknown, used or too old; InvalidData as above, and then the
        link still stands.
        """
        guesses = f"lien:{network(address)}"
        self._accounts.throttle.count_alone(guesses, MAX_FAILURES_OF_ADDRESS)
        found = self._links.found(token)
        if found is None:
            raise Refused(_USED)
        user, digest = found
        check_chosen(new, again, user.email)

        def use(session: Session) -> None:
            if not self._links.take(digest, session):
                raise Refused(_USED)

        values = self._accounts.hashed(new) | {"a_choisir": False}
        self._accounts.change(user, user, PASSWORD_CHANGED, values, also=use)
        self._accounts.throttle.forget(user.email)
        return user

    def _with_email(self, by: User, user: User, email: str) -> User:
        found = self._accounts.free_email(email, user.user_id)
        if found == user.email:
            same = "C'est déjà votre adresse."
            raise InvalidData(same, {"email": same})
        before = tuple(dict.fromkeys((*user.emails_avant, user.email)))
        values = {"email": found, "emails_avant": list(before)}
        self._accounts.change(by, user, EMAIL_CHANGED, values)
        return user.model_copy(update={"email": found, "emails_avant": before})

    def _checked(self, by: User, old: str) -> User:
        """The account as it is today, once its password is known to be the one given."""
        user = self._today(by)
        guesses = f"changement:{user.user_id}"
        self._accounts.throttle.count_alone(guesses)
        if not self._accounts.is_password_of(user, old):
            wrong = "Ce n'est pas votre mot de passe actuel."
            raise InvalidData(wrong, {"ancien": wrong})
        self._accounts.throttle.forget_alone(guesses)
        return user

    def _today(self, by: User) -> User:
        user = self._accounts.get_by_id(by.user_id)
        if user is None or not user.actif:
            # Who types commands on the machine has no account.
            raise Refused("Vous n'avez pas de compte ici : « mimicom users password E-MAIL ».")
        return user
