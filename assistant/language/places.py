"""Regions, departements, towns and countries, told from the common words that look like them."""

import re
from dataclasses import dataclass
from functools import cache

from assistant.language.chain import Chain, Found, Item, rule, symbol
from assistant.language.lexicon_data import Phrases, common_words, table
from assistant.language.vocabulary import domain_words
from core.vocabulary.places import DEPARTEMENTS, REGIONS, communes_by_key, communes_with_postcode
from core.vocabulary.text import fold

# A commune of fewer people than this needs a preposition or a capital; a common word needs more.
_KNOWN_TOWN = 1_500
_BIG_TOWN = 8_000


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
    regions = table("regions.toml")
    for region, names in regions["noms"].items():
        for name in names:
            found.add(name, _maybe_common(name, Place("region", (region,))))
    for name, values in regions["groupes"].items():
        found.add(name, Place("region", tuple(values)))
    for region, names in regions["mots_courants"].items():
        for name in names:
            found.add(name, Common(Place("region", (region,))))
    _add_departements(found)
    for country, names in table("pays.toml").items():
        for name in names:
            found.add(name, Place("pays", (country,)))
    for town, names in table("villes.toml").items():
        for name in names:
            found.add(name, Place("ville", (town,)))
    return found


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


# --- departements by number -----------------------------------------------------------------------

_CODE = r"(?:<num>|<dept>)"
_NUMBERED = rule(
    rf"""(?:(?:dans_|sur_|en_|et_|ou_|a_)?(?:departements?|region)_(?:du_|des_|de_l_|de_|le_|les_|n_|numero_|:_|l_|code_)*
        |(?:dans|du|sur)_(?:le_|les_|l_|la_)?|(?:en|des|de_l|aux?|les?|l|pour_le|chez_les)_)(?P<first>{_CODE})
        (?P<more>(?:_(?:,|/|et|ou|et_le|ou_le|et_du|,_le|,_du|puis|ainsi_que_le|&|-|,_et_le|,_et|plus_le|et_aussi_le|et_dans_le)_{_CODE})*)"""
)
_AFTER_TYPE = rule(rf"(?<=<type>_)(?:\(_)?(?P<first>{_CODE})(?P<more>(?:_(?:,|/|et|ou|-)_{_CODE})*)(?:_\))?")
_NOT_A_PLACE = re.compile(
    r"(?:%|<unit>|adherents?|membres?|abonnes?|followers?|personnes?|fans?|prospects?|premiers?|premieres?|derniers?|dernieres?|"
    r"structures?|contacts?|jours?|semaines?|mois|ans?|heures?|h|euros?|plus_|meilleurs?|mails?|resultats?|lignes?|groupes?|segments?|clusters?|"
    r"suivants?|plus|<type>|<num>|<year>|:|campagnes?|taches?|inscrits?|licencies?|k|autres|min|minutes?|fiches?|profils?|familles?|paquets?|categories|semestre|trimestre)(?:\s|$)"
)
_BARE = rule(
    rf"(?:et|ou|plutot|non|aussi|pas|sauf|hors|que|,)_(?:le_|du_|pas_le_)?(?P<first>{_CODE})(?P<more>)"
)
_LONE = re.compile(rf"^(?:le )?(?P<first>{_CODE})(?P<more>(?: (?:,|/|et|ou) {_CODE})*)(?: \?)?$")


def _code(item: Item) -> str | None:
    code = str(item.value)
    if item.text == "<num>":
        code = item.raw if len(item.raw) > 1 else item.raw.zfill(2)
    return code if code in DEPARTEMENTS else None


def _numbered(found: Found) -> Item | None:
    codes = [_code(item) for item in found.items() if item.text in {"<num>", "<dept>"}]
    if not codes or None in codes or _NOT_A_PLACE.match(found.after):
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


# --- names -----------------------------------------------------------------------------------------

_INTO = frozenset(
    ["a", "au", "en", "dans", "sur", "vers", "chez", "pres", "autour", "cote", "hors", "sauf", "plutot", "non", "et", "ou", ",", "ni", "depuis", "alentours", "environs"]
)
_ARTICLES = frozenset(["le", "la", "l", "les", "du", "des", "de", "d", "aux", "au"])


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
    if any(item.text == "<place>" for item in chain.items) or len(chain.items) < 7:
        chain.rewrite(_BARE, _kept_bare)
    lone = _LONE.match(chain.text)
    if lone:
        chain.rewrite(rule(rf"(?:le_)?(?P<first>{_CODE})"), _numbered)


