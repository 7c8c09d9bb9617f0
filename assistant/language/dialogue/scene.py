"""What the conversation shows, remembers and waits for, as plain data made once a turn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assistant.language.understanding import Context


@dataclass(frozen=True)
class Question:
    """A question asked in words ("Quelle ville ?"): the next message may be its answer."""

    action: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Proposal:
    """A confirmation that waits for its yes."""

    pending_id: str
    action: str
    payload: Mapping[str, Any]
    is_last: bool
    """The last answer ended with it."""


@dataclass(frozen=True)
class Scene:
    """What a sentence may speak of without naming it."""

    today: date
    context: Context = field(default_factory=Context)
    """The filter in force, the record, the campaign and the intent of before."""
    shown: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What is on the screen, by kind: table, figures, groups or history; ids and orders only."""
    last_shown: str | None = None
    """The kind shown last."""
    question: Question | None = None
    proposal: Proposal | None = None

    @property
    def last_proposal(self) -> Proposal | None:
        """The proposal that the last answer ended with."""
        return self.proposal if self.proposal and self.proposal.is_last else None
