"""Who answers what: intents, plain commands, confirmations and ended jobs, each with one skill."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from assistant.acts.base import Act
from assistant.acts.of_lists import OfSelection
from assistant.conversation import ConversationStore, Payload
from assistant.corrections import Corrections
from assistant.language.pipeline import Language
from assistant.language.requests.base import Request
from assistant.language.understanding import Context, Intent, Slots, Understanding
from assistant.rendering.forms import Field
from assistant.replies import Reply
from core.accounts.models import User
from core.jobs.models import Job
from core.prospects.filters import Filter
from core.services import Services

MAX_REPEATED = 2_000
R = TypeVar("R", bound=Request)


@dataclass(frozen=True)
class Uploaded:
    """A file dropped into the chat; `path` is removed once the turn is over."""

    name: str
    path: Path


@dataclass
class Turn:
    """All that a skill may use; what it leaves in `context` is what the next turn starts from."""

    user: User
    conversation: str
    text: str
    """As typed: to be understood again once a question is answered, never to be read by skills."""
    today: date
    context: Context
    services: Services
    conversations: ConversationStore
    language: Language
    corrections: Corrections
    understood: Understanding | None = None
    record: str | None = None
    """The id of the record that the turn is about, where it was chosen among several."""
    uploads: tuple[Uploaded, ...] = field(default_factory=tuple)
    session: str | None = None
    """The digest of the session that speaks; a new password leaves that one open."""
    patience: float = 0.0
    """Seconds that the turn waits for a short work done elsewhere, before it shows its progress."""
    heard: Request | None = None
    """What an answer, a command or a claim asks for; an intent's is in `understood`."""

    @property
    def request(self) -> Request:
        """What the sentence asks for, besides the selection and the slots."""
        if self.heard is not None:
            return self.heard
        return self.understood.request if self.understood else Request()

    def asked(self, kind: type[R]) -> R:
        """The request, of the kind that the skill was registered for. TypeError for another."""
        request = self.request
        if not isinstance(request, kind):
            raise TypeError(f"{kind.__name__} expected, not {type(request).__name__}")
        return request

    @property
    def filter(self) -> Filter:
        """The selection that this turn is about."""
        return self.understood.filters if self.understood else self.context.filter

    @property
    def slots(self) -> Slots:
        """What the turn gives besides the selection."""
        return self.understood.slots if self.understood else {}

    def understand(self, understood: Understanding) -> None:
        """Be about one request; its context is where the request leads.

        What "it" means is for skills to say: a name that was only spoken is not a record opened.
        """
        self.understood = understood
        self.context = replace(
            understood.context,
            last_prospect=self.context.last_prospect,
            last_campaign=self.context.last_campaign,
        )

    def remember_record(self, prospect_id: str) -> None:
        """The record that "son numéro" speaks of from now on."""
        self.context = replace(self.context, last_prospect=prospect_id)

    def forget_record(self) -> None:
        """The record last opened is gone."""
        self.context = replace(self.context, last_prospect=None)

    def take(self, filter: Filter, intent: Intent) -> None:
        """Put a selection in force, as a sentence that asks for it would."""
        before = self.context
        previous = before.previous if filter == before.filter else before.filter
        self.context = replace(before, filter=filter, previous=previous)
        self.understood = Understanding(intent, 1.0, filter, {}, self.context)

    def take_from(self, deed: OfSelection, intent: Intent) -> None:
        """Put the selection of a button in force. NotFound for anybody else's."""
        if deed.selection is not None:
            self.take(self.conversations.selection(self.user, deed.selection), intent)
        else:
            self.take(deed.filter or Filter(), intent)

    def select(self, filter: Filter | None = None) -> str:
        """Keep a selection for the replies to show; return its id."""
        shown = self.filter if filter is None else filter
        return self.conversations.select(self.user, self.conversation, shown)

    def ask_which(self, ids: Sequence[str]) -> str:
        """The next message says which record is meant; the sentence is then understood again.

        The question's id, for buttons."""
        payload = {"text": self.text[:MAX_REPEATED], "ids": list(ids)}
        return self.conversations.question(self.user, self.conversation, "which", payload)

    def again(self, sentence: str, record: str) -> None:
        """Go back to a sentence said before, now that its record is known."""
        understood = self.language.understand(sentence, self.context, self.today)[0]
        self.understood, self.heard = understood, None
        self.text, self.record = sentence, record

    def ask(self, action: str, payload: Mapping[str, Any]) -> str:
        """Have `action` wait for a yes; return the pending id."""
        return self.conversations.ask(self.user, self.conversation, action, payload)


