"""A turn: understand, run the skill, answer. Errors of core become sentences here, once."""

import importlib
import logging
import pkgutil
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from assistant import corrections, skills
from assistant.acts.reader import read
from assistant.conversation import COLLECTIONS, ConversationStore, LastTurn, Pending
from assistant.corrections import Corrections, learnt_folder
from assistant.language.intent_table import LISTING
from assistant.language.pipeline import Language
from assistant.language.requests.asked import Asked
from assistant.language.requests.imports import PastedRequest
from assistant.language.requests.reading import Heard, How, who_answers
from assistant.language.requests.settling import Settled, corrects
from assistant.language.text.sentence import Sentence
from assistant.language.text.story import opens_request
from assistant.language.understanding import Context, Intent, Understanding
from assistant.rendering.forms import FormShown
from assistant.replies import (
    Answer,
    Choices,
    Confirm,
    Reply,
    Text,
)
from assistant.shown import note_shown
from assistant.skills import forms
from assistant.skills.accounts import links, once
from assistant.skills.campaigns import received
from assistant.skills.imports import importing
from assistant.skills.lists.listing import left_aside
from assistant.skills.mails import dropping
from assistant.skills.planning import reminders_kept
from assistant.skills.records import interrupted as lots
from assistant.skills.records import undoing
from assistant.skills.registry import (
    ACTS,
    ANSWERED,
    CLAIMS,
    COMMANDS,
    CONFIRMED,
    ENDED,
    SKILLS,
    STOPPED,
    Skill,
    Turn,
    Uploaded,
)
from assistant.skills.talk import doubting
from assistant.skills.talk import talking as talk
from core.accounts.models import OPERATOR, User
from core.clock import PARIS
from core.errors import MimiComError, Refused
from core.imports.files import pasted
from core.jobs.models import Job, JobState
from core.reminders.models import Reminder
from core.services import Services

logger = logging.getLogger(__name__)

MAX_TEXT = 2_000
PATIENCE = 3.0
"""Seconds that a turn waits for a short work done elsewhere, before it shows its progress."""

for _module in pkgutil.walk_packages(skills.__path__, f"{skills.__name__}."):
    importlib.import_module(_module.name)  # For what it registers.


