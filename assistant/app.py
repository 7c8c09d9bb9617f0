"""Chainlit's callbacks, and nothing else. Loaded by path: nobody imports this module."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import chainlit as cl
from chainlit.types import ThreadDict

from assistant.rendering import chat, forms
from assistant.rendering.indicators.views import FiguresAsked, IndicatorViews
from assistant.rendering.tables import TableAsked
from assistant.rendering.views import Views
from assistant.replies import Answer
from assistant.router import MAX_TEXT, failure
from assistant.skills.registry import Uploaded
from assistant.web import current, upload_gate
from assistant.web.errors import SESSION_OVER
from assistant.web.history import ChatHistory
from assistant.web.sessions import digest_of
from core.accounts.models import User
from core.errors import Forbidden, InvalidData, MimiComError
from core.imports.files import pasted
from core.vocabulary.text import visible

logger = logging.getLogger(__name__)
router = current.router()
views = Views(router.services, router.conversations)
figures = IndicatorViews(router.services, router.conversations)


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
    answer = await _run(lambda user: router.welcome(user, _conversation()))
    await chat.show([answer])


@cl.on_chat_resume
async def resume(_thread: ThreadDict) -> None:
    """Chainlit shows the thread; our elements load themselves."""


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
        # Chainlit names the conversation, and its address, after a first text only.
        first = {"interaction": message.content, "thread_id": _conversation()}
        await cl.context.emitter.emit("first_interaction", first)
    conversation, said = _conversation(), message.content
    if pasted.looks_like_table(said):
        # Conversations keep no list of people: the import has it.
        message.content = pasted.NAME.removesuffix(".csv").capitalize()
        await message.update()
    async with chat.Thinking():
        answers = await _turn(lambda user: router.turn(user, conversation, said, files))
    await chat.show(answers)


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


async def _run(work: Callable[[User], Answer]) -> Answer:
    return (await _turn(lambda user: [work(user)]))[0]


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


Asked = Mapping[str, Any]
"""What the page sends: read strictly by the guard (`web/asked.py`) before it comes here."""
Returned = dict[str, object]
"""What it gets, as JSON."""
Loader = Callable[[User, Asked], Mapping[str, object]]


async def _loaded(name: str, load: Callable[[User], Mapping[str, object]]) -> Returned:
    """What an element of the page asked for, or the sentence that says why not."""
    try:
        return {"ok": True, **await asyncio.to_thread(lambda: load(_account()))}
    except MimiComError as error:
        problems = error.problems if isinstance(error, InvalidData) else {}
        return {"ok": False, "error": error.message, "problems": forms.worded(problems)}
    except Exception as error:
        if outage := router.services.database.outage(error):
            return {"ok": False, "error": outage.message}
        reference = secrets.token_hex(4)
        logger.exception("action %s failed, reference %s", name, reference)
        return {"ok": False, "error": f"Une erreur est survenue (référence {reference})."}


def _loads(name: str) -> Callable[[Loader], Loader]:
    """Declare what answers an element of the page that loads or polls."""

    def register(load: Loader) -> Loader:
        @cl.action_callback(name)
        async def callback(action: cl.Action) -> Returned:
            return await _loaded(name, lambda user: load(user, action.payload))

        return load

    return register


@_loads("table")
def table(user: User, asked: Asked) -> Mapping[str, object]:
    """A page of a table."""
    return views.table(user, cast("TableAsked", asked))


@_loads("indicators")
def indicators(user: User, asked: Asked) -> Mapping[str, object]:
    """One indicator, the dashboard, a comparison, a trend."""
    return figures.load(user, cast("FiguresAsked", asked))


@_loads("card")
def card(user: User, asked: Asked) -> Mapping[str, object]:
    """A record."""
    return views.card(user, str(asked.get("prospect_id")))


@_loads("pending")
def pending(user: User, asked: Asked) -> Mapping[str, object]:
    """Whether a confirmation still waits."""
    return {"state": router.conversations.state(user, str(asked.get("pending_id")))}


@_loads("job")
def job(user: User, asked: Asked) -> Mapping[str, object]:
    """How far a job is."""
    return views.job(user, str(asked.get("job_id")))


@_loads("job_cancel")
def job_cancel(user: User, asked: Asked) -> Mapping[str, object]:
    """Ask a job to stop."""
    router.services.jobs.cancel(user, str(asked.get("job_id")))
    return {}


@_loads("form")
def form(user: User, asked: Asked) -> Mapping[str, object]:
    """A form's state and fields."""
    return router.form(user, str(asked.get("form_id")))


@_loads("password_link")
def password_link(user: User, asked: Asked) -> Mapping[str, object]:
    """A link by which somebody chooses a password: shown once, and kept nowhere."""
    return router.password_link(user, str(asked.get("pending_id")))


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
    await chat.show(answers)
    return result


@cl.action_callback("form_cancel")
async def form_cancel(action: cl.Action) -> Returned:
    """A form left as it was."""
    conversation = _conversation()
    form_id = str(action.payload.get("form_id"))
    await chat.show(await _turn(lambda user: [router.cancel_form(user, conversation, form_id)]))
    return {"ok": True}


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
    await cl.Message(content=say, type="user_message").send()
    conversation = _conversation()
    async with chat.Thinking():
        answers = await _turn(lambda user: router.act(user, conversation, asked["act"], say))
    await chat.show(answers)
    return {"ok": True}


@cl.action_callback("confirm")
async def confirm(action: cl.Action) -> Returned:
    """A click on yes or no: said aloud, then done."""
    asked = action.payload
    await cl.Message(content=str(asked.get("say", ""))[:100], type="user_message").send()
    conversation = _conversation()
    yes = asked.get("yes") is True
    async with chat.Thinking():
        answers = await _turn(
            lambda user: [router.confirm(user, conversation, str(asked.get("pending_id")), yes)]
        )
    await chat.show(answers)
    return {"ok": True}
