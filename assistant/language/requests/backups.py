"""Backups: what a sentence asks of them, and of which day."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.text.phrasings import phrasings
from assistant.language.understanding import Intent


class Backing(StrEnum):
    """What is asked for."""

    CHANGED = "changed"
    RESTORED = "restored"
    VERIFIED = "verified"
    REMOVED = "removed"
    SCHEDULED = "scheduled"
    WHERE = "where"
    LISTED = "listed"
    MADE = "made"


_WAYS = phrasings("backups", " ")
_RULES = tuple((one, _WAYS.within(one.value)) for one in Backing if one is not Backing.MADE)
_CHANGED = dict(_RULES)[Backing.CHANGED]


_NEWEST = re.compile(r"\bla derniere\b|\bla plus recente\b")
_SINCE_BACKUP = re.compile(r"\bdepuis (?:la |ma |notre )?(?:derniere )?(?:sauvegarde|copie)\b")


@dataclass(frozen=True)
class BackupRequest(Request):
    """What to do, and the day whose backup is meant; None where the sentence names none."""

    what: Backing
    day: date | None = None


def read_backup(asked: Asked) -> BackupRequest:
    """ "sauvegarde la base", "restaure la sauvegarde d'hier", "liste des sauvegardes"."""
    what = next((one for one, rule in _RULES if rule.search(asked.said)), Backing.MADE)
    heard = asked.slots.get("date")
    day = date.fromisoformat(str(heard)) if heard else _day(asked)
    if day is None and _NEWEST.search(asked.said):
        day = asked.scene.today
    return BackupRequest(what, day)


def claim_changed(asked: Asked) -> tuple[Intent, Request] | None:
    """ "qu'est-ce qui a changé depuis le 1er octobre ?": by the backup of that day."""
    if not _CHANGED.search(asked.said) or " depuis " not in f" {asked.said} ":
        return None
    day = _day(asked)
    known = day is not None or _SINCE_BACKUP.search(asked.said)
    return (Intent.BACKUP, BackupRequest(Backing.CHANGED, day)) if known else None


def _day(asked: Asked) -> date | None:
    """The day that the sentence speaks of: the first of those that it bounds."""
    for bounds in asked.reading.days:
        return bounds.apres or bounds.avant
    return None
