"""What indicators group records by, as two texts stored beside each record.

Most of a pass over a collection is reading it: grouping by one text costs little more than
counting, grouping by the eight fields behind it five times as much (docs/decisions/0011).
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from core.prospects.filters import PresenceField

VERSION = 1
"""Changes with what the texts hold: stored records are then derived anew."""
_SEPARATOR = "\x1f"
"""ASCII's unit separator: no value holds it."""
_BITS = {field.value: 1 << rank for rank, field in enumerate(PresenceField)}
_CONSENT = {True: "o", False: "n", None: ""}
_ANSWERS = {text: value for value, text in _CONSENT.items()}


class Place(NamedTuple):
    """Where a record is; None is unknown."""

    region: str | None
    departement: str | None
    ville: str | None


class Profile(NamedTuple):
    """What indicators know of a record besides where it is."""

    type: str | None
    audience: str | None
    status: str | None
    consent: bool | None
    response: str | None
    delay: int | None
    present: frozenset[str]


def place(fields: Mapping[str, Any]) -> str:
    """The text of a record's place."""
    return _place(fields["region"], fields["departement"], fields["ville"])


@lru_cache(maxsize=20_000)
def _place(region: str | None, departement: str | None, ville: str | None) -> str:
    return _SEPARATOR.join(map(_text, Place(region, departement, ville)))


def profile(
    fields: Mapping[str, Any], audience: str | None, delay: int | None, present: Collection[str]
) -> str:
    """The text of a record's profile; `audience` is its band, `present` the fields it has."""
    return _SEPARATOR.join(
        (
            _text(fields["type_prospect"]),
            audience or "",
            _text(fields["statut"]),
            _CONSENT[fields["accepte_contact"]],
            _text(fields["retour_prospect"]),
            "" if delay is None else str(delay),
            f"{sum(map(_BITS.__getitem__, present)):x}",
        )
    )


def read_place(text: str) -> Place:
    """The place of a text that `place` made."""
    region, departement, ville = text.split(_SEPARATOR)
    return Place(region or None, departement or None, ville or None)


def read_profile(text: str) -> Profile:
    """The profile of a text that `profile` made."""
    kind, audience, status, consent, response, delay, bits = text.split(_SEPARATOR)
    return Profile(
        kind or None,
        audience or None,
        status or None,
        _ANSWERS[consent],
        response or None,
        int(delay) if delay else None,
        _fields_of(int(bits, 16)),
    )


def around(value: str) -> str:
    """A value as it stands in the middle of such a text."""
    return f"{_SEPARATOR}{_text(value)}{_SEPARATOR}"


def _text(value: str | None) -> str:
    return "" if value is None else str(value).replace(_SEPARATOR, " ")


def _fields_of(bits: int) -> frozenset[str]:
    return frozenset(name for name, bit in _BITS.items() if bits & bit)