class Router:
    """Turns sentences, files, clicks and ended jobs into answers."""

    def __init__(
        self,
        services: Services,
        load_language: Callable[[Path], Language] = Language.load,
        patience: float = PATIENCE,
    ) -> None:
        services.database.ensure((*COLLECTIONS, *corrections.COLLECTIONS))
        self.services = services
        self.conversations = ConversationStore(services.database, services.clock)
        self.corrections = Corrections(services.database)
        self._load_language = load_language
        self._patience = patience
        self._language: Language | None = None
        self._loading = threading.Lock()

    @property
    def language(self) -> Language:
        """Loaded at first use; the host does so at start, off the event loop."""
        with self._loading:
            if self._language is None:
                folder = learnt_folder(self.services.database.settings.folder)
                self._language = self._load_language(folder)
            return self._language

    def warm_up(self) -> None:
        """Load all that the first turn needs, so that nobody waits for it, and count what a
        greeting tells of: seconds, in a base of a million."""
        self.language.understand("bonjour", Context(), self.today())
        try:
            self.services.planning.suggestions.all(OPERATOR)
        except Exception:
            logger.warning("the greeting's counts could not be made ahead", exc_info=True)

    def turn(
        self, user: User, conversation: str, text: str, uploads: Sequence[Uploaded] = ()
    ) -> list[Answer]:
        """Answer a message: one answer for each request that it holds, and what was cut before."""
        turn = self._turn(user, conversation, text, uploads)
        answers = talk.with_beginnings(turn, self._answers(turn))
        return [*answers, *self._cut(turn, answers)]

    def _answers(self, turn: Turn) -> list[Answer]:
        text, uploads = turn.text, turn.uploads
        if uploads:
            return [self._received(turn)]
        if pasted.looks_like_table(text) and (pasted.is_named(text) or not opens_request(text)):
            turn.heard = PastedRequest(text)
            return [self._run(turn, Intent.IMPORT_CSV, importing.paste)]
        if len(text) > MAX_TEXT:
            return [Answer(Intent.OUT_OF_SCOPE, 1.0, {}, tuple(talk.too_long(turn, MAX_TEXT)))]
        if not text.strip():
            return [self._run(turn, Intent.HELP, SKILLS[Intent.HELP])]
        return self._heard(turn) or self._requests(turn)

    def _received(self, turn: Turn) -> Answer:
        """What was dropped: a document or a logo for the mails, else a file to import."""
        if dropping.takes(turn.uploads[0]):
            return self._run(turn, Intent.GENERATE_MAIL, dropping.receive)
        return self._run(turn, Intent.IMPORT_CSV, importing.receive)

    def act(
        self, user: User, conversation: str, asked: Mapping[str, Any], say: str = ""
    ) -> list[Answer]:
        """Do what a button is for. `say` stands for it in the conversation and is not read."""
        turn = self._turn(user, conversation, say)
        self.conversations.take_question(user, conversation)
        deed = read(asked)
        intent, do = ACTS[type(deed)] if deed else (Intent.OUT_OF_SCOPE, _no_such_act)
        answers = [self._run(turn, intent, lambda turn: do(turn, deed))]
        return [*answers, *self._cut(turn, answers)]

    def welcome(self, user: User, conversation: str) -> Answer:
        """What greets the user of a new conversation; may be empty."""
        turn = self._turn(user, conversation, "")
        answer = self._run(turn, Intent.SMALL_TALK, talk.welcome, remember=False)
        told = [reply for cut in self._cut(turn, [answer]) for reply in cut.replies]
        return replace(answer, replies=(*answer.replies, *told))

    def _cut(self, turn: Turn, answers: Sequence[Answer]) -> list[Answer]:
        """What is told, beside the answers, of changes that were cut. Not `_run`: the question that
        the answers end with is still the one just asked."""
        try:
            replies = (*lots.notice(turn, answers), *received.news(turn))
        except Exception:
            logger.exception("changes that were cut could not be told")
            return []
        return [Answer(Intent.SMALL_TALK.value, 1.0, {}, replies)] if replies else []

    def confirm(self, user: User, conversation: str, pending_id: str, yes: bool) -> Answer:
        """The answer to a confirmation, by click or by sentence; each is taken once."""
        turn = self._turn(user, conversation, "")
        state = "done" if yes else "cancelled"

        def answer(turn: Turn) -> Iterable[Reply]:
            pending = self.conversations.close(user, pending_id, state)
            if pending is None:
                return [Text("Cette question a déjà reçu une réponse, ou n'est plus valable.")]
            if not yes:
                return [Text("D'accord, je n'ai rien fait.")]
            return CONFIRMED[pending.action](turn, pending.payload)

        return self._run(turn, Intent.SMALL_TALK, answer)

    def ended(self, user: User, conversation: str, job_id: str) -> Answer | None:
        """What to tell of a job that ended; None while it runs, or when told already."""
        job = self.services.jobs.status(user, job_id)
        if not job.state.ended or not self.services.jobs.report_once(job_id):
            return None

        def tell(turn: Turn) -> Iterable[Reply]:
            if job.state is JobState.CANCELLED:
                return STOPPED.get(job.kind, _stopped)(turn, job)
            if job.state is JobState.FAILED:
                return [Text(job.error or "Ce travail n'a pas pu aboutir.")]
            return ENDED[job.kind](turn, job)

        return self._run(self._turn(user, conversation, ""), Intent.IMPORT_CSV, tell)

    def told(self, user: User, conversation: str, found: Sequence[Reminder]) -> list[Answer]:
        """Reminders whose time has come, as a page of their user shows them. Not `_run`: what was
        just asked there is still the question that a yes answers."""
        turn = self._turn(user, conversation, "")
        if not found:
            return []
        replies = tuple(reminders_kept.tell(turn, found))
        return [Answer(Intent.SET_REMINDER.value, 1.0, {}, replies)]

    def forget(self, conversation: str) -> None:
        """Erase what a deleted conversation left."""
        self.conversations.forget(conversation)

    def _turn(
        self, user: User, conversation: str, text: str, uploads: Sequence[Uploaded] = ()
    ) -> Turn:
        return Turn(
            user=user,
            conversation=conversation,
            text=text,
            today=self.today(),
            context=self.conversations.recall(user, conversation),
            services=self.services,
            conversations=self.conversations,
            language=self.language,
            corrections=self.corrections,
            uploads=tuple(uploads),
            patience=self._patience,
        )

    def today(self) -> date:
        """The present day in France."""
        return self.services.clock().astimezone(PARIS).date()

    def _heard(self, turn: Turn) -> list[Answer]:
        """The answer of the first who takes the sentence, in the order that `who_answers` says."""
        question = self.conversations.take_question(turn.user, turn.conversation)
        who = (turn.user, turn.conversation)
        asked = Asked(
            sentence=Sentence(turn.text),
            scene=self.conversations.scene(*who, turn.today, turn.context, question),
            understand=self.language.understand_first,
        )
        for heard in who_answers(asked):
            turn.heard = heard.request
            if answers := self._answered(turn, heard, question):
                return answers
        turn.heard = None
        return []

    def _answered(self, turn: Turn, heard: Heard, question: Pending | None) -> list[Answer]:
        """Empty where the one who was called declines."""
        if heard.how is How.COMMAND:
            return [self._run(turn, heard.intent, COMMANDS[heard.name])]
        if heard.how is How.SETTLED:
            return [self._settle(turn, turn.asked(Settled))]
        if heard.how in {How.CLAIM, How.NAMED}:
            replies = CLAIMS[heard.name](turn)
        elif question is None:
            return []
        elif heard.how is How.GIVES_UP:
            self.conversations.close(turn.user, question.payload.get("form") or "", "cancelled")
            replies = [Text("D'accord, j'abandonne. Rien n'a été écrit.")]
        elif heard.how is How.UNSAID:
            replies = self._ask_more(turn, question)
        else:
            replies = ANSWERED[heard.name](turn, question.payload)
        if replies is None:
            return []
        return [self._run(turn, heard.intent, lambda _: replies)]

    def _ask_more(self, turn: Turn, question: Pending) -> list[Reply]:
        """A yes is no answer to that question: it is asked again."""
        several = "Dites laquelle : son numéro, son rang ou sa ville. Ou « annule »."
        wanted = several if "ids" in question.payload else "Écrivez la valeur, ou « annule »."
        again = (question.action, question.payload)
        self.conversations.question(turn.user, turn.conversation, *again)
        return [Text(wanted)]

    def _changed_since(self, turn: Turn, pending: Pending | None) -> bool:
        """Whether something was changed here later than that question was asked."""
        change = self.conversations.last_change(turn.user, turn.conversation)
        if pending is None or not change:
            return bool(change)
        entry = self.services.journal.get(change.get("entry", ""))
        return entry is not None and entry.le > pending.asked_at

    def form(self, user: User, form_id: str) -> FormShown:
        """A form's fields and values; state says whether it still waits."""
        return forms.load(self._turn(user, "", ""), form_id)

    def submit(
        self,
        user: User,
        conversation: str,
        form_id: str,
        values: Mapping[str, str],
        session: str | None = None,
    ) -> tuple[dict[str, str], Answer | None]:
        """Problems by field and nothing done, or the answer once it is. What was typed is kept
        nowhere here: it may be a password. `session` is the digest of the session that sent it."""
        turn = replace(self._turn(user, conversation, ""), session=session)
        problems, replies = forms.submit(turn, form_id, values)
        if problems:
            return problems, None
        return {}, self._run(turn, Intent.EDIT_PROSPECT, lambda _: replies)

    def password_link(self, user: User, pending_id: str) -> dict[str, str]:
        """A link to choose a password, made once: {"url", "told"}. Refused the second time."""
        return links.made(self._turn(user, "", ""), pending_id)

    def shown_once(self, user: User, pending_id: str) -> dict[str, object]:
        """A secret made when its button was pressed: {"lines", "told"}. Refused the second time."""
        return once.revealed(self._turn(user, "", ""), pending_id)

    def cancel_form(self, user: User, conversation: str, form_id: str) -> Answer:
        """The form is left: nothing is written."""
        self.conversations.drop_question(user, conversation, form_id)
        return self.confirm(user, conversation, form_id, yes=False)

    def _settle(self, turn: Turn, settled: Settled) -> Answer:
        """A bare yes or no: it answers the question just asked, and no older one unasked."""
        pending = self.conversations.waiting(turn.user, turn.conversation)
        if settled.gives_up and self._changed_since(turn, pending):
            return self._run(turn, Intent.SMALL_TALK, undoing.undo_last)
        if pending is None:
            nothing = "Il n'y a pas de question en attente. Dites-moi ce que vous cherchez."
            return self._run(turn, Intent.SMALL_TALK, lambda _: [Text(nothing)])
        just_asked = self.conversations.is_just_asked(turn.conversation, pending.pending_id)
        if just_asked or not settled.yes:
            return self.confirm(turn.user, turn.conversation, pending.pending_id, settled.yes)
        again = Confirm(pending.pending_id, pending.question, pending.yes, pending.no)
        sure = Text("Parlez-vous bien de cette question, posée plus haut ?")
        return self._run(turn, Intent.SMALL_TALK, lambda _: [sure, again])

    def _requests(self, turn: Turn) -> list[Answer]:
        answers: list[Answer] = []
        before = self.conversations.last_turn(turn.user, turn.conversation)
        for understood in self.language.understand(turn.text, turn.context, turn.today):
            turn = replace(turn)
            turn.understand(understood)
            doubtful = understood.unsure
            run = doubting.ask_again if doubtful else SKILLS[understood.intent]
            answers.append(self._run(turn, understood.intent, run, remember=not doubtful))
            if not answers[1:]:
                self._learn(turn, before, understood)
            if doubtful:
                break
        return answers

    def _learn(self, turn: Turn, before: LastTurn | None, understood: Understanding) -> None:
        """Note what this turn says of how the one before was read, and keep it for the next."""
        if before is not None:
            chosen = before.offered.get(turn.text)
            if chosen is None and corrects(Sentence(turn.text)) and not understood.unsure:
                chosen = understood.intent
            if chosen is not None:
                self.corrections.note(turn.user, before.text, before.intent, chosen)
        last = LastTurn(
            text=turn.text[: corrections.MAX_TEXT],
            intent=understood.intent,
            offered=doubting.offered(turn),
        )
        self.conversations.note_turn(turn.user, turn.conversation, last)

    def _failed(self, error: Exception) -> tuple[Reply, ...]:
        """What is told in place of an answer; the log has the rest."""
        if outage := self.services.database.outage(error):
            return (Text(outage.message),)
        reference = secrets.token_hex(4)
        logger.exception("turn failed, reference %s", reference)
        return failure(reference)

    def _run(self, turn: Turn, intent: Intent, skill: Skill, remember: bool = True) -> Answer:
        refused = False
        try:
            replies = (*_aside(turn), *skill(turn))
            if remember:
                last = turn.understood.intent if turn.understood else intent
                context = replace(turn.context, last_intent=last)
                self.conversations.remember(turn.user, turn.conversation, context)
            note_shown(self.conversations, turn.user, turn.conversation, replies)
        except MimiComError as error:
            refused, replies = True, (Text(error.message),)
        except Exception as error:
            refused, replies = True, self._failed(error)
        understood = turn.understood  # a button, or an answer, puts its own in the turn
        return Answer(
            intent=(understood.intent if understood else intent).value,
            confidence=understood.confidence if understood else 1.0,
            filters=understood.filters.as_json() if understood else {},
            replies=replies,
            refused=refused,
        )


def _no_such_act(_turn: Turn, _deed: object) -> Iterable[Reply]:
    raise Refused("Ce bouton ne fait plus rien. Refaites votre demande, ou écrivez-la.")


def _stopped(_turn: Turn, _job: Job) -> Iterable[Reply]:
    return [Text("C'est arrêté. La base n'a pas changé.")]


def _aside(turn: Turn) -> Iterable[Reply]:
    """What a sentence says of the selection and was not understood; lists tell it themselves."""
    if turn.understood is None or turn.understood.intent in LISTING:
        return ()
    return left_aside(turn)


def failure(reference: str) -> tuple[Reply, ...]:
    """What is told of an error that nobody foresaw; the log has the rest."""
    return (
        Text(
            f"Quelque chose s'est mal passé de mon côté (référence {reference}). Rien n'a été "
            "perdu. Réessayez ; si cela recommence, donnez cette référence à votre admin."
        ),
        Choices((doubting.HELP,)),
    )
