"""Regions, departements, towns and countries, told from the common words that look like them."""

import re
from dataclasses import dataclass
from functools import cache

from assistant.language.grammar.towns import Spot, town_at
from assistant.language.text.chain import Chain, Found, Item, rule, symbol
from assistant.language.text.lexicon import Phrases, common_words, table, words_in
from assistant.language.text.phrasings import Phrasings
from core.vocabulary.places import DEPARTEMENTS, REGIONS, communes_by_key, communes_with_postcode
from core.vocabulary.text import fold


@dataclass(frozen=True)
class Place:
    """One or several values of one place key."""

    key: str
    values: tuple[str, ...]
    word: str = ""


@dataclass(frozen=True)
class Common:
    """A place whose name is also a common word: the sentence must show that it is the place."""

    place: Place


@cache
def phrases() -> Phrases[Place | Common]:
    """Regions, departements and countries with their other names, and the adjectives of towns."""
    found: Phrases[Place | Common] = Phrases()
    for region in REGIONS:
        if fold(region) != "la reunion":
            found.add(region, Place("region", (region,)))
            found.add(fold(region).replace(" ", ""), Place("region", (region,)))
    _add_regions(found)
    _add_departements(found)
    for key, name in (("pays", "pays.toml"), ("ville", "villes.toml")):
        for value, synonyms in table(name).items():
            place = Place(key, (value,))
            for name_ in synonyms:
                found.add(name_, Common(place) if fold(value) == fold(name_) == "vire" else place)
    return found


def _add_all(found: Phrases[Place | Common], names: list[str], place: Place | Common) -> None:
    for name in names:
        found.add(name, place)


def _add_regions(found: Phrases[Place | Common]) -> None:
    regions = table("regions.toml")
    for region, names in regions["noms"].items():
        for name in names:
            found.add(name, _maybe_common(name, Place("region", (region,))))
    for name, values in regions["groupes"].items():
        found.add(name, Place("region", tuple(values)))
    for region, names in regions["mots_courants"].items():
        _add_all(found, names, Common(Place("region", (region,))))


def _maybe_common(name: str, place: Place) -> Place | Common:
    return Common(place) if fold(name) == "la reunion" else place


def _add_departements(found: Phrases[Place | Common]) -> None:
    for code, departement in DEPARTEMENTS.items():
        place = Place("departement", (code,))
        if code.startswith("97") or code == "75":
            continue
        name = fold(departement.name)
        is_common = common_words().get(name, 0) > 300 or name in communes_by_key() or name == "ain"
        found.add(name, Common(place) if is_common and " " not in name else place)
        if " " in name:
            found.add(name.replace(" ", ""), place)
    for codes, names in table("departements.toml").items():
        for name in names:
            found.add(name, Place("departement", tuple(codes.split())))


# --- departements by number ---------------------------------------------------------------------

_CODE = r"(?:<num>|<dept>)"
_SAY = Phrasings(
    "places", of=r"(?<!\bexception_)(?<!\bexclusion_)(?<!\blieu_)(?<!\bplace_)(?<!\bdehors_)du"
)
_NUMBERED = rule(
    rf"""
        (?:{_SAY["before_codes"]}_|(?<=\bdu_))
        (?P<first>{_CODE})(?P<more>(?:_{_SAY["between_codes"]}_{_CODE}|_{_CODE})*)
    """
)
_AFTER_TYPE = rule(rf"""
    (?<=<type>_)(?:\(_)?(?P<first>{_CODE})(?P<more>(?:_(?:,|/|et|ou|-|\+)_{_CODE}|_{_CODE})*)(?:_\))?
""")
# "prospects 33 40 64": three in a row are no amounts.
_RUN = rule(rf"(?P<first>{_CODE})(?P<more>(?:_(?:,|/|\+|-)_{_CODE}|_{_CODE}){{2,}})")
# The word before stays: "hors 13 et 83" still leaves out.
_LEFT = "|".join(rf"(?<={word}_)" for word in _SAY.each("before_code"))
_BARE = rule(rf"(?:{_LEFT})(?:le_|du_)?(?P<first>{_CODE})(?P<more>(?:_(?:,|et|ou)_{_CODE})*)")
_LONE = re.compile(rf"^(?:le )?(?P<first>{_CODE})(?P<more>(?: (?:,|/|et|ou) {_CODE})*)(?: \?)?$")


