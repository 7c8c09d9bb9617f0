"""Town, postcode, departement and region of a prospect, each deduced from the others.

Only what leaves no doubt is deduced: a town of which France has two tells no departement.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

from core.prospects.normalise import clean, is_empty
from core.prospects.reasons import Reason
from core.vocabulary.places import (
    DEPARTEMENTS,
    REGIONS,
    Commune,
    communes_by_key,
    communes_named,
    communes_with_postcode,
    departement_of_postcode,
    place_key,
)
from core.vocabulary.text import fold

FRANCE = "France"
_REGIONS_FILE = Path(__file__).parents[1] / "vocabulary" / "regions.toml"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a prospect is, as far as known; `problems` are (field, raw value, reason)."""

    pays: str | None = None
    region: str | None = None
    departement: str | None = None
    ville: str | None = None
    code_postal: str | None = None
    adresse: str | None = None
    problems: tuple[tuple[str, str, Reason], ...] = field(default=())


# One value at a time

_POSTCODE = re.compile(r"(?:F-?|FR-?)?(\d{2}) ?(\d{3})(?:\.0)?(?: .*)?", re.I)
_SHORT_POSTCODE = re.compile(r"(\d{4})(?:\.0)?")
_FRENCH_POSTCODE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-5]|97[1-8]|98[0678])\d+")
_FOREIGN_POSTCODE = re.compile(r"[A-Z0-9][A-Z0-9 -]{1,10}[A-Z0-9]", re.I)


@lru_cache(maxsize=50_000)
def postcode(raw: str, in_france: bool = True) -> tuple[str | None, Reason | None]:
    """Five digits in France ('1000' is '01000'); elsewhere as written."""
    text = clean(raw)
    if is_empty(text):
        return None, None
    if not in_france:
        found = _FOREIGN_POSTCODE.fullmatch(text)
        return (text.upper(), None) if found else (None, Reason.INVALID_POSTCODE)
    if short := _SHORT_POSTCODE.fullmatch(text):
        text = "0" + short[1]
    long = _POSTCODE.fullmatch(text)
    code = long[1] + long[2] if long else ""
    if not _FRENCH_POSTCODE.fullmatch(code):
        return None, Reason.INVALID_POSTCODE
    return code, None


_DEPARTEMENT_CODE = re.compile(r"0?(2[AB]|97\d|\d{1,2})(?:\.0)?", re.I)
_CODE_WITHIN = re.compile(r"^\(?(2[AB]|97\d|\d{2})\)?\b|\b(2[AB]|97\d|\d{2})\)?$", re.I)


@lru_cache(maxsize=10_000)
def departement(raw: str) -> tuple[str | None, Reason | None]:
    """The code, from a code ('1' is '01'), a name ('Gironde', '33 - Gironde') or a postcode."""
    text = clean(raw)
    if is_empty(text):
        return None, None
    if found := _DEPARTEMENT_CODE.fullmatch(text):
        code = found[1].upper().zfill(2)
    elif re.fullmatch(r"\d{5}", text):
        code = departement_of_postcode(text) or ""
    else:
        code = _departement_named(text)
    return (code, None) if code in DEPARTEMENTS else (None, Reason.UNKNOWN_DEPARTEMENT)


def _departement_named(text: str) -> str:
    named = _departement_names().get(fold(text))
    if named:
        return named
    within = _CODE_WITHIN.search(text)
    return (within[1] or within[2]).upper() if within else ""


@cache
def _departement_names() -> Mapping[str, str]:
    names = {fold(d.name): d.code for d in DEPARTEMENTS.values()}
    articled = re.compile(r"^(?:la|le|les|l) ")
    return names | {articled.sub("", name): code for name, code in names.items()}


@lru_cache(maxsize=10_000)
def region(raw: str) -> tuple[str | None, Reason | None]:
    """The official name, from any usual spelling, abbreviation or region of before 2016."""
    text = clean(raw)
    if is_empty(text):
        return None, None
    found = _region_names().get(_region_key(text))
    return (found, None) if found else (None, Reason.UNKNOWN_REGION)


def _region_key(text: str) -> str:
    return fold(text).replace(" ", "")


@cache
def _region_names() -> Mapping[str, str]:
    lists = tomllib.loads(_REGIONS_FILE.read_text(encoding="utf-8"))
    names = {_region_key(name): name for name in REGIONS}
    return names | {_region_key(word): name for name, words in lists.items() for word in words}


# Towns

_CEDEX = re.compile(r"\s+CEDEX\b.*$", re.I)
_DISTRICT = re.compile(
    r"^(Paris|Lyon|Marseille)[\s-]+(?:\(?\d{1,2}\s*(?:e|er|ère|ème|eme|è|nd|nde)?)?\)?"
    r"(?:\s*arr(?:t|ondissement)?\.?)?$",
    re.I,
)
_TOWN_AFTER_POSTCODE = re.compile(r"(?<!\d)(\d{2} ?\d{3})[\s,]+([^\d,;()]*[^\W\d_][^,;()]*)$")
_TAIL = re.compile(r"(?:[\s,;()-]+(?:France|BP ?\d+|CS ?\d+)\)?|\s*\([^()]*\))+$", re.I)
_LONGEST_NAME = 10


@dataclass(frozen=True, slots=True)
class Town:
    """A town as written, in its official spelling where it is a commune."""

    name: str
    communes: tuple[Commune, ...]


