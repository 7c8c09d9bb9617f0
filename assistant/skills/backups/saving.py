"""The base saved, and the backups that there are."""

from collections.abc import Iterator

from assistant.acts.of_backups import ListBackups, MakeBackup, VerifyBackup
from assistant.language.requests.backups import Backing, BackupRequest
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape, moment, plural
from assistant.replies import Button, Choices, Progress, Reply, Text
from assistant.skills.backups import telling
from assistant.skills.backups.restoring import asked_changes, asked_restore
from assistant.skills.registry import Turn, on_act, on_end, on_stop, skill
from core.accounts.models import Permission
from core.backups.models import Backup
from core.configuration.keys import BACKUP_FOLDER
from core.jobs.models import Job

SHOWN = 10
_RESTORED = 3
_KEPT = (
    "La base est sauvegardée chaque nuit à 2 h 30. Sont gardées : une par jour pendant 7 jours, "
    "une par semaine pendant 4 semaines, une par mois pendant 12 mois, et les 10 dernières que "
    "vous avez demandées. Les plus anciennes s'enlèvent d'elles-mêmes, et elles seules."
)


@skill(Intent.BACKUP)
def backups(turn: Turn) -> Iterator[Reply]:
    """What a sentence asks of backups."""
    turn.user.require(Permission.BACKUP)
    request = turn.asked(BackupRequest)
    match request.what:
        case Backing.MADE:
            yield from make(turn)
        case Backing.RESTORED:
            yield from asked_restore(turn, request.day)
        case Backing.CHANGED:
            yield from asked_changes(turn, request.day)
        case Backing.VERIFIED:
            yield from _verify_last(turn, request)
        case Backing.SCHEDULED | Backing.REMOVED:
            yield Text(_KEPT)
            yield Choices((telling.LIST, telling.MAKE))
        case Backing.WHERE:
            yield from _where(turn)
        case Backing.LISTED:
            yield from listed(turn)


def make(turn: Turn) -> Iterator[Reply]:
    """Take one now."""
    turn.user.require(Permission.BACKUP)
    job = turn.services.jobs.start(turn.user, "backup", {})
    yield Progress(job.job_id, "Sauvegarde de la base")


@on_act(MakeBackup, Intent.BACKUP)
def make_by_click(turn: Turn, _deed: MakeBackup) -> Iterator[Reply]:
    """The button."""
    yield from make(turn)


@on_end("backup")
def made(turn: Turn, job: Job) -> Iterator[Reply]:
    """It is there."""
    backup = turn.services.backups.find(turn.user, job.result["name"])
    prospects = plural(backup.count("prospects"), "prospect")
    told = f"C'est sauvegardé : **{prospects}**, {telling.size(backup.size)}"
    if job.result["copied"]:
        told += f", avec une copie dans « {escape(job.result['copied'])} »"
    yield Text(f"{told}.")
    if job.result["trouble"]:
        yield Text(escape(job.result["trouble"]))
    yield Choices((telling.verify(backup), telling.LIST))


@on_stop("backup")
def making_stopped(_turn: Turn, _job: Job) -> Iterator[Reply]:
    """It was not wanted any more."""
    yield Text("Sauvegarde arrêtée : aucun fichier n'a été gardé.")
    yield Choices((telling.MAKE,))


def listed(turn: Turn) -> Iterator[Reply]:
    """Those there are, the last one first."""
    found = turn.services.backups.all(turn.user)
    if not found:
        yield Text(f"Il n'y a pas encore de sauvegarde. {_KEPT}")
        yield Choices((telling.MAKE,))
        return
    sound = [one for one in found if one.problem is None]
    last = f" La dernière date du {telling.made_on(sound[0])}." if sound else ""
    lines = "\n".join(telling.line(one) for one in found[:SHOWN])
    count = plural(len(found), "sauvegarde")
    yield Text(f"Il y a **{count}**.{last}\n\n{lines}")
    yield Choices((telling.MAKE, *_buttons(sound)))


def _buttons(sound: list[Backup]) -> Iterator[Button]:
    yield from map(telling.restore, sound[:_RESTORED])
    if sound:
        yield telling.compare(sound[0])


@on_act(ListBackups, Intent.BACKUP)
def list_by_click(turn: Turn, _deed: ListBackups) -> Iterator[Reply]:
    """The button."""
    yield from listed(turn)


def _where(turn: Turn) -> Iterator[Reply]:
    shelf = turn.services.backups.shelf.folder
    second = turn.services.configuration.get(BACKUP_FOLDER)
    also = (
        f"Une copie de chacune va dans « {escape(str(second))} »."
        if second
        else "Pour en avoir une copie ailleurs (clé, autre disque), dites par exemple "
        "« règle backup.folder à /media/cle »."
    )
    yield Text(
        f"Les sauvegardes sont sur la machine de MimiCom, dans « {escape(str(shelf))} ». {also}"
    )
    yield from listed(turn)


# --- verified -------------------------------------------------------------------------------------


def _verify_last(turn: Turn, request: BackupRequest) -> Iterator[Reply]:
    found = turn.services.backups.of_day(turn.user, request.day or turn.today)
    if found is None:
        yield from listed(turn)
    else:
        yield from _verify(turn, found.name)


def _verify(turn: Turn, name: str) -> Iterator[Reply]:
    turn.services.backups.find(turn.user, name)
    job = turn.services.jobs.start(turn.user, "backup_verify", {"name": name})
    yield Progress(job.job_id, "Vérification de la sauvegarde")


@on_act(VerifyBackup, Intent.BACKUP)
def verify_by_click(turn: Turn, deed: VerifyBackup) -> Iterator[Reply]:
    """The button."""
    yield from _verify(turn, deed.backup)


@on_end("backup_verify")
def verified(turn: Turn, job: Job) -> Iterator[Reply]:
    """It was read to its end."""
    backup = turn.services.backups.find(turn.user, job.result["name"])
    made_at = moment(backup.made_at) if backup.made_at else ""
    prospects = plural(job.result["prospects"], "prospect")
    yield Text(
        f"La sauvegarde du {made_at} est bonne : elle a été lue jusqu'au bout ({prospects}) et "
        "peut être restaurée."
    )
    yield Choices((telling.restore(backup), telling.compare(backup)))
