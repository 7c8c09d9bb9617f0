"""Records added and edited by sentences: shown before they are written, then undoable."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.language.extract import extract
from assistant.language.understanding import Intent
from assistant.rendering.changes import changes_text, record_text, value_text
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import escape
from assistant.replies import Button, Card, Choices, Confirm, Form, Reply, Text
from assistant.skills.bulk import bulk_edit, speaks_of_many
from assistant.skills.finding import find_record, say_number
from assistant.skills.registry import Turn, on_answer, on_yes, skill
from core.accounts.models import Permission
from core.prospects.models import Prospect
from core.records.models import Duplicated, Overtaken, Written
from core.records.plain import plain_record, seen
from core.records.values import EDITABLE, REQUIRED
from core.vocabulary.text import fold
from core.vocabulary.values import Network

UNDO = Button("Annuler cette modification", "annule la dernière modification")
_ASK = {
    "nom_structure": "Quel est le nom de la structure ?",
    "type_prospect": "De quel type est-ce ? (MJC, ludothèque, bar à jeux, association de JDR…)",
    "ville": "Dans quelle ville ?",
}
_YES_NO = {True: "oui", False: "non"}


# --- edit ---------------------------------------------------------------------------------------


@skill(Intent.EDIT_PROSPECT)
def edit_prospect(turn: Turn) -> Iterator[Reply]:
    """Change fields of one record, or of the list in force."""
    turn.user.require(Permission.WRITE)
    if speaks_of_many(turn):
        yield from bulk_edit(turn)
        return
    _drop_said_names(turn)
    found = find_record(turn, "Quelle fiche voulez-vous modifier ?", writes=True)
    if found.record is None:
        yield from found.replies
        return
    yield from edit_record(turn, found.record, turn.slots.get("field"), turn.slots.get("value"))


def _drop_said_names(turn: Turn) -> None:
    """ "commentaire : vu avec Jeanne", "mets Intéressé comme statut": the value is no name."""
    name, value = turn.slots.get("prospect"), turn.slots.get("value")
    said = turn.slots.get("field") in ("commentaires", "statut", "tags")
    if said and name and isinstance(value, str) and fold(str(name)) in fold(value):
        turn.slots.pop("prospect")


_EMPTIES = re.compile(r"\b(?:efface|vide|supprime|enleve|retire|vire)[rz]?\b")
_ADDRESS = re.compile(r"^(\d.*?),?\s+(\d{5})\s+(\D+)$")


def edit_record(turn: Turn, record: Prospect, field: Any, value: Any) -> Iterator[Reply]:
    """With a field and its value a confirmation, with a field a question, else a form."""
    if field is None:
        yield from edit_form(turn, record)
    elif field not in (*EDITABLE, "commentaires"):
        yield Text(f"« {escape(str(FIELD_LABELS.get(field, field)))} » ne se modifie pas.")
    elif value is None and field != "commentaires" and _EMPTIES.search(fold(turn.text)):
        yield from propose(turn, record, {field: ""})
    elif value is None:
        label = FIELD_LABELS[field].lower()
        payload = {"prospect_id": record.prospect_id, "field": field}
        turn.conversations.question(turn.user, turn.conversation, "value", payload)
        yield Text(
            f"**{escape(record.nom_structure)}** — {label} : que faut-il écrire ? "
            "(« annule » pour ne rien changer)"
        )
    else:
        yield from propose(turn, record, _fields(turn, record, field, _typed(value)))


def _fields(turn: Turn, record: Prospect, field: str, value: str) -> dict[str, str]:
    """What the sentence's field and value come to."""
    whole = _ADDRESS.match(value)
    if field in ("adresse", "ville") and whole:
        return {"adresse": whole[1], "code_postal": whole[2], "ville": whole[3]}
    if field == "ville" and value[:1].isdigit():
        return {"adresse": value}
    if field in set(Network) and value.replace(" ", "").isdigit():
        return {f"{field}_followers": value}
    if field == "tags":
        tag = value.removesuffix(" dessus").strip("'\"«» ")
        taken = _EMPTIES.search(fold(turn.text)) is not None
        kept = [one for one in record.tags if fold(one) != fold(tag)]
        return {"tags": ", ".join(kept if taken else (*kept, tag))}
    if field in _SHAPED:
        # "change le mail et le téléphone … : a@exemple.fr et 04 94 …": both are given.
        both = {
            name: found[0] for name, shape in _SHAPED.items() if (found := shape.search(turn.text))
        }
        return {**both, field: value}
    return {field: value}


