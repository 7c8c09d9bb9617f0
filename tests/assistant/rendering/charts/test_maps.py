"""The map of France has every place of the vocabulary, and classes that tell them apart."""

import itertools
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rendering.charts.drawing import Outline
from assistant.rendering.charts.maps import (
    FRANCE_FILE,
    classes,
    france,
    map_of_departements,
    map_of_regions,
)
from assistant.rendering.charts.painting import parsed
from assistant.rendering.charts.style import LOOKS, Theme
from core.vocabulary.places import DEPARTEMENTS, REGIONS

LOOK = LOOKS[Theme.LIGHT]


def test_every_place_has_an_outline() -> None:
    assert set(france().departements) == set(DEPARTEMENTS)
    assert set(france().regions) == set(REGIONS)


@pytest.mark.parametrize("kind", ["departements", "regions"])
def test_outlines_are_plain_and_inside_the_map(kind: str) -> None:
    country = france()
    for place, path in getattr(country, kind).items():
        assert re.fullmatch(r"(M[\d.,L-]+Z)+", path), place
        corners = parsed(path).vertices
        assert len(corners) >= 4
        assert country.left <= corners[:, 0].min() <= corners[:, 0].max(), place
        assert corners[:, 0].max() <= country.left + country.width, place
        assert country.top <= corners[:, 1].min(), place
        assert corners[:, 1].max() <= country.top + country.height, place


def test_the_file_is_small_and_names_its_sources() -> None:
    assert FRANCE_FILE.stat().st_size < 80_000
    licence = json.loads(FRANCE_FILE.read_text(encoding="utf-8"))["licence"]
    assert "Victor Cazanave" in licence
    assert "CC BY 4.0" in licence
    assert "Natural Earth" in licence


def test_a_region_is_as_wide_as_its_departements() -> None:
    for region in REGIONS:
        codes = [code for code, one in DEPARTEMENTS.items() if one.region == region]
        parts = [parsed(france().departements[code]).vertices for code in codes]
        whole = parsed(france().regions[region]).vertices
        assert abs(min(part[:, 0].min() for part in parts) - whole[:, 0].min()) < 1.5, region
        assert abs(max(part[:, 1].max() for part in parts) - whole[:, 1].max()) < 1.5, region


@given(st.lists(st.integers(0, 10**9), max_size=101))
def test_every_count_but_zero_is_in_exactly_one_class(counts: list[int]) -> None:
    ranges = classes(counts, 5)
    assert len(ranges) <= 5
    for count in filter(None, counts):
        assert sum(first <= count <= last for first, last in ranges) == 1
    assert all(a[1] < b[0] for a, b in itertools.pairwise(ranges))


def test_one_place_far_ahead_has_a_class_of_its_own() -> None:
    assert classes([1, 2, 3, 4, 5, 6, 7, 8, 9, 5_000], 5)[-1] == (5_000, 5_000)


def test_nobody_is_not_drawn_as_few() -> None:
    fills = {
        mark.path: mark.fill
        for mark in map_of_regions({"Bretagne": 1}, 4, LOOK).marks
        if isinstance(mark, Outline)
    }
    assert fills[france().regions["Corse"]] == LOOK.none
    assert fills[france().regions["Bretagne"]] in LOOK.scale


def test_paris_and_its_neighbours_are_drawn_twice() -> None:
    outlines = [m for m in map_of_departements({}, 4, LOOK).marks if isinstance(m, Outline)]
    assert len(outlines) == 101 + 4
