"""What a campaign may be created with, and why it may not."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from core.campaigns.models import CHANNELS, MULTICHANNEL, Campaign, Objective
from core.content import library
from core.errors import InvalidData
from core.prospects.filters import Filter
from core.vocabulary.text import fold, visible

_LONGEST_NAME = 120


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
