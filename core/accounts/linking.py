"""Links by which somebody chooses a password: made by an admin, used once."""

from core.accounts.links import VALID_FOR, KeptLink, Link, Signer
from core.accounts.models import Permission, User
from core.accounts.store import AccountStore
from core.clock import Clock
from core.database import Database, Session
from core.errors import NotFound, Refused
from core.journal.service import JournalService

LINK_MADE = "lien de mot de passe fait"
"""Its word in the journal."""


class PasswordLinks:
    """Makes links, and finds whose they are; `OwnAccount.choose_by_link` uses one."""

    def __init__(self, database: Database, journal: JournalService, clock: Clock) -> None:
        self._store = AccountStore(database)
        self._signer = Signer(database.settings.folder)
        self._journal, self._clock = journal, clock

    def make(self, by: User, user_id: str) -> Link:
        """A link by which the account's owner chooses a password, once, within three days.

        Links made before for it stop. NotFound; Refused for a closed account.
        """
        by.require(Permission.MANAGE_USERS)
        user = self._store.get_by_id(user_id)
        if user is None:
            raise NotFound("Ce compte n'existe plus.")
        if not user.actif:
            raise Refused(f"Le compte de {user.email} est fermé : rouvrez-le d'abord.")
        token, expires = self._signer.new(), self._clock() + VALID_FOR
        digest = self._signer.digest(token)
        assert digest is not None
        self._store.keep_link(KeptLink(digest, user.user_id, expires))
        self._journal.record(by, LINK_MADE, user.user_id, {})
        return Link(token, expires)

    def found(self, token: str) -> tuple[User, str] | None:
        """The open account of a link that still stands, and the link's digest."""
        digest = self._signer.digest(token)
        kept = self._store.link(digest) if digest else None
        if kept is None or kept.expires <= self._clock():
            return None
        user = self._store.get_by_id(kept.user_id)
        return (user, kept.digest) if user is not None and user.actif else None

    def take(self, digest: str, session: Session) -> bool:
        """Use a link up; False where it was meanwhile."""
        return self._store.take_link(digest, session)
