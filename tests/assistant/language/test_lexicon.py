"""Files that people who do not program may correct must stay sound."""

import tomllib

import pytest

from assistant.language.text.lexicon import FOLDER, abbreviations, common_words, table, words_of
from core.prospects.filters import Exclusion, Filter, PresenceField
from core.vocabulary.places import DEPARTEMENTS, REGIONS
from core.vocabulary.values import ProspectType

FILES = sorted(FOLDER.glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_valid_and_holds_no_empty_phrase(path: object) -> None:
    content = tomllib.loads(path.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    assert content
    for phrase in _phrases(content):
        assert words_of(phrase), phrase


def _phrases(value: object) -> list[str]:
    if isinstance(value, dict):
        return [phrase for inner in value.values() for phrase in _phrases(inner)]
    if isinstance(value, list):
        return [phrase for inner in value for phrase in _phrases(inner)]
    return [str(value)]


def test_values_are_the_canonical_ones() -> None:
    assert set(table("types.toml")) == set(ProspectType)
    assert set(table("regions.toml")["noms"]) == set(REGIONS)
    codes = {code for key in table("departements.toml") for code in key.split()}
    assert codes <= set(DEPARTEMENTS)
    fields = table("champs.toml")
    assert {*fields["champs"], *fields["reseaux"]} == set(PresenceField)
    excluded = {f"exclure.{key}" for key in Exclusion.model_fields}
    names = {"lieu", "presence", *Filter.model_fields, *excluded}
    assert set(table("cles.toml")) <= names


def test_no_type_synonym_has_two_types() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for name, synonyms in table("types.toml").items():
        for synonym in synonyms:
            assert seen.setdefault(words_of(synonym), name) == name, synonym


def test_abbreviations_are_single_words() -> None:
    assert all(" " not in short for short in abbreviations())


def test_common_words_hold_no_domain_noise() -> None:
    words = common_words()
    assert words["merci"] > 10_000
    assert "bretange" not in words
    assert "mail" not in words
