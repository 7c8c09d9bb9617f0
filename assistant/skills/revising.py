"""A proposal that waits for its yes, corrected in words: "non, plutôt …", "ajoute aussi le mail …".

The older proposal is closed when the new one is asked.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from assistant.conversation import Pending
from assistant.language.grammar.scope import extract
from assistant.language.slots.edits import begins_with_field
from assistant.language.slots.reading import slots_of
from assistant.language.understanding import Intent
from assistant.replies import Reply
from assistant.skills import adding, answers, bulk, editing
from assistant.skills.registry import Skill, Turn, claim
from core.prospects.filters import Filter
from core.vocabulary.text import fold
from core.vocabulary.values import Response

_CORRECTS = re.compile(
    r"^\W*(?:(?:mais|ah|oups|euh|attends|pardon|d[ée]sol[ée]e?|en fait|je voulais dire|je me suis "
    r"tromp[ée]e?|erreur|non|nan|plut[ôo]t|finalement|c['’]est|mets|met|prends)\b[\s,.:;!…]*)+",
    re.IGNORECASE,
)
_TURNS_BACK = re.compile(r"\b(?:non|nan|plutot|en fait|pardon|erreur|trompe|finalement|oups)\b")
_ADDS = re.compile(
    r"^\W*(?:et |ok |oui |mais )?(?:(?:r?ajoute|mets|met|note|rajouter|ajouter)\w*\s+)?"
    r"(?:aussi|[ée]galement|en plus)?\s*(?:(?:le|la|son|sa|leur|l['’]|un|une)\s*)?",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^(?:et|ajoute|rajoute|mets|met|note|aussi|ok et|oui et)\b|\b(?:aussi|egalement)\b"
)
_LIST = re.compile(r"\b(?:montre|affiche|liste|combien|ouvre|cherche|trouve|exporte|fiche de)\b")
_LONGEST_BARE = 6


@claim("revised")
def revised(turn: Turn) -> Iterable[Reply] | None:
    """What the sentence changes in the proposal that the last answer ended with."""
    pending = turn.conversations.waiting(turn.user, turn.conversation)
    if pending is None or not turn.conversations.is_just_asked(
        turn.conversation, pending.pending_id
    ):
        return None
    said = fold(turn.text)
    if turn.text.rstrip().endswith("?") or _LIST.search(said):
        return None
    read = _READERS.get(pending.action)
    found = read(turn, pending, said) if read else None
    return None if found is None else found[1](turn)


def _edit(turn: Turn, pending: Pending, said: str) -> tuple[Intent, Skill] | None:
    back, more = _TURNS_BACK.search(said), _MORE.search(said)
    before: Mapping[str, str] = pending.payload["raw"]
    told = _fields(turn, said)
    if not told and back and len(before) == 1:
        # "non, plutôt Lille": another value for the one field of the proposal.
        value = _rest(turn.text)
        told = {next(iter(before)): value} if value else {}
    names_it = bool(told) and set(told) <= set(before)
    if not told or not (back or more or names_it or _is_bare(turn.text, told)):
        return None
    if _names_another(turn, said):
        return None
    run = partial(_edit_again, pending, {**before, **told})
    return Intent.EDIT_PROSPECT, run


def _edit_again(pending: Pending, raw: Mapping[str, str], turn: Turn) -> Iterator[Reply]:
    record = turn.services.prospects.open(turn.user, pending.payload["prospect_id"])
    yield from editing.propose(turn, record, raw)


def _add(turn: Turn, pending: Pending, said: str) -> tuple[Intent, Skill] | None:
    told = _fields(turn, said)
    if not told and (_TURNS_BACK.search(said) or len(said.split()) <= _LONGEST_BARE):
        told = _kind_or_town(turn)
    if not told or _names_another(turn, said):
        return None
    raw = {**pending.payload["raw"], **told}
    return Intent.ADD_PROSPECT, lambda turn: adding.complete(turn, raw)


def _kind_or_town(turn: Turn) -> dict[str, str]:
    """ "plutôt une ludothèque", "à Nantes": nothing but a type or a town."""
    said = extract(turn.text, turn.today)
    keys = {condition.key for condition in said.conditions}
    if not keys or not keys <= {"type_prospect", "ville"}:
        return {}
    return {c.key: str(c.value[0]) for c in said.conditions if not c.excluded}


def _comment(turn: Turn, pending: Pending, said: str) -> tuple[Intent, Skill] | None:
    value = _rest(turn.text)
    if not _TURNS_BACK.search(said) or not value:
        return None
    return Intent.EDIT_PROSPECT, partial(_edit_again, pending, {"commentaires": value})


def _answer(turn: Turn, pending: Pending, said: str) -> tuple[Intent, Skill] | None:
    slots = slots_of(turn.text, Intent.RECORD_RESPONSE, turn.today)
    response = slots.get("response")
    words = set(said.split())
    if words & {"negative", "negatif", "refus", "refuse"}:
        response = Response.NEGATIF
    elif words & {"positive", "positif"}:
        response = Response.POSITIF
    if not _TURNS_BACK.search(said) or response is None or "prospect" in slots:
        return None

    def run(turn: Turn) -> Iterator[Reply]:
        record = turn.services.prospects.open(turn.user, pending.payload["prospect_id"])
        yield from answers.propose(turn, record, Response(response), pending.payload["date"])

    return Intent.RECORD_RESPONSE, run


_WHOM = re.compile(r"(?:ceux|celles|les|seulement|uniquement|que|aux|a|pour)\b")


def _bulk(turn: Turn, pending: Pending, said: str) -> tuple[Intent, Skill] | None:
    """ "non, plutôt salon 2027", for a list: another value, or others ("plutôt ceux de Brest")."""
    value = re.sub(r"^(?:le|la|l['’])?\s*(?:tag|étiquette|statut)\s+", "", _rest(turn.text))
    if not _TURNS_BACK.search(said) or not value:
        return None
    edit, filter = pending.payload["edit"], Filter.model_validate(pending.payload["filter"])
    if _WHOM.match(fold(value)):
        before = replace(turn.context, filter=filter)
        about = turn.language.understand(f"plutôt {value}", before, turn.today)[0]
        if about.filters.is_empty() or about.unread:
            return None
        filter = about.filters
    else:
        edit = {next(iter(edit)): value}
    return Intent.EDIT_PROSPECT, lambda turn: bulk.propose_bulk(turn, filter, edit)


_READERS = {"bulk": _bulk, "edit": _edit, "add": _add, "comment": _comment, "answer": _answer}


def _fields(turn: Turn, said: str) -> dict[str, str]:
    """The fields that the sentence gives a value to."""
    text = _CORRECTS.sub("", turn.text).strip()
    shaped = editing.shaped(text)
    field, value = _named_value(text)
    if field is None or value is None:
        slots = slots_of(text, Intent.EDIT_PROSPECT, turn.today)
        field, value = slots.get("field"), slots.get("value")
    if field in shaped or field is None or value is None or field == "commentaires":
        return shaped
    value = editing.typed(value)
    if shaped and any(one in value for one in shaped.values()):
        return shaped
    return {**shaped, field: value}


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


def _is_bare(text: str, told: Mapping[str, str]) -> bool:
    """The value alone, as an e-mail or a number typed by itself."""
    return any(fold(value) == fold(text) for value in told.values())


def _names_another(turn: Turn, said: str) -> bool:
    """ "change le mail de la MJC de Foix en …" speaks of another record."""
    understood = turn.language.understand(turn.text, replace(turn.context), turn.today)[0]
    name = understood.slots.get("prospect")
    starts = re.match(r"(?:change|modifie|corrige|ajoute la|ajoute le|supprime)\w*\b", said)
    return bool(starts and name and understood.intent is not Intent.FILTER_PROSPECTS)


def _rest(text: str) -> str:
    """What follows "mais non, plutôt"."""
    return _CORRECTS.sub("", text).strip(' .:«»"“”')