def _code(item: Item) -> str | None:
    code = str(item.value)
    if item.text == "<num>":
        code = item.raw if len(item.raw) > 1 else item.raw.zfill(2)
    return code if code in DEPARTEMENTS else None


def _numbered(found: Found) -> Item | None:
    codes = [_code(item) for item in found.items() if item.text in {"<num>", "<dept>"}]
    if not codes or None in codes:
        return None
    first = found.items("first")[0]
    if first.text == "<num>" and len(first.raw) < 2 and "dep" not in found.text():
        return None
    lead = found.text().split(" ")[0]
    if (
        lead in {"les", "des", "aux", "de"}
        and found.items("first")[0].text == "<num>"
        and len(codes) == 1
    ):
        return None
    return symbol(
        "place", Place("departement", tuple(dict.fromkeys(code for code in codes if code)))
    )


# --- names --------------------------------------------------------------------------------------


def mark_places(chain: Chain) -> None:
    """Names and numbers of places become `<place>`."""
    place = 0
    texts = [item.text for item in chain.items]
    while place < len(chain.items):
        found = _place_at(chain.items, texts, place)
        if found is not None:
            size, value = found
            chain.put(place, size, symbol("place", value))
            texts[place : place + size] = ["<place>"]
        place += 1
    chain.changed()
    chain.rewrite(_NUMBERED, _numbered)
    chain.rewrite(_AFTER_TYPE, _numbered)
    chain.rewrite(_RUN, _numbered)
    if any(item.text == "<place>" for item in chain.items) or len(chain.items) < 7:
        chain.rewrite(_BARE, _kept_bare)
    lone = _LONE.match(chain.text)
    if lone:
        chain.rewrite(rule(rf"(?:le_)?(?P<first>{_CODE})"), _numbered)


_NUMBER_WORDS = frozenset((
    "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "cent", "mille", "vingt", "trente",
))  # fmt: skip


_OTHER_WORDS = frozenset(["bar", "mars", "avril", "aout", "noel"])
_READ_OTHERWISE = _NUMBER_WORDS | _OTHER_WORDS


def mark_names_with_numbers(chain: Chain) -> None:
    """ "les deux Savoie", "Lepuix-Neuf", "Bar-le-Duc", "Saint-Mars-du-Désert": before a word of
    theirs is read as a number, a type or a month."""
    texts = [item.text for item in chain.items]
    for place in range(len(texts) - 2, -1, -1):
        if not _READ_OTHERWISE & set(texts[place : place + 4]):
            continue
        found = _place_at(chain.items, texts, place)
        if found is not None and found[0] > 1 and _READ_OTHERWISE & set(texts[place:][: found[0]]):
            chain.put(place, found[0], symbol("place", found[1]))
            texts[place : place + found[0]] = ["<place>"]
    chain.changed()


def _kept_bare(found: Found) -> Item | None:
    return _numbered(found)


def _place_at(items: list[Item], texts: list[str], start: int) -> tuple[int, Place] | None:
    if not texts[start].isalpha() or items[start].value is not None:
        return _postcode_at(items, start)
    named = phrases().longest_at(texts, start)
    town = _town_at(items, texts, start)
    if named is not None and (town is None or named[0] >= town[0]):
        size, value = named
        place = value.place if isinstance(value, Common) else value
        spot = Spot.at(items, texts, start, size)
        if town is not None and town[0] == size and _means_town(texts, start, size, place):
            return town
        if texts[start] in _COMPASS and texts[start + size : start + size + 1] in (
            ["de"],
            ["du"],
            ["d"],
        ):
            return None  # "le nord de la Bretagne"
        if isinstance(value, Common) and not _is_shown(spot, place, len(items) <= size + 2):
            return town if town is not None and town[0] > size else None
        return size, place
    if town is not None and _is_only_an_article(texts, start, town[0]):
        return None
    return town


_COMPASS = frozenset(("nord", "sud", "est", "ouest"))
_ANY_ARTICLE = frozenset(("le", "la", "l", "les", "du", "des", "de", "d", "aux", "au"))


