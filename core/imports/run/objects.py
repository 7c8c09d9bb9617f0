"""Cells that hold JSON, as exports of the directory of public services do: their plain text."""

import json
from collections.abc import Iterator
from typing import Any

_VALUE = "valeur"
_STREET = ("complement1", "complement2", "numero_voie", "service_distribution")
_TOWN = ("code_postal", "nom_commune")
_POSTAL = "adresse postale"


def is_object(cell: str) -> bool:
    """Whether a cell is a list of JSON objects, or one."""
    return cell.startswith(("[{", "{")) and cell.endswith(("}]", "}"))


def plain(cell: str) -> str:
    """What its objects say: values with ' ; ' between them, or the first place as an address. The
    cell itself where it is no such thing."""
    try:
        told = json.loads(cell)
    except (ValueError, RecursionError):
        return cell
    objects = [one for one in (told if isinstance(told, list) else [told]) if isinstance(one, dict)]
    values = [*_values(objects)]
    if values:
        return " ; ".join(values)
    places = sorted(objects, key=lambda one: str(one.get("type_adresse", "")).lower() == _POSTAL)
    return next((text for text in map(_address, places) if text), cell)


def _values(objects: list[dict[str, Any]]) -> Iterator[str]:
    for one in objects:
        if isinstance(value := one.get(_VALUE), str) and value:
            yield value


def _address(one: dict[str, Any]) -> str:
    street = [str(one[name]) for name in _STREET if one.get(name)]
    town = " ".join(str(one[name]) for name in _TOWN if one.get(name))
    return ", ".join([*street, town] if town else street)
