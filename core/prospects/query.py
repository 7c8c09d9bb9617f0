"""Filter → MongoDB. The only place where a selection becomes a query.

The embedded server uses an index only where one covers every predicate of a `$match`; so the
indexed part comes alone in a first stage and the rest in a second (MongoDB merges the two).
Field names and operators come from here, never from a user's text; text is escaped.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from core.clock import PARIS
from core.prospects.deduction import FRANCE
from core.prospects.filters import DateRange, Filter, KnownField, NumberRange, PresenceField
from core.prospects.searched import search_key
from core.vocabulary.places import same_town
from core.vocabulary.text import fold

Query = dict[str, Any]

_STORED = {
    "retour": "retour_prospect", "ville": "ville_norm", "tag": "tags_norm",
    "domaine": "email_domaine",
}  # fmt: skip
_COMPARED: dict[str, Callable[[str], tuple[str, ...]]] = {
    "ville": same_town,
    "tag": lambda tag: (search_key(tag),),
}
"""Lists whose values are compared folded: files write Saint-Etienne, St Etienne, SAINT ETIENNE."""
# Fields that an index begins with, the most selective first.
INDEXED = ("ville_norm", "departement", "region", "type_prospect", "statut")
_BESIDE_TYPE = ("departement", "region")
"""Those whose index goes on with the type: it serves both where the first is one value."""


def match(filter: Filter) -> Query:
    """One MongoDB condition that holds for exactly the selected prospects; {} is all of them."""
    conditions = [
        *_lists(filter), *_countries(filter), *_presence(filter), *_numbers(filter),
        *_texts(filter), *_moments(filter), *_beginnings(filter), *_sources(filter),
    ]  # fmt: skip
    if filter.mobile is not None:
        conditions.append({"a_mobile": filter.mobile})
    if filter.accepte_contact is not None:
        conditions.append({"accepte_contact": filter.accepte_contact})
    if filter.dernier_contact is not None:
        conditions.append({"date_dernier_contact": _days(filter.dernier_contact)})
    if not conditions:
        return {}
    return _merged(conditions)


def match_stages(filter: Filter) -> list[Query]:
    """The same as `$match` stages: what an index covers first, the rest after."""
    query = match(filter)
    first = next((name for name in INDEXED if _plain(query.get(name))), None)
    if first is None:
        return [{"$match": query}] if query else []
    covered = {first: query[first]}
    if (
        first in _BESIDE_TYPE
        and isinstance(query[first], str)
        and _plain(query.get("type_prospect"))
    ):
        covered["type_prospect"] = query["type_prospect"]
    rest = {name: condition for name, condition in query.items() if name not in covered}
    stages: list[Query] = [{"$match": covered}]
    return [*stages, {"$match": rest}] if rest else stages


def covered_with_names(filter: Filter) -> tuple[Query, Query]:
    """What an index that goes on with names covers of a filter, and the rest of it."""
    query = match(filter)
    covered = {}
    if isinstance(query.get("type_prospect"), str):
        names = ("region", "type_prospect") if isinstance(query.get("region"), str) else ()
        covered = {name: query[name] for name in names or ("type_prospect",)}
    return covered, {name: value for name, value in query.items() if name not in covered}


def _plain(condition: Any) -> bool:
    return condition is not None and not (isinstance(condition, dict) and "$nin" in condition)


def _merged(conditions: list[Query]) -> Query:
    query: Query = {}
    clashing: list[Query] = []
    for condition in conditions:
        if query.keys().isdisjoint(condition):
            query |= condition
        else:
            clashing.append(condition)
    return query | {"$and": clashing} if clashing else query


def _lists(filter: Filter) -> list[Query]:
    found: list[Query] = []
    for key in _LISTS:
        compared = _COMPARED.get(key, _itself)
        wanted = getattr(filter, key)
        barred = getattr(filter.exclure, key) if filter.exclure else None
        condition: Query = {}
        if wanted:
            condition["$in"] = _every(map(compared, wanted))
        if barred:
            condition["$nin"] = _every(map(compared, barred))
        if condition:
            found.append({_STORED.get(key, key): _simplest(condition)})
    return found


_LISTS = (
    "type_prospect", "region", "departement", "ville", "statut", "retour",
    "tranche_public", "code_postal", "domaine", "tag", "segment",
)  # fmt: skip


_UNSAID_FRANCE: Query = {"pays": None, "region": {"$ne": None}}
"""Files from France seldom have a column of countries: the region, which is France's, says it."""


def _countries(filter: Filter) -> list[Query]:
    """By country: France is also where none is written, and a region is."""
    wanted, barred = filter.pays or (), (filter.exclure and filter.exclure.pays) or ()
    found: list[Query] = []
    if wanted:
        found.append(_in_countries(wanted))
    if FRANCE in barred:
        found.append({"$nor": [{"pays": {"$in": list(barred)}}, _UNSAID_FRANCE]})
    elif barred:
        found.append({"pays": {"$nin": list(barred)}})
    return found


