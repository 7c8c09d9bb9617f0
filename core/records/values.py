"""What a user typed for the fields of a record: canonical values, or why not, field by field.

The same readers as an import's, but stricter: a file keeps its row and warns, a person who is there
is asked again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import InvalidData
from core.prospects import deduction, normalise
from core.prospects.cells import split_tags
from core.prospects.models import FIELDS, Prospect, Values
from core.prospects.normalise import Read
from core.prospects.reasons import Reason
from core.prospects.several import emails, telephones
from core.prospects.towns import abroad
from core.vocabulary.labels import label
from core.vocabulary.text import fold
from core.vocabulary.values import Network

MAX_LINE = 500
MAX_COMMENT = 10_000
REQUIRED = ("nom_structure", "type_prospect", "ville")
"""In the order in which they are asked for."""
PLACE = ("code_postal", "departement", "region")
"""What a town brings with it."""
NOT_EDITABLE = frozenset({"prospect_id", "cree_le", "modifie_le", "source", "commentaires"})
EDITABLE: tuple[str, ...] = tuple(name for name in FIELDS if name not in NOT_EDITABLE)

_SENTENCES = {
    Reason.INVALID_EMAIL: "Cette adresse e-mail n'est pas valable.",
    Reason.INVALID_FURTHER: "Une de ces adresses e-mail n'est pas valable.",
    Reason.PHONE_EXTENSION: "Écrivez le numéro sans son poste.",
    Reason.INVALID_PHONE: "Ce numéro de téléphone n'est pas valable.",
    Reason.INVALID_DATE: "Cette date n'est pas valable. Écrivez-la par exemple 15/03/2026.",
    Reason.INVALID_NUMBER: "Il faut ici un nombre entier positif.",
    Reason.INVALID_BOOL: "Répondez par oui, non ou inconnu.",
    Reason.INVALID_POSTCODE: "Ce code postal n'est pas valable.",
    Reason.INVALID_URL: "Cette adresse web n'est pas valable.",
    Reason.UNKNOWN_STATUT: "Ce statut n'existe pas.",
    Reason.INVALID_RETOUR: "Le retour est positif ou négatif.",
    Reason.UNKNOWN_TYPE: "Ce type n'existe pas.",
    Reason.UNKNOWN_DEPARTEMENT: "Ce département n'existe pas.",
    Reason.UNKNOWN_REGION: "Cette région n'existe pas.",
    Reason.UNKNOWN_METHODE: "Ce moyen de contact n'existe pas.",
}
_TOO_LONG = f"Ce texte est trop long ({MAX_LINE} caractères au plus)."
_MISSING = {
    "nom_structure": "Il manque le nom de la structure.",
    "type_prospect": "Il manque le type de structure.",
    "ville": "Il manque la ville.",
}


def _line(raw: str) -> Read[str]:
    text = normalise.clean(raw)
    return (None, None) if normalise.is_empty(text) else (text, None)


def _name(raw: str) -> Read[str]:
    """A name that begins with its type has a capital: 'Ludothèque Le Pion Magique'."""
    text, reason = _line(raw)
    first = text.split()[0] if text else ""
    if text and first.islower() and normalise.is_type_word(first):
        text = text[0].upper() + text[1:]
    return text, reason


def tags_with(tags: Sequence[str], tag: str, *, taken: bool) -> str:
    """A record's tags, as typed, with one more of that name, or without any."""
    others = [one for one in tags if fold(one) != fold(tag)]
    return ", ".join(others if taken else (*others, tag))


def _tags(raw: str) -> Read[tuple[str, ...]]:
    return tuple(split_tags(raw)), None


def _further_emails(raw: str) -> Read[tuple[str, ...]]:
    told = emails(raw)
    return told.values, told.reason


_READERS: Mapping[str, Callable[[str], Read[Any]]] = {
    "nom_structure": _name,
    "nom_contact": _line,
    "adresse": _line,
    "ville": _line,
    "pays": normalise.country,
    "email": normalise.email,
    "type_prospect": normalise.prospect_type,
    "statut": normalise.statut,
    "retour_prospect": normalise.retour,
    "methode_contact": normalise.contact_method,
    "site_web": normalise.url,
    "date_dernier_contact": normalise.day,
    "date_retour": normalise.day,
    "nb_adherents": normalise.number,
    "accepte_contact": normalise.consent,
    "departement": deduction.departement,
    "region": deduction.region,
    "tags": _tags,
    "autres_emails": _further_emails,
    **{network.value: normalise.network for network in Network},
    **{f"{network.value}_followers": normalise.number for network in Network},
}
_UNKNOWN_CONSENT = frozenset({"", "inconnu", "inconnue", "ne sait pas", "?"})


