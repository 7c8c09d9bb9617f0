"""French agreement: elision, articles, "à" and "de" before names, places and types.

"la ludothèque d'Angers", "à l'Antre du Dragon", "du Mans", "aux Ulis"; names as "Ludimonde": none.
"""

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from core.vocabulary.places import REGIONS
from core.vocabulary.text import fold, strip_accents

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ARTICLE = re.compile(r"(l['’]\s*|(?:le|la|les)\s+)(?=\S)", re.IGNORECASE)
_MANY = re.compile(r"(?!1\b)\d{1,3}\s+[^\W\d_]+[sx]\b")  # "24 Heures du jeu"
_SPOKEN = re.compile(
    r"(?:notre|nos|votre|vos|ton|ta|tes|un|une|cette|ce|cet|chez)\s", re.IGNORECASE
)
_HEARD = {"f": "e", "h": "a", "l": "e", "m": "e", "n": "e", "r": "e", "s": "e", "x": "i"}
"""Letters whose name begins with a vowel: l'asso, but "la MJC", "de l'HLM"."""


class Article(StrEnum):
    """What a name takes in a sentence."""

    LE = "le "
    LA = "la "
    L = "l'"
    LES = "les "
    NONE = ""


class Said(NamedTuple):
    """A name as it stands in a sentence: its article apart."""

    article: Article
    bare: str


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _nouns() -> tuple[frozenset[str], ...]:
    """Masculine, feminine, plural, with a mute h, without elision: folded."""
    nouns = _words()["noms"]
    names = ("masculins", "feminins", "pluriels", "h_muet", "sans_elision")
    masculine, feminine, plural, mute, bare = (frozenset(map(_key, nouns[n])) for n in names)
    return masculine, feminine, plural, mute, bare


def _key(word: str) -> str:
    return strip_accents(word).lower()


def elides(word: str, place: bool = False) -> bool:
    """Whether "le", "la", "de" lose their vowel before a word: l'hôtel, d'Angers."""
    found = _WORD.search(word)
    if found is None or found.start() > 0:
        return False
    first = found[0]
    key = _key(first)
    if key in _nouns()[4]:
        return False
    letter = key[0]
    if letter == "h":
        # Towns: Hyères, Hénin; not Honfleur, Haguenau.
        return key[:2] in {"he", "hi", "hy"} if place else key in _nouns()[3]
    if letter == "y":
        return len(key) > 1 and (key[1] not in "aeiou" or place)
    if first.isupper() and 1 < len(first) <= 4 and not place and not set(key) & set("aeiouy"):
        return letter in _HEARD and key not in {"mjc"}
    return letter in "aeiou"


@lru_cache(maxsize=1)
def _accented() -> Mapping[str, str]:
    """The nouns that are written with accents, by what is typed without."""
    nouns = _words()["noms"]
    every = {one for kind in ("masculins", "feminins", "pluriels") for one in nouns[kind]}
    return {_key(one): one for one in every if _key(one) != one}


def _spelt(name: str) -> str:
    """A name with the accents that the noun at its head lacks: "Fête du jeu"."""
    found = _WORD.match(name)
    if found is None or found[0].isupper() or found[0].lower() not in _accented():
        return name
    noun = _accented()[found[0].lower()]
    return (capital(noun) if found[0][0].isupper() else noun) + name[found.end() :]


@lru_cache(maxsize=4096)
def said(name: str, place: bool = False) -> Said:
    """A name's article and the rest, as a sentence needs them."""
    name = name.strip()
    if _SPOKEN.match(name):
        return Said(Article.NONE, name)
    if own := _ARTICLE.match(name):
        kept = fold(own[1])
        article = {"l": Article.L, "le": Article.LE, "la": Article.LA, "les": Article.LES}[kept]
        return Said(article, _spelt(name[own.end() :]))
    found = _WORD.match(name)
    if found is None:
        return Said(Article.NONE, name)
    key, name = _key(found[0]), _spelt(name)
    masculine, feminine, plural, _, _ = _nouns()
    if key in plural or (key.isdigit() and _MANY.match(name)):
        return Said(Article.LES, name)
    if key not in masculine and key not in feminine:
        return Said(Article.NONE, name)
    if elides(name):
        return Said(Article.L, name)
    return Said(Article.LA if key in feminine else Article.LE, name)


