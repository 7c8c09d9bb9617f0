import time

import pytest

from core.vocabulary import places
from core.vocabulary.places import (
    DEPARTEMENTS,
    REGIONS,
    all_communes,
    communes_named,
    communes_with_postcode,
    departement_of_postcode,
)
from core.vocabulary.text import fold


def test_every_commune_departement_and_region_is_there() -> None:
    assert len(all_communes()) > 34_800
    assert len(DEPARTEMENTS) == 101
    assert len(REGIONS) == 18
    assert {"Île-de-France", "Provence-Alpes-Côte d'Azur", "La Réunion"} <= set(REGIONS)
    assert DEPARTEMENTS["2A"].name == "Corse-du-Sud"
    assert DEPARTEMENTS["976"].region == "Mayotte"
    assert {commune.departement for commune in all_communes()} == set(DEPARTEMENTS)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("saint etienne", "Saint-Étienne"),
        ("ST-ETIENNE", "Saint-Étienne"),
        ("Ste Foy les Lyon", "Sainte-Foy-lès-Lyon"),
        ("mont de marsan", "Mont-de-Marsan"),
        ("l'haÿ les roses", "L'Haÿ-les-Roses"),
        ("le havre", "Le Havre"),
        ("Œuilly", "Œuilly"),
    ],
)
def test_a_commune_is_found_however_it_is_written(written: str, name: str) -> None:
    assert communes_named(written)[0].name == name


def test_the_biggest_namesake_comes_first() -> None:
    assert communes_named("Saint-Denis")[0].departement in {"93", "974"}
    populations = [commune.population for commune in communes_named("Saint-Denis")]
    assert len(populations) > 1
    assert populations == sorted(populations, reverse=True)


@pytest.mark.parametrize(
    ("postcode", "commune"),
    [("75011", "Paris"), ("69003", "Lyon"), ("13015", "Marseille"), ("33000", "Bordeaux")],
)
def test_a_postcode_leads_to_its_commune(postcode: str, commune: str) -> None:
    assert commune in {found.name for found in communes_with_postcode(postcode)}


@pytest.mark.parametrize(
    ("postcode", "code"),
    [
        ("01000", "01"),
        ("20000", "2A"),
        ("20200", "2B"),
        ("20600", "2B"),
        ("97400", "974"),
        ("97600", "976"),
        ("97150", None),
        ("75999", "75"),
        ("98800", None),
        ("00000", None),
        ("7500", None),
        ("abcde", None),
    ],
)
def test_a_postcode_leads_to_its_departement(postcode: str, code: str | None) -> None:
    assert departement_of_postcode(postcode) == code


def test_the_departement_agrees_with_the_only_commune_served() -> None:
    for commune in all_communes()[:3000]:
        for postcode in commune.postcodes:
            if len({found.departement for found in communes_with_postcode(postcode)}) == 1:
                assert departement_of_postcode(postcode) == commune.departement


def test_loading_is_fast() -> None:
    for loaded in (places.all_communes, places.communes_by_key):
        loaded.cache_clear()
    start = time.thread_time()  # of the processor, whatever else the machine does
    communes_named("Lyon")
    assert time.thread_time() - start < 2.0  # 0.25 s on an idle core


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Île-de-France ", "ile de france"),
        ("Cœur d'Artichaut!", "coeur d artichaut"),
        ("NFD e\u0301te\u0301", "nfd ete"),
        ("", ""),
        ("a_b\u00a0c", "a b c"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded
