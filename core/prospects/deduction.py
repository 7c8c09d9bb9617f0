"""Town, postcode, departement and region of a prospect, each deduced from the others.

Of a town of which France has two, the biggest is taken, with a warning.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

from core.prospects.normalise import clean, is_empty
from core.prospects.reasons import Reason
from core.prospects.towns import Town, abroad, town_at
from core.vocabulary.places import (
    DEPARTEMENTS,
    REGIONS,
    communes_by_key,
    communes_with_postcode,
    departement_of_postcode,
    place_key,
)
from core.vocabulary.text import fold

FRANCE = "France"
_REGIONS_FILE = Path(__file__).parents[1] / "vocabulary" / "regions.toml"


Problem = tuple[str, str, Reason]
"""(field, raw value, reason)."""
Values = dict[str, str | None]
_FIELDS = ("region", "departement", "ville", "code_postal")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a prospect is, as far as known; `problems` are (field, raw value, reason)."""

    pays: str | None = None
    region: str | None = None
    departement: str | None = None
    ville: str | None = None
    code_postal: str | None = None
    adresse: str | None = None
    problems: tuple[Problem, ...] = field(default=())


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


# Addresses

_TOWN_AFTER_POSTCODE = re.compile(r"(?<!\d)(\d{2} ?\d{3})[\s,]+([^\d,;()]*[^\W\d_][^,;()]*)$")
_TAIL = re.compile(r"(?:[\s,;()-]+(?:France|BP ?\d+|CS ?\d+)\)?|\s*\([^()]*\))+$", re.I)
_LONGEST_NAME = 10


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
    raw = tuple(cells.get(name, "") for name in _FIELDS)
    return _deduced(raw, pays, adresse if needs_address(cells) else None)


def needs_address(cells: Mapping[str, str]) -> bool:
    """Whether the cells leave something that the address may tell.

    Most rows tell their town and where it is, in words that come back: the address adds nothing.
    """
    said = departement(cells.get("departement", ""))[0] or postcode(cells.get("code_postal", ""))[0]
    return not said or is_empty(clean(cells.get("ville", "")))


@lru_cache(maxsize=20_000)
def _deduced(raw: tuple[str, ...], pays: str | None, adresse: str | None) -> Place:
    written = dict(zip(_FIELDS, raw, strict=True))
    if pays is None and (beside := abroad(clean(written["code_postal"]), clean(written["ville"]))):
        pays = beside.pays
        written |= {"code_postal": beside.code, "ville": beside.ville}
    # La Réunion and its like are given as a country too.
    overseas = region(pays)[0] if pays and pays != FRANCE else None
    in_france = pays in (None, FRANCE) or overseas is not None
    values, problems = _values(written, in_france)
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
    return replace(done, problems=(*problems, *done.problems)) if problems else done


def _values(written: Mapping[str, str], in_france: bool) -> tuple[Values, list[Problem]]:
    """Postcode, departement and region, each read by itself."""
    problems: list[Problem] = []
    values: Values = {}
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
    return values, problems


def _filled(place: Place) -> Place:
    place = _unpacked(place)
    ending = _end_of_address(place.adresse) if place.adresse else None
    code = place.code_postal or (ending[0] if ending else None)
    known = place.departement or (departement_of_postcode(code) if code else None)
    found = _town(place, ending, known, code)
    if found is None:
        return replace(place, departement=known, region=place.region or _region_of(known))
    sole = {c.departement for c in found.communes}
    # A postcode and a town in it say more than the postcode's first digits.
    told = next(iter(sole)) if len(sole) == 1 else None
    kept = place.departement or (told or known if code else known or told)
    return replace(
        place,
        ville=found.name,
        departement=kept,
        region=place.region or _region_of(kept) or _sole_region(found),
        problems=_doubts(found, place.ville or found.name),
    )


def _doubts(found: Town, written: str) -> tuple[Problem, ...]:
    if not found.communes:
        return (("ville", written, Reason.UNKNOWN_VILLE),)
    return (("ville", written, Reason.AMBIGUOUS_VILLE),) if found.doubtful else ()


_TOWN_AND_HINT = re.compile(r"(.+?) ?\((.+)\)")
_POSTCODE_TOWN = re.compile(
    r"(\d{2} ?\d{3})[\s,/–-]+(\D.*)|(\D*[^\d\s,(/–-])[\s,(/–-]+(\d{2} ?\d{3})\)?"
)


def _unpacked(place: Place) -> Place:
    """A town's cell that holds a postcode or a departement as well: '21000 Dijon', 'Dijon (21)'."""
    ville = place.ville
    if ville and (inside := _POSTCODE_TOWN.fullmatch(ville)):
        code, ville = inside[1] or inside[4], inside[2] or inside[3]
        place = replace(place, ville=ville, code_postal=place.code_postal or code.replace(" ", ""))
    if (
        ville
        and (hinted := _TOWN_AND_HINT.fullmatch(ville))
        and (hint := departement(hinted[2])[0])
    ):
        place = replace(place, ville=hinted[1], departement=place.departement or hint)
    return place


def _town(
    place: Place, ending: tuple[str, str] | None, departement: str | None, code: str | None
) -> Town | None:
    """The town: its column, then the address, then the postcode. None where nothing tells."""
    written = place.ville or (ending[1] if ending else None)
    if written:
        return town_at(written, code, departement, place.region)
    if place.adresse and departement and (last := _last_words(place.adresse, departement)):
        return last
    served = communes_with_postcode(code) if code else ()
    return Town(served[0].name, served) if len(served) == 1 else None


def _region_of(departement: str | None) -> str | None:
    return DEPARTEMENTS[departement].region if departement else None


def _sole_region(found: Town) -> str | None:
    regions = {c.region for c in found.communes}
    return regions.pop() if len(regions) == 1 else None
