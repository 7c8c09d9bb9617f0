"""The link by which somebody chooses a password: offered as a button, made once it is pressed."""

from collections.abc import Iterator

from assistant.rendering.wording import moment
from assistant.replies import PasswordLink, Reply, Text
from assistant.skills.registry import Turn
from core.accounts.models import User
from core.configuration.keys import PUBLIC_URL
from core.errors import Refused

ACTION = "password_link"
_SHOWN = "Ce lien a déjà été montré, ou il n'est plus valable : faites-en un autre."


def offer(turn: Turn, account: User) -> Iterator[Reply]:
    """The button that makes and shows it. The conversation keeps no link, nor does the base."""
    yield Text(
        "Transmettez ce lien à cette personne, et à elle seule : il lui fait choisir son mot de "
        "passe, une fois, dans les trois jours. Personne d'autre ne connaîtra ce mot de passe."
    )
    pending = turn.ask(ACTION, {"account": account.user_id})
    otherwise = f"(sur la page ; ou sur la machine : « mimicom users password {account.email} »)"
    yield PasswordLink(pending, f"Lien pour {account.email}", otherwise)


def made(turn: Turn, pending_id: str) -> dict[str, str]:
    """The link of an offer, once: {"url", "told"}; from "/" where no public address is set.

    Refused the second time, Forbidden for who is no admin (any more).
    """
    offered = turn.conversations.pending(turn.user, pending_id)
    if offered is None or offered.action != ACTION:
        raise Refused(_SHOWN)
    if turn.conversations.close(turn.user, pending_id, "done") is None:
        raise Refused(_SHOWN)
    link = turn.services.account_links.make(turn.user, offered.payload["account"])
    public = turn.services.configuration.get(PUBLIC_URL)
    where = "" if public else " Il s'ouvre à la même adresse que cette page."
    told = f"Valable une fois, jusqu'au {moment(link.expires)}.{where}"
    # After "#": no server on the way, and no log, gets to see the token.
    return {"url": f"{(public or '').rstrip('/')}/acces#{link.token}", "told": told}
