"""A proposal that waits for its yes, corrected in words: "non, plutôt …", "et le mail …"."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.language.dialogue.scene import Proposal
from assistant.language.grammar.reading import read
from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.edits import shaped, typed
from assistant.language.slots.edits import begins_with_field
from assistant.language.slots.readers import slots_of
from assistant.language.text.phrasings import Phrasings
from assistant.language.understanding import Intent
from core.prospects.filters import Filter
from core.vocabulary.text import fold
from core.vocabulary.values import Response

Claimed = tuple[Intent, Request]


@dataclass(frozen=True)
class EditAgain(Request):
    """Other values for one record."""

    prospect_id: str
    raw: Mapping[str, str]


@dataclass(frozen=True)
class AddAgain(Request):
    """Other values for the new record."""

    raw: Mapping[str, str]


@dataclass(frozen=True)
class AnswerAgain(Request):
    """The other answer of the same prospect, on the same day."""

    prospect_id: str
    response: str
    day: str | None


@dataclass(frozen=True)
class BulkAgain(Request):
    """Another value for a list, or another list."""

    filter: Filter
    edit: Mapping[str, Any]


_WAYS = Phrasings("revisions", " ", e="[ée]", o="[ôo]", apostrophe="['’]")
_CORRECTS = re.compile(rf"^\W*(?:{_WAYS['corrects']}\b[\s,.:;!…]*)+", re.IGNORECASE)
_TURNS_BACK = _WAYS.within("turns_back")
_ADDS = re.compile(
    r"^\W*(?:et |ok |oui |mais )?(?:(?:r?ajoute|mets|met|note|rajouter|ajouter)\w*\s+)?"
    r"(?:aussi|[ée]galement|en plus)?\s*(?:(?:le|la|son|sa|leur|l['’]|un|une)\s*)?",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^(?:et|ajoute|rajoute|mets|met|note|aussi|ok et|oui et)\b|\b(?:aussi|egalement)\b"
)
_LIST = re.compile(r"\b(?:montre|affiche|liste|combien|ouvre|cherche|trouve|exporte|fiche de)\b")
_ANOTHER = re.compile(r"(?:change|modifie|corrige|ajoute la|ajoute le|supprime)\w*\b")
_LONGEST_BARE = 6


def claim_revised(asked: Asked) -> Claimed | None:
    """What the sentence changes in the proposal that the last answer ended with."""
    proposal = asked.scene.last_proposal
    if proposal is None or asked.typed.rstrip().endswith("?") or _LIST.search(asked.said):
        return None
    read = _READERS.get(proposal.action)
    return read(asked, proposal) if read else None


def _edit(asked: Asked, proposal: Proposal) -> Claimed | None:
    back, more = _TURNS_BACK.search(asked.said), _MORE.search(asked.said)
    before: Mapping[str, str] = proposal.payload["raw"]
    given = _fields(asked)
    if not given and back and len(before) == 1:
        # "non, plutôt Lille": another value for the one field of the proposal.
        value = _rest(asked.typed)
        given = {next(iter(before)): value} if value else {}
    names_it = bool(given) and set(given) <= set(before)
    if not given or not (back or more or names_it or _is_bare(asked.said, given)):
        return None
    if _names_another(asked):
        return None
    again = EditAgain(proposal.payload["prospect_id"], {**before, **given})
    return Intent.EDIT_PROSPECT, again


def _add(asked: Asked, proposal: Proposal) -> Claimed | None:
    given = _fields(asked)
    if not given and (_TURNS_BACK.search(asked.said) or len(asked.said.split()) <= _LONGEST_BARE):
        given = _kind_or_town(asked)
    if not given or _names_another(asked):
        return None
    return Intent.ADD_PROSPECT, AddAgain({**proposal.payload["raw"], **given})


def _kind_or_town(asked: Asked) -> dict[str, str]:
    """ "plutôt une ludothèque", "à Nantes": nothing but a type or a town."""
    reading = asked.reading
    found = {"type_prospect": reading.types[:1], "ville": reading.towns[:1]}
    named = sum(map(bool, found.values()))
    if not named or len(reading.mentions) != len(reading.types) + len(reading.towns):
        return {}
    return {key: values[0] for key, values in found.items() if values}


def _comment(asked: Asked, proposal: Proposal) -> Claimed | None:
    value = _rest(asked.typed)
    if not _TURNS_BACK.search(asked.said) or not value:
        return None
    again = EditAgain(proposal.payload["prospect_id"], {"commentaires": value})
    return Intent.EDIT_PROSPECT, again


def _answer(asked: Asked, proposal: Proposal) -> Claimed | None:
    slots = slots_of(asked.reading, Intent.RECORD_RESPONSE, asked.scene.today)
    response = slots.get("response")
    words = set(asked.said.split())
    if words & {"negative", "negatif", "refus", "refuse"}:
        response = Response.NEGATIF
    elif words & {"positive", "positif"}:
        response = Response.POSITIF
    if not _TURNS_BACK.search(asked.said) or response is None or "prospect" in slots:
        return None
    before = proposal.payload
    again = AnswerAgain(before["prospect_id"], str(response), before["date"])
    return Intent.RECORD_RESPONSE, again


_WHOM = re.compile(r"(?:ceux|celles|les|seulement|uniquement|que|aux|a|pour)\b")


def _bulk(asked: Asked, proposal: Proposal) -> Claimed | None:
    """ "non, plutôt salon 2027", for a list: another value, or others ("plutôt ceux de Brest")."""
    value = re.sub(r"^(?:le|la|l['’])?\s*(?:tag|étiquette|statut)\s+", "", _rest(asked.typed))
    if not _TURNS_BACK.search(asked.said) or not value:
        return None
    edit, filter = proposal.payload["edit"], Filter.model_validate(proposal.payload["filter"])
    if _WHOM.match(fold(value)):
        before = replace(asked.scene.context, filter=filter)
        about = asked.understand(f"plutôt {value}", before, asked.scene.today)
        if about.filters.is_empty() or about.unread:
            return None
        filter = about.filters
    else:
        edit = {next(iter(edit)): value}
    return Intent.EDIT_PROSPECT, BulkAgain(filter, edit)


_READERS: Mapping[str, Callable[[Asked, Proposal], Claimed | None]] = {
    "bulk": _bulk,
    "edit": _edit,
    "add": _add,
    "comment": _comment,
    "answer": _answer,
}
"""By what is proposed."""


def _fields(asked: Asked) -> dict[str, str]:
    """The fields that the sentence gives a value to."""
    text = _CORRECTS.sub("", asked.typed).strip()
    given = shaped(text)
    field, value = _named_value(text)
    if field is None or value is None:
        slots = slots_of(read(text, asked.scene.today), Intent.EDIT_PROSPECT, asked.scene.today)
        field, value = slots.get("field"), slots.get("value")
    if field in given or field is None or value is None or field == "commentaires":
        return given
    value = typed(value)
    if given and any(one in value for one in given.values()):
        return given
    return {**given, field: value}


def _named_value(text: str) -> tuple[str | None, Any]:
    """ "et le contact Jeanne Martin", "ville : Lille"."""
    rest = _ADDS.sub("", text, count=1).strip()
    named = begins_with_field(fold(rest))
    if named is None:
        return None, None
    field, phrase = named
    value = re.sub(r"^[\s:=,]*(?:c['’]est|est|en|:)?[\s:]*", "", _after(rest, phrase)).strip()
    return (field, value) if value else (None, None)


def _after(text: str, phrase: str) -> str:
    """What follows the words of a folded phrase that the text begins with."""
    found = re.match(rf"\W*(?:\w+\W+){{{len(phrase.split())}}}", text)
    return text[found.end() :] if found else ""


def _is_bare(said: str, given: Mapping[str, str]) -> bool:
    """The value alone, as an e-mail or a number typed by itself."""
    return any(fold(value) == said for value in given.values())


def _names_another(asked: Asked) -> bool:
    """ "change le mail de la MJC de Foix en …" speaks of another record."""
    if not _ANOTHER.match(asked.said):
        return False
    understood = asked.understand(asked.typed, asked.scene.context, asked.scene.today)
    named = understood.slots.get("prospect")
    return bool(named and understood.intent is not Intent.FILTER_PROSPECTS)


def _rest(text: str) -> str:
    """What follows "mais non, plutôt"."""
    return _CORRECTS.sub("", text).strip(' .:«»"“”')
