"""Prospects found by bare words: whose name, contact, e-mail, telephone or remark they are."""

from collections.abc import Iterator

from assistant.language.phrasing.chips import sentence
from assistant.language.requests.searches import SearchRequest
from assistant.rendering.wording import escape
from assistant.replies import Button, Card, Choices, Reply, Text
from assistant.skills.finding import MAX_NAMESAKES, choices_of
from assistant.skills.registry import Turn, claim
from core.prospects.filters import Filter
from core.prospects.finding import is_meant
from core.prospects.models import Prospect


@claim("named_alone")
def found_by_words(turn: Turn) -> list[Reply] | None:
    """The one they name, or those; None where they name nobody."""
    request = turn.asked(SearchRequest)
    found = turn.services.prospects.find_named(turn.user, request.words, MAX_NAMESAKES + 1)
    if not request.sought:
        found = [one for one in found if is_meant(request.words, one)]
    return list(_shown(turn, request, found)) if found else None


def _shown(turn: Turn, request: SearchRequest, found: list[Prospect]) -> Iterator[Reply]:
    words = escape(request.words)
    buttons = [Button(request.otherwise, request.otherwise)] if request.otherwise else []
    if len(found) == 1:
        [one] = found
        turn.remember_record(one.prospect_id)
        yield Text(f"Voici la fiche de **{escape(one.nom_structure)}** :")
        yield Card(one.prospect_id)
    else:
        yield Text(f"Plusieurs fiches correspondent à « {words} ». Laquelle ?")
        yield from choices_of(turn, found[:MAX_NAMESAKES])
        if len(found) > MAX_NAMESAKES:
            buttons.insert(0, Button("Toutes les voir", sentence(Filter(texte=request.words))))
    if buttons:
        yield Text("Ou bien vouliez-vous :")
        yield Choices(tuple(buttons))
