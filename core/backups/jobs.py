"""The long work of backups, and the one of each night."""

import uuid
from datetime import time, timedelta

from core.accounts.models import OPERATOR, User
from core.backups.models import Why
from core.backups.restoring import STEPS
from core.backups.service import BackupService
from core.backups.taking import STEP
from core.jobs.clockwork import ClockJob, Daily, Every
from core.jobs.models import Details, JobKind, Progress, Resumed

NIGHT = time(2, 30)
COMPARING = "Comparaison"
_READS = Resumed("it changes nothing")
_RESTORED = Resumed(
    "cut while it loads it did nothing; cut later it is ended by whoever opens the base next, and "
    "is known by its id"
)


def new_restore() -> str:
    """The id of a restore to be asked for, by which a second run knows that it is done."""
    return str(uuid.uuid4())


def job_kinds(backups: BackupService) -> tuple[JobKind, ...]:
    """In processes of their own: all are bound by the processor."""

    def create(user: User, _payload: Details, progress: Progress) -> Details:
        taken = backups.create(user, progress)
        return {
            "name": taken.backup.name,
            "bytes": taken.backup.size,
            "prospects": taken.backup.count("prospects"),
            "copied": str(taken.copied) if taken.copied else None,
            "trouble": taken.trouble,
        }

    def verify(user: User, payload: Details, progress: Progress) -> Details:
        path = backups.find(user, payload["name"]).path
        found = backups.verify(user, path, None, progress)
        return {"name": found.name, "prospects": found.count("prospects")}

    def preview(user: User, payload: Details, progress: Progress) -> Details:
        progress(0, 1, COMPARING)
        path = backups.find(user, payload["name"]).path
        return {"name": payload["name"], "changes": backups.preview(user, path).as_job()}

    def compare(user: User, payload: Details, progress: Progress) -> Details:
        progress(0, 1, COMPARING)
        before = backups.find(user, payload["before"])
        after = backups.find(user, payload["after"]) if payload.get("after") else None
        return payload | {"changes": backups.compare(user, before, after).as_job()}

    def restore(user: User, payload: Details, progress: Progress) -> Details:
        path = backups.find(user, payload["name"]).path
        done = backups.restore(user, path, progress, restore_id=payload["restore_id"])
        return done.as_json() | {"name": payload["name"]}

    return (
        JobKind("backup", (STEP,), create, Resumed("each run writes a file of its own")),
        JobKind("backup_verify", (STEPS[0],), verify, _READS),
        JobKind("backup_preview", (COMPARING,), preview, _READS),
        JobKind("backup_compare", (COMPARING,), compare, _READS),
        JobKind("backup_restore", STEPS, restore, _RESTORED),
    )


def clock_jobs(backups: BackupService) -> tuple[ClockJob, ...]:
    """Each night, and whatever became of a restore whose process died."""

    def of_the_night() -> str:
        taken = backups.create(OPERATOR, lambda *_: None, why=Why.NIGHT)
        return f"{taken.backup.name} {taken.trouble or ''}".strip()

    return (
        ClockJob("backup", Daily(NIGHT), of_the_night, lease=timedelta(minutes=30)),
        ClockJob("dead_restores", Every(timedelta(minutes=1)), backups.restoring.revive),
    )
