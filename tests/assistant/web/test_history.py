"""Conversations kept for the page: nobody reaches into another's, whatever ids are sent."""

import asyncio
import threading
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from chainlit.context import ChainlitContext, context_var
from chainlit.element import CustomElement
from chainlit.session import HTTPSession
from chainlit.user import User as PageUser

from assistant.router import Router
from assistant.web.history import COLLECTIONS, ChatHistory
from core.accounts.models import OPERATOR, Role, User
from core.database import Document
from core.errors import Forbidden
from core.services import Services
from tests.assistant.conftest import GIGI, NICO

THREAD, OTHER = "992ccc44-af98-41bd-8cd8-4c45d5767359", "1ab3e3dd-da59-47e8-8d1c-f600d03d1d0a"


@pytest.fixture
def history(services: Services) -> ChatHistory:
    services.database.ensure(COLLECTIONS)
    return ChatHistory(services.database, services.accounts, lambda _: None)


@dataclass
class Page:
    """A user's page, open on a thread."""

    history: ChatHistory
    user: User
    thread_id: str

    def do(self, work: Callable[[ChatHistory], Awaitable[Any]]) -> None:
        async def go() -> None:
            seen = PageUser(identifier=self.user.email)
            session = HTTPSession(id="s", client_type="webapp", user=seen, thread_id=self.thread_id)
            session.thread_id = self.thread_id
            context_var.set(ChainlitContext(session))
            await work(self.history)

        asyncio.run(go())

    def say(self, step_id: str, text: str = "bonjour", thread_id: str | None = None) -> None:
        thread_id = self.thread_id if thread_id is None else thread_id
        step: Any = {"id": step_id, "threadId": thread_id, "type": "user_message", "output": text}
        self.do(lambda history: history.create_step(step))

    def show(self, element_id: str, thread_id: str) -> None:
        async def go(history: ChatHistory) -> None:
            made = CustomElement(name="Card", props={"prospect_id": "p"})
            made.id, made.thread_id = element_id, thread_id
            await history.create_element(made)

        self.do(go)


def kept(services: Services, where: str, key: str) -> Document:
    found = services.database.mongo[where].find_one({"_id": key})
    assert found is not None
    return found


def test_a_message_with_the_id_of_another_s_moves_nothing(
    history: ChatHistory, services: Services
) -> None:
    said = str(uuid.uuid4())
    gigi, nico = Page(history, GIGI, THREAD), Page(history, NICO, OTHER)
    gigi.say(said, "à moi")
    nico.say(said, "volé")
    nico.say(said, "volé", THREAD)  # nor by naming the thread itself
    Page(history, NICO, THREAD).say(said, "volé")
    nico.do(lambda history: history.delete_step(said))
    Page(history, NICO, THREAD).do(lambda history: history.delete_step(said))
    Page(history, GIGI, str(uuid.uuid4())).say(said, "ailleurs")  # nor within one's own
    found = kept(services, "steps", said)
    assert (found["threadId"], found["output"]) == (THREAD, "à moi")
    gigi.say(said, "corrigé")
    assert kept(services, "steps", said)["output"] == "corrigé"


def test_an_element_with_the_id_of_another_s_moves_nothing(
    history: ChatHistory, services: Services
) -> None:
    gigi, nico = Page(history, GIGI, THREAD), Page(history, NICO, OTHER)
    gigi.say(str(uuid.uuid4()))
    gigi.show("e", THREAD)
    nico.say(str(uuid.uuid4()))
    for page in (nico, Page(history, NICO, THREAD)):
        for thread_id in (OTHER, THREAD):
            page.show("e", thread_id)
            page.do(lambda history, t=thread_id: history.delete_element("e", t))
    assert kept(services, "elements", "e")["threadId"] == THREAD


@pytest.mark.parametrize(
    "thread_id",
    ["terminal:operator:terminal", "", "../../database", THREAD.upper(), f"{THREAD}\n", "page"],
)
def test_a_thread_that_is_none_of_the_page_s_is_not_written(
    history: ChatHistory, services: Services, thread_id: str
) -> None:
    Page(history, NICO, thread_id).say(str(uuid.uuid4()))
    assert services.database.mongo["threads"].count_documents({}) == 0
    assert services.database.mongo["steps"].count_documents({}) == 0


def test_a_thread_has_one_owner_set_once(history: ChatHistory, services: Services) -> None:
    """Two who claim the same new id at once: one gets it, whatever the order."""
    for _ in range(5):
        thread_id, ready = str(uuid.uuid4()), threading.Barrier(2)

        def claim(user: User, thread_id: str = thread_id, ready: Any = ready) -> None:
            ready.wait()
            Page(history, user, thread_id).say(str(uuid.uuid4()), user.user_id)

        both = [threading.Thread(target=claim, args=(user,)) for user in (GIGI, NICO)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        [said] = services.database.mongo["steps"].find({"threadId": thread_id})
        assert kept(services, "threads", thread_id)["user"].startswith(said["output"])


def test_a_thread_is_renamed_by_its_author_only(history: ChatHistory, services: Services) -> None:
    gigi = Page(history, GIGI, THREAD)
    gigi.say(str(uuid.uuid4()), "à\u202e moi")
    gigi.do(lambda history: history.update_thread(THREAD, name="volé", user_id="nico"))
    assert kept(services, "threads", THREAD)["name"] == "à moi"


Act = Callable[[Router], object]


@pytest.mark.parametrize("act", [
    lambda router: router.turn(NICO, "c", "montre les MJC"),
    lambda router: router.turn(NICO, "c", "oui"),
    lambda router: router.confirm(NICO, "c", "x", yes=True),
    lambda router: router.welcome(NICO, "c"),
    lambda router: router.conversations.note_change(NICO, "c", {"entry": "x"}),
    lambda router: router.conversations.show(NICO, "c", "table", {}),
    lambda router: router.conversations.just_asked(NICO, "c", None),
    lambda router: router.conversations.question(NICO, "c", "edit", {}),
])  # fmt: skip
def test_the_memory_of_a_conversation_is_its_owner_s(router: Router, act: Act) -> None:
    router.turn(GIGI, "c", "montre les ludothèques de Brest")
    pending = router.conversations.ask(GIGI, "c", "edit", {})
    before = router.services.database.mongo["conversations"].find_one({"_id": "c"})
    with pytest.raises(Forbidden, match="quelqu'un d'autre"):
        act(router)
    assert router.services.database.mongo["conversations"].find_one({"_id": "c"}) == before
    assert router.conversations.state(GIGI, pending) == "open"


def test_conversations_follow_their_author_to_a_new_email(
    history: ChatHistory, services: Services
) -> None:
    password = "le festival de juin"
    julie = services.accounts.add(OPERATOR, "julie@exemple.fr", Role.BENEVOLE, password)
    Page(history, julie, THREAD).say(str(uuid.uuid4()), "bonjour")
    now = services.own_account.change_email(julie, password, "julie@autre.fr")
    seen = asyncio.run(history.get_user(now.email))
    assert seen is not None
    assert seen.id == julie.user_id
    assert asyncio.run(history.get_thread_author(THREAD)) == "julie@autre.fr"
    assert asyncio.run(history.get_user("julie@exemple.fr")) is None
