"""Chainlit's callbacks, and nothing else. Loaded by path: nobody imports this module."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import chainlit as cl
from chainlit.data import get_data_layer
from chainlit.types import ThreadDict

from assistant.language.understanding import Intent
from assistant.rendering import chat, forms
from assistant.rendering.indicators.views import IndicatorViews
from assistant.rendering.views import Views
from assistant.replies import Answer
from assistant.router import MAX_TEXT, failure
from assistant.skills.registry import Uploaded
from assistant.web import current, pages, upload_gate
from assistant.web.elements.actions import LOADERS
from assistant.web.elements.loading import Loader, Page, Returned, outcome
from assistant.web.errors import SESSION_OVER
from assistant.web.history import ChatHistory
from assistant.web.sessions import digest_of
from core.accounts.models import User
from core.errors import Forbidden, MimiComError
from core.imports.files import pasted
from core.vocabulary.text import visible

logger = logging.getLogger(__name__)
router = current.router()
page = Page(
    router,
    Views(router.services, router.conversations),
    IndicatorViews(router.services, router.conversations),
)


@cl.password_auth_callback
async def log_in(username: str, password: str) -> cl.User | None:
    """Only declared so that the page shows its form: POST /login is answered by the host."""
    return None


@cl.data_layer
def history() -> ChatHistory:
    """Where conversations are kept."""
    return ChatHistory(router.services.database, router.services.accounts, router.forget)


@cl.set_starters
async def starters(_user: cl.User | None, _language: str | None) -> list[cl.Starter]:
    """The first page's examples."""
    return [cl.Starter(label=label, message=say) for label, say in chat.STARTERS]


@cl.on_chat_start
async def start() -> None:
    """An empty base is greeted with its two ways to begin."""
    conversation = _conversation()
    await chat.show(await _turn(lambda user: [router.welcome(user, conversation)]))
    pages.ready()


@cl.on_chat_resume
async def resume(_thread: ThreadDict) -> None:
    """Chainlit shows the thread, after this; our elements load themselves."""
    pages.ready()


@cl.on_message
async def answer(message: cl.Message) -> None:
    """One turn; the files that it was about are removed after it."""
    try:
        await _answer(message)
    finally:
        upload_gate.discard(cl.context.session, message.elements)


async def _answer(message: cl.Message) -> None:
    files = [Uploaded(file.name, Path(file.path)) for file in message.elements or [] if file.path]
    if files and not message.content.strip():
        # A bare file would leave an empty bubble once reloaded.
        message.content = f"Fichier : {visible(files[0].name)}"
        await message.update()
        await chat.begin(message.content)  # Chainlit does so after a first text only
    conversation, said = _conversation(), message.content
    if pasted.looks_like_table(said):
        # Conversations keep no list of people: the import has it.
        message.content = pasted.NAME.removesuffix(".csv").capitalize()
        await message.update()
    await chat.keep_address()
    async with chat.Thinking():
        answers = await _turn(lambda user: router.turn(user, conversation, said, files))
    if any(one.intent not in _NO_REQUEST for one in answers):
        await _name(message.content)
    await chat.show(answers)


_NO_REQUEST = {Intent.SMALL_TALK.value, Intent.HELP.value, Intent.OUT_OF_SCOPE.value}
"""Whoever only said good morning will not find the conversation by it."""


async def _name(request: str) -> None:
    """Name the conversation by its first real request, in the page's list too."""
    layer = get_data_layer()
    if isinstance(layer, ChatHistory) and await layer.settle_name(_conversation()):
        await chat.begin(request)


def _conversation() -> str:
    return str(cl.context.session.thread_id)


def _account() -> User:
    """Who speaks, with today's role. Forbidden once the account or its sessions were closed."""
    seen = cl.context.session.user
    account = router.services.accounts.get(seen.identifier) if seen else None
    if seen is None or account is None:
        raise Forbidden(SESSION_OVER)
    if not account.accepts(seen.metadata.get("session_version"), _session()):
        raise Forbidden(SESSION_OVER)
    return account


def _session() -> str:
    """The digest of the session that speaks: the one that a new password leaves open."""
    return digest_of(cl.context.session.token or "")