def _in_countries(wanted: Sequence[str]) -> Query:
    written: Query = {"pays": wanted[0] if len(wanted) == 1 else {"$in": list(wanted)}}
    return {"$or": [written, _UNSAID_FRANCE]} if FRANCE in wanted else written


def _itself(value: object) -> tuple[str, ...]:
    return (str(value),)


def _every(keys: Iterable[tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys(key for some in keys for key in some))


def _simplest(condition: Query) -> Any:
    values = condition.get("$in", [])
    return values[0] if len(condition) == 1 and len(values) == 1 else condition


def _presence(filter: Filter) -> list[Query]:
    found: list[Query] = []
    if present := _among(filter.avec, PresenceField):
        found.append({"presents": {"$all": present}})
    if missing := _among(filter.sans, PresenceField):
        found.append({"presents": {"$nin": missing}})
    found += [{name: {"$ne": None}} for name in _among(filter.avec, KnownField)]
    found += [{name: None} for name in _among(filter.sans, KnownField)]
    if filter.avec_un_de:
        found.append({"presents": {"$in": [str(field) for field in filter.avec_un_de]}})
    return found


def _among(
    fields: Sequence[PresenceField | KnownField] | None, kind: type[PresenceField | KnownField]
) -> list[str]:
    return [field.value for field in fields or () if isinstance(field, kind)]


def _numbers(filter: Filter) -> list[Query]:
    found: list[Query] = []
    if filter.adherents is not None:
        found.append({"nb_adherents": _bounds(filter.adherents)})
    if filter.delai_reponse is not None:
        found.append({"delai_reponse": _bounds(filter.delai_reponse)})
    for network, bounds in (filter.followers or {}).items():
        name = "followers_total" if network == "total" else f"{network}_followers"
        found.append({name: _bounds(bounds)})
    return found


def _bounds(bounds: NumberRange) -> Query:
    condition: Query = {}
    if bounds.min is not None:
        condition["$gte"] = bounds.min
    if bounds.max is not None:
        condition["$lte"] = bounds.max
    return condition


def _days(days: DateRange) -> Query:
    condition: Query = {}
    if days.apres is not None:
        condition["$gte"] = midnight(days.apres)
    if days.avant is not None:
        condition["$lte"] = midnight(days.avant)
    return condition


def _texts(filter: Filter) -> list[Query]:
    """Each word somewhere in names and comments; a campaign's name among those received."""
    found: list[Query] = []
    if filter.texte:
        found += [{"texte_norm": {"$regex": re.escape(w)}} for w in fold(filter.texte).split()]
    if filter.campagne:
        found.append({"campagnes_norm": fold(filter.campagne)})
    return found


# --- when records were written, where they come from, how their names begin ---------------------

_FIRST_DAY, _LAST_DAY = date(2, 1, 1), date(9998, 12, 31)
"""Beyond, a day's bounds in UTC are no dates."""


def _moments(filter: Filter) -> list[Query]:
    found: list[Query] = []
    for key, name in (("ajoute", "cree_le"), ("modifie", "modifie_le")):
        wanted = getattr(filter, key)
        barred = getattr(filter.exclure, key) if filter.exclure else None
        condition = _moments_of(wanted) if wanted else {}
        if barred:
            condition["$not"] = _moments_of(barred)
        if condition:
            found.append({name: condition})
    return found


def _moments_of(days: DateRange) -> Query:
    """Instants from the first day's midnight in Paris up to the one that ends the last day."""
    condition: Query = {}
    if days.apres is not None:
        condition["$gte"] = _starts(days.apres)
    if days.avant is not None:
        condition["$lt"] = _starts(min(days.avant, _LAST_DAY) + timedelta(days=1))
    return condition


def _starts(day: date) -> datetime:
    return datetime.combine(max(day, _FIRST_DAY), time(), tzinfo=PARIS).astimezone(UTC)


def _beginnings(filter: Filter) -> list[Query]:
    barred = (filter.exclure and filter.exclure.nom_commence) or ()
    found: list[Query] = [{"nom_debuts": {"$not": _begins(value)}} for value in barred]
    if filter.nom_commence:
        found.append({"nom_debuts": _begins(filter.nom_commence)})
    return found


def _begins(beginning: str) -> Query:
    """A range, much faster than a pattern; both its ends must hold for the same element."""
    key = search_key(beginning)
    return {"$elemMatch": {"$gte": key, "$lt": f"{key}\U0010ffff"}}


def _sources(filter: Filter) -> list[Query]:
    barred = (filter.exclure and filter.exclure.source) or ()
    found: list[Query] = [{"source_norm": {"$not": _contains(value)}} for value in barred]
    if filter.source:
        found.append({"source_norm": _contains(filter.source)})
    return found


def _contains(text: str) -> Query:
    return {"$regex": re.escape(search_key(text))}


def midnight(day: date) -> datetime:
    """How a day is stored: its midnight in UTC."""
    return datetime.combine(day, time(), tzinfo=UTC)
