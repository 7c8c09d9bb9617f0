"""Records added by sentences: what was understood is shown, what lacks is asked for."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.language.grammar.scope import extract
from assistant.language.understanding import Intent
from assistant.rendering.changes import record_text
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Confirm, Form, Reply, Text
from assistant.skills.editing import SHAPED, done, warn
from assistant.skills.registry import Turn, on_answer, on_yes, skill
from core.accounts.models import Permission
from core.records.models import Duplicated
from core.records.plain import plain_record
from core.records.values import REQUIRED
from core.vocabulary.text import fold

_ASK = {
    "nom_structure": "Quel est le nom de la structure ?",
    "type_prospect": "De quel type est-ce ? (MJC, ludothèque, bar à jeux, association de JDR…)",
    "ville": "Dans quelle ville ?",
}

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
    person = raw.get("nom_structure", "")
    if "nom_contact" not in raw and _is_perhaps_somebody(turn, person):
        yield from _ask_who(turn, raw, person)
        return
    yield from complete(turn, raw)


# Two words with their capitals, and nothing that says what it is: "Jeanne Martin".
_SOMEBODY = re.compile(r"[A-ZÀ-Ý][a-zà-ÿœ'’-]+(?: [A-ZÀ-Ý][\w'’-]+){1,2}")
_TITLED = re.compile(r"^(?:M\.|Mr?|Mme|Mlle|madame|monsieur|mademoiselle)\s+(?=\S)", re.IGNORECASE)
_GENERIC = frozenset(
    ("association", "asso", "centre", "atelier", "cafe", "bar", "festival", "collectif", "club")
) | frozenset(
    ("librairie", "maison", "espace", "compagnie", "editions", "salon", "les", "le", "la", "du")
)  # fmt: skip


def _is_perhaps_somebody(turn: Turn, name: str) -> bool:
    """A name that may be a person's: no type is told, and no word of it is one of a structure."""
    if not _SOMEBODY.fullmatch(name) or _GENERIC & set(fold(name).split()):
        return False
    said = extract(turn.text, turn.today).conditions
    return not any(condition.key == "type_prospect" for condition in said)


def _ask_who(turn: Turn, raw: Mapping[str, str], name: str) -> Iterator[Reply]:
    payload = {"raw": dict(raw)}
    turn.conversations.question(turn.user, turn.conversation, "who", payload)
    yield Text(f"« {escape(name)} », est-ce le nom de la structure, ou celui d'une personne ?")
    yield Choices(
        (
            Button("C'est une personne", "c'est une personne"),
            Button("C'est la structure", "c'est la structure"),
        )
    )


@on_answer("who")
def who_told(turn: Turn, payload: dict[str, Any]) -> Iterable[Reply] | None:
    """A person or a structure; anything else is another request."""
    said, raw = fold(turn.text), dict(payload["raw"])
    if re.search(r"\b(?:personne|contact|responsable|quelqu un|humain)\b", said):
        raw["nom_contact"] = raw.pop("nom_structure")
        return complete(turn, raw)
    if re.search(r"\b(?:structure|asso\w*|organis\w*|lieu|boutique|nom)\b", said):
        return complete(turn, raw)
    return None


def told(turn: Turn) -> dict[str, str]:
    """What the sentence says of the new record."""
    name = _own_name(str(turn.slots.get("prospect") or ""))
    person = _TITLED.sub("", name) if _TITLED.match(name) or _as_contact(turn, name) else ""
    raw: dict[str, str] = {"nom_structure": name} if name and not person else {}
    if person:
        raw["nom_contact"] = person
    text = turn.text
    for field, shape in (
        *SHAPED.items(), ("site_web", _SITE), ("nb_adherents", _MEMBERS),
        ("nom_contact", _CONTACT),
    ):  # fmt: skip
        if found := shape.search(text):
            raw[field] = found[(found.re.groups and 1) or 0].strip(" ,;.")
    for field, asked in (("email", _SAID_EMAIL), ("telephone", _SAID_PHONE)):
        # Given but not valid: told rather than dropped.
        if field not in raw and (found := asked.search(text)):
            raw[field] = found[1].strip(" ,;.")
    said = [c for c in extract(text, turn.today).conditions if not c.excluded]
    for condition in said:
        if condition.key == "type_prospect":
            raw.setdefault("type_prospect", str(condition.value[0]))
        elif condition.key == "ville":
            # "la MJC du Bourg à Grand-Champ": the town is the last one.
            raw["ville"] = str(condition.value[0])
    return raw


def _as_contact(turn: Turn, name: str) -> bool:
    """ "ajoute le contact Jeanne Martin": a person, in so many words."""
    said = fold(turn.text)
    return bool(_SOMEBODY.fullmatch(name)) and f"le contact {fold(name)}" in said


def _own_name(said: str) -> str:
    """The name before what is told of it: "MJC de Lyon mail lyon@exemple.fr"."""
    name = re.split(r"\s+(?:e-?mail|mail|courriel|t[ée]l\w*|site|contact)\b", said)[0].strip(" ,;:")
    return "" if fold(name) in _NOBODY else name


def complete(turn: Turn, raw: Mapping[str, str]) -> Iterator[Reply]:
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
    yield from warn(draft.duplicates)
    waiting: dict[str, Any] = {"raw": dict(raw), "force": bool(draft.duplicates)}
    question = "Ajouter cette fiche" + (" malgré le doublon ?" if draft.duplicates else " ?")
    yield Confirm(turn.ask("add", waiting), question, "Oui, l'ajouter", "Non, ne rien ajouter")


@on_answer("add")
def field_given(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """A field of the new record that was asked for."""
    yield from complete(turn, {**payload["raw"], payload["field"]: turn.text.strip()})


@on_yes("add")
def add_confirmed(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """Add it."""
    try:
        written = turn.services.records.add(turn.user, payload["raw"], force=payload["force"])
    except Duplicated as duplicated:
        yield from warn(duplicated.duplicates)
        yield Confirm(
            turn.ask("add", {**payload, "force": True}),
            "Ajouter malgré le doublon ?", "Oui, l'ajouter", "Non",
        )  # fmt: skip
        return
    yield from done(turn, written, "C'est ajouté.")
