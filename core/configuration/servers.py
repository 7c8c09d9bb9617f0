"""The address of a mail server and its password, given apart: neither is ever shown whole."""

from urllib.parse import quote, unquote, urlsplit

from core.configuration.models import MailServer
from core.errors import InvalidData

_AGAIN = "donnez le mot de passe : celui que je connais est pour un autre serveur, ou un autre nom."


def with_password(text: str, password: str, kept: MailServer | None) -> str:
    """The address with its password in it: the one given, else the one kept for that very server
    and name, which is sent to no other.

    InvalidData where a name has no password. What is no address is given back as it is.
    """
    text = text.strip()
    try:
        url = urlsplit(text)
        user, within, port = url.username, url.password, url.port
    except ValueError:
        return text
    if not user or within:
        return text
    if not password:
        same = kept is not None and (kept.host, kept.user) == (url.hostname, unquote(user))
        if kept is None or kept.password is None or not same or port not in (None, kept.port):
            raise InvalidData(_AGAIN)
        if kept.encrypted and not url.scheme.endswith("s"):
            raise InvalidData(_AGAIN)
        password = kept.password.get_secret_value()
    place = url.netloc.rpartition("@")[2]
    name = f"{quote(unquote(user), safe='')}:{quote(password, safe='')}"
    return f"{url.scheme}://{name}@{place}{url.path}"
