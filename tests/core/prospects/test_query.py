"""A filter selects in MongoDB exactly what it selects by its words, in plain Python."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.database import Database
from core.prospects.filters import Filter, KnownField, NumberRange, PresenceField
from core.prospects.models import Prospect, response_delay
from core.prospects.query import match_stages
from core.prospects.store import ProspectStore
from core.vocabulary.places import place_key
from core.vocabulary.text import fold
from core.vocabulary.values import Network
from tests.factories import filters, prospect, prospects

LIST_FIELDS = ("type_prospect", "region", "departement", "ville", "pays", "statut", "retour")


def value_of(p: Prospect, key: str) -> str | None:
    if key == "ville":
        return place_key(p.ville)
    if key == "tranche_public":
        return p.audience_band()
    return getattr(p, "retour_prospect" if key == "retour" else key)


def known(p: Prospect, field: KnownField) -> object:
    if field is KnownField.TRANCHE_PUBLIC:
        return p.audience_band()
    return getattr(p, field.value)


def within(value: int | None, bounds: NumberRange) -> bool:
    if value is None:
        return False
    low, high = bounds.min, bounds.max
    return (low is None or value >= low) and (high is None or value <= high)


def followers(p: Prospect, network: str) -> int | None:
    if network != "total":
        return p.followers(Network(network))
    known = [c for n in Network if (c := p.followers(n)) is not None]
    return sum(known) if known else None


def selects(f: Filter, p: Prospect) -> bool:  # noqa: C901
    def listed(values: tuple[str, ...], key: str) -> bool:
        wanted = [place_key(v) for v in values] if key == "ville" else list(values)
        return value_of(p, key) in wanted

    for key in (*LIST_FIELDS, "tranche_public"):
        if (wanted := getattr(f, key)) and not listed(wanted, key):
            return False
        if f.exclure and (barred := getattr(f.exclure, key)) and listed(barred, key):
            return False
    has = {field for field in PresenceField if getattr(p, field.value) is not None}
    has |= {field for field in KnownField if known(p, field) is not None}
    if f.delai_reponse and not within(response_delay(dict(p)), f.delai_reponse):
        return False
    if f.avec and not set(f.avec) <= has:
        return False
    if f.sans and set(f.sans) & has:
        return False
    if f.avec_un_de and not set(f.avec_un_de) & has:
        return False
    if f.accepte_contact is not None and p.accepte_contact is not f.accepte_contact:
        return False
    if f.adherents and not within(p.nb_adherents, f.adherents):
        return False
    if any(not within(followers(p, n), bounds) for n, bounds in (f.followers or {}).items()):
        return False
    if f.dernier_contact:
        day = p.date_dernier_contact
        before, after = f.dernier_contact.avant, f.dernier_contact.apres
        if day is None or (before and day > before) or (after and day < after):
            return False
    words = fold(f"{p.nom_structure} {p.nom_contact or ''}")
    return all(word in words for word in fold(f.texte or "").split())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(prospects(), max_size=12, unique_by=lambda p: p.prospect_id),
    st.lists(filters(), min_size=1, max_size=4),
)
def test_the_query_selects_what_the_filter_says(
    database: Database, people: list[Prospect], wanted: list[Filter]
) -> None:
    database.mongo["prospects"].delete_many({})
    store = ProspectStore(database)
    store.insert(people, None)
    for f in wanted:
        expected = {p.prospect_id for p in people if selects(f, p)}
        assert {p.prospect_id for p in store.iterate(f)} == expected, f
        assert store.count(f) == len(expected)
        page = store.page(f, "nom_tri", False, 1, 3)
        ordered = sorted(
            expected_people(people, f), key=lambda p: (fold(p.nom_structure), p.prospect_id)
        )
        assert [p.prospect_id for p in page] == [p.prospect_id for p in ordered[1:4]]


def expected_people(people: list[Prospect], f: Filter) -> list[Prospect]:
    return [p for p in people if selects(f, p)]


def test_a_record_comes_back_as_it_was_stored(database: Database) -> None:
    store = ProspectStore(database)
    stored = prospect(
        email="a@exemple.fr", date_retour="2026-05-03", tags=["jdr", "été"], nb_adherents=12
    )
    store.insert([stored], "i")
    assert store.get(stored.prospect_id) == stored


def test_inserting_again_changes_nothing(database: Database) -> None:
    store = ProspectStore(database)
    stored = prospect()
    assert store.insert([stored], "i") == 1
    assert store.insert([stored.model_copy(update={"ville": "Paris"})], "i") == 0
    assert store.get(stored.prospect_id) == stored


def test_an_update_read_too_long_ago_is_refused(database: Database) -> None:
    store = ProspectStore(database)
    store.insert([first := prospect()], None)
    assert store.replace(first.model_copy(update={"ville": "Paris"}), first.version)
    assert not store.replace(first.model_copy(update={"ville": "Nice"}), first.version)
    kept = store.get(first.prospect_id)
    assert kept is not None
    assert (kept.ville, kept.version) == ("Paris", 2)


def test_the_indexed_condition_comes_first() -> None:
    stages = match_stages(Filter(region=("Bretagne",), accepte_contact=True))
    assert stages == [{"$match": {"region": "Bretagne"}}, {"$match": {"accepte_contact": True}}]


def test_text_is_never_a_regular_expression(database: Database) -> None:
    store = ProspectStore(database)
    store.insert([prospect(nom_structure="abc")], None)
    assert store.count(Filter(texte=".*")) == 1  # folded away: no word to look for
    assert store.count(Filter(texte="a.*z")) == 0