Skill = Callable[[Turn], Iterable[Reply]]
OnYes = Callable[[Turn, Payload], Iterable[Reply]]
OnEnd = Callable[[Turn, Job], Iterable[Reply]]

OnAnswer = Callable[[Turn, Payload], Iterable[Reply] | None]
"""None: that was no answer, but a request of its own."""


@dataclass(frozen=True)
class FormFields:
    """A form that is not about a record: its fields, what sending it does, how to do without.

    `fields` makes what the page shows (see `forms.fields`); `submit` raises InvalidData with its
    problems, and then nothing is done.
    """

    fields: Callable[[Turn, Mapping[str, Any]], list[Field]]
    submit: Callable[[Turn, Mapping[str, Any], Mapping[str, str]], tuple[Reply, ...]]
    example: str = ""
    """A sentence that does the same; none where a password is asked for."""
    how: str = ""
    """What to do otherwise, where no sentence does."""


@dataclass(frozen=True)
class Revealed:
    """A secret as it is shown, once: its lines, and what to do with it."""

    lines: tuple[str, ...]
    told: str


OnReveal = Callable[[Turn, Payload], Revealed]
OnAct = Callable[[Turn, Any], Iterable[Reply]]
A = TypeVar("A", bound=Act)

OnClaim = Callable[[Turn], Iterable[Reply] | None]
"""None: what the sentence speaks of is not there, and somebody else may answer."""

C = TypeVar("C", bound=OnClaim)

SKILLS: dict[Intent, Skill] = {}
COMMANDS: dict[str, Skill] = {}
CLAIMS: dict[str, OnClaim] = {}
ACTS: dict[type[Act], tuple[Intent, OnAct]] = {}
CONFIRMED: dict[str, OnYes] = {}
ENDED: dict[str, OnEnd] = {}
STOPPED: dict[str, OnEnd] = {}
ANSWERED: dict[str, OnAnswer] = {}
FORMED: dict[str, FormFields] = {}
REVEALED: dict[str, OnReveal] = {}


def skill(*intents: Intent) -> Callable[[Skill], Skill]:
    """Declare the one function that answers these intents. ValueError for a second one."""

    def register(function: Skill) -> Skill:
        for intent in intents:
            if intent in SKILLS:
                raise ValueError(f"two skills for {intent}")
            SKILLS[intent] = function
        return function

    return register


def register_form(action: str, form: FormFields) -> None:
    """Have a form by that name of its pending action."""
    FORMED[action] = form


def command(name: str) -> Callable[[Skill], Skill]:
    """Declare what answers the plain sentence of that name in `requests/commands.py`."""

    def register(function: Skill) -> Skill:
        COMMANDS[name] = function
        return function

    return register


def claim(name: str) -> Callable[[C], C]:
    """Declare what answers a sentence about the screen, by its name in `requests/reading.py`."""

    def register(function: C) -> C:
        CLAIMS[name] = function
        return function

    return register


def on_act(
    kind: type[A], intent: Intent
) -> Callable[[Callable[[Turn, A], Iterable[Reply]]], Callable[[Turn, A], Iterable[Reply]]]:
    """Declare what a button of that kind does; `intent` is what a sentence would be heard as.
    ValueError for a second one."""

    def register(
        function: Callable[[Turn, A], Iterable[Reply]],
    ) -> Callable[[Turn, A], Iterable[Reply]]:
        if kind in ACTS:
            raise ValueError(f"two skills for {kind.__name__}")
        ACTS[kind] = intent, function
        return function

    return register


def on_yes(action: str) -> Callable[[OnYes], OnYes]:
    """Declare what a confirmed action does."""

    def register(function: OnYes) -> OnYes:
        CONFIRMED[action] = function
        return function

    return register


def on_end(kind: str) -> Callable[[OnEnd], OnEnd]:
    """Declare what is told once a job of that kind is done."""

    def register(function: OnEnd) -> OnEnd:
        ENDED[kind] = function
        return function

    return register


def on_stop(kind: str) -> Callable[[OnEnd], OnEnd]:
    """Declare what is said once the user stopped a job of that kind, where it left something."""

    def register(function: OnEnd) -> OnEnd:
        STOPPED[kind] = function
        return function

    return register


def on_answer(action: str) -> Callable[[OnAnswer], OnAnswer]:
    """Declare what takes the answer, in words, to a question."""

    def register(function: OnAnswer) -> OnAnswer:
        ANSWERED[action] = function
        return function

    return register


def on_reveal(action: str) -> Callable[[OnReveal], OnReveal]:
    """Declare what makes the secret that a button shows once."""

    def register(function: OnReveal) -> OnReveal:
        REVEALED[action] = function
        return function

    return register