def _typed(value: Any) -> str:
    return _YES_NO[value] if isinstance(value, bool) else str(value)


@on_answer("value")
def value_given(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """The value that was asked for."""
    record = turn.services.prospects.open(turn.user, payload["prospect_id"])
    yield from propose(turn, record, {payload["field"]: turn.text.strip()})


def propose(turn: Turn, record: Prospect, raw: Mapping[str, str]) -> Iterator[Reply]:
    """What would be written; nothing is before a yes."""
    name = f"**{escape(record.nom_structure)}**"
    if "commentaires" in raw:
        text = raw["commentaires"]
        payload = {"prospect_id": record.prospect_id, "text": text}
        yield Text(f"Commentaire pour {name} : « {escape(text)} »")
        yield Confirm(
            turn.ask("comment", payload), "Ajouter ce commentaire ?", "Oui, l'ajouter", "Non"
        )
        return
    draft = turn.services.records.draft(turn.user, raw, record.prospect_id)
    if draft.problems:
        field, problem = next(iter(draft.problems.items()))
        yield Text(f"{problem} (« {escape(raw.get(field, ''))} ») Rien n'a été écrit.")
        payload = {"prospect_id": record.prospect_id, "field": field}
        turn.conversations.question(turn.user, turn.conversation, "value", payload)
        yield Text(f"{FIELD_LABELS[field]} : que faut-il écrire ? (« annule » pour laisser)")
        return
    if not draft.changes:
        yield Text(f"La fiche de {name} le dit déjà : il n'y a rien à changer.")
        yield Card(record.prospect_id)
        return
    yield Text(f"Fiche de {name} :\n\n{changes_text(draft.changes)}")
    for note in draft.notes:
        yield Text(note)
    yield from _warn(draft.duplicates)
    waiting: dict[str, Any] = {
        "prospect_id": record.prospect_id,
        "raw": dict(raw),
        "marks": seen(record, draft.changes),
        "force": bool(draft.duplicates),
    }
    question = "Écrire cette modification" + (" malgré le doublon ?" if draft.duplicates else " ?")
    yield Confirm(turn.ask("edit", waiting), question, "Oui, l'écrire", "Non, ne rien changer")


def _warn(duplicates: tuple[Prospect, ...]) -> Iterator[Reply]:
    """Others have the same e-mail or telephone."""
    if not duplicates:
        return
    names = ", ".join(f"**{escape(d.nom_structure)}** ({escape(d.ville)})" for d in duplicates)
    yield Text(f"⚠ Le même e-mail ou le même téléphone est déjà dans la base : {names}.")
    yield Choices(tuple(Button(f"Ouvrir {d.nom_structure}", say_number(d)) for d in duplicates[:3]))


@on_yes("edit")
def edit_confirmed(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """Write it, unless somebody else changed the same fields meanwhile."""
    try:
        written = turn.services.records.edit(
            turn.user,
            payload["prospect_id"],
            payload["raw"],
            payload["marks"],
            force=payload["force"],
        )
    except Overtaken as overtaken:
        yield from differ(turn, overtaken, payload["raw"])
        return
    except Duplicated as duplicated:
        yield from _warn(duplicated.duplicates)
        yield Confirm(
            turn.ask("edit", {**payload, "force": True}),
            "Écrire malgré le doublon ?", "Oui, l'écrire", "Non",
        )  # fmt: skip
        return
    yield from done(turn, written, "C'est écrit.")


def differ(turn: Turn, overtaken: Overtaken, raw: Mapping[str, str]) -> Iterator[Reply]:
    """Both values, to choose between."""
    record = overtaken.prospect
    yield Text(f"{overtaken.message}\n")
    plain = plain_record(record)
    lines = [
        f"- **{FIELD_LABELS[d.field]}** : maintenant {value_text(d.field, plain[d.field])}, "
        f"vous vouliez {value_text(d.field, str(d.yours) if d.yours is not None else None)}"
        for d in overtaken.differences
    ]
    yield Text("\n".join(lines))
    payload = {"prospect_id": record.prospect_id, "raw": dict(raw), "marks": seen(record)}
    turn.conversations.question(turn.user, turn.conversation, "keep", payload)
    yield Text("Quelle valeur garder ?")
    yield Choices(
        (Button("Mettre la mienne", "mets la mienne"), Button("Garder l'autre", "garde l'autre"))
    )


@on_answer("keep")
def value_kept(turn: Turn, payload: dict[str, Any]) -> Iterable[Reply] | None:
    """Mine or theirs; anything else is another request."""
    said = fold(turn.text)
    if "mien" in said or "ma valeur" in said:
        return edit_confirmed(turn, {**payload, "force": False})
    if "autre" in said or "sienne" in said:
        return iter((Text("D'accord, je garde l'autre valeur. Rien n'a été écrit."),))
    return None


def done(turn: Turn, written: Written, sentence: str) -> Iterator[Reply]:
    """What was written, and its undo."""
    record = written.prospect
    yield Text(f"{sentence} Fiche de **{escape(record.nom_structure)}** :")
    yield Card(record.prospect_id)
    if written.entry_id:
        change = {"entry": written.entry_id}
        turn.conversations.note_change(turn.user, turn.conversation, change)
        yield Choices((UNDO,))


@on_yes("comment")
def comment_confirmed(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """Append it."""
    written = turn.services.records.comment(turn.user, payload["prospect_id"], payload["text"])
    yield from done(turn, written, "Commentaire ajouté.")


def edit_form(turn: Turn, record: Prospect) -> Iterator[Reply]:
    """The whole record, to be edited at once."""
    form_id = turn.ask("form_edit", {"prospect_id": record.prospect_id})
    yield Text(f"Fiche de **{escape(record.nom_structure)}** : changez ce qu'il faut.")
    yield Form(form_id, "Modifier la fiche", "Enregistrer", "Annuler")


# --- add ----------------------------------------------------------------------------------------

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\d)(?:\+33 ?|0)[1-9](?:[ .-]?\d\d){4}(?!\d)")
_SHAPED = {"email": _EMAIL, "telephone": _PHONE}
_SAID_EMAIL = re.compile(r"\b(?:e-?mail|mail|courriel)\s*:?\s+(\S+)", re.IGNORECASE)
_SAID_PHONE = re.compile(
    r"\b(?:t[ée]l[ée]phone|t[ée]l|portable|num[ée]ro)\.?\s*:?\s+(\+?\d[\d .-]*)", re.IGNORECASE
)
_NOBODY = frozenset(("quelqu un", "prospect", "contact", "structure", "un prospect", "nouveau"))
_SITE = re.compile(r"(?:https?://|www\.)\S+")
_MEMBERS = re.compile(r"(\d[\d  ]*)\s*(?:adhérents|adherents|membres)", re.IGNORECASE)
_CONTACT = re.compile(
    r"(?:contact|responsable|référente?|président[e]?)\s*:?\s+"
    r"((?:(?:M\.|Mme|Mr|madame|monsieur)\s+)?[A-ZÉÈÀ][\w'-]+(?:\s+[A-ZÉÈÀ][\w'-]+)*)"
)


@skill(Intent.ADD_PROSPECT)
def add_prospect(turn: Turn) -> Iterator[Reply]:
    """A new record: by a form where nothing is told of it, else from what is told."""
    turn.user.require(Permission.WRITE)
    raw = told(turn)
    if not raw:
        form_id = turn.ask("form_add", {"raw": {}})
        yield Text("Nouvelle fiche : remplissez au moins le nom, le type et la ville.")
        yield Form(form_id, "Nouvelle fiche", "Ajouter", "Annuler")
        return
    yield from _next(turn, raw)


def told(turn: Turn) -> dict[str, str]:
    """What the sentence says of the new record."""
    name = _own_name(str(turn.slots.get("prospect") or ""))
    raw: dict[str, str] = {"nom_structure": name} if name else {}
    text = turn.text
    for field, shape in (
        ("email", _EMAIL), ("telephone", _PHONE), ("site_web", _SITE), ("nb_adherents", _MEMBERS),
        ("nom_contact", _CONTACT),
    ):  # fmt: skip
        if found := shape.search(text):
            raw[field] = found[(found.re.groups and 1) or 0].strip(" ,;.")
    for field, asked in (("email", _SAID_EMAIL), ("telephone", _SAID_PHONE)):
        # Given but not valid: told rather than dropped.
        if field not in raw and (found := asked.search(text)):
            raw[field] = found[1].strip(" ,;.")
    for condition in extract(text, turn.today).conditions:
        if condition.key in ("type_prospect", "ville") and not condition.excluded:
            raw.setdefault(condition.key, str(condition.value[0]))
    return raw


def _own_name(said: str) -> str:
    """The name before what is told of it: "MJC de Lyon mail lyon@exemple.fr"."""
    name = re.split(r"\s+(?:e-?mail|mail|courriel|t[ée]l\w*|site|contact)\b", said)[0].strip(" ,;:")
    return "" if fold(name) in _NOBODY else name


def _next(turn: Turn, raw: Mapping[str, str]) -> Iterator[Reply]:
    """Ask for the first required field that lacks or does not fit, else show it all."""
    draft = turn.services.records.draft(turn.user, raw)
    for field in (*REQUIRED, *(name for name in draft.problems if name not in REQUIRED)):
        if field in draft.problems:
            given = raw.get(field, "").strip()
            if given:
                yield Text(f"{draft.problems[field]} (« {escape(given)} »)")
            ask = _ASK.get(field, f"{FIELD_LABELS[field]} : que faut-il écrire ?")
            payload = {"raw": dict(raw), "field": field}
            turn.conversations.question(turn.user, turn.conversation, "add", payload)
            yield Text(f"{ask} (« annule » pour abandonner)")
            return
    assert draft.after is not None
    yield Text(f"Nouvelle fiche :\n\n{record_text(plain_record(draft.after))}")
    for note in draft.notes:
        yield Text(note)
    yield from _warn(draft.duplicates)
    waiting: dict[str, Any] = {"raw": dict(raw), "force": bool(draft.duplicates)}
    question = "Ajouter cette fiche" + (" malgré le doublon ?" if draft.duplicates else " ?")
    yield Confirm(turn.ask("add", waiting), question, "Oui, l'ajouter", "Non, ne rien ajouter")


@on_answer("add")
def field_given(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """A field of the new record that was asked for."""
    yield from _next(turn, {**payload["raw"], payload["field"]: turn.text.strip()})


@on_yes("add")
def add_confirmed(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """Add it."""
    try:
        written = turn.services.records.add(turn.user, payload["raw"], force=payload["force"])
    except Duplicated as duplicated:
        yield from _warn(duplicated.duplicates)
        yield Confirm(
            turn.ask("add", {**payload, "force": True}),
            "Ajouter malgré le doublon ?", "Oui, l'ajouter", "Non",
        )  # fmt: skip
        return
    yield from done(turn, written, "C'est ajouté.")


def saved(turn: Turn, written: Written, added: bool) -> Iterator[Reply]:
    """What a form wrote."""
    if written.entry_id is None:
        yield Text("Rien n'a été changé : la fiche disait déjà tout cela.")
        return
    yield from done(turn, written, "C'est ajouté." if added else "C'est écrit.")
