"""Prospects for tests: one by hand, or drawn at random."""

import uuid
from datetime import UTC, date, datetime, timedelta
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
NAMES = ("Le Dé", "Dédale", "L'Œuf d'Or", "MJC (50%)", "a.b*c", "La Mare", "★ Étoile")
PHONES = ("+33612345678", "+33712345678", "+33145678901", "+262692123456", "+32475123456")
POSTCODES = ("35000", "29200", "69001")
SOURCES = ("brevo.csv", "Brévo 2.xlsx", "gigi@exemple.fr", "(a|b).csv")
# Around midnight in Paris, in winter and on the days when clocks change.
MOMENTS = st.builds(
    lambda day, minutes: datetime(2025, *day, 23, tzinfo=UTC) + timedelta(minutes=minutes),
    st.sampled_from([(1, 31), (2, 1), (3, 29), (10, 25)]),
    st.integers(-120, 120),
)
MOMENT_DAYS = st.sampled_from(
    [date(2025, 1, 31), date(2025, 2, 1), date(2025, 2, 2), date(2025, 3, 30), date(2025, 10, 26)]
)
COUNTS = st.integers(0, 2_000)


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def prospects(draw: st.DrawFn) -> Prospect:
    """Small domains, so that filters meet them."""
    values: dict[str, Any] = {
        "prospect_id": str(draw(st.uuids())),
        "nom_structure": draw(st.sampled_from(NAMES)),
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
        "email": draw(_maybe(st.sampled_from(["a@exemple.fr", "b.exemple.fr@free.fr"]))),
        "telephone": draw(_maybe(st.sampled_from(PHONES))),
        "code_postal": draw(_maybe(st.sampled_from(POSTCODES))),
        "tags": draw(st.lists(st.sampled_from(["Été", "vip", "salon du jeu", "★"]), max_size=2)),
        "source": draw(_maybe(st.sampled_from(SOURCES))),
        "cree_le": draw(_maybe(MOMENTS)),
        "modifie_le": draw(_maybe(MOMENTS)),
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
def date_ranges(draw: st.DrawFn, days: st.SearchStrategy[date] = DAYS) -> DateRange:
    """At least one bound."""
    before, after = draw(_maybe(days)), draw(_maybe(days))
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
    "code_postal": POSTCODES,
    "domaine": ("exemple.fr", "free.fr", "empl.fr"),
    "tag": ("ete", "VIP", "salon", "★"),
}
BEGINNINGS = ("d", "Le", "l", "œ", "oeuf d'o", "MJC (", "a.", ".*", "★", "dé", "m")
SOUGHT = ("BREVO", "csv", "gigi", ".*", "(a|b)", "2", "★")
BARRED: dict[str, st.SearchStrategy[Any]] = {
    "nom_commence": st.lists(st.sampled_from(BEGINNINGS), min_size=1, max_size=2),
    "source": st.lists(st.sampled_from(SOUGHT), min_size=1, max_size=2),
    "ajoute": date_ranges(MOMENT_DAYS),
    "modifie": date_ranges(MOMENT_DAYS),
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
    barred |= {
        key: draw(BARRED[key]) for key in draw(st.sets(st.sampled_from(list(BARRED)), max_size=1))
    }
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
        "ajoute": draw(_maybe(date_ranges(MOMENT_DAYS))),
        "modifie": draw(_maybe(date_ranges(MOMENT_DAYS))),
        "source": draw(_maybe(st.sampled_from(SOUGHT))),
        "nom_commence": draw(_maybe(st.sampled_from(BEGINNINGS))),
        "mobile": draw(_maybe(st.booleans())),
        "exclure": Exclusion.model_validate(barred) if barred else None,
    }
    kept = draw(st.sets(st.sampled_from(list(values)), max_size=4))
    return Filter.model_validate({k: v for k, v in values.items() if k in kept})
