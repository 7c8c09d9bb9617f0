"""The domain's words, towards which typos are mended, and those of communes' names."""

from collections.abc import Iterator, Mapping
from functools import cache

from assistant.language.lexicon_data import table, words_in, words_of
from core.vocabulary.places import DEPARTEMENTS, REGIONS, communes_by_key

_BIG_TOWN = 15_000
_TOO_SHORT = 4

# What a typo most probably meant, when two words are as near: the domain before the map.
OWN_WORD, _REGION, _DEPARTEMENT, _TOWN = 4.0, 3.0, 2.0, 1.0


@cache
def domain_words() -> Mapping[str, float]:
    """The words worth mending a typo for, folded, and how much each is worth."""
    weights: dict[str, float] = {}
    for word, weight in _weighted():
        weights[word] = max(weight, weights.get(word, 0.0))
    return weights


@cache
def commune_words() -> frozenset[str]:
    """Every word of the names of communes."""
    return frozenset(
        word for name in communes_by_key() for word in name.split() if len(word) >= _TOO_SHORT
    )


def _weighted() -> Iterator[tuple[str, float]]:
    for word in words_in("vocabulaire.txt"):
        yield word, OWN_WORD
    for phrases in (*_synonyms("types.toml"), *_synonyms("champs.toml"), *_synonyms("cles.toml"), *_synonyms("signaux.toml"), *_synonyms("verbes.toml")):
        for word in words_of(phrases):
            yield word, OWN_WORD
    for name in ("regions.toml", "departements.toml", "pays.toml"):
        for phrase in _synonyms(name):
            for word in words_of(phrase):
                yield word, _DEPARTEMENT
    for phrases in table("villes.toml").values():
        for phrase in phrases:
            for word in words_of(phrase):
                yield word, _TOWN
    for region in REGIONS:
        for word in words_of(region):
            yield word, _REGION
    for departement in DEPARTEMENTS.values():
        for word in words_of(departement.name):
            yield word, _DEPARTEMENT
    for name, communes in communes_by_key().items():
        if communes[0].population >= _BIG_TOWN:
            for word in name.split():
                yield word, _TOWN + min(communes[0].population / 3e6, 0.9)


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
