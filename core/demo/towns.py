"""Where the demonstration's prospects are, and telephones that are nobody's."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.demo.words import foreign_towns
from core.vocabulary.places import all_communes

SMALLEST_TOWN = 1_500
FOREIGN_SHARE = 0.02
# Ranges that ARCEP keeps for fiction. Its mobile range (06 39 98) is not valid for libphonenumber,
# and it keeps none overseas: no telephone is made up there.
_FICTION = {"1": "+3319900", "2": "+3326191", "3": "+3335301", "4": "+3346571", "5": "+3353649"}
_NUMBERS_A_RANGE = 10_000
_ZONES = {
    "Île-de-France": "1",
    "Bretagne": "2",
    "Normandie": "2",
    "Pays de la Loire": "2",
    "Centre-Val de Loire": "2",
    "Bourgogne-Franche-Comté": "3",
    "Grand Est": "3",
    "Hauts-de-France": "3",
    "Auvergne-Rhône-Alpes": "4",
    "Corse": "4",
    "Provence-Alpes-Côte d'Azur": "4",
    "Nouvelle-Aquitaine": "5",
    "Occitanie": "5",
}
# The former Languedoc-Roussillon dials 04.
_EAST_OF_OCCITANIE = frozenset({"11", "30", "34", "48", "66"})


@dataclass(frozen=True, slots=True)
class Place:
    """A town as a prospect has it; region and departement are None abroad."""

    pays: str
    region: str | None
    departement: str | None
    ville: str
    postcodes: tuple[str, ...]


@cache
def _towns() -> tuple[tuple[Place, ...], NDArray[np.float64]]:
    communes = [c for c in all_communes() if c.population >= SMALLEST_TOWN and c.postcodes]
    places = tuple(Place("France", c.region, c.departement, c.name, c.postcodes) for c in communes)
    return places, np.array([c.population for c in communes], dtype=float)


@cache
def _foreign() -> tuple[Place, ...]:
    return tuple(
        Place(country, None, None, town, (postcode,)) for country, town, postcode in foreign_towns()
    )


@cache
def _cumulated(power: float) -> list[float]:
    weights = _towns()[1] ** power
    sums: list[float] = np.cumsum(weights / weights.sum()).tolist()
    return sums


def draw_place(chance: float, power: float) -> Place:
    """The place at `chance`, in [0, 1): French towns by population to the `power`, or abroad."""
    if chance < FOREIGN_SHARE:
        foreign = _foreign()
        return foreign[int(chance / FOREIGN_SHARE * len(foreign))]
    rest = (chance - FOREIGN_SHARE) / (1 - FOREIGN_SHARE)
    places = _towns()[0]
    rank = bisect_right(_cumulated(power), rest)
    return places[min(rank, len(places) - 1)]


class Telephones:
    """Numbers reserved for fiction, each given once, in an order that the seed shuffles."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng([seed, 0x7E1])
        self._left = {
            zone: iter(rng.permutation(_NUMBERS_A_RANGE).tolist()) for zone in sorted(_FICTION)
        }

    def next(self, place: Place) -> str | None:
        """An E.164 number of the place's region; None where no range is left, or ever was."""
        zone = _zone(place)
        if zone is None:
            return None
        number = next(self._left[zone], None)
        return None if number is None else f"{_FICTION[zone]}{number:04d}"


def _zone(place: Place) -> str | None:
    if place.departement in _EAST_OF_OCCITANIE:
        return "4"
    return _ZONES.get(place.region or "")