@lru_cache(maxsize=1)
def _events() -> frozenset[str]:
    return frozenset(map(_key, _words()["noms"]["evenements"]))


def is_event(name: str) -> bool:
    """Whether a name begins as those of events do."""
    found = _WORD.search(said(name).bare)
    return found is not None and _key(found[0]) in _events()


def the(name: str) -> str:
    """ "la Ludothèque de Foix", "l'Antre du Dragon", "Ludimonde"."""
    article, bare = said(name)
    return f"{article.value}{bare}"


def of(name: str) -> str:
    """ "de la Ludothèque", "du Repaire", "de l'Antre", "d'Asmodée", "des Ateliers"."""
    article, bare = said(name)
    if article is Article.LE:
        return f"du {bare}"
    if article is Article.LES:
        return f"des {bare}"
    if article is Article.NONE:
        return f"d'{bare}" if elides(bare) else f"de {bare}"
    return f"de {article.value}{bare}"


def to(name: str) -> str:
    """ "à la Ludothèque", "au Repaire", "à l'Antre", "à Ludimonde", "aux Ateliers"."""
    article, bare = said(name)
    if bare.lower().startswith("chez "):
        return bare
    if article is Article.LE:
        return f"au {bare}"
    if article is Article.LES:
        return f"aux {bare}"
    return f"à {article.value}{bare}"


def number(name: str, one: str, many: str) -> str:
    """ "aura" of "la Nuit du jeu", "auront" of "les Rencontres"."""
    return many if said(name).article is Article.LES else one


# --- places -------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def in_place(place: str) -> str:
    """ "à Angers", "au Mans", "aux Ulis", "à La Rochelle", "en Bretagne", "à la salle"."""
    place = place.strip()
    special = _words()["regions"].get(place)
    if special is not None:
        return f"{special} {place}"
    if place in REGIONS or place in _COUNTRIES:
        return f"en {place}"
    if own := _ARTICLE.match(place):
        kept, rest = fold(own[1]), place[own.end() :]
        if kept == "le":
            return f"au {rest}"
        return f"aux {rest}" if kept == "les" else f"à {place}"
    first = _WORD.match(place)
    if first is not None and (first[0][0].isdigit() or _key(first[0]) in _STREETS):
        return f"au {place}" if first[0][0].isdigit() else in_street(place)
    return to(place)


def in_street(place: str) -> str:
    """ "rue des Lices", "place du marché": what a street takes is nothing, a square "sur la"."""
    return f"sur la {place}" if _key(place.split()[0]) in {"place", "esplanade"} else place


_STREETS = frozenset(
    {"rue", "avenue", "boulevard", "quai", "chemin", "impasse", "place", "esplanade"}
)
_FROM = {"dans le": "du", "dans les": "des", "au": "du", "aux": "des"}
_COUNTRIES = frozenset({"France", "Belgique", "Suisse", "Allemagne", "Espagne", "Italie"})


@lru_cache(maxsize=4096)
def of_place(place: str) -> str:
    """ "d'Angers", "du Mans", "des Ulis", "de La Rochelle", "de Honfleur"."""
    place = place.strip()
    special = _words()["regions"].get(place)
    if special is not None:
        return f"{_FROM.get(special, 'de')} {place}"
    if own := _ARTICLE.match(place):
        kept, rest = fold(own[1]), place[own.end() :]
        if kept == "le":
            return f"du {rest}"
        return f"des {rest}" if kept == "les" else f"de {place}"
    if said(place).article is not Article.NONE:
        return of(place)
    return f"d'{place}" if elides(place, place=True) else f"de {place}"


# --- types --------------------------------------------------------------------------------------


class Kind(NamedTuple):
    """How a type of prospect is said."""

    one: str
    many: str
    feminine: bool


@lru_cache(maxsize=64)
def kind(value: str) -> Kind:
    """The words of a type; those of "Autre" where it is none."""
    types = _words()["types"]
    one, many, gender = types.get(value) or types["Autre"]
    return Kind(one, many, gender == "f")


def your(value: str, familiar: bool = False) -> str:
    """ "votre médiathèque"; "ton association", "ta MJC" where one says "tu"."""
    words = kind(value)
    if not familiar:
        return f"votre {words.one}"
    return f"ta {words.one}" if words.feminine and not elides(words.one) else f"ton {words.one}"


def capital(text: str) -> str:
    """With a capital at its head."""
    return text[:1].upper() + text[1:]
