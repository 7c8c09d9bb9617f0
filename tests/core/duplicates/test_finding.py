"""Which records are said to be the same, how surely and why."""

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.duplicates.features import Light, mail_host, site_key
from core.duplicates.finding import find_groups
from core.duplicates.models import Group, Sureness


def record(prospect_id: str, name: str, **values: object) -> Light:
    """A record in Lyon, unless it is said where."""
    place = {"ville": "Lyon", "departement": "69"}
    return Light(prospect_id, name, **(place | values))  # type: ignore[arg-type]


def groups(*records: Light) -> list[Group]:
    """What is found among a few records, and others that have nothing to do with them."""
    names = ("Tour de Jeu", "Bastion du Nord", "Pirouette", "Colin-Maillard", "Arc-en-ciel")
    others = [
        record(f"autre-{n}", f"{name} {n}", ville=f"Ville{n}", departement=f"{n:02d}")
        for n, name in enumerate(names * 6, start=1)
    ]
    return find_groups([*others, *records])


SAME = [
    ("Association Le Donjon du Dragon", "Le Donjon du Dragon"),
    ("Assoc. Le Donjon du Dragon", "ASSOCIATION LE DONJON DU DRAGON"),
    ("Médiathèque Boris-Vian", "Mediatheque boris vian"),
    ("Ludothèque La Marelle Bleue", "La Marelle Bleue, la ludothèque de Lyon"),
    ("Maison des jeunes et de la culture Jean-Macé", "MJC Jean Macé"),
    ("Le Griffon Blanc", "Le Grifon Blanc"),
    ("Le Dé Rond - Bar à jeux", "Le De Rond"),
    ("Bibliotheque Saint-Jean", "Bib. St Jean"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_name_otherwise_written_in_the_same_town(one: str, other: str) -> None:
    (group,) = groups(record("a", one), record("b", other))
    assert group.ids == ("a", "b")
    assert group.sureness is not Sureness.CERTAIN
    assert "à Lyon" in group.why


DIFFERENT = [
    (record("a", "MJC de Lyon"), record("b", "MJC de Paris", ville="Paris", departement="75")),
    (record("a", "Le Dé à Jouer", type_prospect="Bar à jeux"), record("b", "La Pioche")),
    (record("a", "Bar Le Pion Magique"), record("b", "Bar Le Nid à Jeux")),
    (record("a", "MJC Jean-Moulin"), record("b", "MJC Jean-Macé")),
    (record("a", "Médiathèque Lumière 1"), record("b", "Médiathèque Lumière 2")),
    (record("a", "Ludothèque de Lyon"), record("b", "Médiathèque de Lyon")),
    (
        record("a", "MJC de Lyon", adresse="3 rue Basse", site_web="https://mjc-a.fr"),
        record("b", "MJC de Lyon", adresse="40 quai Haut", site_web="https://mjc-b.fr"),
    ),
    (
        record("a", "Service culture", email="culture@lyon.fr"),
        record("b", "Ludothèque", email="ludo@lyon.fr"),
    ),
    (
        record("a", "Les Conteurs", email="a@gmail.com"),
        record("b", "La Citadelle", email="b@gmail.com"),
    ),
    (
        record("a", "La Guilde", ville="Saint-Denis", departement="93"),
        record("b", "La Guilde", ville="Saint-Denis", departement="974"),
    ),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_only_looks_alike_is_left_alone(one: Light, other: Light) -> None:
    assert groups(one, other) == []


def test_an_exact_key_is_certain_and_says_so() -> None:
    (group,) = groups(
        record("a", "MJC Monplaisir", email="contact@mjc.fr"),
        record("b", "M.J.C. Monplaisir", email="contact@mjc.fr", telephone="+33472000001"),
    )
    assert group.sureness is Sureness.CERTAIN
    assert group.score >= 0.95
    assert group.why.startswith("C'est la même structure : même e-mail")


def test_a_shared_mailbox_of_different_houses_is_not_certain() -> None:
    (group,) = groups(
        record("a", "MJC Monplaisir", email="contact@federation.fr"),
        record("b", "Ludothèque Pirouette", email="contact@federation.fr", departement="75"),
    )
    assert group.sureness is Sureness.POSSIBLE
    assert "mais" in group.why


def test_branches_with_one_site_are_possible_at_most() -> None:
    site = {"site_web": "https://www.lerepaire.fr"}
    found = groups(
        record("a", "Le Repaire du Geek", **site),
        record("b", "Le Repaire du Geek", ville="Villeurbanne", **site),
        record("c", "Le Repaire du Geek", ville="Paris", departement="75", **site),
    )
    assert all(group.sureness is Sureness.POSSIBLE for group in found)


def test_the_same_site_of_the_same_town() -> None:
    (group,) = groups(
        record("a", "La Boutique du Gobelin Farceur", site_web="https://gobelin.fr"),
        record("b", "Gobelin Farceur SARL", site_web="http://www.gobelin.fr/contact"),
    )
    assert group.sureness is Sureness.PROBABLE
    assert "même site" in group.why


def test_a_moved_phone_and_a_missing_departement_do_not_hide_a_duplicate() -> None:
    (group,) = groups(
        record("a", "Les Arpenteurs du Sablier", telephone="+33472000001", adresse="8 av. Foch"),
        record(
            "b",
            "Les arpenteurs du sablier",
            telephone="+33612345678",
            adresse="8 avenue Foch",
            departement=None,
        ),
    )
    assert "même adresse" in group.why


def test_three_of_a_kind_make_one_group() -> None:
    (group,) = groups(
        record("a", "Les Arpenteurs du Sablier", email="a@sablier.fr"),
        record("b", "Les Arpenteurs du Sablier", email="a@sablier.fr", telephone="+33472000001"),
        record("c", "Arpenteurs Sablier", telephone="+33472000001"),
    )
    assert group.ids == ("a", "b", "c")
    assert group.sureness is Sureness.CERTAIN


def test_pairs_known_to_be_different_are_left_out() -> None:
    twins = [record(key, "Les Arpenteurs du Sablier", email="a@sablier.fr") for key in "abc"]
    assert find_groups(twins, barred={("a", "b"), ("a", "c"), ("b", "c")}) == []
    found = find_groups(twins, barred={("a", "b")})
    assert not any({"a", "b"} <= set(group.ids) for group in found)
    assert found


def test_the_order_of_records_does_not_matter() -> None:
    records = [
        record("a", "Le Griffon Blanc", email="a@griffon.fr"),
        record("b", "Le Grifon Blanc"),
        record("c", "Griffon Blanc", email="a@griffon.fr"),
        record("d", "MJC de Lyon"),
    ]
    found = {str(find_groups(list(order))) for order in permutations(records)}
    assert len(found) == 1


def test_hosts_that_anybody_uses_say_nothing() -> None:
    assert mail_host("a@gmail.com") is None
    assert mail_host("a@mjc.fr") == "mjc.fr"
    assert site_key("https://www.facebook.com/ledonjon/?ref=x") == "facebook.com/ledonjon"
    assert site_key("https://www.facebook.com/") is None
    assert site_key("HTTP://WWW.MJC.FR:80/contact") == "mjc.fr"


TEXT = st.text(max_size=30)
ANY = st.builds(
    Light,
    prospect_id=st.uuids().map(str),
    nom_structure=TEXT,
    ville=st.none() | TEXT | st.just("Lyon"),
    departement=st.none() | st.sampled_from(["69", "75"]),
    adresse=st.none() | TEXT,
    email=st.none() | st.sampled_from(["a@mjc.fr", "b@mjc.fr", "a@gmail.com", "@", ""]),
    telephone=st.none() | st.sampled_from(["+33472000001", "+33472000002"]),
    site_web=st.none() | TEXT | st.just("https://mjc.fr"),
    reseaux=st.tuples(st.none() | TEXT, st.none() | TEXT),
)


@given(st.lists(ANY, max_size=12, unique_by=lambda record: record.prospect_id))
def test_whatever_is_written_groups_are_sound(records: list[Light]) -> None:
    ids = {record.prospect_id for record in records}
    for group in find_groups(records):
        assert len(group.ids) > 1
        assert set(group.ids) <= ids
        assert {key for pair in group.pairs for key in pair.ids} == set(group.ids)
        assert all(pair.ids in set(combinations(group.ids, 2)) for pair in group.pairs)
        assert group.why.endswith(".")
