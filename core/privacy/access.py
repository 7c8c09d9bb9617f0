"""All that is known of a record, for whoever asks: as JSON, and as a French text to hand over."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from core.clock import PARIS
from core.database import Document
from core.prospects.models import Values
from core.prospects.normalise import national_telephone
from core.vocabulary.labels import FIELD_LABELS


class RemarkTold(TypedDict):
    texte: str
    auteur: str | None
    date: str | None


class ChangeTold(TypedDict):
    """A field's value before and after, plain."""

    champ: str
    avant: Any
    apres: Any


class EntryTold(TypedDict):
    """An entry of the journal; what was absorbed are whole records."""

    le: str
    par: str
    action: str
    changements: list[ChangeTold]
    fiches_absorbees: list[Values]


class OutcomeTold(TypedDict):
    quoi: str
    le: str
    valeur: Any


class MailingTold(TypedDict):
    """A mail of a campaign, and what came of it."""

    campagne: str
    envoye_le: str | None
    statut: str | None
    suites: list[OutcomeTold]


class ImportTold(TypedDict):
    fichier: str
    le: str
    par: str


# To the person themselves, some fields need more words than to those who keep the base.
_LABELS = FIELD_LABELS | {
    "nom_structure": "Nom de la structure",
    "nom_contact": "Personne à contacter",
    "type_prospect": "Type de structure",
    "nb_adherents": "Nombre d'adhérents",
    "statut": "Où en est le contact",
    "cree_le": "Fiche créée le",
    "modifie_le": "Fiche modifiée le",
    "source": "D'où viennent ces informations",
    "prospect_id": "Numéro de la fiche",
}
_NOTHING = "rien"


@dataclass(frozen=True)
class AccessFile:
    """Everything known about one record. All values are plain: dates are ISO texts."""

    demande_le: datetime
    fiche: Values
    commentaires: tuple[RemarkTold, ...]
    tags: tuple[str, ...]
    journal: tuple[EntryTold, ...]
    """Oldest first."""
    campagnes: tuple[MailingTold, ...]
    imports: tuple[ImportTold, ...]
    autres: dict[str, list[Document]]
    """What other collections hold, by their name in `core.privacy.places`."""

    def as_json(self) -> Document:
        """As plain data."""
        return {
            "demande_le": self.demande_le.isoformat(),
            "fiche": dict(self.fiche),
            "commentaires": list(self.commentaires),
            "tags": list(self.tags),
            "journal": list(self.journal),
            "campagnes": list(self.campagnes),
            "imports": list(self.imports),
            "autres": dict(self.autres),
        }

    def as_text(self) -> str:
        """As a text for the person who asked."""
        day = shown(self.demande_le.isoformat())
        parts = [
            (f"Ce que nous savons de {self.fiche['nom_structure']}, le {day}", []),
            ("Vos informations", [f"{_label(k)} : {_value(k, v)}" for k, v in self.fiche.items()]),
            ("Les commentaires de notre équipe", [*map(_comment, self.commentaires)]),
            ("Les étiquettes qui vous classent", list(self.tags)),
            ("Les messages que nous vous avons envoyés", _flat(map(_campaign, self.campagnes))),
            ("Les fichiers d'où viennent ces informations", [*map(_import, self.imports)]),
            ("Qui a changé quoi, et quand", _flat(map(_entry, self.journal))),
        ]
        if self.autres:
            said = [f"{name} : {len(found)}" for name, found in self.autres.items()]
            parts.append(("Et aussi", said))
        return "\n\n".join(_section(*part) for part in parts) + "\n"


def _section(title: str, lines: list[str]) -> str:
    if title.startswith("Ce que nous savons"):
        return title
    return "\n".join([title, *(f"- {line}" for line in lines or [_NOTHING])])


def _flat(blocks: Any) -> list[str]:
    return [line for block in blocks for line in block]


def _label(field: str) -> str:
    return _LABELS.get(field, field)


def _value(field: str, value: Any) -> str:
    if value is None or value == [] or value == "":
        return "non renseigné"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        said = map(national_telephone, value) if field == "autres_telephones" else map(_item, value)
        return " ; ".join(said)
    if field == "telephone":
        return national_telephone(value)
    return shown(str(value))


def _item(part: Any) -> str:
    return f"« {part['texte']} »" if isinstance(part, dict) and "texte" in part else str(part)


def shown(text: str) -> str:
    """A date or a moment as French people write it; any other text as it is."""
    try:
        if len(text) == len("2026-11-22"):
            return f"{date.fromisoformat(text):%d/%m/%Y}"
        return f"{datetime.fromisoformat(text).astimezone(PARIS):%d/%m/%Y à %H:%M}"
    except ValueError:
        return text


def _comment(comment: RemarkTold) -> str:
    signed = [comment["auteur"], shown(comment["date"]) if comment["date"] else None]
    said = ", ".join(part for part in signed if part)
    return f"« {comment['texte']} »" + (f" ({said})" if said else "")


def _campaign(sent: MailingTold) -> list[str]:
    lines = [f"{sent['campagne']}, le {shown(sent['envoye_le'] or '')} ({sent['statut']})"]
    for what in sent["suites"]:
        answer = f" : {what['valeur']}" if what["valeur"] else ""
        lines.append(f"  {what['quoi']}{answer}, le {shown(what['le'])}")
    return lines


def _import(record: ImportTold) -> str:
    return f"{record['fichier']}, reçu le {shown(record['le'])} par {record['par']}"


def _entry(entry: EntryTold) -> list[str]:
    head = f"{shown(entry['le'])}, {entry['par']} : {entry['action']}"
    return [head, *(f"  {_change(change)}" for change in entry["changements"])]


def _change(change: ChangeTold) -> str:
    field = change["champ"]
    before, after = (_value(field, value) for value in (change["avant"], change["apres"]))
    return f"{_label(field)} : {before} → {after}"
