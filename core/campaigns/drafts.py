"""What a campaign may be created with, and why it may not."""

import uuid
from calendar import isleap
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from core.campaigns.models import CHANNELS, MULTICHANNEL, Campaign, Objective, name_key
from core.content import library
from core.content.days import day_of
from core.errors import InvalidData, Refused
from core.prospects.filters import Filter
from core.vocabulary.text import fold, visible

_LONGEST_NAME = 120
_AFTERWARDS = frozenset({Objective.REMERCIEMENT, Objective.NEWSLETTER, Objective.AUTRE})
"""What is often sent once the event is over."""


class NameTaken(Refused):
    """Another campaign has that name; `free` is one that none has."""

    def __init__(self, name: str, free: str) -> None:
        super().__init__(
            f"Une campagne s'appelle déjà « {name} ». Donnez un autre nom à celle-ci, par exemple "
            f"« {free} »."
        )
        self.name, self.free = name, free


class DayPassed(Refused):
    """The event would be over before anybody is invited; `meant` is the same day to come."""

    def __init__(self, told: str, meant: date) -> None:
        super().__init__(told)
        self.meant = meant


@dataclass(frozen=True)
class Draft:
    """What a campaign is created with."""

    name: str
    filter: Filter = field(default_factory=Filter)
    objective: str | None = None
    event: date | None = None
    end: date | None = None
    channel: str | None = None
    template: str | None = None
    follows: str | None = None
    """The campaign whose silent recipients it writes to again."""
    threaded: bool = False
    rehearsal: bool = False
    demo: bool = False


def new_campaign(draft: Draft, email: str, now: datetime) -> Campaign:
    """The campaign of a draft. InvalidData, NotFound for what it can't have."""
    return checked(
        {
            "campagne_id": str(uuid.uuid4()),
            "nom": name_of(draft.name),
            "objectif": objective_of(draft.objective),
            "canal": channel_of(draft.channel),
            "date_evenement": draft.event,
            "date_fin": draft.end,
            "filtre": draft.filter,
            "modele": draft.template,
            "mail": library.named(draft.template) if draft.template else None,
            "cree_le": now,
            "cree_par": email,
            "suite_de": draft.follows,
            "enchaine": draft.threaded,
            "essai": draft.rehearsal,
            "demo": draft.demo,
        }
    )


def checked(values: dict[str, Any]) -> Campaign:
    """A campaign of these values. InvalidData where it can't be."""
    try:
        return Campaign.model_validate(values)
    except ValidationError as error:
        if "la fin précède" in str(error):
            raise InvalidData("La fin de l'événement ne peut pas précéder son début.") from error
        raise InvalidData("Cette campagne ne peut pas être créée ainsi.") from error


def free_name(wanted: str, names: Iterable[str]) -> str:
    """The name, with the first number that makes it one that none of these is."""
    taken = {name_key(one) for one in names}
    wanted = wanted[: _LONGEST_NAME - 10].strip()
    rank, found = 1, wanted
    while name_key(found) in taken:
        rank += 1
        found = f"{wanted} ({rank})" if wanted[-1:].isdigit() else f"{wanted} {rank}"
    return found


def refuse_past(objective: Objective, event: date | None, today: date) -> None:
    """DayPassed where an event that is over would be announced."""
    if event is None or event >= today or objective in _AFTERWARDS:
        return
    meant = _next(event, today)
    raise DayPassed(
        f"Le {day_of(event)} est passé : on n'y invite plus personne. Vouliez-vous dire le "
        f"{day_of(meant)} ?",
        meant,
    )


def _next(day: date, today: date) -> date:
    """The same day in the year in which it comes next; of a 29 February, the day after."""
    for year in (today.year, today.year + 1):
        last = day.day if (day.month, day.day) != (2, 29) or isleap(year) else 28
        found = day.replace(year=year, day=last)
        if found >= today:
            return found
    raise AssertionError


def name_of(text: str) -> str:
    """A name, cleaned. InvalidData where there is none, or too much of one."""
    name = " ".join(visible(text).split())
    if not name:
        raise InvalidData("Une campagne a besoin d'un nom.")
    if len(name) > _LONGEST_NAME:
        raise InvalidData(f"Le nom d'une campagne a au plus {_LONGEST_NAME} caractères.")
    return name


def objective_of(text: str | None) -> Objective:
    """An objective, however it is written. InvalidData."""
    if text is None:
        return Objective.AUTRE
    found = next((one for one in Objective if fold(one.value) == fold(text)), None)
    if found is None:
        raise InvalidData(f"L'objectif est l'un de : {', '.join(Objective)}.")
    return found


def channel_of(text: str | None) -> str:
    """A channel, however it is written. InvalidData."""
    if text is None:
        return MULTICHANNEL
    found = next((one for one in CHANNELS if fold(one) == fold(text)), None)
    if found is None:
        raise InvalidData(f"Le canal est l'un de : {', '.join(CHANNELS)}.")
    return found
