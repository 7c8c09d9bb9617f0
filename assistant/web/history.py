"""Conversations of the chat page, kept in MongoDB: Chainlit's data layer.

Elements are kept as their props, which hold ids only; uploads are kept by imports, not here.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from chainlit.context import context
from chainlit.data.base import BaseDataLayer
from chainlit.data.utils import queue_until_user_message
from chainlit.element import CustomElement, Element, ElementDict
from chainlit.step import StepDict
from chainlit.types import (
    Feedback,
    PageInfo,
    PaginatedResponse,
    Pagination,
    ThreadDict,
    ThreadFilter,
)
from chainlit.user import PersistedUser, User
from chainlit.utils import utc_now
from pymongo import IndexModel
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from assistant.web.ids import is_uuid
from core.accounts.models import User as Account
from core.accounts.service import AccountService
from core.database import CollectionSpec, Database, Document
from core.vocabulary.text import visible

logger = logging.getLogger(__name__)

# With the owner behind the id: the embedded server would else read them all for each write, whose
# filter has both.
COLLECTIONS = (
    CollectionSpec("threads", (IndexModel([("user", 1)]), IndexModel([("_id", 1), ("user", 1)]))),
    *(
        CollectionSpec(
            name, (IndexModel([("threadId", 1)]), IndexModel([("_id", 1), ("threadId", 1)]))
        )
        for name in ("steps", "elements")
    ),
)
NAME_LENGTH = 60
UNTITLED = "Conversation"
Result = TypeVar("Result")


class ChatHistory(BaseDataLayer):
    """Threads belong to the e-mail of their author; nobody else reads or writes them."""

    def __init__(
        self, database: Database, accounts: AccountService, forget: Callable[[str], None]
    ) -> None:
        self._accounts, self._forget = accounts, forget
        self._threads = database.mongo["threads"]
        self._steps = database.mongo["steps"]
        self._elements = database.mongo["elements"]

    async def get_user(self, identifier: str) -> PersistedUser | None:
        """The account as Chainlit sees it; role and version are today's."""
        account = await asyncio.to_thread(self._today, identifier)
        if account is None or not account.actif:
            return None
        return PersistedUser(
            id=account.user_id,
            createdAt=_iso(account.cree_le),
            identifier=account.email,
            metadata=metadata(account),
        )

    def _today(self, identifier: str) -> Account | None:
        """An account; its conversations follow it to a new e-mail."""
        account = self._accounts.get(identifier)
        for before in account.emails_avant if account else ():
            owned = {"user": before}
            if account is not None and self._threads.find_one(owned, {"_id": 1}):
                self._threads.update_many(owned, {"$set": {"user": account.email}})
        return account

    async def create_user(self, user: User) -> PersistedUser | None:
        """Never creates an account: they are opened by an admin."""
        return await self.get_user(user.identifier)

    async def delete_feedback(self, feedback_id: str) -> bool:
        """Not used."""
        return False

    async def upsert_feedback(self, feedback: Feedback) -> str:
        """Not used."""
        return ""

    @queue_until_user_message()
    async def create_element(self, element: Element) -> None:
        """Keep an element of our own; other kinds live as long as the session."""
        if not isinstance(element, CustomElement) or not self._mine(element.thread_id):
            return
        stored = element.to_dict()
        stored.pop("chainlitKey", None)
        document = {**stored, "_id": element.id, "props": element.props}

        def keep() -> None:
            if self._claim(element.thread_id):
                _keep(self._elements, document)

        await self._do(keep)

    async def get_element(self, thread_id: str, element_id: str) -> ElementDict | None:
        """One element of a thread."""
        found = await self._do(lambda: self._elements.find_one({"_id": element_id}))
        return _without_id(found) if found and found["threadId"] == thread_id else None

    @queue_until_user_message()
    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:
        """Erase an element of one's own thread."""
        if thread_id and self._mine(thread_id):
            await self._do(
                lambda: self._elements.delete_one({"_id": element_id, "threadId": thread_id})
            )

    @queue_until_user_message()
    async def create_step(self, step_dict: StepDict) -> None:
        """Keep a message; those of the user name the thread, until `settle_name`."""
        await self._do(lambda: self._keep_step(step_dict))

    @queue_until_user_message()
    async def update_step(self, step_dict: StepDict) -> None:
        """Keep a message as it is now."""
        await self._do(lambda: self._keep_step(step_dict))

    def _keep_step(self, step: StepDict) -> None:
        if not step["type"].endswith("message"):
            return  # steps of the program are no part of the conversation
        if not self._mine(step["threadId"]) or not self._claim(step["threadId"]):
            return
        # The step that ran the turn is not kept; messages below an unknown one are not shown.
        if not _keep(self._steps, {**step, "_id": step["id"], "parentId": None}):
            return
        changes: Document = {"updatedAt": utc_now()}
        thread = self._threads.find_one({"_id": step["threadId"]}) or {}
        if step["type"] == "user_message" and step.get("output") and not thread.get("named"):
            changes["name"] = _name(step["output"])
        self._threads.update_one(
            {"_id": step["threadId"], "user": thread.get("user")}, {"$set": changes}
        )

    def _claim(self, thread_id: str) -> bool:
        """Make the thread the session user's, if it is nobody's. The owner is set once: of two who
        claim an id at once, the index of ids lets one in."""
        user = context.session.user
        assert user is not None
        mine = {"_id": thread_id, "user": user.identifier}
        try:
            self._threads.update_one(mine, {"$setOnInsert": {"createdAt": utc_now()}}, upsert=True)
        except DuplicateKeyError:
            logger.warning("a thread of somebody else's was claimed: refused")
            return False
        return True

    @queue_until_user_message()
    async def delete_step(self, step_id: str) -> None:
        """Erase a message of this thread."""
        thread_id = context.session.thread_id
        if not self._mine(thread_id):
            return
        await self._do(lambda: self._steps.delete_one({"_id": step_id, "threadId": thread_id}))

    async def get_thread_author(self, thread_id: str) -> str:
        """E-mail of the thread's author; empty where there is no such thread."""
        found = await self._do(lambda: self._threads.find_one({"_id": thread_id}))
        return found["user"] if found else ""

    async def delete_thread(self, thread_id: str) -> None:
        """Erase a conversation and all that it left (Chainlit checked the author)."""

        def erase() -> None:
            for collection in (self._elements, self._steps):
                if collection.find_one({"threadId": thread_id}):
                    collection.delete_many({"threadId": thread_id})
            self._threads.delete_one({"_id": thread_id})
            self._forget(thread_id)

        await self._do(erase)

    async def list_threads(
        self, pagination: Pagination, filters: ThreadFilter
    ) -> PaginatedResponse[ThreadDict]:
        """The user's conversations, last used first; searched in names and messages."""
        return await self._do(lambda: self._list(pagination, filters))

    def _list(self, pagination: Pagination, filters: ThreadFilter) -> PaginatedResponse[ThreadDict]:
        account = self._accounts.get_by_id(filters.userId or "")
        owned = list(self._threads.find({"user": account.email})) if account else []
        threads = sorted(owned, key=_last_used, reverse=True)
        if filters.search:
            threads = [t for t in threads if self._says(t, filters.search.casefold())]
        ids = [t["_id"] for t in threads]
        start = ids.index(pagination.cursor) + 1 if pagination.cursor in ids else 0
        page = threads[start : start + pagination.first]
        return PaginatedResponse(
            pageInfo=PageInfo(
                hasNextPage=len(threads) > start + pagination.first,
                startCursor=page[0]["_id"] if page else None,
                endCursor=page[-1]["_id"] if page else None,
            ),
            data=[_thread(t, [], []) for t in page],
        )

    def _says(self, thread: Document, words: str) -> bool:
        if words in thread.get("name", "").casefold():
            return True
        steps = self._steps.find({"threadId": thread["_id"]}, {"output": 1})
        return any(words in (s.get("output") or "").casefold() for s in steps)

    async def get_thread(self, thread_id: str) -> ThreadDict | None:
        """A whole conversation."""

        def read() -> ThreadDict | None:
            found = self._threads.find_one({"_id": thread_id})
            if found is None:
                return None
            steps = sorted(
                (_without_id(s) for s in self._steps.find({"threadId": thread_id})),
                key=lambda s: str(s.get("createdAt") or ""),
            )
            # Elements of a message are written all at once: only their rank tells their order.
            elements = sorted(
                (_without_id(e) for e in self._elements.find({"threadId": thread_id})),
                key=lambda e: int((e.get("props") or {}).get("rank", 0)),
            )
            return _thread(found, steps, elements)

        return await self._do(read)

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: dict[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> None:
        """Rename a conversation. Metadata is not kept: ours has a home of its own."""
        if metadata is not None or not name:
            return
        name = visible(name)[:200]

        def rename() -> None:
            if user_id is None:  # Chainlit has looked who asks
                new = {"$set": {"name": name, "named": True}}
                self._threads.update_one({"_id": thread_id}, new)
                return
            # Chainlit's own, by the first message: one that was given stays.
            account = self._accounts.get_by_id(user_id)
            mine = {"_id": thread_id, "user": account.email if account else None}
            given = {"$eq": ["$named", True]}
            kept = {"$cond": [given, "$name", {"$literal": name}]}
            self._threads.update_one(mine, [{"$set": {"name": kept}}])

        await self._do(rename)

    async def settle_name(self, thread_id: str) -> bool:
        """The last message was a real request: the conversation keeps its name from now on. False
        where it had one already."""

        def settle() -> bool:
            thread = self._threads.find_one({"_id": thread_id}) or {}
            if "named" in thread or "name" not in thread:
                return False
            done = self._threads.update_one({"_id": thread_id}, {"$set": {"named": True}})
            return bool(done.modified_count)

        return await self._do(settle)

    async def build_debug_url(self) -> str:
        """There is none."""
        return ""

    async def close(self) -> None:
        """The host closes the database."""

    async def get_favorite_steps(self, user_id: str) -> list[StepDict]:
        """Not used."""
        return []

    def _mine(self, thread_id: str) -> bool:
        """Whether the thread is the session's own: Chainlit does not look."""
        session = context.session
        # Those of a terminal have names.
        if session.thread_id != thread_id or session.user is None or not is_uuid(thread_id):
            return False
        found = self._threads.find_one({"_id": thread_id}, {"user": 1})
        return found is None or found["user"] == session.user.identifier

    @staticmethod
    async def _do(work: Callable[[], Result]) -> Result:
        return await asyncio.to_thread(work)


def _keep(collection: Collection[Document], document: Document) -> bool:
    """Write a message or an element, new or of this very thread: the id of one that is in another
    thread, whoever wrote it, is refused, so that nothing is ever moved."""
    here = {"_id": document["_id"], "threadId": document["threadId"]}
    try:
        collection.replace_one(here, document, upsert=True)
    except DuplicateKeyError:
        logger.warning("the id of something in another conversation was sent: refused")
        return False
    return True


def metadata(account: Account) -> dict[str, Any]:
    """What a session carries of an account; the browser sees it."""
    return {"role": account.role.value, "session_version": account.session_version}


def _last_used(thread: Document) -> str:
    return str(thread.get("updatedAt") or thread["createdAt"])


def _name(text: str) -> str:
    line = " ".join(visible(text).split())
    return line if len(line) <= NAME_LENGTH else f"{line[: NAME_LENGTH - 1].rstrip()}…"


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else utc_now()


def _without_id(document: Document) -> Any:
    return {name: value for name, value in document.items() if name != "_id"}


def _thread(document: Document, steps: list[Any], elements: list[Any]) -> ThreadDict:
    return ThreadDict(
        id=document["_id"],
        # The sidebar orders and groups by this date: that of the last message.
        createdAt=_last_used(document),
        name=document.get("name") or UNTITLED,
        userId=document["user"],
        userIdentifier=document["user"],
        tags=[],
        metadata={},
        steps=steps,
        elements=elements,
    )
