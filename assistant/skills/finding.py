"""Which record a sentence speaks of."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.registry import SKILLS, Turn, on_answer
from core.prospects.models import Prospect

MAX_NAMESAKES = 5
NAMED = re.compile(
    r"\bfiche\s+(?:de\s+la\s+|de\s+l['’]|du\s+|des\s+|de\s+|d['’])(.+)", re.IGNORECASE
)
NUMBERED = re.compile(r"\bfiche n° ?([0-9a-f-]{36})", re.IGNORECASE)


class Found:
    """One record, or what to answer where there is not one."""

    def __init__(self, record: Prospect | None, replies: tuple[Reply, ...] = ()) -> None:
        self.record = record
        self.replies = replies


def find_record(turn: Turn, which: str = "De quelle fiche s'agit-il ?") -> Found:
    """The record named, else the last one opened; else a question with buttons."""
    if chosen := _chosen(turn):
        return _opened(turn, chosen)
    names = list(_names(turn))
    if not names:
        if turn.context.last_prospect:
            return _opened(turn, turn.context.last_prospect)
        return Found(None, (Text(f"{which} Donnez-moi le nom de la structure."),))
    for name in names:
        found = turn.services.prospects.find_named(turn.user, name, MAX_NAMESAKES + 1)
        if len(found) == 1:
            return _opened(turn, found[0].prospect_id)
        if found:
            return Found(None, tuple(_several(turn, name, found[:MAX_NAMESAKES])))
    return Found(None, tuple(_nobody(turn, names[0])))


def say_number(prospect: Prospect) -> str:
    """The sentence that names one record and no namesake of it."""
    return f"la fiche n° {prospect.prospect_id}"


def _chosen(turn: Turn) -> str | None:
    if turn.record:
        return turn.record
    numbered = NUMBERED.search(turn.text)
    return numbered[1] if numbered else None


def _opened(turn: Turn, prospect_id: str) -> Found:
    record = turn.services.prospects.open(turn.user, prospect_id)
    turn.context = replace(turn.context, last_prospect=record.prospect_id)
    return Found(record)


def _names(turn: Turn) -> Iterator[str]:
    """The names that the sentence may mean, the likeliest first."""
    # What the cards' buttons say ends in "la fiche de …": the whole of it is the name.
    if named := NAMED.search(turn.text):
        yield named[1].strip(' ?.!"«»')
    if slot := turn.slots.get("prospect"):
        yield str(slot)


def _several(turn: Turn, name: str, found: list[Prospect]) -> Iterator[Reply]:
    yield Text(f"Plusieurs fiches correspondent à « {escape(name)} ». Laquelle ?")
    turn.conversations.question(turn.user, turn.conversation, "which", {"text": turn.text[:2_000]})
    yield Choices(
        tuple(
            Button(f"{p.nom_structure} ({p.ville}, {p.type_prospect.value})", say_number(p))
            for p in found
        )
    )


def _nobody(turn: Turn, name: str) -> Iterator[Reply]:
    near = turn.services.prospects.nearest_names(turn.user, name, MAX_NAMESAKES)
    if near:
        yield Text(f"Je ne trouve personne du nom de « {escape(name)} ». Vouliez-vous dire :")
        again = {"text": turn.text[:2_000]}
        turn.conversations.question(turn.user, turn.conversation, "which", again)
        yield Choices(tuple(Button(f"{p.nom_structure} ({p.ville})", say_number(p)) for p in near))
        return
    yield Text(
        f"Je ne trouve personne du nom de « {escape(name)} ». Vérifiez l'orthographe, "
        "ou donnez-moi un seul mot de son nom."
    )


@on_answer("which")
def chosen(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """One of several was chosen: what was asked is done with it."""
    numbered = NUMBERED.search(turn.text)
    asked = str(payload["text"])
    record = numbered[1] if numbered else None
    if record is None:
        names = turn.services.prospects.find_named(turn.user, turn.text, 2)
        if len(names) != 1:
            yield Text("Je n'ai pas compris laquelle. Refaites votre demande avec sa ville.")
            return
        record = names[0].prospect_id
    understood = turn.language.understand(asked, turn.context, turn.today)[0]
    turn.understood, turn.text, turn.record = understood, asked, record
    yield from SKILLS[understood.intent](turn)