async def _turn(work: Callable[[User], list[Answer]]) -> list[Answer]:
    """Run a turn in a thread. What it raises becomes an answer: Chainlit would show nothing."""

    def run() -> list[Answer]:
        return work(_account())

    try:
        return await asyncio.to_thread(run)
    except MimiComError as error:
        return [chat.refusal(error)]
    except Exception as error:
        if outage := router.services.database.outage(error):
            return [chat.refusal(outage)]
        reference = secrets.token_hex(4)
        logger.exception("turn failed, reference %s", reference)
        return [Answer("out_of_scope", 0.0, {}, failure(reference))]


async def _loaded(name: str, load: Callable[[User], Mapping[str, object]]) -> Returned:
    """What an element of the page asked for, or the sentence that says why not."""
    database = router.services.database
    return await asyncio.to_thread(outcome, name, database, lambda: load(_account()))


def _answer_to(name: str, load: Loader) -> None:
    """Have Chainlit answer an element that loads or polls."""

    @cl.action_callback(name)
    async def callback(action: cl.Action) -> Returned:
        return await _loaded(name, lambda user: load(page, user, action.payload))


for _of, _load in LOADERS.items():
    _answer_to(_of, _load)


@cl.action_callback("form_submit")
async def form_submit(action: cl.Action) -> Returned:
    """What was typed into a form: done and answered, or its problems beside the fields.

    Whatever is refused is said within the form, so that nothing typed is lost.
    """
    conversation = _conversation()
    form_id = str(action.payload.get("form_id"))
    typed = forms.texts(action.payload.get("values"))
    answers: list[Answer] = []

    def submit(user: User) -> Returned:
        problems, answer = router.submit(user, conversation, form_id, typed, _session())
        answers.extend([answer] if answer else [])
        return {"ok": not problems, "problems": forms.worded(problems)}

    result = await _loaded("form_submit", submit)
    return result | await _tell(answers, action)


@cl.action_callback("form_cancel")
async def form_cancel(action: cl.Action) -> Returned:
    """A form left as it was."""
    conversation = _conversation()
    form_id = str(action.payload.get("form_id"))
    answers = await _turn(lambda user: [router.cancel_form(user, conversation, form_id)])
    return {"ok": True} | await _tell(answers, action)


async def _tell(answers: Sequence[Answer], action: cl.Action) -> Returned:
    """Show answers in the conversation, or hand them over to the panel that asked."""
    if action.payload.get("panel"):
        return {"parts": chat.parts(answers)}
    await chat.show(answers)
    return {}


@cl.action_callback("job_ended")
async def job_ended(action: cl.Action) -> Returned:
    """Tell, once, how a job ended."""
    conversation = _conversation()
    job_id = str(action.payload.get("job_id"))

    def tell(user: User) -> list[Answer]:
        answer = router.ended(user, conversation, job_id)
        return [answer] if answer else []

    await chat.show(await _turn(tell))
    return {"ok": True}


@cl.action_callback("act")
async def act(action: cl.Action) -> Returned:
    """A click on a button: said aloud, then done by what the button is."""
    asked = action.payload
    say = str(asked.get("say") or "…")[:MAX_TEXT]
    return await _clicked(action, say, lambda user, here: router.act(user, here, asked["act"], say))


@cl.action_callback("confirm")
async def confirm(action: cl.Action) -> Returned:
    """A click on yes or no: said aloud, then done."""
    asked = action.payload
    say, pending_id = str(asked.get("say", ""))[:100], str(asked.get("pending_id"))
    yes = asked.get("yes") is True
    return await _clicked(
        action, say, lambda user, here: [router.confirm(user, here, pending_id, yes)]
    )


async def _clicked(
    action: cl.Action, say: str, work: Callable[[User, str], list[Answer]]
) -> Returned:
    """A click, said aloud in the conversation unless it is the panel's, and its answer."""
    conversation = _conversation()
    if action.payload.get("panel"):
        answers = await _turn(lambda user: work(user, conversation))
    else:
        await chat.say(say)
        async with chat.Thinking():
            answers = await _turn(lambda user: work(user, conversation))
        if action.name == "act":
            await _name(say)
    return {"ok": True} | await _tell(answers, action)
