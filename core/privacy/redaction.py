"""Documents without the person: pure functions, one document in, one out."""

from typing import Any

from core.database import Document
from core.privacy.person import ERASED, Person

_SIGNS = frozenset({"lot", "de", "import"})
"""Keys of journal details that hold ids."""
_IDENTITY = frozenset(
    {
        *("nom_structure", "nom_contact", "nom", "email", "telephone", "adresse", "site_web"),
        *("autres_emails", "autres_telephones"),
        *("facebook", "x", "instagram", "tiktok", "youtube", "commentaires", "prospect"),
        "valeurs",  # those that a campaign's mail was to be filled in with
        "texte",  # what was answered to one
    }
)


def blanked(details: Document) -> Document:
    """The details of a journal entry about the person: which fields, no value."""
    return {key: _blank(key, value) for key, value in details.items()} | {"efface": True}


def _blank(key: str, value: Any) -> Any:
    if key in _SIGNS:
        return value
    if key == "champs" and isinstance(value, dict):
        return {field: [ERASED, ERASED] for field in value}
    if key == "absorbees" and isinstance(value, list):
        return [_fields(record) for record in value]
    return _fields(value) if isinstance(value, dict) else ERASED


def _fields(record: Any) -> Any:
    if not isinstance(record, dict):
        return ERASED
    # By its id the entries of a record that was merged are found, if this is cut and run again.
    return {field: v if field == "prospect_id" else ERASED for field, v in record.items()}


def redacted_entry(details: Document, person: Person) -> Document:
    """The details of a journal entry about another record, or about a file."""
    # Others may bear the same name, and an undo needs theirs: only what is the person's own goes.
    own = Person(person.ids, person.emails, person.phones)
    changed: Document = own.redact_all(details)
    for key in ("fichier", "filtre"):
        if key in changed:
            changed[key] = person.redact_all(changed[key])
    absorbed = changed.get("absorbees")
    if isinstance(absorbed, list):
        changed["absorbees"] = [
            _fields(r) if isinstance(r, dict) and r.get("prospect_id") in person.ids else r
            for r in absorbed
        ]
    return changed if changed == details else changed | {"efface": True}


def anonymised(document: Document, person: Person, pseudonym: str) -> Document:
    """A document about the person that totals still count: nobody's, under another id."""
    return {
        key: _renamed(person.redact_all(value), person, pseudonym)
        for key, value in document.items()
        if key not in _IDENTITY
    }


def _renamed(value: Any, person: Person, pseudonym: str) -> Any:
    if isinstance(value, str):
        for key in person.ids:
            value = value.replace(key, pseudonym)
    return value


def swept(document: Document, person: Person) -> Document:
    """Any other document, the person's name and addresses replaced."""
    clean = {key: person.redact_all(v) if key != "_id" else v for key, v in document.items()}
    # The record talked about last is nobody's now, rather than somebody called "[effacé]".
    last = clean.get("last_prospect")
    if last is not None and (last != document["last_prospect"] or last in person.ids):
        clean["last_prospect"] = None
    return clean


def holds_id(value: Any, ids: frozenset[str]) -> bool:
    """Whether one of the ids is anywhere in a document."""
    if isinstance(value, str):
        return any(key in value for key in ids)
    if isinstance(value, dict):
        return any(holds_id(part, ids) for part in value.values())
    return isinstance(value, list) and any(holds_id(part, ids) for part in value)
