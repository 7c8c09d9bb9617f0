"""From one version of what documents look like to the next: each step listed, done once.

A base notes its version in `meta`, `schema`. A step may be cut and run again; it is told to whoever
starts the program, and a backup is taken before the first.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.database import SCHEMA, Database
from core.errors import Unavailable
from core.logs import notice

_NOTE = "schema"
NEWER = (
    "Cette base a été écrite par une version plus récente de MimiCom. Mettez MimiCom à jour sur "
    "cette machine : rien n'a été touché."
)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """What brings a base to `version` from the one before. `work` may be run again."""

    version: int
    about: str
    """What it does, in French."""
    work: Callable[[Database], None]


STEPS: tuple[Step, ...] = ()
"""In order, one a version, from 2 on: version 1 is that of today."""


def version_of(database: Database) -> int | None:
    """The version of a base; None where it notes none: it is new, or older than the note."""
    found = database.mongo["meta"].find_one({"_id": _NOTE})
    return None if found is None else int(found["version"])


def check(database: Database) -> None:
    """Unavailable for a base of a newer version, which would be harmed by ours."""
    if (version_of(database) or 0) > SCHEMA:
        raise Unavailable(NEWER)


def upgrade(
    database: Database,
    backup: Callable[[], str],
    steps: Sequence[Step] = STEPS,
) -> list[int]:
    """Do what is not done; the versions gone through. `backup` takes one, and gives its name."""
    check(database)
    done: list[int] = []
    now = version_of(database) or 1
    waiting = [step for step in steps if step.version > now]
    if waiting:
        notice(f"Mise à jour de la base. Elle est d'abord sauvegardée : {backup()}")
    for rank, step in enumerate(waiting, start=1):
        notice(f"Mise à jour de la base, {rank} sur {len(waiting)} : {step.about}")
        step.work(database)
        _note(database, step.version)
        done.append(step.version)
    if not done and version_of(database) is None:
        _note(database, 1)
    return done


def _note(database: Database, version: int) -> None:
    noted = {"$set": {"version": version}}
    database.mongo["meta"].update_one({"_id": _NOTE}, noted, upsert=True)