def _is_only_an_article(texts: list[str], start: int, size: int) -> bool:
    """ "le Val-d'Oise" is no Le Val: a longer name begins after the article."""
    if texts[start] not in _ANY_ARTICLE:
        return False
    named = phrases().longest_at(texts, start + 1)
    if named is None:
        return False
    if named[0] == size - 1 and not {"a", "ville"} & set(texts[max(start - 2, 0) : start]):
        # "de la Creuse", "dans la Manche" are the departement, "à La Creuse" the village.
        place = named[1].place if isinstance(named[1], Common) else named[1]
        return place.key == "departement"
    return named[0] >= size


def _means_town(texts: list[str], start: int, size: int, place: Place) -> bool:
    """ "à Vienne", "de Mayenne" are towns; "en Mayenne", "la Vienne" are not."""
    before = texts[start - 1] if start else ""
    if place.key == "pays" and place.values != ("Luxembourg",):
        return False
    if before == "ville" or (before in {"de", "d"} and start > 1 and texts[start - 2] == "ville"):
        return True
    if place.key == "departement":
        if before in {"de", "d"}:
            return (
                communes_by_key()[" ".join(texts[start : start + size])][0].population >= _OF_A_TOWN
            )
        return before in {"a", "sur", "vers", "ville"}
    return False


_OF_A_TOWN = 25_000
"""Inhabitants of a town that "de" may name rather than the departement: Vienne, not Mayenne."""


def _is_shown(spot: Spot, place: Place, alone: bool) -> bool:
    """True where a common word is meant as the place: "dans le Lot", "à la Réunion", "Nord"."""
    if place.key == "ville":  # "vire les boutiques" is no town
        return spot.before in {"a", "de", "d", "sur", "ville"} or (
            spot.capital and spot.before != ""
        )
    if place.key == "region":
        return alone or _is_shown_region(spot)
    if (spot.capital and spot.before) or spot.before in {"en", "departement"}:
        return True
    if not spot.before and spot.opens:
        return True  # "Landes, pas Gironde"
    count = common_words().get(spot.words[0], 0)
    if alone and spot.before in _BEFORE_ARTICLE:
        return True  # "plutôt landes"
    if spot.before in _ARTICLES and spot.before2 in _BEFORE_ARTICLE:
        return True
    if spot.before in _ARTICLES and spot.before2 in {"de", "d"} and spot.before3 in _SUBJECTS:
        return True  # "les MJC de la Vienne"
    if spot.before in _ARTICLES_AND_OF and spot.before2:
        return count < 3000 or spot.before2 in _SUBJECTS or spot.before == "du"
    return count < 100


def _is_shown_region(spot: Spot) -> bool:
    if spot.words[0] == "la":
        return spot.capital or spot.before in {"a", "en", "de", "sur"}
    return spot.capital or (spot.before == "la" and spot.before2 in _BEFORE_REUNION)


_ARTICLES = frozenset(("le", "la", "l", "les"))
_ARTICLES_AND_OF = frozenset(("du", "des", "l", "la", "de", "le"))
_SUBJECTS = frozenset(("departement", "<type>", "prospects", "structures", "ceux", "celles"))
_BEFORE_REUNION = frozenset(("a", "de", "sur", "dans", "ile", "region"))
_BEFORE_ARTICLE = words_in("devant_departement.txt")


def _town_at(items: list[Item], texts: list[str], start: int) -> tuple[int, Place] | None:
    found = town_at(items, texts, start)
    if found is None:
        return None
    size, name, key = found
    return size, Place("ville", (name,), key)


def _postcode_at(items: list[Item], start: int) -> tuple[int, Place] | None:
    """ "à 33000": the town that the postcode serves; "le 33000" is the postcode itself."""
    item = items[start]
    before = items[start - 1].text if start else ""
    if item.text != "<num>" or not re.fullmatch(r"\d{5}", item.raw):
        return None
    communes = communes_with_postcode(item.raw)
    if not communes or before not in {"a", "dans", "de", "en", "sur"}:
        return None
    return 1, Place("ville", (communes[0].name,))
