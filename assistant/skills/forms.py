"""Forms in the chat: their fields, and what becomes of what was filled in."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from assistant.conversation import Pending
from assistant.rendering.forms import Field, FormShown
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import number
from assistant.replies import Reply, Text
from assistant.skills.records.editing import differ, done, saved
from assistant.skills.registry import FORMED, Turn
from core.errors import InvalidData, Refused
from core.privacy.sensitive import warning
from core.prospects.cells import join_further
from core.prospects.models import FURTHER, Prospect
from core.prospects.normalise import email, national_telephone, telephone
from core.prospects.plain import plain_record, seen
from core.records.models import Duplicated, Overtaken
from core.records.values import MAX_COMMENT, REQUIRED
from core.vocabulary.places import REGIONS
from core.vocabulary.values import ContactMethod, Network, ProspectType, Response, Status

FORMS = frozenset({"form_add", "form_edit", "form_comment", "form_erase"})

_GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Identité",
        (("nom_structure", "text"), ("type_prospect", "choice"), ("nb_adherents", "number"),
         ("tags", "text")),
    ),
    ("Contact", (("nom_contact", "text"), ("email", "email"), ("autres_emails", "text"),
                 ("telephone", "tel"), ("autres_telephones", "text"),
                 ("methode_contact", "choice"), ("site_web", "url"))),
    ("Lieu", (("adresse", "text"), ("code_postal", "text"), ("ville", "text"),
              ("departement", "text"), ("region", "choice"), ("pays", "text"))),
    (
        "Réseaux",
        tuple(
            pair
            for network in Network
            for pair in ((network.value, "text"), (f"{network.value}_followers", "number"))
        ),
    ),
    ("Suivi", (("accepte_contact", "yesno"), ("statut", "choice"),
               ("date_dernier_contact", "date"), ("retour_prospect", "choice"),
               ("date_retour", "date"))),
)  # fmt: skip
_CHOICES: Mapping[str, Iterable[str]] = {
    "type_prospect": [kind.value for kind in ProspectType],
    "methode_contact": [method.value for method in ContactMethod],
    "statut": [status.value for status in Status],
    "retour_prospect": [response.value for response in Response],
    "region": REGIONS,
}
_HELP = {
    "tags": "Séparées par des virgules",
    "autres_emails": "Séparés par « ; » ; jamais utilisés pour un envoi",
    "autres_telephones": "Séparés par « ; »",
    "departement": "Son numéro ; déduit de la ville s'il est vide",
    "accepte_contact": "Sans réponse, on ne lui écrit pas",
}


def fields(record: Prospect | None) -> list[Field]:
    """The form's fields with the record's values."""
    return [
        {
            "name": name,
            "label": FIELD_LABELS[name],
            "kind": kind,
            "value": text_of(record, name),
            "choices": [[choice, choice] for choice in _CHOICES.get(name, ())],
            "required": name in REQUIRED,
            "group": group,
            "help": _HELP.get(name, ""),
            "problem": None,
        }
        for group, members in _GROUPS
        for name, kind in members
    ]


def text_of(record: Prospect | None, name: str) -> str:
    """A value as the form's field holds it."""
    value = plain_record(record)[name] if record else None
    if value is None:
        return ""
    if name == "telephone":
        return national_telephone(value)
    if name in FURTHER.values():
        return join_further([_further_text(name, one) for one in value])
    if isinstance(value, bool):
        return "oui" if value else "non"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _further_text(name: str, value: str) -> str:
    return national_telephone(value) if name == "autres_telephones" else value


def load(turn: Turn, form_id: str) -> FormShown:
    """The form as it is now; what is shown is marked, so that only what changes is written."""
    pending = turn.conversations.pending(turn.user, form_id)
    state = turn.conversations.state(turn.user, form_id)
    if pending is None or pending.action not in (*FORMS, *FORMED) or state != "open":
        return {"state": "expired" if pending is None else state, "fields": []}
    if form := FORMED.get(pending.action):
        shown = form.fields(turn, pending.payload)
        if form.how:
            return {"state": "open", "fields": shown, "how": form.how}
        return {"state": "open", "fields": shown, "example": form.example}
    record = _record(turn, pending.payload)
    if record and pending.action in _ASKED:
        field, how = _ASKED[pending.action](record)
        return {"state": "open", "fields": [field], "how": how}
    shown = fields(record)
    marks = {"shown": {field["name"]: _hash(field["value"]) for field in shown}}
    if record:
        marks["marks"] = seen(record)
    turn.conversations.amend(turn.user, form_id, {**pending.payload, **marks})
    return {"state": "open", "fields": shown}


def _one(name: str, label: str, kind: str, group: str, help_: str) -> Field:
    return {
        "name": name,
        "label": label,
        "kind": kind,
        "value": "",
        "choices": [],
        "required": True,
        "group": group,
        "help": help_,
        "problem": None,
    }


def _comment_field(record: Prospect) -> tuple[Field, str]:
    most = f"{number(MAX_COMMENT)} caractères au plus ; votre nom et la date s'ajoutent"
    field = _one("commentaires", "Commentaire", "long", record.nom_structure, most)
    return field, "Écrivez le commentaire, ou « annule »."


def _erase_field(record: Prospect) -> tuple[Field, str]:
    help_text = f"Recopiez : {record.nom_structure}"
    field = _one("nom_structure", "Nom de la structure", "text", "Confirmation", help_text)
    return field, "Recopiez le nom de la structure, ou « annule »."