_NUMBER_WORDS = frozenset(
    ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "cent", "mille", "vingt", "trente"]
)


def mark_names_with_numbers(chain: Chain) -> None:
    """ "les deux Savoie", "Trois-Rivières": before their first word is read as a number."""
    texts = [item.text for item in chain.items]
    for place in range(len(texts) - 2, -1, -1):
        if texts[place] not in _NUMBER_WORDS:
            continue
        found = _place_at(chain.items, texts, place)
        if found is not None and found[0] > 1:
            chain.put(place, found[0], symbol("place", found[1]))
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
        if town is not None and town[0] == size and _means_town(texts, start, place):
            return town
        if isinstance(value, Common) and not _is_shown(items, texts, start, size, place):
            return town if town is not None and town[0] > size else None
        return size, place
    if town is not None and _is_only_an_article(texts, start, town[0]):
        return None
    return town


def _is_only_an_article(texts: list[str], start: int, size: int) -> bool:
    """ "le Val-d'Oise" is no Le Val: a longer name begins after the article."""
    if texts[start] not in _ARTICLES:
        return False
    named = phrases().longest_at(texts, start + 1)
    return named is not None and named[0] >= size


def _means_town(texts: list[str], start: int, place: Place) -> bool:
    """ "à Vienne", "de Mayenne" are towns; "en Mayenne", "la Vienne" are not."""
    before = texts[start - 1] if start else ""
    if place.key == "pays" and place.values != ("Luxembourg",):
        return False
    if before == "ville" or (before in {"de", "d"} and start > 1 and texts[start - 2] == "ville"):
        return True
    if place.key == "departement":
        return before in {"a", "de", "sur", "vers", "d", "ville"}
    return False


def _is_shown(items: list[Item], texts: list[str], start: int, size: int, place: Place) -> bool:
    """True where a common word is meant as the place: "dans le Lot", "à la Réunion", "Nord"."""
    before = texts[start - 1] if start else ""
    before2 = texts[start - 2] if start > 1 else ""
    capital = items[start + size - 1].capital and start + size > 1
    if len(items) <= size + 2 and place.key == "region":
        return True
    if place.key == "region":
        if texts[start] == "la":
            return capital or before in {"a", "en", "de", "sur"}
        return capital or (
            before == "la" and before2 in {"a", "de", "sur", "dans", "ile", "region"}
        )
    if capital and before != "":
        return True
    if before in {"en", "departement"} or (
        before in {"le", "la", "l", "les"}
        and before2
        in {
            "dans",
            "sur",
            "hors",
            "sauf",
            "pas",
            "et",
            "ou",
            ",",
            "plutot",
            "departement",
            "aussi",
            "ajoute",
            "rajoute",
            "enleve",
            "retire",
            "remets",
            "vire",
            "non",
            "que",
            "seulement",
            "supprime",
            "par",
            "avec",
            "uniquement",
        }
    ):
        return True
    if before in {"du", "l", "la", "de", "le"} and start > 1:
        return (
            common_words().get(texts[start], 0) < 3000
            or before2
            in {
                "departement",
                "mjc",
                "<type>",
                "prospects",
                "structures",
                "ceux",
                "celles",
                "plutot",
                "non",
            }
            or (before == "du")
        )
    return common_words().get(texts[start], 0) < 100


def _town_at(items: list[Item], texts: list[str], start: int) -> tuple[int, Place] | None:
    """The longest commune's name that begins there, if the sentence means it."""
    for size in range(min(_longest(texts[start]), len(texts) - start), 0, -1):
        name = " ".join(texts[start : start + size])
        article = _CONTRACTED.get(texts[start])
        if article and size > 1:
            name = " ".join((article, *texts[start + 1 : start + size]))
        communes = communes_by_key().get(name)
        if communes is None:
            continue
        if article and name.startswith(article + " ") and texts[start] != article:
            if _is_after_article(items, texts, start + 1, size - 1, communes[0].population):
                return size, Place("ville", (communes[0].name,), name)
            continue
        if _is_town(items, texts, start, size, communes[0].population):
            return size, Place("ville", (communes[0].name,), name)
    return None


@cache
def _longest_by_first_word() -> dict[str, int]:
    longest: dict[str, int] = {}
    for name in communes_by_key():
        words = name.split()
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
    return longest


