"""A filter in words: chips to take off one by one, a phrase to show, a sentence to say again.

What a chip says is understood, with that filter in force, as the filter without the chip; what
`sentence` says is understood, out of any context, as the filter itself. Tests hold us to it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.language.grammar.conditions import TEXT_KEYS
from assistant.language.phrasing.bounds_said import (
    contacted,
    delay,
    done,
    followers,
    labels,
    not_done,
    number,
)
from assistant.language.phrasing.naming import named_place, quoted
from core.prospects.filters import Exclusion, Filter, KnownField
from core.vocabulary.places import DEPARTEMENTS
from core.vocabulary.values import Status

PLACES = ("region", "departement", "ville", "pays")
MANY = 4
"""Values of an exclusion that are told one by one."""
FIRST = 3
"""Those that are still told of a longer one."""


@dataclass(frozen=True)
class Chip:
    """A condition of the filter in force, and the sentence that takes it off."""

    key: str
    label: str
    say: str


def chips(filters: Filter) -> list[Chip]:
    """One per value of a list (one for a long exclusion), one per other key, in their order."""
    return [*_chips_of_lists(filters), *_chips_of_presence(filters), *_other_chips(filters)]


def _chips_of_lists(filters: Filter) -> Iterator[Chip]:
    for key in LIST_KEYS:
        for value in getattr(filters, key) or ():
            yield Chip(key, _label(key, value), f"enlève {_named(key, value)}")
    if filters.exclure is not None:
        yield from _chips_of_exclusions(filters.exclure)


def _chips_of_exclusions(excluded: Exclusion) -> Iterator[Chip]:
    for key in (*LIST_KEYS, *EXCLUDED_TEXTS):
        values = getattr(excluded, key) or ()
        if len(values) > MANY:
            noun = _others(key)
            label, say = f"sauf {len(values)} {noun}", f"enlève l'exclusion des {noun}"
            yield Chip(f"exclure.{key}", label, say)
            continue
        for value in values:
            label = f"sauf {_label(key, value)}"
            yield Chip(f"exclure.{key}", label, f"remets {_named(key, value)}")
    for key, verb in DAY_VERBS.items():
        dates = getattr(excluded, key)
        if dates is not None:
            said = not_done(verb, dates)
            yield Chip(f"exclure.{key}", f"sauf {said}", f"remets ceux {said}")


def _chips_of_presence(filters: Filter) -> Iterator[Chip]:
    for key in ("avec", "sans"):
        for field in getattr(filters, key) or ():
            phrase = _presence(key, field)
            yield Chip(key, phrase, f"enlève la condition {phrase}")
    if filters.avec_un_de:
        phrase = _any_of(filters.avec_un_de)
        yield Chip("avec_un_de", phrase, f"enlève la condition {phrase}")


def _other_chips(filters: Filter) -> Iterator[Chip]:
    if filters.accepte_contact is not None:
        yield Chip("accepte_contact", _consent(filters), "enlève le consentement")
    if filters.adherents is not None:
        label = f"{number(filters.adherents)} adhérents"
        yield Chip("adherents", label, "enlève la condition sur les adhérents")
    for network, span in (filters.followers or {}).items():
        label, where = followers(network, span), labels("reseaux")[network]
        yield Chip("followers", label, f"enlève la condition sur les abonnés {where}")
    if filters.dernier_contact is not None:
        label = contacted(filters.dernier_contact)
        yield Chip("dernier_contact", label, "enlève la date de dernier contact")
    if filters.delai_reponse is not None:
        label = f"réponse {delay(filters.delai_reponse)}"
        yield Chip("delai_reponse", label, "enlève le délai de réponse")
    yield from _chips_of_records(filters)
    if filters.campagne is not None:
        yield Chip("campagne", f"campagne {quoted(filters.campagne)}", "enlève la campagne")
    if filters.segment is not None:
        yield Chip("segment", f"segment {_segments(filters)}", "enlève le segment")
    if filters.texte is not None:
        yield Chip("texte", f"mention de {quoted(filters.texte)}", "enlève le texte")


def _chips_of_records(filters: Filter) -> Iterator[Chip]:
    """What is said of the record itself: its number, its days, its source, its name."""
    if filters.mobile is not None:
        label = "avec un portable" if filters.mobile else "sans portable, mais un autre numéro"
        yield Chip("mobile", label, "enlève la condition sur le portable")
    if filters.ajoute is not None:
        yield Chip("ajoute", done(DAY_VERBS["ajoute"], filters.ajoute), "enlève la date d'ajout")
    if filters.modifie is not None:
        label = done(DAY_VERBS["modifie"], filters.modifie)
        yield Chip("modifie", label, "enlève la date de modification")
    if filters.source is not None:
        yield Chip("source", _label("source", filters.source), "enlève la source")
    if filters.nom_commence is not None:
        label = _label("nom_commence", filters.nom_commence)
        yield Chip("nom_commence", label, "enlève la première lettre")


# --- each kind of condition ---------------------------------------------------------------------

_SHORT_LISTS = ("code_postal", "domaine", "tag")
EXCLUDED_TEXTS = (*TEXT_KEYS, "segment")
"""Keys of names, several of which may be excluded."""
LIST_KEYS = ("type_prospect", *PLACES, "statut", "retour", "tranche_public", *_SHORT_LISTS)
DAY_VERBS = {"ajoute": "ajoutés", "modifie": "modifiés"}


def _label(key: str, value: str) -> str:
    """A value as it stands alone."""
    if key == "type_prospect":
        return labels("types")[value]
    if key == "departement":
        known = DEPARTEMENTS.get(value)
        return f"{known.name} ({value})" if known else f"département {value}"
    if key == "statut":
        return labels("statuts")[value]
    if key == "retour":
        return f"retour {value.lower()}"
    if key == "tranche_public":
        return f"public {_band(value)}"
    return _label_of_record(key, value)


def _label_of_record(key: str, value: str) -> str:
    match key:
        case "code_postal":
            return f"code postal {value}"
        case "domaine":
            return f"adresse en @{value}"
        case "tag":
            return f"tag {quoted(value)}"
        case "source":
            return f"source {quoted(value)}"
        case "nom_commence":
            return f"nom commençant par {quoted(value)}"
        case "segment":
            return f"segment {quoted(value)}"
    return value


def _band(value: str) -> str:
    if value == ">=1000":
        return "d'au moins 1\u202f000 personnes"
    words = labels("tranches")[value]
    return f"{words} personnes" if words.startswith("de ") else f"de {words} personnes"


def _named(key: str, value: str) -> str:
    """A value with its article, said so that it cannot be taken for something else."""
    if key == "type_prospect":
        return "le type autre" if value == "Autre" else f"les {labels('types')[value]}"
    if key in PLACES:
        return named_place(key, value)
    if key == "statut":
        return f"le statut {value.lower()}"
    if key == "retour":
        return f"les retours {value.lower()}s"
    if key == "tranche_public":
        return f"la tranche {labels('tranches')[value]}"
    if key == "source":
        return f"ceux provenant de {quoted(value)}"
    if key == "nom_commence":
        return f"ceux au nom commençant par {quoted(value)}"
    return f"les adresses en @{value}" if key == "domaine" else f"le {_label(key, value)}"


def _field(field: str) -> str:
    return labels("champs")[field]


def _presence(key: str, field: str) -> str:
    if field in set(KnownField):
        return labels("connus" if key == "avec" else "inconnus")[field]
    return f"{key} {_field(field)}"


def _any_of(fields: tuple[str, ...]) -> str:
    names = [_field(field) for field in fields]
    return f"avec au moins un parmi {', '.join(names[:-1])} ou {names[-1]}"


def _consent(filters: Filter) -> str:
    verb = "acceptent" if filters.accepte_contact else "refusent"
    return f"{verb} d'être contactés"


# --- the whole filter ---------------------------------------------------------------------------


def describe(filters: Filter) -> str:
    """The selection in one phrase: "les bars à jeux en Occitanie, sans e-mail"."""
    kept = filters.exclure
    details = [part if "«" in part else _agreed(part, filters) for part in _details(filters)]
    parts = [_noun(filters), *_places(filters), *_status(filters), *details]
    phrase = " ".join(part for part in parts if part)
    if kept is not None:
        keys = (*LIST_KEYS, *EXCLUDED_TEXTS)
        excluded = [part for key in keys for part in _exclusions(key, getattr(kept, key))]
        excluded += _days_excluded(kept)
        phrase += f", sauf {_and(excluded)}"
    return phrase


def _noun(filters: Filter) -> str:
    types = [labels("types")[value] for value in filters.type_prospect or ()]
    if not types:
        return "tous les prospects" if filters.is_empty() else "les prospects"
    return _and([f"les {name}" for name in types])


def _places(filters: Filter) -> list[str]:
    said = [_at(key, value) for key in PLACES for value in getattr(filters, key) or ()]
    return [_and(said)] if said else []


def _at(key: str, value: str) -> str:
    if key == "departement":
        known = DEPARTEMENTS.get(value)
        return f"du {value} ({known.name})" if known else f"du {value}"
    if key == "ville":
        for article, contracted in (("Le ", "au "), ("Les ", "aux ")):
            if value.startswith(article):
                return contracted + value.removeprefix(article)
        return f"à {value}"
    return f"{labels('prepositions').get(value, 'en')} {value}"


def _bare(filters: Filter, key: str) -> list[str]:
    values = [_agreed(_label(key, value), filters) for value in getattr(filters, key) or ()]
    return [_or(values)] if values else []


def _status(filters: Filter) -> list[str]:
    """ "contactés" is not said again where the day of the contact says it."""
    said_by_day = filters.dernier_contact is not None and filters.statut == (Status.CONTACTE,)
    return [] if said_by_day else _bare(filters, "statut")


def _agreed(label: str, filters: Filter) -> str:
    """ "les MJC jamais contactées", but "les MJC et les bars à jeux jamais contactés"."""
    types = filters.type_prospect or ()
    if not types or not set(types) <= set(labels("feminins")):
        return label
    return _AGREES.sub(r"\1es", label)


_AGREES = re.compile(r"\b(contacté|intéressé|ajouté|modifié)s\b")


def _details(filters: Filter) -> Iterator[str]:
    if filters.retour:
        yield f"avec un {_or([_label('retour', value) for value in filters.retour])}"
    if filters.avec:
        yield f"avec {_and([_field(field) for field in filters.avec])}"
    if filters.sans:
        yield f"sans {' ni '.join(_field(field) for field in filters.sans)}"
    if filters.tranche_public:
        yield f"avec un public {_or([_band(value) for value in filters.tranche_public])}"
    if filters.code_postal:
        yield f"au code postal {_or(list(filters.code_postal))}"
    if filters.domaine:
        yield f"avec une adresse en {_or([f'@{name}' for name in filters.domaine])}"
    if filters.tag:
        yield f"avec le tag {_or([quoted(value) for value in filters.tag])}"
    yield from _said_otherwise(filters)


def _exclusions(key: str, values: tuple[str, ...] | None) -> list[str]:
    """ "Paris, Lyon, Lille et 17 autres villes" of a long one."""
    values = values or ()
    if len(values) <= MANY:
        return [_excluded(key, value) for value in values]
    said = [_excluded(key, value) for value in values[:FIRST]]
    return [*said, f"{len(values) - FIRST} autres {_others(key)}"]


def _others(key: str) -> str:
    return "segments" if key == "segment" else labels("autres")[key]


def _excluded(key: str, value: str) -> str:
    if key == "type_prospect":
        return f"les {labels('types')[value]}"
    if key in PLACES:
        return named_place(key, value)
    if key in {*_SHORT_LISTS, *EXCLUDED_TEXTS}:
        return _named(key, value)
    return f"ceux {'avec un ' if key in {'retour', 'tranche_public'} else ''}{_label(key, value)}"


def _days_excluded(excluded: Exclusion) -> list[str]:
    days = ((verb, getattr(excluded, key)) for key, verb in DAY_VERBS.items())
    return [f"ceux {not_done(verb, dates)}" for verb, dates in days if dates is not None]


def _and(words: list[str]) -> str:
    return _joined(words, "et")


def _or(words: list[str]) -> str:
    return _joined(words, "ou")


def _joined(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def sentence(filters: Filter) -> str:
    """A search that is understood as exactly this filter, whatever was said before."""
    parts = ["montre tous les prospects" if filters.is_empty() else f"montre {_types(filters)}"]
    for key in LIST_KEYS[1:]:
        values = getattr(filters, key)
        if values:
            parts.append(" ou ".join(_named(key, value) for value in values))
    parts.extend(f"avec {_field(field)}" for field in filters.avec or ())
    parts.extend(f"sans {_field(field)}" for field in filters.sans or ())
    parts.extend(_said_otherwise(filters))
    if filters.exclure is not None:
        excluded: Any = filters.exclure
        for key in (*LIST_KEYS, *EXCLUDED_TEXTS):
            parts.extend(f"sauf {_named(key, value)}" for value in getattr(excluded, key) or ())
        parts.extend(f"sauf {said}" for said in _days_excluded(excluded))
    return ", ".join(parts)


def _types(filters: Filter) -> str:
    if not filters.type_prospect:
        return "les prospects"
    return " et ".join(_named("type_prospect", value) for value in filters.type_prospect)


def _said_otherwise(filters: Filter) -> Iterator[str]:
    if filters.avec_un_de:
        yield _any_of(filters.avec_un_de)
    if filters.accepte_contact is not None:
        yield f"qui {_consent(filters)}"
    if filters.adherents is not None:
        yield f"ayant {number(filters.adherents)} adhérents"
    for network, span in (filters.followers or {}).items():
        yield f"ayant {followers(network, span)}"
    if filters.dernier_contact is not None:
        yield contacted(filters.dernier_contact)
    if filters.delai_reponse is not None:
        yield f"ayant répondu {delay(filters.delai_reponse)}"
    yield from _said_of_records(filters)
    if filters.campagne is not None:
        yield f"touchés par la campagne {quoted(filters.campagne)}"
    if filters.texte is not None:
        yield f"mentionnant {quoted(filters.texte)}"


def _segments(filters: Filter) -> str:
    return " ou ".join(quoted(name) for name in filters.segment or ())


def _said_of_records(filters: Filter) -> Iterator[str]:
    if filters.mobile is not None:
        kind = "de portable" if filters.mobile else "qui n'est pas un portable"
        yield f"avec un numéro {kind}"
    for key, verb in DAY_VERBS.items():
        if (dates := getattr(filters, key)) is not None:
            yield done(verb, dates)
    if filters.source is not None:
        yield f"provenant de {quoted(filters.source)}"
    if filters.segment is not None:
        yield f"du segment {_segments(filters)}"
    if filters.nom_commence is not None:
        yield f"au nom commençant par {quoted(filters.nom_commence)}"
