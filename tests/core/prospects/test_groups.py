"""What indicators group by holds all that they need to know of a record."""

from hypothesis import given

from core.prospects import groups
from core.prospects.documents import document_of, rederived
from core.prospects.models import Prospect
from tests.factories import prospects


@given(prospects())
def test_a_profile_and_a_place_are_read_back(p: Prospect) -> None:
    stored = document_of(p)
    assert groups.read_place(stored["lieu"]) == (p.region, p.departement, p.ville)
    band = p.audience_band()
    assert groups.read_profile(stored["profil"]) == groups.Profile(
        type=p.type_prospect.value,
        audience=band.value if band else None,
        status=p.statut.value,
        consent=p.accepte_contact,
        response=p.retour_prospect.value if p.retour_prospect else None,
        delay=stored["delai_reponse"],
        present=frozenset(stored["presents"]),
    )


def test_a_value_that_holds_the_separator_stays_one_value() -> None:
    fields = {"region": None, "departement": None, "ville": "Mon\x1fs"}
    assert groups.read_place(groups.place(fields)).ville == "Mon s"


@given(prospects())
def test_what_is_stored_beside_a_record_is_what_it_would_derive_again(p: Prospect) -> None:
    assert rederived(document_of(p)) == {}