@lru_cache(maxsize=50_000)
def town(text: str) -> Town:
    """The communes that a cleaned name can mean; CEDEX and districts of the big three are dropped.

    No commune: the name is kept as written.
    """
    plain = _CEDEX.sub("", text)
    if district := _DISTRICT.match(plain):
        plain = district[1]
    communes = communes_named(plain)
    return Town(communes[0].name if communes else text, communes)


def _narrowed(found: Town, departement: str | None, region: str | None) -> Town:
    near = tuple(
        c
        for c in found.communes
        if c.departement == departement or (departement is None and c.region == region)
    )
    return Town(near[0].name, near) if near else found


@lru_cache(maxsize=10_000)
def _end_of_address(adresse: str) -> tuple[str, str] | None:
    """(postcode, town) at the address's end."""
    found = _TOWN_AFTER_POSTCODE.search(_TAIL.sub("", clean(adresse)))
    if not found:
        return None
    code = found[1].replace(" ", "")
    return (code, found[2].strip(" -.")) if _FRENCH_POSTCODE.fullmatch(code) else None


def _last_words(adresse: str, departement: str) -> Town | None:
    """The longest end of the address that is a commune of the departement."""
    words = fold(_TAIL.sub("", clean(adresse))).split()
    for start in range(max(0, len(words) - _LONGEST_NAME), len(words)):
        communes = communes_by_key().get(place_key(" ".join(words[start:])), ())
        near = tuple(c for c in communes if c.departement == departement)
        if near:
            return Town(near[0].name, near)
    return None


# All together


def deduce(cells: Mapping[str, str], pays: str | None = None, adresse: str | None = None) -> Place:
    """Read raw cells by field (region, departement, ville, code_postal) and fill the gaps.

    `pays` is the country's French name, `adresse` a cleaned text.
    """
    raw = tuple(cells.get(name, "") for name in ("region", "departement", "ville", "code_postal"))
    return _deduced(raw, pays, adresse if needs_address(cells) else None)


def needs_address(cells: Mapping[str, str]) -> bool:
    """Whether the cells leave something that the address may tell.

    Most rows tell their town and where it is, in words that come back: the address adds nothing.
    """
    said = departement(cells.get("departement", ""))[0] or postcode(cells.get("code_postal", ""))[0]
    return not said or is_empty(clean(cells.get("ville", "")))


@lru_cache(maxsize=20_000)
def _deduced(raw: tuple[str, ...], pays: str | None, adresse: str | None) -> Place:
    written = dict(zip(("region", "departement", "ville", "code_postal"), raw, strict=True))
    # La Réunion and its like are said as a country too.
    overseas = region(pays)[0] if pays and pays != FRANCE else None
    in_france = pays in (None, FRANCE) or overseas is not None
    problems = []
    values: dict[str, str | None] = {}
    values["code_postal"], reason = postcode(written["code_postal"], in_france)
    if reason:
        problems.append(("code_postal", written["code_postal"], reason))
    for name, reader in (("departement", departement), ("region", region)):
        values[name], reason = reader(written[name])
        if reason and not in_france and name == "region":
            # A canton or a province: the user's own word for a region.
            values[name], reason = clean(written[name]), None
        if reason:
            problems.append((name, written[name], reason))
    ville = clean(written["ville"])
    read = Place(
        pays=pays,
        region=values["region"] or overseas,
        departement=values["departement"],
        ville=None if is_empty(ville) else ville,
        code_postal=values["code_postal"],
        adresse=adresse,
    )
    done = _filled(read) if in_france else read
    return replace(done, problems=(*problems, *done.problems))


def _filled(place: Place) -> Place:
    ending = _end_of_address(place.adresse) if place.adresse else None
    code = place.code_postal
    ville = place.ville
    if ville and (inside := _POSTCODE_TOWN.fullmatch(ville)):
        code, ville = code or inside[1], inside[2]
    if ville and (hinted := _TOWN_AND_HINT.fullmatch(ville)):
        hint = departement(hinted[2])[0]
        if hint:
            ville = hinted[1]
            place = replace(place, departement=place.departement or hint)
    known = (
        place.departement
        or (departement_of_postcode(code) if code else None)
        or (departement_of_postcode(ending[0]) if ending else None)
    )
    found, problem = _town(replace(place, ville=ville), ending, known, code)
    if found is None:
        return replace(place, departement=known, region=place.region or _region_of(known))
    sole = {c.departement for c in found.communes}
    code_departement = known or (sole.pop() if len(sole) == 1 else None)
    return replace(
        place,
        ville=found.name,
        departement=code_departement,
        region=place.region or _region_of(code_departement) or _sole_region(found),
        problems=(("ville", place.ville or found.name, Reason.UNKNOWN_VILLE),) if problem else (),
    )


_TOWN_AND_HINT = re.compile(r"(.+?) ?\((.+)\)")
_POSTCODE_TOWN = re.compile(r"(\d{5})[\s-]+(\D.*)")


def _town(
    place: Place, ending: tuple[str, str] | None, departement: str | None, code: str | None
) -> tuple[Town | None, bool]:
    """The town, and whether no commune bears that name: its column, then the address, then the
    postcode."""
    written = place.ville or (ending[1] if ending else None)
    if written:
        found = _narrowed(town(written), departement, place.region)
        return found, not found.communes
    if place.adresse and departement and (last := _last_words(place.adresse, departement)):
        return last, False
    served = communes_with_postcode(code) if code else ()
    return (Town(served[0].name, served), False) if len(served) == 1 else (None, False)


def _region_of(departement: str | None) -> str | None:
    return DEPARTEMENTS[departement].region if departement else None


def _sole_region(found: Town) -> str | None:
    regions = {c.region for c in found.communes}
    return regions.pop() if len(regions) == 1 else None
