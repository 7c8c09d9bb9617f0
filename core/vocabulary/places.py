"""France's communes, departements and regions, from a small data file of the project."""

import gc
import gzip
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from core.vocabulary.text import fold

COMMUNES_FILE = Path(__file__).with_name("communes.csv.gz")
FORMER_FILE = Path(__file__).with_name("communes_anciennes.csv.gz")
_TOWNS_FILE = Path(__file__).with_name("towns.toml")
_DEPARTEMENTS_FILE = Path(__file__).with_name("departements.csv")


class Commune(NamedTuple):
    """A plain tuple: there are 35,000 of them, made at the start."""

    name: str
    departement: str
    region: str
    population: int
    postcodes: tuple[str, ...]
    today: str | None = None
    """Of a former commune, the one that it is part of now."""


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


@cache
def former_communes() -> tuple[Commune, ...]:
    """Communes that were merged, associated or renamed, under their former names; with the
    postcodes of the commune that they are part of now."""
    today = {(c.name, c.departement): c for c in all_communes()}
    text = gzip.decompress(FORMER_FILE.read_bytes()).decode()
    listed = [tuple(line.split(";")) for line in text.splitlines()[1:]]
    more = tomllib.loads(_TOWNS_FILE.read_text(encoding="utf-8"))["former"]
    listed += [(name, *where) for name, where in more.items()]
    return tuple(_former(name, today[now, code]) for name, code, now in listed)


def _former(name: str, now: Commune) -> Commune:
    # The chief town gives its name to what it merged into; of others the size is not known.
    chief = place_key(now.name).split()[:1] == place_key(name).split()[:1]
    population = now.population - 1 if chief else 0
    return Commune(name, now.departement, now.region, population, now.postcodes, now.name)


def same_town(name: str) -> tuple[str, ...]:
    """The keys (`place_key`) under which a town may be stored: its own, with or without its
    article, those of the communes merged into it, and that of the commune it gave its name to."""
    key = place_key(name)
    found = dict.fromkeys((key, *_other_article(key)))
    for one in tuple(found):
        found |= dict.fromkeys(_linked_towns().get(one, ()))
    return tuple(found)


_ARTICLES = ("le ", "la ", "les ", "l ")


def _other_article(key: str) -> list[str]:
    """'le mans' for 'mans', 'mans' for 'le mans', where that is a commune."""
    without = next((key.removeprefix(a) for a in _ARTICLES if key.startswith(a)), None)
    if without is not None:
        return [] if without in communes_by_key() else [without]
    if key in communes_by_key():
        return []
    return [a + key for a in _ARTICLES if a + key in communes_by_key()]


@cache
def _linked_towns() -> Mapping[str, tuple[str, ...]]:
    """Keys of towns that are looked for together. A name that another, bigger commune bears is
    that one's: "Pringy" is not looked for with Annecy."""
    links: dict[str, dict[str, None]] = {}
    for former in former_communes():
        old, now = place_key(former.name), place_key(former.today or "")
        if _biggest(old).today == former.today and _biggest(now).name == former.today:
            links.setdefault(now, {})[old] = None
        if old.split()[0] == now.split()[0] and _biggest(old) == former:
            links.setdefault(old, {})[now] = None
    return {key: tuple(others) for key, others in links.items()}


def _biggest(key: str) -> Commune:
    return max(communes_by_key()[key], key=lambda commune: commune.population)


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
    """Communes by `place_key`, today's first, then former ones; each biggest first."""
    index: dict[str, tuple[Commune, ...]] = {}
    formers = sorted(former_communes(), key=lambda former: -former.population)
    with _uncollected():
        for commune in (*all_communes(), *formers):
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
