"""What prospects answered, noted."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from assistant.language.grammar.scope import extract
from assistant.language.understanding import Intent
from assistant.rendering.wording import day, escape
from assistant.replies import Button, Choices, Confirm, Reply, Text
from assistant.skills.editing import done
from assistant.skills.finding import find_record
from assistant.skills.registry import Turn, on_answer, on_yes, skill
from core.accounts.models import Permission
from core.errors import Refused
from core.prospects.models import Prospect
from core.records.service import STATUS_OF
from core.vocabulary.text import fold
from core.vocabulary.values import Response

_SAID = {Response.POSITIF: "positive", Response.NEGATIF: "négative"}


@skill(Intent.RECORD_RESPONSE)
def record_response(turn: Turn) -> Iterator[Reply]:
    """Note that a prospect answered: shown first."""
    turn.user.require(Permission.WRITE)
    found = find_record(turn, "Qui a répondu ?", writes=True)
    if found.record is None:
        yield from found.replies
        return
    said = turn.slots.get("response")
    try:
        when = _day(turn) or turn.slots.get("date")
    except Refused as refused:
        yield Text(refused.message)
        return
    if said is None:
        payload = {"prospect_id": found.record.prospect_id, "date": when}
        turn.conversations.question(turn.user, turn.conversation, "response", payload)
        yield Text(f"La réponse de **{escape(found.record.nom_structure)}** est-elle positive ?")
        yield Choices((Button("Positive", "positive"), Button("Négative", "négative")))
        return
    yield from propose(turn, found.record, Response(said), when)


_UNREAD = re.compile(r"\ble \d{1,2}(?:er)? [a-zéû]+|\ble \d{1,2}/\d{1,2}", re.IGNORECASE)


def _day(turn: Turn) -> str | None:
    """The day that the sentence gives; Refused where it is no single, past day."""
    bounds = [
        change.condition.value
        for change in extract(turn.text, turn.today).changes
        if change.condition.key in ("date", "dernier_contact")
    ]
    if not bounds and _UNREAD.search(turn.text):
        raise Refused("Je ne connais pas cette date : donnez-la par exemple ainsi, « le 3 mars ».")
    if not bounds:
        return None
    first, last = bounds[0].apres, bounds[0].avant
    if first is None or (last is not None and last != first):
        raise Refused("Quel jour exactement ? Redites-le par exemple avec « le 3 mars ».")
    if last is None and first != turn.today:
        raise Refused("Quel jour exactement ? Redites-le par exemple avec « le 3 mars ».")
    if first > turn.today:
        raise Refused("Cette date est dans le futur : une réponse ne peut pas l'être.")
    return str(first.isoformat())


@on_answer("response")
def response_given(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """Positive or not."""
    record = turn.services.prospects.open(turn.user, payload["prospect_id"])
    said = fold(turn.text)
    negative = any(word in said for word in ("neg", "non", "refus", "pas"))
    positive = any(word in said for word in ("posi", "oui", "ok", "interess", "accept"))
    if negative == positive:
        yield Text("Je n'ai pas compris : positive ou négative ? Rien n'a été noté.")
        return
    response = Response.NEGATIF if negative else Response.POSITIF
    yield from propose(turn, record, response, payload["date"])


def propose(turn: Turn, record: Prospect, response: Response, when: str | None) -> Iterator[Reply]:
    """What would be noted; nothing is before a yes."""
    moment = date.fromisoformat(when) if when else turn.today
    yield Text(
        f"**{escape(record.nom_structure)}** : réponse **{_SAID[response]}** "
        f"du {day(moment)}, statut « {STATUS_OF[response].value} »."
    )
    payload = {
        "prospect_id": record.prospect_id,
        "response": response.value,
        "date": moment.isoformat(),
    }
    yield Confirm(turn.ask("answer", payload), "Noter cette réponse ?", "Oui, la noter", "Non")


@on_yes("answer")
def answer_confirmed(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """Note it."""
    written = turn.services.records.answer(
        turn.user,
        payload["prospect_id"],
        Response(payload["response"]),
        date.fromisoformat(payload["date"]),
    )
    yield from done(turn, written, "C'est noté.")
