"""Documents made from checked values are those made from records."""

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.prospects.documents import changes_of, document_from, document_of, prospect_of
from core.prospects.models import Prospect
from core.vocabulary.values import ContactMethod, ProspectType, Response, Status

LINE = st.text(min_size=1, max_size=40)
MOMENTS = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
COMMENTS = st.lists(
    st.fixed_dictionaries({"texte": LINE, "auteur": st.none() | LINE, "date": st.none() | MOMENTS}),
    max_size=3,
)
VALUES = st.fixed_dictionaries(
    {"prospect_id": st.uuids().map(str), "nom_structure": LINE, "ville": LINE},
    optional={
        "nom_contact": LINE,
        "email": LINE,
        "type_prospect": st.sampled_from(ProspectType),
        "statut": st.sampled_from(Status),
        "methode_contact": st.sampled_from(ContactMethod),
        "retour_prospect": st.sampled_from(Response),
        "nb_adherents": st.integers(0, 10**9),
        "x_followers": st.integers(0, 10**9),
        "accepte_contact": st.booleans(),
        "date_retour": st.dates(date(1900, 1, 1), date(2200, 1, 1)),
        "tags": st.lists(LINE, max_size=3),
        "commentaires": COMMENTS,
        "cree_le": MOMENTS,
    },
)


@given(VALUES)
def test_both_ways_to_a_document_are_one(values: dict[str, Any]) -> None:
    prospect = Prospect.model_validate(values)
    document = document_from(values)
    assert document == document_of(prospect)
    assert prospect_of(dict(document)) == prospect


@given(VALUES, st.sampled_from(Status), st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_what_a_send_changes_is_what_differs(
    values: dict[str, Any], status: Status, contacted: date | None
) -> None:
    before = Prospect.model_validate(values)
    after = before.model_copy(update={"statut": status, "date_dernier_contact": contacted})
    was, document = document_of(before), document_of(after)
    differing = {name: value for name, value in document.items() if was[name] != value}
    assert changes_of(before, after) == differing
    named = before.model_copy(update={"nom_structure": "Autre"})
    assert changes_of(before, named).get("nom_structure", "Autre") == "Autre"
