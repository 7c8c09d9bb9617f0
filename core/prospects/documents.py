"""Prospects as documents, and back: the contract's fields, and what `derived` adds."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

import bson
from bson.raw_bson import RawBSONDocument

from core.database import Document
from core.prospects.models import Prospect, derived, measured
from core.prospects.query import midnight

_DATES = ("date_dernier_contact", "date_retour")
_CONVERTED = frozenset(
    (
        *("type_prospect", "statut", "methode_contact", "retour_prospect"),
        *("commentaires", "tags", "autres_emails", "autres_telephones", *_DATES),
    )
)
"""Fields that are not stored as they are."""
_BLANK: Document = {name: field.get_default() for name, field in Prospect.model_fields.items()}


def document_of(prospect: Prospect) -> Document:
    """A record, to be stored."""
    fields = dict(prospect)
    fields["commentaires"] = [comment.model_dump() for comment in prospect.commentaires]
    return _document(fields)


def document_from(values: Mapping[str, Any]) -> Document:
    """The same from checked values by field, comments as dicts; what is not given is empty.

    Nothing is checked again: imports make a hundred thousand of them.
    """
    return _document({**_BLANK, **values})


def packed(document: Document) -> RawBSONDocument:
    """A document as it is sent: made by who makes many, so that who writes them only writes."""
    return RawBSONDocument(bson.encode(document))


def changes_of(before: Prospect, after: Prospect) -> Document:
    """What is to be stored of a record that was `before` for it to be `after`."""
    had, fields = dict(before), dict(after)
    changed = {name for name, value in had.items() if fields[name] != value}
    if changed <= _UNTOLD:
        # A send changes a whole selection so: names and texts are as they were.
        was, document = dict(measured(had)), dict(measured(fields))
        document |= _plain({name: fields[name] for name in changed})
        return {n: v for n, v in document.items() if n in changed or was[n] != v}
    was, document = document_of(before), document_of(after)
    return {name: value for name, value in document.items() if was[name] != value}


_UNTOLD = frozenset(("statut", "date_dernier_contact", "modifie_le", "version"))
"""Of fields, those that only `measured` is worked out from, if anything is."""


def _document(fields: Document) -> Document:
    texts = [comment["texte"] for comment in fields["commentaires"]]
    fields |= derived(fields, texts)
    fields["_id"] = fields.pop("prospect_id")
    return _plain(fields)


def _plain(fields: Document) -> Document:
    """Values as they are stored."""
    for name in _CONVERTED:
        value = fields.get(name)
        if value is None:
            continue
        if isinstance(value, Enum):
            fields[name] = value.value
        elif isinstance(value, tuple):
            fields[name] = list(value)
        elif name in _DATES:
            fields[name] = midnight(value)
    return fields


def rederived(document: Document) -> Document:
    """What a stored record would derive today and does not hold."""
    fields = {**_BLANK, **document, "prospect_id": document["_id"]}
    texts = [comment["texte"] for comment in fields["commentaires"]]
    now = derived(fields, texts)
    return {name: v for name, v in now.items() if name not in document or document[name] != v}


def measured_of(document: Document) -> Document:
    """What a stored record would be counted by; another program may have written it without."""
    fields = dict.fromkeys(Prospect.model_fields)
    fields |= {name: v for name, v in document.items() if _is_sound(name, v)}
    return measured(fields)


def _is_sound(name: str, value: Any) -> bool:
    """Whether a stored value is of its field's type: another program's may be of any."""
    if name in _DATES:
        return isinstance(value, datetime)
    if name == "accepte_contact":
        return isinstance(value, bool)
    if name == "nb_adherents" or name.endswith("_followers"):
        return isinstance(value, int)
    return isinstance(value, str)


def prospect_of(document: Document) -> Prospect:
    """A stored record, checked. The document is used up."""
    document["prospect_id"] = document.pop("_id")
    for name in _DATES:
        value = document.get(name)
        if isinstance(value, datetime):
            document[name] = value.date()
    return Prospect.model_validate(document)
