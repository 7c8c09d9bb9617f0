"""Prospects for tests: one by hand, or drawn at random."""

import uuid
from datetime import date
from typing import Any

from hypothesis import strategies as st

from core.prospects.filters import (
    DateRange,
    Exclusion,
    Filter,
    KnownField,
    NumberRange,
    PresenceField,
)
from core.prospects.models import Prospect
from core.vocabulary.values import AudienceBand, Network, ProspectType, Response, Status


def prospect(**values: Any) -> Prospect:
    """A prospect with the values given."""
    base = {"prospect_id": str(uuid.uuid4()), "nom_structure": "Le Donjon", "ville": "Lyon"}
    return Prospect.model_validate(base | values)


TOWNS = ("Lyon", "Saint-Étienne", "Paris", "Le Mans")
REGIONS = ("Bretagne", "Occitanie", "Île-de-France")
DEPARTEMENTS = ("35", "2A", "69")
COUNTRIES = ("France", "Belgique")
DAYS = st.dates(date(2025, 1, 1), date(2025, 3, 1))
COUNTS = st.integers(0, 2_000)


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def prospects(draw: st.DrawFn) -> Prospect:
    """Small domains, so that filters meet them."""
    values: dict[str, Any] = {
        "prospect_id": str(draw(st.uuids())),
        "nom_structure": draw(st.sampled_from(["Le Dé", "L'Œuf d'Or", "MJC (50%)", "a.b*c"])),
        "ville": draw(st.sampled_from([*TOWNS, "SAINT ETIENNE", "St-Étienne"])),
        "region": draw(_maybe(st.sampled_from(REGIONS))),
        "departement": draw(_maybe(st.sampled_from(DEPARTEMENTS))),
        "pays": draw(_maybe(st.sampled_from(COUNTRIES))),
        "type_prospect": draw(st.sampled_from(ProspectType)),
        "statut": draw(st.sampled_from(Status)),
        "accepte_contact": draw(_maybe(st.booleans())),
        "retour_prospect": draw(_maybe(st.sampled_from(Response))),
        "nb_adherents": draw(_maybe(COUNTS)),
        "date_dernier_contact": draw(_maybe(DAYS)),
        "email": draw(_maybe(st.just("a@exemple.fr"))),
        "telephone": draw(_maybe(st.just("+33612345678"))),
        "site_web": draw(_maybe(st.just("https://exemple.fr"))),
    }
    for network in Network:
        values[network.value] = draw(_maybe(st.just("compte")))
        values[f"{network.value}_followers"] = draw(_maybe(COUNTS))
    return Prospect.model_validate(values)


@st.composite
def ranges(draw: st.DrawFn) -> NumberRange:
    """At least one bound."""
    low, high = draw(_maybe(COUNTS)), draw(_maybe(COUNTS))
    return NumberRange(min=low if low is not None or high is not None else 5, max=high)


@st.composite
def date_ranges(draw: st.DrawFn) -> DateRange:
    """At least one bound."""
    before, after = draw(_maybe(DAYS)), draw(_maybe(DAYS))
    return DateRange(avant=before or (None if after else date(2025, 2, 1)), apres=after)


def _some(values: Any) -> st.SearchStrategy[Any]:
    return _maybe(st.lists(st.sampled_from(list(values)), min_size=1, max_size=3, unique=True))


LISTS = {
    "type_prospect": ProspectType,
    "region": REGIONS,
    "departement": DEPARTEMENTS,
    "ville": TOWNS,
    "pays": COUNTRIES,
    "statut": Status,
    "retour": Response,
    "tranche_public": AudienceBand,
}


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    """Any filter over the same small domains."""
    values = {key: draw(_some(domain)) for key, domain in LISTS.items() if draw(st.booleans())}
    barred = {
        key: draw(_some(LISTS[key]))
        for key in draw(st.sets(st.sampled_from(list(LISTS)), max_size=2))
    }
    barred = {key: value for key, value in barred.items() if value}
    values |= {
        "accepte_contact": draw(_maybe(st.booleans())),
        "avec": draw(_some([*PresenceField, *KnownField])),
        "sans": draw(_some([*PresenceField, *KnownField])),
        "avec_un_de": draw(_some(PresenceField)),
        "adherents": draw(_maybe(ranges())),
        "followers": draw(
            _maybe(
                st.dictionaries(
                    st.sampled_from([*Network, "total"]), ranges(), min_size=1, max_size=2
                )
            )
        ),
        "dernier_contact": draw(_maybe(date_ranges())),
        "delai_reponse": draw(_maybe(ranges())),
        "texte": draw(_maybe(st.sampled_from(["oeuf", "mjc 50", ".*", "a.b", "dé"]))),
        "exclure": Exclusion.model_validate(barred) if barred else None,
    }
    kept = draw(st.sets(st.sampled_from(list(values)), max_size=4))
    return Filter.model_validate({k: v for k, v in values.items() if k in kept})
