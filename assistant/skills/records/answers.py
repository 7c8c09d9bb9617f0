"""What prospects answered, noted."""

from collections.abc import Iterator
from datetime import date

from assistant.acts.of_records import NoteAnswer
from assistant.conversation import Payload
from assistant.language.requests.answers import (
    DayAnswer,
    ResponseAnswer,
    ResponseRequest,
    Unclear,
)
from assistant.language.requests.records import Whom
from assistant.language.understanding import Intent
from assistant.rendering.wording import day, escape, of_strong
from assistant.replies import Button, Choices, Confirm, Reply, Text
from assistant.skills.records.editing import done
from assistant.skills.records.finding import find_record
from assistant.skills.registry import Turn, on_act, on_answer, on_yes, skill
from core.accounts.models import Permission
from core.prospects.models import Prospect
from core.records.service import STATUS_OF
from core.vocabulary.values import Response

_SAID = {Response.POSITIF: "positive", Response.NEGATIF: "négative"}


@skill(Intent.RECORD_RESPONSE)
def record_response(turn: Turn) -> Iterator[Reply]:
    """Note that a prospect answered: shown first."""
    turn.user.require(Permission.WRITE)
    request = turn.asked(ResponseRequest)
    found = find_record(turn, request.whom, "Qui a répondu ?", writes=True)
    if found.record is None:
        yield from found.replies
        return
    yield from _answered(turn, found.record, request.response, request.day, request.unclear)


def _answered(
    turn: Turn,
    record: Prospect,
    response: str | None,
    answered: date | None,
    unclear: Unclear | None,
) -> Iterator[Reply]:
    """What would be noted, once its day and its sense are known; else what lacks is asked."""
    payload: Payload = {"prospect_id": record.prospect_id}
    if unclear:
        payload["response"] = response
        turn.conversations.question(turn.user, turn.conversation, "response_day", payload)
        yield Text(_WHICH_DAY[unclear])
        return
    when = answered.isoformat() if answered else None
    if response is None:
        payload["date"] = when
        turn.conversations.question(turn.user, turn.conversation, "response", payload)
        yield Text(f"La réponse {of_strong(record.nom_structure)} est-elle positive ?")
        yield Choices(tuple(_which(record, answered)))
        return
    yield from propose(turn, record, Response(response), when)


@on_answer("response_day")
def day_given(turn: Turn, payload: Payload) -> Iterator[Reply] | None:
    """The day on which they answered, or another request."""
    request = turn.asked(DayAnswer)
    if not (request.day or request.unclear):
        return None
    record = turn.services.prospects.open(turn.user, payload["prospect_id"])
    return _answered(turn, record, payload["response"], request.day, request.unclear)


@on_act(NoteAnswer, Intent.RECORD_RESPONSE)
def note_by_click(turn: Turn, deed: NoteAnswer) -> Iterator[Reply]:
    """The answer of that record: which one is asked, unless the button says it."""
    turn.heard = ResponseRequest(Whom(number=deed.id), response=deed.response, day=deed.day)
    yield from record_response(turn)


def _which(record: Prospect, day: date | None) -> Iterator[Button]:
    for response in Response:
        act = NoteAnswer(id=record.prospect_id, response=response.value, day=day)
        yield Button(_SAID[response].capitalize(), _SAID[response], act=act)


_WHICH_DAY = {
    Unclear.UNKNOWN: "Je ne connais pas cette date. Quel jour ? Par exemple « le 3 mars ».",
    Unclear.SEVERAL: "Quel jour exactement ? Par exemple « le 3 mars ».",
    Unclear.FUTURE: (
        "Cette date est dans le futur, et une réponse ne peut pas l'être. Quel jour était-ce ?"
    ),
}


@on_answer("response")
def response_given(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """Positive or not."""
    record = turn.services.prospects.open(turn.user, payload["prospect_id"])
    positive = turn.asked(ResponseAnswer).positive
    if positive is None:
        yield Text("Je n'ai pas compris : positive ou négative ? Rien n'a été noté.")
        return
    response = Response.POSITIF if positive else Response.NEGATIF
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
def answer_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """Note it."""
    written = turn.services.records.answer(
        turn.user,
        payload["prospect_id"],
        Response(payload["response"]),
        date.fromisoformat(payload["date"]),
    )
    yield from done(turn, written, "C'est noté.")
