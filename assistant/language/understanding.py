"""What a turn is understood to mean: the public types of the language package."""

from dataclasses import dataclass, field
from typing import Any

from assistant.language.intent_table import Intent
from assistant.language.requests.base import Request
from core.prospects.filters import Filter, PresenceField

__all__ = ["Context", "Intent", "Reading", "Understanding"]


Slots = dict[str, Any]
"""What a turn gives besides the selection, by the contract's names: each has its own type."""


@dataclass(frozen=True)
class Reading:
    """Another way to read the turn: its intent, the sentence that says it without doubt, and what
    the turn gives where it is read so."""

    intent: Intent
    say: str
    filters: Filter = field(default_factory=Filter)
    slots: Slots = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """What earlier turns left behind, small enough to be stored with a conversation."""

    filter: Filter = field(default_factory=Filter)
    last_prospect: str | None = None
    """The record last shown or spoken of: its name as written, or its id in a conversation that
    is kept, which holds no names."""
    last_campaign: str | None = None
    last_intent: Intent | None = None
    previous: Filter = field(default_factory=Filter)
    """The filter before its last change: what "les deux", "l'inverse" speak of."""
    focus: tuple[PresenceField, ...] = ()
    """The fields last spoken of: what "ceux qui n'en ont pas" lack."""


@dataclass(frozen=True)
class Understanding:
    """One request. `filters` is what the turn outputs; `context` what the next turn starts from."""

    intent: Intent
    confidence: float
    filters: Filter
    slots: Slots
    context: Context
    alternatives: tuple[Reading, ...] = ()
    """Where there is doubt, the likeliest readings, best first: to be offered."""
    unsure: bool = False
    """True when the assistant should ask instead of act."""
    unread: tuple[str, ...] = ()
    """Parts of the sentence, as typed, that a request for prospects left aside."""
    left: Filter = field(default_factory=Filter)
    """What was in force before a whole new request started over."""
    request: Request = field(default_factory=Request)
    """What is asked for besides the selection and the slots, typed by what it is about."""
