"""France's communes, departements and regions, from a small data file of the project."""

import gc
import gzip
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from core.vocabulary.text import fold

COMMUNES_FILE = Path(__file__).with_name("communes.csv.gz")
_DEPARTEMENTS_FILE = Path(__file__).with_name("departements.csv")


class Commune(NamedTuple):
    """A plain tuple: there are 35,000 of them, made at the start."""

    name: str
    departement: str
    region: str
    population: int
    postcodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Departement:
    code: str
    name: str
    region: str


def _read_departements() -> dict[str, Departement]:
    lines = _DEPARTEMENTS_FILE.read_text(encoding="utf-8").splitlines()[1:]
    return {line.split(";")[0]: Departement(*line.split(";")) for line in lines}


DEPARTEMENTS: Mapping[str, Departement] = MappingProxyType(_read_departements())
REGIONS: tuple[str, ...] = tuple(sorted({d.region for d in DEPARTEMENTS.values()}, key=fold))

_SHORT_FORMS = re.compile(r"\b(?:st|ste)\b")
_LONG_FORMS = {"st": "saint", "ste": "sainte"}


def place_key(name: str) -> str:
    """The name as communes are compared: folded, "St" read as Saint."""
    folded = fold(name)
    if "st" not in folded:
        return folded
    return _SHORT_FORMS.sub(lambda found: _LONG_FORMS[found[0]], folded)


@cache
def all_communes() -> tuple[Commune, ...]:
    """Every commune of the 101 departements, biggest population first."""
    text = gzip.decompress(COMMUNES_FILE.read_bytes()).decode()
    with _uncollected():
        communes = [_commune(line) for line in text.splitlines()[1:]]
    communes.sort(key=lambda commune: -commune.population)
    return tuple(communes)


def communes_named(name: str) -> tuple[Commune, ...]:
    """The communes of that name, however it is written, biggest first."""
    return communes_by_key().get(place_key(name), ())


def communes_with_postcode(postcode: str) -> tuple[Commune, ...]:
    """The communes that the postcode serves, biggest first; Paris for those of its districts."""
    return _by_postcode().get(postcode.strip(), ())


def departement_of_postcode(postcode: str) -> str | None:
    """The departement's code; the prefix decides where no commune has that postcode (CEDEX)."""
    postcode = postcode.strip()
    if not re.fullmatch(r"\d{5}", postcode):
        return None
    found = {commune.departement for commune in communes_with_postcode(postcode)}
    prefix = _prefix_departement(postcode)
    if len(found) == 1:
        return next(iter(found))
    return prefix


@cache
def communes_by_key() -> Mapping[str, tuple[Commune, ...]]:
    """Communes by `place_key`, biggest first."""
    index: dict[str, tuple[Commune, ...]] = {}
    with _uncollected():
        for commune in all_communes():
            key = place_key(commune.name)
            index[key] = (*index.get(key, ()), commune)
    return index


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector, which would count again and again what is made here to stay."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@cache
def _by_postcode() -> Mapping[str, tuple[Commune, ...]]:
    index: dict[str, tuple[Commune, ...]] = {}
    for commune in all_communes():
        for postcode in commune.postcodes:
            index[postcode] = (*index.get(postcode, ()), commune)
    return index


def _commune(line: str) -> Commune:
    name, code, population, postcodes = line.split(";")
    region = DEPARTEMENTS[code].region
    return Commune(name, code, region, int(population), tuple(postcodes.split()))


def _prefix_departement(postcode: str) -> str | None:
    if postcode.startswith("20"):
        return "2A" if postcode < "20200" else "2B"
    # 97133 and 97150 once belonged to Guadeloupe; they are no departement's now.
    if postcode in {"97133", "97150"}:
        return None
    code = postcode[:3] if postcode.startswith("97") else postcode[:2]
    return code if code in DEPARTEMENTS else None
