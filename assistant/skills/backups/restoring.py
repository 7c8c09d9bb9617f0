"""Going back to a backup: what would change, the yes, what was done; and what changed since one."""

from collections.abc import Iterable, Iterator
from datetime import date

from assistant.acts.of_backups import CompareBackup, RestoreBackup
from assistant.acts.of_records import OpenRecord
from assistant.conversation import Payload
from assistant.language.requests.backups import BackupRequest
from assistant.language.understanding import Intent
from assistant.rendering.wording import day, escape, plural
from assistant.replies import Button, Choices, Confirm, Progress, Reply, Text
from assistant.skills.backups import telling
from assistant.skills.registry import Turn, claim, on_act, on_end, on_yes
from core.accounts.models import Permission
from core.backups.jobs import new_restore
from core.backups.models import Backup, difference_of
from core.jobs.models import Job

_OFFERED = 4
_OPENED = 3
_STAYS = (
    "Restent tels qu'ils sont aujourd'hui : les comptes, les conversations, les campagnes déjà "
    "envoyées, les refus de contact, et les personnes effacées, qui ne reviennent pas. "
    "Les envois prévus seront arrêtés."
)


def asked_restore(turn: Turn, wanted: date | None) -> Iterator[Reply]:
    """The backup of a day; asked for where none is named."""
    found = turn.services.backups.all(turn.user)
    sound = [one for one in found if one.problem is None]
    if not sound:
        yield Text("Il n'y a pas encore de sauvegarde à restaurer.")
        yield Choices((telling.MAKE,))
        return
    if wanted is None:
        yield Text("À quelle sauvegarde faut-il revenir ?")
        yield Choices(tuple(map(telling.restore, sound[:_OFFERED])))
        return
    chosen = turn.services.backups.of_day(turn.user, wanted)
    if chosen is None:
        yield Text(f"Aucune sauvegarde ne remonte au {day(wanted)}. Les plus anciennes :")
        yield Choices(tuple(map(telling.restore, sound[-_OFFERED:])))
        return
    yield from _preview(turn, chosen)


@on_act(RestoreBackup, Intent.BACKUP)
def restore_by_click(turn: Turn, deed: RestoreBackup) -> Iterator[Reply]:
    """The button: it says first what would change."""
    yield from _preview(turn, turn.services.backups.find(turn.user, deed.backup))


def _preview(turn: Turn, backup: Backup) -> Iterator[Reply]:
    job = turn.services.jobs.start(turn.user, "backup_preview", {"name": backup.name})
    yield Progress(job.job_id, "Ce que changerait cette sauvegarde")


@on_end("backup_preview")
def previewed(turn: Turn, job: Job) -> Iterator[Reply]:
    """What would change, and the question."""
    backup = turn.services.backups.find(turn.user, job.result["name"])
    found = difference_of(job.result["changes"])
    lines = "\n".join(f"- {one}" for one in telling.changes(found)) or "- rien"
    yield Text(
        f"Voici ce que ferait un retour à la sauvegarde du **{telling.made_on(backup)}** :\n\n"
        f"{lines}\n\n{_STAYS}"
    )
    payload = {"name": backup.name, "restore_id": new_restore()}
    yield Confirm(
        turn.ask("restore_backup", payload),
        f"Revenir à la sauvegarde du {telling.made_on(backup)} : {telling.would_change(found)} ? "
        "La base d'aujourd'hui est sauvegardée d'abord : vous pourrez annuler.",
        yes="Oui, revenir à cette sauvegarde",
        no="Non, ne rien changer",
    )


@on_yes("restore_backup")
def restore_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """It is wanted."""
    turn.services.backups.find(turn.user, payload["name"])
    job = turn.services.jobs.start(turn.user, "backup_restore", payload)
    yield Progress(job.job_id, "Restauration de la sauvegarde")


@on_end("backup_restore")
def restored(turn: Turn, job: Job) -> Iterator[Reply]:
    """It is done, and can be undone."""
    done = job.result
    yield Text(f"C'est fait : la base a **{plural(done['prospects'], 'prospect')}**.")
    if told := tuple(_kept(done)):
        yield Text("\n".join(f"- {one}" for one in told))
    safety = turn.services.backups.find(turn.user, done["safety"])
    yield Choices((telling.restore(safety, "Annuler cette restauration"), telling.LIST))


def _kept(done: Payload) -> Iterator[str]:
    erased, refusals, reminders = (
        int(done[key]) for key in ("erased_again", "refusals_kept", "reminders_disarmed")
    )
    if erased:
        yield plural(erased, "personne effacée depuis ne revient pas",
                     "personnes effacées depuis ne reviennent pas")  # fmt: skip
    if refusals:
        yield plural(refusals, "refus de contact donné depuis est gardé",
                     "refus de contact donnés depuis sont gardés")  # fmt: skip
    if done["sends_disarmed"]:
        names = ", ".join(f"« {escape(name)} »" for name in done["sends_disarmed"])
        yield f"envois mis en pause : {names}"
    if reminders:
        yield plural(reminders, "rappel passé ne sera pas redit",
                     "rappels passés ne seront pas redits")  # fmt: skip
    if done["accounts"]:
        yield plural(int(done["accounts"]), "compte est revenu", "comptes sont revenus")


# --- what changed since ---------------------------------------------------------------------------


@claim("what_changed")
def what_changed(turn: Turn) -> Iterable[Reply] | None:
    """By the backup of that day, for who may see backups; else the journal answers."""
    request = turn.asked(BackupRequest)
    if not turn.user.may(Permission.BACKUP):
        return None
    if turn.services.backups.of_day(turn.user, request.day or turn.today) is None:
        return None
    return tuple(asked_changes(turn, request.day))


def asked_changes(turn: Turn, since: date | None) -> Iterator[Reply]:
    """Since a day, or since the last backup."""
    backup = turn.services.backups.of_day(turn.user, since or turn.today)
    if backup is None:
        yield Text("Je n'ai pas de sauvegarde de ce jour-là à comparer.")
        yield Choices((telling.LIST, telling.MAKE))
        return
    yield from _compare(turn, backup)


@on_act(CompareBackup, Intent.BACKUP)
def compare_by_click(turn: Turn, deed: CompareBackup) -> Iterator[Reply]:
    """The button."""
    yield from _compare(turn, turn.services.backups.find(turn.user, deed.backup))


def _compare(turn: Turn, backup: Backup) -> Iterator[Reply]:
    job = turn.services.jobs.start(turn.user, "backup_compare", {"before": backup.name})
    yield Progress(job.job_id, "Comparaison avec la sauvegarde")


@on_end("backup_compare")
def compared(turn: Turn, job: Job) -> Iterator[Reply]:
    """What differs."""
    backup = turn.services.backups.find(turn.user, job.result["before"])
    found = difference_of(job.result["changes"])
    lines = "\n".join(f"- {one}" for one in telling.changes(found))
    since = f"Depuis la sauvegarde du **{telling.made_on(backup)}**"
    if not lines:
        yield Text(f"{since}, rien n'a changé.")
        return
    yield Text(f"{since} :\n\n{lines}")
    ids = [*found.added[:_OPENED], *found.changed[:_OPENED]]
    opened = turn.services.prospects.many(ids)
    yield Choices(
        (
            *(
                Button(
                    f"Ouvrir {one.nom_structure}",
                    f"ouvre la fiche n° {one.prospect_id}",
                    act=OpenRecord(id=one.prospect_id),
                )
                for one in opened[:_OPENED]
            ),
            telling.restore(backup),
        )
    )