def _longest(word: str) -> int:
    return _longest_by_first_word().get(_CONTRACTED.get(word, word), 0)


# "au Mans", "des Ulis": the article of the name, contracted.
_CONTRACTED = {"au": "le", "du": "le", "aux": "les", "des": "les"}


def _is_after_article(
    items: list[Item], texts: list[str], start: int, size: int, people: int
) -> bool:
    """ "au Havre": a capital, or a big town whose name is no French word."""
    count = common_words().get(texts[start], 0)
    return items[start].capital or size > 2 or (people >= _BIG_TOWN and count <= 500)


_FIRST_NAMES_BEFORE = frozenset(["contact", "association", "mr", "mme", "monsieur", "madame", "m", "chez"])


def _is_town(items: list[Item], texts: list[str], start: int, size: int, people: int) -> bool:
    """Whether these words are the town, and not words of the sentence."""
    words = texts[start : start + size]
    before = texts[start - 1] if start else ""
    before2 = texts[start - 2] if start > 1 else ""
    if before == "ville" or (before in {"de", "d"} and before2 == "ville"):
        return True
    capital = items[start + size - 1].capital and (start > 0 or size > 1)
    accented = start > 0 and items[start - 1].raw in {"à", "À"}
    into = (
        before in {"a", "vers", "sur", "autour"}
        or (
            before in {"de", "d"}
            and before2
            in {
                "pres",
                "ville",
                "autour",
                "alentours",
                "cote",
                "region",
                "environs",
                "agglomeration",
                "commune",
                "mairie",
            }
        )
        or before in {"ville", "<place>"}
    )
    if size > 1:
        if _all_common(words):
            return people >= _BIG_TOWN or capital or (into and people >= 1000)
        return capital or into or people >= 300 or before in {"de", "d", "et", ","}
    word = words[0]
    if len(word) < 3 and not (accented and capital):
        return False
    if word in _protected():
        return accented and capital and word in communes_by_key()
    count = common_words().get(word, 0)
    if count <= 100:
        return (
            people >= _KNOWN_TOWN
            or capital
            or into
            or (before in {"de", "d", "et", ","} and people >= 200)
        )
    if capital and (
        into
        or before in {"de", "d", "et", ",", "ou", "sauf", "hors", "plutot", "pas"}
        or people >= _BIG_TOWN
    ):
        return True
    if people >= _BIG_TOWN and (
        into
        or (
            count < 3000
            and before
            in {"de", "d", "et", "ou", "sauf", "hors", "plutot", ",", "pas", "", "non", "<type>"}
        )
    ):
        return word not in _VERY_COMMON or accented
    if people >= 30_000 and count < 7000:
        return before not in {
            "les",
            "des",
            "aux",
            "le",
            "la",
            "ces",
            "mes",
            "plusieurs",
            "deux",
            "<num>",
            "un",
            "une",
        }
    if before in {"de", "d", "et", ","} and people >= 20_000 and count < 20_000:
        return before2 in {
            "<type>",
            "ville",
            "<place>",
            "prospects",
            "structures",
            "ceux",
            "celles",
        }
    return accented and people >= 2000


_VERY_COMMON = frozenset(["plaisir", "avion", "croix", "change", "eu", "mer", "publier", "contes", "ligne"])


@cache
def _protected() -> frozenset[str]:
    """The domain's own words, which no village's name may take over."""
    towns = {word for word, weight in domain_words().items() if weight < 4}
    return frozenset(domain_words()) - towns


def _all_common(words: list[str]) -> bool:
    return all(common_words().get(word, 0) > 500 for word in words)


def _postcode_at(items: list[Item], start: int) -> tuple[int, Place] | None:
    """ "33000" or "33000 Bordeaux": the town that the postcode serves."""
    item = items[start]
    before = items[start - 1].text if start else ""
    if item.text != "<num>" or not re.fullmatch(r"\d{5}", item.raw):
        return None
    communes = communes_with_postcode(item.raw)
    if not communes or before not in {
        "a",
        "postal",
        "au",
        "le",
        "dans",
        "de",
        "du",
        "en",
        "sur",
        "cp",
    }:
        return None
    following = items[start + 1].text if start + 1 < len(items) else ""
    if _NOT_A_PLACE.match(following):
        return None
    return 1, Place("ville", (communes[0].name,))
