"""The lines of a campaign's form: what it begins with, its fields, what was filled in."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from assistant.rendering.campaigns import terms
from assistant.rendering.forms import Field
from assistant.skills.accounts.fields import choice, field
from core.campaigns.drafts import Draft
from core.campaigns.models import CHANNELS, Objective
from core.errors import InvalidData
from core.prospects.filters import Filter
from core.vocabulary.places import REGIONS
from core.vocabulary.values import ProspectType

_GROUP, _WHOM = "La campagne", "À qui elle s'adresse"
_ANY = ("", "Sans préciser")


NAMES = ("nom", "objectif", "date", "fin", "canal")


def payload_of(draft: Draft) -> dict[str, Any]:
    """What the form begins with."""
    return {
        "filter": draft.filter.as_json(),
        "nom": draft.name,
        "objectif": draft.objective or "",
        "date": draft.event.isoformat() if draft.event else "",
        "fin": draft.end.isoformat() if draft.end else "",
        "canal": draft.channel or "",
    }


def lines(now: Mapping[str, str]) -> Iterator[Field]:
    """The fields of a brief, as it is."""
    yield field("nom", "Nom de la campagne", "text", _GROUP, now["nom"], "Festival 2027")
    objectives = [(one.value, terms.OBJECTIVES[one]) for one in Objective]
    aim = now["objectif"] or Objective.AUTRE.value
    yield choice("objectif", "Objectif", _GROUP, aim, objectives)
    for name, label in (("date", "Date de l'événement"), ("fin", "Dernier jour")):
        made = field(name, label, "date", _GROUP, now[name], "Si elle en a un")
        made["required"] = False
        yield made
    channels = [(one, one) for one in CHANNELS]
    yield choice("canal", "Canal", _GROUP, now["canal"] or CHANNELS[0], channels)


def more() -> Iterator[Field]:
    """What may be added to the selection."""
    types = [_ANY, *((one.value, one.value) for one in ProspectType)]
    regions = [_ANY, *((one, one) for one in REGIONS)]
    for name, label, values in (
        ("type", "Ajouter un type", types),
        ("region", "Ajouter une région", regions),
    ):
        made = choice(name, label, _WHOM, "", values)
        made["required"] = False
        yield made


def day_in(values: Mapping[str, str], name: str) -> date | None:
    """A day that was filled in. InvalidData."""
    text = values.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidData(
            "Il reste un champ à corriger.", {name: "Ce jour n'existe pas."}
        ) from error


def widened(filter: Filter, values: Mapping[str, str]) -> Filter:
    """The selection with one more type, one more region."""
    wanted = filter.model_dump(mode="json", exclude_none=True)
    for key, name in (("type_prospect", "type"), ("region", "region")):
        value = values.get(name, "")
        if value and value not in wanted.get(key, ()):
            wanted[key] = [*wanted.get(key, ()), value]
    return Filter.model_validate(wanted)
