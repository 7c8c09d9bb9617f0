"""A proposal that waits for its yes, made again as it was corrected in words.

The older proposal is closed when the new one is asked.
"""

from collections.abc import Iterable, Iterator

from assistant.language.requests.revisions import AddAgain, AnswerAgain, BulkAgain, EditAgain
from assistant.replies import Reply
from assistant.skills.records import adding, answers, editing
from assistant.skills.records import bulk_editing as bulk
from assistant.skills.registry import Turn, claim
from core.vocabulary.values import Response


@claim("revised")
def revised(turn: Turn) -> Iterable[Reply] | None:
    """ "non, plutôt Lille", "ajoute aussi le mail": the proposal with what was changed in it."""
    match turn.request:
        case AddAgain(raw):
            return adding.complete(turn, raw)
        case BulkAgain(filter, edit):
            return bulk.propose_bulk(turn, filter, dict(edit))
        case EditAgain() as again:
            return _edit(turn, again)
        case AnswerAgain() as again:
            return _answer(turn, again)
    return None


def _edit(turn: Turn, again: EditAgain) -> Iterator[Reply]:
    record = turn.services.prospects.open(turn.user, again.prospect_id)
    yield from editing.propose(turn, record, again.raw)


def _answer(turn: Turn, again: AnswerAgain) -> Iterator[Reply]:
    record = turn.services.prospects.open(turn.user, again.prospect_id)
    yield from answers.propose(turn, record, Response(again.response), again.day)
