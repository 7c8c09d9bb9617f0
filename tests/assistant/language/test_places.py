import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.language.text.lexicon import common_words
from assistant.language.text.normalise import mend
from core.vocabulary.places import DEPARTEMENTS, REGIONS, Commune, all_communes
from core.vocabulary.text import fold
from tests.assistant.language.asking import places

TODAY = date(2026, 3, 18)


@pytest.mark.parametrize("region", REGIONS)
def test_regions_by_name(region: str) -> None:
    for written in (region, fold(region), region.upper()):
        assert places(f"les MJC en {written}") == [("region", (region,))]


@pytest.mark.parametrize("code", DEPARTEMENTS)
def test_departements_by_number(code: str) -> None:
    assert places(f"les MJC du {code}") == [("departement", (code,))]
    assert places(f"dans le {code}") == [("departement", (code,))]


@pytest.mark.parametrize("code", [c for c in DEPARTEMENTS if not c.startswith("97") and c != "75"])
def test_departements_by_name(code: str) -> None:
    name = DEPARTEMENTS[code].name
    for written in (name, fold(name)):
        assert places(f"les MJC dans le {written}") == [("departement", (code,))]


@given(st.sampled_from([commune for commune in all_communes() if commune.population > 20_000]))
def test_big_towns_without_accents(commune: Commune) -> None:
    name = commune.name
    expected = [("ville", (name,))]
    assert places(f"les MJC à {name}") == expected
    if common_words().get(fold(name), 0) < 3000:
        assert places(f"les mjc a {fold(name)}") == expected


NOT_READ = frozenset(
    (Path(__file__).parent / "samples" / "communes_not_read.txt").read_text("utf-8").splitlines()
)


@given(st.sampled_from(all_communes()))
def test_any_commune_with_its_capital(commune: Commune) -> None:
    name = commune.name
    assume(name not in NOT_READ)
    found = places(f"les MJC de la ville de {name}")
    assert len(found) == 1
    assert found[0][0] == "ville"
    assert fold(found[0][1][0]).replace("saint", "st") == fold(name).replace("saint", "st")


@pytest.mark.parametrize(
    "text",
    [
        "merci pour le mail",
        "le contact a un mail et une lettre",
        "envoie une lettre de relance",
        "les prospects sans site ni mail",
        "tous les contacts avec une adresse",
        "montre les plus grosses structures",
        "est-ce que ça change quelque chose ?",
        "la prochaine réunion est lundi",
        "donne-moi les bonnes pratiques",
        "c'est une bonne campagne",
        "quel jour on est ?",
        "je ne sais pas quoi faire",
        "on a besoin de plus de monde",
        "fais un plan pour la suite",
        "qui est le plus actif ?",
        "un bar, une place, un jardin, une rue",
        "les vers, le bois, la rivière et les champs",
        "montre-moi tout",
    ],
)
def test_common_words_are_no_places(text: str) -> None:
    assert places(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("à Vienne", ("ville", ("Vienne",))),
        ("en Vienne", ("departement", ("86",))),
        ("dans la Vienne", ("departement", ("86",))),
        ("à Mayenne", ("ville", ("Mayenne",))),
        ("en Mayenne", ("departement", ("53",))),
        ("à Paris", ("ville", ("Paris",))),
        ("le 75", ("departement", ("75",))),
        ("La Réunion", ("region", ("La Réunion",))),
        ("le 974", ("departement", ("974",))),
        ("MJC parisiennes", ("ville", ("Paris",))),
        ("région parisienne", ("region", ("Île-de-France",))),
        ("les deux Savoie", ("departement", ("73", "74"))),
        ("structures girondines", ("departement", ("33",))),
        ("au Mans", ("ville", ("Le Mans",))),
        ("aux Sables-d'Olonne", ("ville", ("Les Sables-d'Olonne",))),
    ],
)
def test_towns_departements_and_regions_told_apart(
    text: str, wanted: tuple[str, tuple[str, ...]]
) -> None:
    assert places(text) == [wanted]


def slip(word: str, chance: random.Random) -> str:
    """The word with one letter doubled, dropped or swapped, never the first."""
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:],
         word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    )  # fmt: skip


MENDED = [
    "mediatheque",
    "ludotheque",
    "bibliotheque",
    "influenceur",
    "association",
    "boutique",
    "specialisee",
    "editeur",
    "artisan",
    "bretagne",
    "normandie",
    "occitanie",
    "guadeloupe",
    "martinique",
    "provence",
    "aquitaine",
    "telephone",
    "facebook",
    "instagram",
    "youtube",
    "adherents",
    "followers",
    "contactes",
    "interesses",
    "bordeaux",
    "marseille",
    "toulouse",
    "strasbourg",
    "montpellier",
    "grenoble",
    "finistere",
    "morbihan",
    "gironde",
    "seulement",
]


@given(st.sampled_from(MENDED), st.randoms(use_true_random=False))
def test_one_slip_is_mended(word: str, chance: random.Random) -> None:
    typed = slip(word, chance)
    near = fold(mend(typed)[0])
    assert near.rstrip("sx")[:6] == word.rstrip("sx")[:6] or near == typed != word
