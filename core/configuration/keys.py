"""The settings of an installation: the one table to extend."""

from pathlib import Path
from typing import Any

from pydantic import SecretStr

from core.configuration.checks import (
    IMAP,
    SMTP,
    days_off,
    days_off_shown,
    folder,
    mail_server,
    one_of,
    passphrase,
    passphrase_shown,
    public_address,
    sender,
    sentence,
    server_shown,
    switch,
    switched,
    whole,
)
from core.configuration.models import DaysOff, Key, MailServer, Sender

_ON_OFF = ("on", "off")
_DAYS = ("lundi-vendredi", "lundi-samedi", "tous")
_ZONES = (
    *("metropole", "alsace-moselle", "guadeloupe", "guyane", "martinique", "mayotte"),
    *("la-reunion", "saint-barthelemy", "saint-martin", "saint-pierre-et-miquelon"),
    *("nouvelle-caledonie", "polynesie-francaise", "wallis-et-futuna"),
)
_DIGESTS = ("off", "chat", "mail")
_SCHOOL_ZONES = ("A", "B", "C")


def _or_nothing(value: object) -> str:
    return "" if value is None else str(value)


SMTP_URL: Key[MailServer | None] = Key(
    "smtp.url",
    "Le serveur qui envoie les mails",
    mail_server(SMTP),
    server_shown(SMTP),
    None,
    field="smtp_url",
    secret=True,
)
SMTP_SENDER: Key[Sender | None] = Key(
    "smtp.sender", "L'expéditeur des mails", sender, _or_nothing, None, field="sender"
)
IMAP_URL: Key[MailServer | None] = Key(
    "imap.url",
    "La boîte où arrivent les réponses",
    mail_server(IMAP),
    server_shown(IMAP),
    None,
    field="imap_url",
    secret=True,
)
PUBLIC_URL: Key[str | None] = Key(
    "public_url",
    "L'adresse de MimiCom vue d'Internet, pour les liens des mails",
    public_address,
    _or_nothing,
    None,
    field="public_url",
)
SEND_PER_MINUTE = Key("send.per_minute", "Mails envoyés par minute", whole(1, 10_000), str, 30)
SEND_PER_HOUR = Key("send.per_hour", "Mails envoyés par heure", whole(1, 100_000), str, 300)
SEND_CONNECTIONS = Key(
    "send.connections", "Connexions ouvertes à la fois vers le serveur", whole(1, 20), str, 2
)
SEND_MONTHLY = Key(
    "send.monthly", "Mails au plus par mois à une même adresse (0 : sans limite)", whole(0, 100),
    str, 0,
)  # fmt: skip
TRACKING_OPENS = Key(
    "tracking.opens",
    "Compter les ouvertures de qui y a consenti",
    switch,
    switched,
    default=False,
    choices=_ON_OFF,
)
CONSENT_STRICT = Key(
    "consent.strict",
    "N'écrire qu'aux prospects qui ont dit oui",
    switch,
    switched,
    default=False,
    choices=_ON_OFF,
)
CONSENT_WORDING = Key(
    "consent.wording",
    "La phrase par laquelle vous demandez l'accord des personnes",
    sentence,
    str,
    "",
)
RETENTION_YEARS = Key(
    "retention.years",
    "Années sans signe d'un prospect après lesquelles on ne lui écrit plus",
    whole(1, 10),
    str,
    3,
)
PLANNING_DAYS = Key(
    "planning.days",
    "Jours travaillés",
    one_of(*_DAYS),
    str,
    "lundi-vendredi",
    choices=_DAYS,
)
PLANNING_ZONE = Key(
    "planning.zone",
    "Où valent les jours fériés",
    one_of(*_ZONES),
    str,
    "metropole",
    choices=_ZONES,
)
PLANNING_SCHOOL_ZONE: Key[str | None] = Key(
    "planning.school_zone",
    "Zone des vacances scolaires à éviter",
    one_of(*_SCHOOL_ZONES),
    _or_nothing,
    None,
    choices=_SCHOOL_ZONES,
)
PLANNING_DIGEST = Key(
    "planning.digest",
    "Le bilan du matin : ce qui est à faire, en retard, les réponses d'hier",
    one_of(*_DIGESTS),
    str,
    "chat",
    choices=_DIGESTS,
)
REMINDERS_MAIL = Key(
    "reminders.mail",
    "Envoyer aussi les rappels par mail, si un serveur est réglé",
    switch,
    switched,
    default=True,
    choices=_ON_OFF,
)
PLANNING_DAYS_OFF: Key[DaysOff] = Key(
    "planning.days_off",
    "Jours de congé des bénévoles : 2026-12-24, 2027-02-15..2027-02-19",
    days_off,
    days_off_shown,
    (),
)

SESSION_IDLE_HOURS = Key(
    "session.idle_hours", "Heures sans rien faire après lesquelles on se reconnecte",
    whole(1, 720), str, 168,
)  # fmt: skip
SESSION_DAYS = Key(
    "session.days", "Jours après lesquels on se reconnecte dans tous les cas", whole(1, 15), str, 15
)
BACKUP_FOLDER: Key[Path | None] = Key(
    "backup.folder",
    "Second dossier où copier chaque sauvegarde (disque, clé, partage)",
    folder,
    _or_nothing,
    None,
)
BACKUP_PASSPHRASE: Key[SecretStr | None] = Key(
    "backup.passphrase",
    "Phrase secrète qui chiffre les sauvegardes",
    passphrase,
    passphrase_shown,
    None,
    secret=True,
)

KEYS: dict[str, Key[Any]] = {
    key.name: key
    for key in (
        *(SMTP_URL, SMTP_SENDER, IMAP_URL, PUBLIC_URL),
        *(SEND_PER_MINUTE, SEND_PER_HOUR, SEND_CONNECTIONS, SEND_MONTHLY),
        *(TRACKING_OPENS, CONSENT_STRICT, CONSENT_WORDING, RETENTION_YEARS),
        *(PLANNING_DAYS, PLANNING_ZONE, PLANNING_SCHOOL_ZONE, PLANNING_DAYS_OFF),
        *(BACKUP_FOLDER, BACKUP_PASSPHRASE, SESSION_IDLE_HOURS, SESSION_DAYS),
        *(PLANNING_DIGEST, REMINDERS_MAIL),
    )
}
