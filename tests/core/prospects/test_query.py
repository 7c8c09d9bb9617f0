"""A filter selects in MongoDB exactly what it selects by its words, in plain Python."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import PARIS
from core.database import Database
from core.prospects.documents import document_of, rederived
from core.prospects.filters import DateRange, Filter, KnownField, NumberRange, PresenceField
from core.prospects.models import Prospect, response_delay
from core.prospects.query import match_stages
from core.prospects.searched import has_mobile
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
    if key == "pays" and p.pays is None and p.region is not None:
        return "France"
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


def folded(text: str) -> str:
    """As texts are compared; what is no word is itself."""
    return fold(text) or text


def on_one_of(moment: datetime | None, days: DateRange) -> bool:
    if moment is None:
        return False
    day = moment.astimezone(PARIS).date()
    return (days.avant is None or day <= days.avant) and (days.apres is None or day >= days.apres)


def begins(p: Prospect, beginning: str) -> bool:
    name, start = folded(p.nom_structure), folded(beginning)
    bare = name.removeprefix("le ").removeprefix("la ").removeprefix("l ")
    return name.startswith(start) or bare.startswith(start)


def comes_from(p: Prospect, source: str) -> bool:
    return p.source is not None and folded(source) in folded(p.source)


def selects_by_further_keys(f: Filter, p: Prospect) -> bool:
    barred = f.exclure
    tests = (
        ("ajoute", lambda days: on_one_of(p.cree_le, days)),
        ("modifie", lambda days: on_one_of(p.modifie_le, days)),
        ("source", lambda text: comes_from(p, text)),
        ("nom_commence", lambda text: begins(p, text)),
        ("tag", lambda tags: bool({*map(folded, tags)} & {*map(folded, p.tags)})),
        ("domaine", lambda names: p.email is not None and p.email.split("@")[1] in names),
        ("code_postal", lambda codes: p.code_postal in codes),
    )
    for key, holds in tests:
        if (wanted := getattr(f, key)) and not holds(wanted):
            return False
        unwanted = getattr(barred, key) if barred else None
        several = unwanted if key in {"source", "nom_commence"} else (unwanted,)
        if unwanted and any(holds(one) for one in several):
            return False
    if f.mobile is None:
        return True
    mobile = (p.telephone or "").startswith(("+336", "+337", "+262692"))
    return p.telephone is not None and mobile is f.mobile


def selects(f: Filter, p: Prospect) -> bool:  # noqa: C901
    if not selects_by_further_keys(f, p):
        return False

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


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"ajoute": {"apres": "2026-03-29", "avant": "2026-03-29"}}, 1),  # a day of 23 hours
        ({"ajoute": {"avant": "2026-03-28"}}, 0),
        ({"ajoute": {"avant": "9999-12-31", "apres": "0001-01-01"}}, 1),
        ({"modifie": {"apres": "2026-04-02"}}, 0),
        ({"source": "PROSPECTS CSV"}, 1),
        ({"source": "éte"}, 1),
        ({"tag": ["Bénévole", "rien"]}, 1),
        ({"tag": ["béné"]}, 0),
        ({"domaine": ["Free.FR"]}, 1),
        ({"domaine": ["ree.fr"]}, 0),
        ({"nom_commence": "E"}, 1),
        ({"nom_commence": "l'é"}, 1),
        ({"nom_commence": "t"}, 0),
        ({"code_postal": ["35000"]}, 1),
        ({"mobile": True}, 1),
        ({"segment": ["MJC de Bretagne", "rien"]}, 1),
        ({"exclure": {"segment": ["MJC de Bretagne"]}}, 0),
        ({"exclure": {"segment": ["MJC"]}}, 1),
        ({"segment": ["MJC de Bretagne"], "exclure": {"segment": ["MJC"]}}, 1),
        ({"exclure": {"tag": ["benevole"]}}, 0),
        ({"exclure": {"ajoute": {"apres": "2026-03-29"}}}, 0),
        ({"exclure": {"source": ["brevo", "prospects"]}}, 0),
    ],
)
def test_the_further_keys(database: Database, wanted: dict[str, object], found: int) -> None:
    store = ProspectStore(database)
    known = prospect(
        nom_structure="L'Étoile", email="a@free.fr", telephone="+33612345678", tags=["bénévole"],
        source="Été prospects.csv", code_postal="35000",
        # 00:30 on the 29th, and 23:30 on the 1st, in Paris.
        cree_le=datetime(2026, 3, 28, 23, 30, tzinfo=UTC),
        modifie_le=datetime(2026, 4, 1, 21, 30, tzinfo=UTC),
    )  # fmt: skip
    store.insert([known], None)
    database.mongo["prospects"].update_one({}, {"$set": {"segment": "MJC de Bretagne"}})
    assert store.count(Filter.model_validate(wanted)) == found


@pytest.mark.parametrize(
    "wrong",
    [
        {"code_postal": ["35"]}, {"code_postal": ["3500O"]}, {"domaine": ["@gmail.com"]},
        {"domaine": ["gmail"]}, {"tag": []}, {"ajoute": {}}, {"nom_commence": ""},
    ],
)  # fmt: skip
def test_a_filter_refuses_what_selects_nobody(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Filter.model_validate(wrong)


def test_records_of_before_are_derived_anew() -> None:
    document = document_of(prospect(nom_structure="La Mare", telephone="+33145678901"))
    for name in ("nom_debuts", "source_norm", "tags_norm", "email_domaine", "a_mobile"):
        del document[name]
    assert rederived(document)["nom_debuts"] == ["la mare", "mare"]
    assert rederived(document)["a_mobile"] is False


def test_another_number_may_be_the_mobile() -> None:
    assert has_mobile(["+33145678901", "+33612345678"]) is True
    assert has_mobile(["+33145678901", "+32475123456"]) is False
    assert has_mobile([]) is None


def test_text_is_never_a_regular_expression(database: Database) -> None:
    store = ProspectStore(database)
    store.insert([prospect(nom_structure="abc")], None)
    assert store.count(Filter(texte=".*")) == 1  # folded away: no word to look for
    assert store.count(Filter(texte="a.*z")) == 0
