"""What the values of settings may be. What holds a password is never repeated in a refusal."""

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, urlsplit

from email_validator import EmailNotValidError, validate_email
from pydantic import SecretStr

from core.configuration.models import DaysOff, MailServer, Sender
from core.errors import InvalidData
from core.vocabulary.text import fold

_LONGEST = 1_000
_MOST_DAYS_OFF = 200
_ON, _OFF = {"on", "oui", "true", "vrai", "1"}, {"off", "non", "false", "faux", "0"}
_WHOLE = re.compile(r"[0-9]{1,9}")
_NO_ADDRESS = re.compile(r"[\"'<>`{}|^]")
"""In no name of a host, nor in an address that is written into mails."""
_SENDER = re.compile(r'"?(?P<name>[^<>"]*)"?\s*<(?P<address>[^<>]*)>')


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number between two. InvalidData for anything else."""

    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            raise InvalidData(f"il faut un nombre entier entre {least} et {most}.")
        return int(text)

    return read


def switch(text: str) -> bool:
    """On or off, in English or French. InvalidData for another word."""
    word = fold(text)
    if word not in _ON | _OFF:
        raise InvalidData("il faut « on » ou « off » (ou « oui », « non »).")
    return word in _ON


def switched(value: bool) -> str:
    """As `switch` reads it, and as the table of settings writes it."""
    return "on" if value else "off"


def one_of(*values: str) -> Callable[[str], str]:
    """One of some words, whatever their case and accents. InvalidData for another word."""
    by_word = {fold(value): value for value in values}

    def read(text: str) -> str:
        if (found := by_word.get(fold(text))) is None:
            raise InvalidData(f"il faut une de ces valeurs : {', '.join(values)}.")
        return found

    return read


SHORTEST_PASSPHRASE = 8


def sentence(text: str) -> str:
    """A text on one line."""
    _one_line(text)
    return " ".join(text.split())


def folder(text: str) -> Path:
    """An absolute folder of this machine. InvalidData for a relative one."""
    _one_line(text)
    found = Path(text).expanduser()
    if not found.is_absolute():
        raise InvalidData("il faut le chemin complet d'un dossier : /media/disque/mimicom")
    return found


def passphrase(text: str) -> SecretStr:
    """What encrypts files: long enough not to be guessed. InvalidData for a short one."""
    _one_line(text)
    if len(text) < SHORTEST_PASSPHRASE:
        raise InvalidData(f"il faut au moins {SHORTEST_PASSPHRASE} caractères.")
    return SecretStr(text)


def passphrase_shown(value: SecretStr | None) -> str:
    """Whether there is one, never which."""
    return "••••••••" if value is not None else ""


def days_off(text: str) -> DaysOff:
    """Days and ranges of days, with commas between them: 2026-12-24, 2027-02-15..2027-02-19.
    InvalidData for what is no day, or too many."""
    found = [_days(part.strip()) for part in text.split(",") if part.strip()]
    if len(found) > _MOST_DAYS_OFF:
        raise InvalidData(f"il faut au plus {_MOST_DAYS_OFF} jours ou périodes.")
    return tuple(sorted(found))


def days_off_shown(value: DaysOff) -> str:
    """As `days_off` reads them."""
    return ", ".join(
        first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"
        for first, last in value
    )


def _days(text: str) -> tuple[date, date]:
    first, _, last = text.partition("..")
    try:
        found = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    except ValueError as error:
        raise InvalidData(
            f"« {text[:60]} » n'est pas un jour qui existe. "
            "Exemple : 2026-12-24, 2027-02-15..2027-02-19"
        ) from error
    if found[1] < found[0]:
        raise InvalidData(f"« {text} » finit avant de commencer.")
    return found


def sender(text: str) -> Sender:
    """`Festival <contact@asso.fr>`: readers of a mail must see whose it is. InvalidData without a
    name or an address."""
    _one_line(text)
    found = _SENDER.fullmatch(text)
    name = found["name"].strip() if found else ""
    if found is None or not name:
        raise InvalidData("il faut un nom et une adresse : Festival <contact@asso.fr>")
    try:
        address = validate_email(
            found["address"].strip(), check_deliverability=False, allow_smtputf8=False
        )
    except EmailNotValidError as error:
        raise InvalidData(
            "l'adresse entre < et > n'est pas une adresse e-mail. "
            "Exemple : Festival <contact@asso.fr>"
        ) from error
    return Sender(name, address.ascii_email or address.normalized)


@dataclass(frozen=True)
class Protocol:
    """What addresses of one kind of mail server look like."""

    ports: Mapping[str, int]
    """By scheme, the plain one and the encrypted one."""
    example: str
    folder: str = ""
    """The default one, where the address may name a folder."""
    plain_here_only: bool = False
    """Whether the plain scheme is for this machine alone, password or not."""


SMTP = Protocol({"smtp": 587, "smtps": 465}, "smtp://nom:motdepasse@smtp.exemple.fr:587")
IMAP = Protocol(
    {"imap": 143, "imaps": 993},
    "imaps://nom:motdepasse@imap.exemple.fr/INBOX",
    folder="INBOX",
    plain_here_only=True,
)


def mail_server(protocol: Protocol) -> Callable[[str], MailServer]:
    """The address of a mail server.

    That a password does not go in clear over `smtp://` is checked when sending, by whether the
    server offers STARTTLS; `imap://` has no such promise, so it is refused at once. InvalidData
    says what is wrong.
    """

    def read(text: str) -> MailServer:
        url = _split(text, tuple(protocol.ports), protocol.example)
        user, password = _credentials(url, protocol.example)
        folder = unquote(url.path.strip("/")) or protocol.folder
        if folder and not protocol.folder:
            raise InvalidData(
                f"rien ne doit suivre le nom du serveur. Exemple : {protocol.example}"
            )
        _one_line(folder)
        host, encrypted = url.hostname or "", url.scheme.endswith("s")
        if protocol.plain_here_only and not encrypted and not is_this_machine(host):
            raise InvalidData(
                f"« {url.scheme}:// » enverrait le mot de passe en clair : il n'est permis que "
                f"vers cette machine. Écrivez {url.scheme}s://"
            )
        port = url.port or protocol.ports[url.scheme]
        return MailServer(encrypted, host, port, user, password, folder)

    return read


def server_shown(protocol: Protocol) -> Callable[[MailServer | None], str]:
    """A mail server without its password."""

    def show(server: MailServer | None) -> str:
        if server is None:
            return ""
        plain, encrypted = protocol.ports
        scheme = encrypted if server.encrypted else plain
        user = f"{quote(server.user, safe='@')}@" if server.user else ""
        host = f"[{server.host}]" if ":" in server.host else server.host
        folder = f"/{quote(server.folder)}" if server.folder else ""
        return f"{scheme}://{user}{host}:{server.port}{folder}"

    return show


def public_address(text: str) -> str:
    """Where the installation is reached from outside: HTTPS, but for this machine. InvalidData
    says what is wrong."""
    example = "https://mimicom.exemple.fr"
    url = _split(text, ("http", "https"), example)
    if url.username is not None or url.password is not None:
        raise InvalidData(f"l'adresse ne contient ni nom ni mot de passe. Exemple : {example}")
    if url.scheme == "http" and not is_this_machine(url.hostname or ""):
        raise InvalidData(
            "« http:// » n'est permis que vers cette machine, pour essayer. Écrivez https://"
        )
    if _NO_ADDRESS.search(text):
        raise InvalidData(f"l'adresse ne contient ni guillemet ni chevron. Exemple : {example}")
    return text.rstrip("/")


def is_this_machine(host: str) -> bool:
    """Whether a host is this machine by any reading: no name is looked up."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def _split(text: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    _one_line(text)
    try:
        url = urlsplit(text)
        host = url.hostname or ""
        known = url.scheme in schemes and host and not _NO_ADDRESS.search(host)
        usable = url.port != 0 and not (url.query or url.fragment or re.search(r"[\s?#\\]", text))
    except ValueError:
        known, usable = "", False
    if not known or not usable:
        ways = " ou ".join(f"{scheme}://" for scheme in schemes)
        raise InvalidData(
            f"l'adresse commence par {ways} et nomme un serveur. Exemple : {example} "
            "(dans un mot de passe, écrivez %23 pour #, %2F pour /, %3F pour ?, %40 pour @)"
        )
    return url


def _credentials(url: SplitResult, example: str) -> tuple[str | None, SecretStr | None]:
    if url.username is None and url.password is None:
        return None, None
    user, password = unquote(url.username or ""), unquote(url.password or "")
    if not user or not password:
        raise InvalidData(f"il faut un nom et son mot de passe, ou aucun des deux : {example}")
    _one_line(user)
    _one_line(password)
    return user, SecretStr(password)


def _one_line(text: str) -> None:
    """What goes into a header or a command of a mail server can't begin another one."""
    if len(text) > _LONGEST:
        raise InvalidData(f"c'est trop long ({_LONGEST} caractères au plus).")
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp", "Cs") for letter in text):
        raise InvalidData("il ne faut qu'une ligne, sans caractère invisible.")
