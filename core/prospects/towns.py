"""The town that a text names, however people write it: CEDEX, district, article behind, quarter,
former name; and towns of neighbouring countries."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from core.vocabulary.places import (
    Commune,
    communes_by_key,
    communes_named,
    communes_with_postcode,
    place_key,
)

_FILE = Path(__file__).parents[1] / "vocabulary" / "towns.toml"
_TAIL = re.compile(r"[\s,]+(?:CEDEX|(?:BP|CS|TSA)\s*\d+)\b.*$", re.I)
_DISTRICT = re.compile(
    r"^(Paris|Lyon|Marseille)[\s,-]+\(?(?:\d{1,2}|[IVX]{1,5})\s*(?:e|er|ère|ème|eme|è|nd|nde)?\)?"
    r"(?:\s*arr(?:t|ondissement)?\.?)?$",
    re.I,
)
_ARTICLE_BEHIND = re.compile(
    r"^(.+?)[\s,]*\((l[ea]s?|l['’])\)$|^(.+?)\s*,\s*(l[ea]s?|l['’])$", re.I
)
_REMARK = re.compile(r"\s*\([^()]*\)?$")
_QUARTER = re.compile(r"\s+[-–—]\s*|\s*[-–—]\s+|\s*[/,;|]\s*")
_ON = re.compile(r"(?<=[\w])[\s-]+s/[\s-]*|(?<=\w)/(?=\w)", re.I)


@dataclass(frozen=True, slots=True)
class Town:
    """A town as written, in its official spelling where it is a commune."""

    name: str
    communes: tuple[Commune, ...]
    doubtful: bool = False
    """Whether another commune may be meant."""


@lru_cache(maxsize=50_000)
def town(text: str) -> Town:
    """The communes that a cleaned name can mean, biggest first; former ones after.

    No commune: the name is kept as written.
    """
    for form in _forms(text):
        if communes := communes_named(form):
            return Town(_spelled(form, communes)[0].name, communes)
    return Town(text, ())


def _forms(text: str) -> Iterator[str]:
    """The ways to read a name, the most literal first."""
    yield text
    plain = _TAIL.sub("", text).strip(" ,-")
    if district := _DISTRICT.match(plain):
        plain = district[1]
    yield plain
    if behind := _ARTICLE_BEHIND.match(plain):
        name, article = behind[1] or behind[3], behind[2] or behind[4]
        yield f"{article} {name}"
    bare = _REMARK.sub("", plain)
    yield bare
    yield _ON.sub(" sur ", bare)
    yield _ON.sub(" sous ", bare)
    first = _QUARTER.split(bare)[0]
    if first != bare:
        yield from _forms(first)


def _spelled(text: str, communes: Sequence[Commune]) -> Sequence[Commune]:
    """Those written exactly so, accents included, where there are any."""
    exact = [c for c in communes if c.name.casefold() == text.casefold()]
    return exact or communes


@lru_cache(maxsize=50_000)
def town_at(text: str, code: str | None, departement: str | None, region: str | None) -> Town:
    """The town of that name: with that postcode, of whatever departement; else in the departement;
    else in the region; else the only one, or the biggest, which is doubtful."""
    found = town(text)
    if code:
        with_code = [c for c in found.communes if code in c.postcodes]
        if with_code or (with_code := _served(text, code)):
            return _of(_spelled(_TAIL.sub("", text), with_code))
    near = [c for c in found.communes if c.departement == departement]
    if not departement and not code:
        near = [c for c in found.communes if c.region == region] if region else []
        return _of(near) if near else _alone(found, text)
    return _of(_spelled(text, near)) if near else found


def _served(text: str, code: str) -> list[Commune]:
    """The commune with that postcode whose name begins so: Boulogne is Boulogne-Billancourt."""
    beginning = place_key(_TAIL.sub("", text)) + " "
    served = communes_with_postcode(code)
    found = [c for c in served if place_key(c.name).startswith(beginning)]
    return found if len(found) == 1 else []


def _of(communes: Sequence[Commune]) -> Town:
    """The biggest of these, which leaves no doubt."""
    return Town(communes[0].name, (communes[0],)) if communes else Town("", ())


def _alone(found: Town, text: str) -> Town:
    """A name with nothing beside it."""
    if not found.communes:
        return found
    spelled = sorted(_spelled(text, found.communes), key=lambda c: -c.population)
    # Many villages have a former namesake somewhere: today's communes come first.
    today = [c for c in spelled if c.today is None or c.population] or spelled
    return Town(today[0].name, (today[0],), doubtful=len(today) > 1)


# Abroad

_FOREIGN_CODE = re.compile(r"([A-Z]{1,2})[\s-]*(\d{4,5})", re.I)
_FOREIGN_TOWN = re.compile(r"([A-Z]{1,2})-(\d{4,5})\s+(\D.*)", re.I)


@dataclass(frozen=True, slots=True)
class Abroad:
    """A country beside France, with the postcode and the town without its sign."""

    pays: str
    code: str
    ville: str


def abroad(code: str, ville: str) -> Abroad | None:
    """Where a postcode with a country's sign, or a town that France has not, says another country:
    'B-1000', 'Genève', 98000 Monaco."""
    if within := _FOREIGN_TOWN.fullmatch(ville):
        code, ville = code or f"{within[1]}-{within[2]}", within[3]
    if signed := _FOREIGN_CODE.fullmatch(code):
        if pays := _signs().get(signed[1].upper()):
            return Abroad(pays, signed[2], ville)
        return None
    key = place_key(_TAIL.sub("", ville))
    pays = _towns_abroad().get(key)
    if pays is None or key in communes_by_key():
        return None
    ville = _spellings()[key]
    plain = code.removesuffix(".0")
    near_code = len(plain) != _FRENCH_DIGITS or plain.startswith(_MONACO)
    return Abroad(pays, plain, ville) if near_code else None


_FRENCH_DIGITS = 5
_MONACO = "980"


@cache
def _words() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _signs() -> Mapping[str, str]:
    return {sign: pays for pays, signs in _words()["prefixes"].items() for sign in signs}


@cache
def _spellings() -> Mapping[str, str]:
    return {place_key(town): town for towns in _words()["abroad"].values() for town in towns}


@cache
def _towns_abroad() -> Mapping[str, str]:
    return {place_key(t): pays for pays, towns in _words()["abroad"].items() for t in towns}
