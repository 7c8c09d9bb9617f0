"""`mimicom doctor`: what is right, what is not, and how to fix it."""

import logging
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assistant.rendering.wording import moment
from core.embedded.server import find_binary
from core.embedded.verifying import verify
from core.errors import MimiComError, reason_of
from core.folder import make_folders
from core.jobs.clockwork import ClockState
from core.services import open_services
from core.settings import Settings

LOW_DISK = 1_000_000_000
_FOLDER = "Dossier de données"


@dataclass(frozen=True)
class Finding:
    """One check."""

    name: str
    ok: bool
    message: str


def check(settings: Settings) -> list[Finding]:
    """Every check, in order; none raises. Where there is no data folder, none is made."""
    if not settings.folder.exists():
        return [_run("Python", _python, settings), Finding(_FOLDER, False, _absent(settings))]
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("Python", _python),
        (_FOLDER, _folder),
        ("Place sur le disque", _disk),
        ("Base embarquée", _embedded),
        ("Base de données", _database),
    ]
    # What goes wrong is told by the findings; the log is for what runs.
    logging.disable(logging.ERROR)
    found = [_run(name, work, settings) for name, work in checks]
    return [*found, *_clock(settings)] if found[-1].ok else found


_CLOCK = {
    "dead_jobs": "Travaux interrompus repris",
    "snapshot": "Photo du jour des indicateurs",
    "campaign_sends": "Envois prévus",
    "mailbox": "Boîte des réponses",
    "digest": "Bilan du matin",
    "learning": "Apprentissage des réponses",
    "task_reminders": "Rappels des tâches du jour",
    "backup": "Sauvegarde de la nuit",
    "dead_restores": "Restaurations interrompues reprises",
    "retention_review": "Revue des durées de conservation",
}


def _clock(settings: Settings) -> list[Finding]:
    """What is done by the clock: the last time, the next one, and whether it went well."""
    services = open_services(settings)
    try:
        now = services.clock()
        return [
            Finding(
                f"Horloge : {_CLOCK.get(one.name, one.name)}", one.trouble is None, _told(one, now)
            )
            for one in services.clockwork.states()
        ]
    finally:
        services.close()


def _told(one: ClockState, now: datetime) -> str:
    last = f"fait le {moment(one.ran_at)}" if one.ran_at else "pas encore fait"
    trouble = f" sans aboutir ({one.trouble})" if one.trouble else ""
    if one.due is None:
        return f"{last}{trouble} ; commence avec « mimicom serve »"
    late = one.due <= now
    due = "dès que MimiCom tourne" if late else f"le {moment(one.due)}"
    return f"{last}{trouble} ; prochaine fois {due}"


def _run(name: str, work: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(name, True, work(settings))
    except MimiComError as error:
        return Finding(name, False, error.message)
    except OSError as error:
        return Finding(name, False, f"Impossible à lire ({reason_of(error)}).")


def _python(_settings: Settings) -> str:
    return sys.version.split()[0]


def _absent(settings: Settings) -> str:
    return (
        f"« {settings.folder} » n'existe pas : rien n'y a été créé. Si ce n'est pas le bon, "
        "donnez-le avec --data DOSSIER (ou MIMICOM_DATA) ; sinon, « mimicom serve » le crée."
    )


def _folder(settings: Settings) -> str:
    make_folders(settings.folder)
    return str(settings.folder)


def _disk(settings: Settings) -> str:
    free = shutil.disk_usage(settings.folder).free
    if free < LOW_DISK:
        raise MimiComError(f"Il ne reste que {free // 1_000_000} Mo : libérez de la place.")
    return f"{free // 1_000_000_000} Go libres"


def _embedded(settings: Settings) -> str:
    if settings.mongodb_uri is not None:
        return "pas utilisée (MONGODB_URI est définie)"
    find_binary()
    return "installée ; n'y entre que qui peut lire le dossier de données"


def _database(settings: Settings) -> str:
    services = open_services(settings)
    try:
        from core.accounts.models import OPERATOR
        from core.prospects.filters import Filter

        services.database.check()
        if settings.mongodb_uri is None:
            verify(services.database.mongo)
        count = services.prospects.count(OPERATOR, Filter())
        return f"elle répond ; {count} prospects"
    finally:
        services.close()
