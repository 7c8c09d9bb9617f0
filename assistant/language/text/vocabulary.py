"""The domain's words, towards which typos are mended, and those of communes' names."""

from collections.abc import Iterator, Mapping
from functools import cache

from assistant.language.text.lexicon import stem, table, words_in, words_of
from core.vocabulary.places import DEPARTEMENTS, REGIONS, communes_by_key

_BIG_TOWN = 15_000
_TOO_SHORT = 4
_NAMED_TOWN = 8_000

# What a typo most probably meant, when two words are as near: the domain before the map.
OWN_WORD, REGION, _DEPARTEMENT, _TOWN = 4.0, 3.0, 2.0, 1.0


@cache
def domain_words() -> Mapping[str, float]:
    """The words worth mending a typo for, folded, and how much each is worth."""
    weights: dict[str, float] = {}
    for word, weight in _weighted():
        if word not in _NEVER_MEANT:
            weights[word] = max(weight, weights.get(word, 0.0))
    # In one order, whatever the seed of the process: of two words as near, the same one is meant.
    return dict(sorted(weights.items()))


@cache
def commune_words() -> frozenset[str]:
    """Every word of the names of communes."""
    return frozenset(
        word for name in communes_by_key() for word in name.split() if len(word) >= _TOO_SHORT
    )


@cache
def big_commune_words() -> frozenset[str]:
    """Those of towns that people name: no typo of another word."""
    return frozenset(
        word
        for name, communes in communes_by_key().items()
        if communes[0].population >= _NAMED_TOWN
        for word in name.split()
        if len(word) >= _TOO_SHORT
    )


@cache
def type_words() -> frozenset[str]:
    """Stems of the types of prospects that are said in one word."""
    said = (words_of(phrase) for phrase in _synonyms("types.toml"))
    return frozenset(stem(words[0]) for words in said if len(words) == 1)


@cache
def glued_names() -> frozenset[str]:
    """Names of departements that begin with a vowel: "laisne" is "l'Aisne"."""
    names = (words_of(departement.name) for departement in DEPARTEMENTS.values())
    return frozenset(name[0] for name in names if len(name) == 1 and name[0][0] in "aeiouyh")


_OWN_FILES = (
    "types.toml", "champs.toml", "cles.toml", "signaux.toml", "verbes.toml", "avancement.toml",
)  # fmt: skip
_PLACE_FILES = ("regions.toml", "departements.toml", "pays.toml")
_NEVER_MEANT = frozenset(("hexagone",))
"""Too near to names that people give: "Hexagonia"."""


def _weighted() -> Iterator[tuple[str, float]]:
    yield from ((word, OWN_WORD) for word in words_in("vocabulaire.txt"))
    for phrase, weight in (*_synonyms_of(_OWN_FILES, OWN_WORD), *_named_places()):
        yield from ((word, weight) for word in words_of(phrase))
    for name, communes in communes_by_key().items():
        people = communes[0].population
        if people >= _BIG_TOWN:
            yield from ((word, _TOWN + min(people / 3e6, 0.9)) for word in name.split())


def _named_places() -> Iterator[tuple[str, float]]:
    yield from _synonyms_of(_PLACE_FILES, _DEPARTEMENT)
    yield from ((name, _TOWN) for names in table("villes.toml").values() for name in names)
    yield from ((region, REGION) for region in REGIONS)
    yield from ((departement.name, _DEPARTEMENT) for departement in DEPARTEMENTS.values())


def _synonyms_of(files: tuple[str, ...], weight: float) -> Iterator[tuple[str, float]]:
    yield from ((phrase, weight) for name in files for phrase in _synonyms(name))


def _synonyms(name: str) -> Iterator[str]:
    """Every phrase of a file of the lexicon, whatever its sections."""
    for key, value in table(name).items():
        if isinstance(value, dict):
            for inner_key, inner in value.items():
                yield inner_key
                yield from inner
        else:
            if not key[0].isdigit():
                yield key
            yield from value
