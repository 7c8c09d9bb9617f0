"""The words that files use are data, which somebody may correct: they must stay sound."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from core.imports.columns.headings import heading_key
from core.prospects.models import FIELDS
from core.vocabulary import values
from core.vocabulary.places import REGIONS
from core.vocabulary.text import fold

FOLDER = Path(values.__file__).parent


def words(file: str) -> dict[str, Any]:
    """A file of words."""
    return tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))


def test_every_type_has_synonyms_and_no_other() -> None:
    assert set(words("types.toml")) == set(values.ProspectType)


def test_answers_name_canonical_values() -> None:
    answers = words("answers.toml")
    assert set(answers["statut"]) == set(values.Status)
    assert set(answers["retour"]) == set(values.Response)
    assert set(answers["methode"]) == set(values.ContactMethod)


def test_other_names_of_regions_name_regions() -> None:
    assert set(words("regions.toml")) == set(REGIONS)


def test_headings_name_fields() -> None:
    headings = words("headings.toml")
    followers = {f"{network}_followers" for network in headings["networks"]}
    assert set(headings["fields"]) | followers == set(FIELDS)


def test_no_heading_names_two_fields() -> None:
    headings = words("headings.toml")
    named = Counter(
        key
        for part in ("fields", "parts")
        for texts in headings[part].values()
        for key in {heading_key(text) for text in texts}
    )
    assert [key for key, count in named.items() if count > 1] == []


@pytest.mark.parametrize("part", ["boolean", "consent", "statut", "retour", "methode"])
def test_no_answer_means_two_things(part: str) -> None:
    named = Counter(
        key
        for texts in words("answers.toml")[part].values()
        for key in {fold(text) or text for text in texts}
    )
    assert [key for key, count in named.items() if count > 1] == []


def test_countries_have_a_code_first() -> None:
    for known in words("countries.toml").values():
        assert len(known[0]) == 2
        assert known[0].isupper()