@dataclass
class Checked:
    """Values that fit, by field (None empties one), and problems of those that do not."""

    values: Values = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What was taken although it looks odd."""


def check(raw: Mapping[str, str], current: Prospect | None = None) -> Checked:
    """Read what was given for some fields of a record, `current` where it exists already.

    InvalidData for a field that no record has, or that nobody edits.
    """
    unknown = [name for name in raw if name not in EDITABLE]
    if unknown:
        raise InvalidData(f"{label(unknown[0][:60])} : ce champ n'existe pas ou ne se modifie pas.")
    found = Checked()
    for name, text in raw.items():
        _check_one(found, name, text, raw, current)
    _check_place(found, raw, current)
    for name in REQUIRED:
        missing = name not in found.values if current is None else name in found.values
        if missing and not found.values.get(name) and name not in found.problems:
            found.problems[name] = _MISSING[name]
    return found


def _check_one(
    found: Checked, name: str, text: str, raw: Mapping[str, str], current: Prospect | None
) -> None:
    if name in ("telephone", "autres_telephones", "code_postal"):
        value, reason = _by_country(name, text, raw, current)
    elif name == "accepte_contact" and normalise.clean(text).lower() in _UNKNOWN_CONSENT:
        value, reason = None, None
    else:
        value, reason = _READERS[name](text)
    if reason is not None:
        found.problems[name] = _SENTENCES.get(reason, "Cette valeur n'est pas valable.")
    elif isinstance(value, str) and len(value) > MAX_LINE:
        found.problems[name] = _TOO_LONG
    else:
        found.values[name] = value


def _by_country(
    name: str, text: str, raw: Mapping[str, str], current: Prospect | None
) -> Read[Any]:
    pays = current.pays if current else None
    if "pays" in raw:
        pays = normalise.country(raw["pays"])[0]
    if name == "telephone":
        return normalise.telephone(text, normalise.country_code(pays))
    if name == "autres_telephones":
        told = telephones(text, normalise.country_code(pays))
        return told.values, told.reason
    if pays is None and (
        beside := abroad(normalise.clean(text), normalise.clean(raw.get("ville", "")))
    ):
        return beside.code, None
    return deduction.postcode(text, pays in (None, deduction.FRANCE))


def _check_place(found: Checked, raw: Mapping[str, str], current: Prospect | None) -> None:
    """A new town or postcode brings its departement and region, unless they are given too."""
    if not any(found.values.get(name) for name in ("ville", "code_postal", "departement")):
        return
    moved = found.values.get("ville") is not None
    cells = {name: raw[name] for name in (*PLACE, "ville") if name in raw}
    if not moved and current is not None and "ville" not in raw:
        cells["ville"] = current.ville
    pays = found.values.get("pays") or (current.pays if current else None)
    place = deduction.deduce(cells, pays, found.values.get("adresse"))
    if place.ville and "ville" not in found.problems:
        found.values["ville"] = place.ville
    for name in ("pays", "code_postal", "departement", "region"):
        deduced = getattr(place, name)
        if deduced and name not in raw:
            found.values[name] = deduced
    if moved and current is not None and "code_postal" not in raw and current.code_postal:
        kept = deduction.deduce({"code_postal": current.code_postal}, pays)
        if kept.departement != found.values.get("departement", current.departement):
            found.values["code_postal"] = None  # the postcode of the town that it left
    found.notes = tuple(
        f"Je ne connais pas de commune « {value} » : je la garde telle quelle."
        for _, value, reason in place.problems
        if reason is Reason.UNKNOWN_VILLE
    ) + tuple(
        f"Plusieurs communes s'appellent « {place.ville} » : j'ai pris celle du département "
        f"{place.departement}. Donnez son code postal si c'en est une autre."
        for *_, reason in place.problems
        if reason is Reason.AMBIGUOUS_VILLE
    )
