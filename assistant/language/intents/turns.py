"""Turns to learn from: conversations whose readings are known, played from their start."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from assistant.language.dialogue.composing import focus_after
from assistant.language.grammar.reading import Reading, read
from assistant.language.intent_table import Selection
from assistant.language.roles.labels import label
from assistant.language.understanding import Intent
from core.prospects.filters import Filter, PresenceField

FOLDER = Path(__file__).parents[1] / "examples" / "tours"
_DAY = date(2026, 11, 22)


@dataclass(frozen=True)
class KnownTurn:
    """One line of a conversation: what was typed, and what it means."""

    intent: Intent
    text: str
    filters: Filter
    slots: dict[str, Any]


@dataclass(frozen=True)
class Conversation:
    today: date
    turns: tuple[KnownTurn, ...]


@dataclass(frozen=True)
class PlayedTurn:
    """A turn within its conversation, read, with the roles that lead to its filter."""

    known: KnownTurn
    reading: Reading
    before: Filter
    """In force when it was said."""
    previous: Filter
    last_intent: str
    focus: tuple[PresenceField, ...]
    today: date
    source: str
    """Which conversation it is of: a test must not split one."""

    @property
    def uses_selection(self) -> bool:
        """Whether its filter says something of what its mentions mean."""
        return changes_selection(self.known) or not self.known.filters.is_empty()


def conversations(path: Path) -> Iterator[Conversation]:
    """Those of a file: `intent | text | filters | slots` a line, a blank line between two."""
    today, turns = _DAY, list[KnownTurn]()
    for line in (*path.read_text(encoding="utf-8").splitlines(), ""):
        if line.startswith("# today:"):
            today = date.fromisoformat(line.partition(":")[2].strip())
        elif line.strip() and not line.startswith("#"):
            turns.append(_known(line))
        elif turns and not line.strip():
            yield Conversation(today, tuple(turns))
            turns = []


def _known(line: str) -> KnownTurn:
    intent, text, filters, slots, *_ = (*(part.strip() for part in line.split("|")), "", "")
    return KnownTurn(
        Intent(intent),
        text,
        Filter.model_validate(json.loads(filters or "{}")),
        json.loads(slots or "{}"),
    )


@cache
def played(folder: Path = FOLDER) -> tuple[PlayedTurn, ...]:
    """Every turn of the folder's conversations, in the scene in which it was said."""
    return tuple(
        turn
        for path in sorted(folder.glob("*.txt"))
        for number, conversation in enumerate(conversations(path))
        for turn in play(conversation, f"{path.stem}:{number}")
    )


def play(conversation: Conversation, source: str) -> Iterator[PlayedTurn]:
    """Each turn with the filter that the ones before it left in force."""
    force, previous, last, focus = Filter(), Filter(), "", tuple[PresenceField, ...]()
    for known in conversation.turns:
        reading = read(known.text, conversation.today)
        yield PlayedTurn(known, reading, force, previous, last, focus, conversation.today, source)
        roles = roles_of_turn(known, reading, force, previous, focus, conversation.today)
        focus = focus_after(reading.mentions, roles, focus) if roles else focus
        last = known.intent.value
        if changes_selection(known) and known.filters != force:
            force, previous = known.filters, force


def changes_selection(known: KnownTurn) -> bool:
    """Whether what the turn outputs stays in force."""
    if known.intent.about.selection is Selection.MENTIONED:
        return not known.filters.is_empty()
    return known.intent.about.selection is Selection.ALWAYS


def roles_of_turn(
    known: KnownTurn,
    reading: Reading,
    before: Filter,
    previous: Filter,
    focus: tuple[PresenceField, ...],
    today: date,
) -> tuple[str, ...]:
    """The roles that lead to the filter; empty where none do, or the turn uses no selection."""
    if not changes_selection(known) and known.filters.is_empty():
        return ()
    for start in (before, Filter()):
        found = label(reading.mentions, start, previous, known.filters, today, focus)
        if found.exact:
            return found.roles
    return ()
