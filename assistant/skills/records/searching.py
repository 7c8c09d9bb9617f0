"""Prospects found by bare words: whose name, contact, e-mail, telephone or remark they are."""

from collections.abc import Iterator

from assistant.acts.of_talk import TakeReading
from assistant.language.requests.searches import SearchRequest
from assistant.rendering.wording import of_strong
from assistant.replies import Card, Choices, Reply, Text
from assistant.skills.records.finding import MAX_NAMESAKES, several
from assistant.skills.registry import Turn, claim
from assistant.skills.talk.doubting import reading_button
from core.prospects.models import Prospect


@claim("named_alone")
def found_by_words(turn: Turn) -> list[Reply] | None:
    """The one they name, or those; None where they name nobody."""
    request = turn.asked(SearchRequest)
    prospects = turn.services.prospects
    find = prospects.find_named if request.sought else prospects.called
    found = find(turn.user, request.words, MAX_NAMESAKES + 1)
    return list(_shown(turn, request, found)) if found else None


def _shown(turn: Turn, request: SearchRequest, found: list[Prospect]) -> Iterator[Reply]:
    if len(found) == 1:
        [one] = found
        turn.remember_record(one.prospect_id)
        yield Text(f"Voici la fiche {of_strong(one.nom_structure)} :")
        yield Card(one.prospect_id)
    else:
        yield from several(turn, request.words, found)
    if request.otherwise:
        yield Text("Ou bien vouliez-vous :")
        yield Choices((reading_button(TakeReading(intent=request.otherwise)),))