_ASKED = {"form_comment": _comment_field, "form_erase": _erase_field}
"""Forms of one question about a record: their field, and how to answer without them."""


def submit(
    turn: Turn, form_id: str, values: Mapping[str, str]
) -> tuple[dict[str, str], tuple[Reply, ...]]:
    """Problems by field and nothing written, or what to answer once it is. InvalidData for one
    that was sent, or is being sent: a double click, another tab."""
    if not turn.conversations.begin_sending(turn.user, form_id):
        raise InvalidData("Ce formulaire a déjà été envoyé, ou n'est plus valable.")
    try:
        return _sent(turn, form_id, values)
    finally:
        turn.conversations.end_sending(turn.user, form_id)


def _sent(
    turn: Turn, form_id: str, values: Mapping[str, str]
) -> tuple[dict[str, str], tuple[Reply, ...]]:
    pending = turn.conversations.pending(turn.user, form_id)
    if pending is None or turn.conversations.state(turn.user, form_id) != "open":
        raise InvalidData("Ce formulaire a déjà été envoyé, ou n'est plus valable.")
    if pending.action in _ASKED:
        return _submit_one(turn, pending, values)
    shown = pending.payload.get("shown", {})
    raw = {name: text for name, text in values.items() if _hash(text) != shown.get(name)}
    try:
        if form := FORMED.get(pending.action):
            replies = form.submit(turn, pending.payload, values)
        else:
            replies = _write(turn, pending.payload, raw, values)
    except InvalidData as invalid:
        return invalid.problems or {"": invalid.message}, ()
    except Duplicated as duplicated:
        if not pending.payload.get("warned"):
            # A second send of the same form is the answer: put it in all the same.
            turn.conversations.amend(turn.user, form_id, {**pending.payload, "warned": True})
            button = "Ajouter" if pending.action == "form_add" else "Enregistrer"
            return _matched(duplicated, values, button), ()
        replies = _write(turn, pending.payload, raw, values, force=True)
    turn.conversations.close(turn.user, form_id, "done")
    return {}, replies


def _submit_one(
    turn: Turn, pending: Pending, values: Mapping[str, str]
) -> tuple[dict[str, str], tuple[Reply, ...]]:
    key, form_id = pending.payload["prospect_id"], pending.pending_id
    try:
        if pending.action == "form_erase":
            erased = turn.services.privacy.erase(turn.user, key, values.get("nom_structure", ""))
            turn.forget_record()
            replies: tuple[Reply, ...] = (Text(erased.message),)
        else:
            text = values.get("commentaires", "")
            if (told := warning(text)) and not pending.payload.get("warned"):
                # A second send of the same form is the answer, as for duplicates.
                turn.conversations.amend(turn.user, form_id, {**pending.payload, "warned": True})
                again = f"{told} Cliquez de nouveau sur « Ajouter » pour le garder tel quel."
                return {"commentaires": again}, ()
            written = turn.services.records.comment(turn.user, key, text)
            replies = tuple(done(turn, written, "Commentaire ajouté."))
    except InvalidData as invalid:
        return invalid.problems or {"": invalid.message}, ()
    except Refused as refused:
        return {"nom_structure": refused.message}, ()
    turn.conversations.drop_question(turn.user, turn.conversation, form_id)
    turn.conversations.settled(turn.user, turn.conversation, form_id)
    return {}, replies


def _matched(duplicated: Duplicated, values: Mapping[str, str], button: str) -> dict[str, str]:
    """What is said under each field that somebody in the base has too."""
    given = {"email": email(values.get("email", ""))[0]}
    given["telephone"] = telephone(values.get("telephone", ""))[0]
    names: dict[str, list[str]] = {}
    for one in duplicated.namesakes:
        names.setdefault("nom_structure", []).append(f"{one.nom_structure} ({one.ville})")
    for one in duplicated.duplicates:
        same = [name for name, value in given.items() if value and getattr(one, name) == value]
        names.setdefault((same or ["email"])[0], []).append(f"{one.nom_structure} ({one.ville})")
    again = f"Cliquez de nouveau sur « {button} » pour garder les deux."
    return {name: f"Déjà dans la base : {', '.join(who)}. {again}" for name, who in names.items()}


def _write(
    turn: Turn,
    payload: Mapping[str, Any],
    raw: Mapping[str, str],
    values: Mapping[str, str],
    force: bool = False,
) -> tuple[Reply, ...]:
    records = turn.services.records
    if "prospect_id" not in payload:
        given = {name: text for name, text in values.items() if text.strip()}
        draft = records.draft(turn.user, given)
        if draft.namesakes and not force:
            raise Duplicated(draft.duplicates, draft.namesakes)
        return tuple(saved(turn, records.add(turn.user, given, force), added=True))
    try:
        marks = payload.get("marks")
        written = records.edit(turn.user, payload["prospect_id"], raw, marks, force)
    except Overtaken as overtaken:
        return tuple(differ(turn, overtaken, raw))
    return tuple(saved(turn, written, added=False))


def _record(turn: Turn, payload: Mapping[str, Any]) -> Prospect | None:
    prospect_id = payload.get("prospect_id")
    return turn.services.prospects.open(turn.user, prospect_id) if prospect_id else None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
