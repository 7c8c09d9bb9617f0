"""Reminders in every open page of the right user, about a second after they are told.

Whichever process tells a reminder, each shows it in its own pages: it looks at what was told lately
and shows each page what that page has not shown.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from assistant.router import Router
from assistant.web.pages import OpenPage, open_pages
from core.accounts.models import User
from core.reminders.models import Reminder

logger = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
OVERLAP = timedelta(seconds=20)
"""How far back each look goes: one told by another process is seen a little after its time."""
_LONGEST = 200

Shown = set[tuple[str, datetime | None]]
"""Reminders that a page showed, each by when it was told: put off, it is told again."""


class Reminding:
    """Runs in each process that serves."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._reminders = router.services.reminders
        self._shown: dict[str, Shown] = {}
        """By page; those not here yet have just come, or come back."""
        self._opened: dict[str, datetime] = {}

    async def run(self) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except Exception:
                logger.exception("reminders could not be shown")

    async def look(self) -> None:
        """Show each page what was told and it has not shown."""
        pages = {page.session_id: page for page in open_pages()}
        for gone in set(self._shown) - set(pages):
            del self._shown[gone], self._opened[gone]
        if not pages:
            return
        found = await asyncio.to_thread(self._found, pages)
        await asyncio.gather(*(self._show(page, user, some) for page, user, some in found))
        seen: dict[str, tuple[User, list[str]]] = {}
        for _, user, some in found:
            seen.setdefault(user.user_id, (user, []))[1].extend(one.rappel_id for one in some)
        for user, ids in seen.values():
            await asyncio.to_thread(self._reminders.seen, user, sorted(set(ids)))

    def _found(self, pages: Mapping[str, OpenPage]) -> list[tuple[OpenPage, User, list[Reminder]]]:
        """What each page is to show."""
        now = self._router.services.clock()
        told = self._reminders.told_after(now - OVERLAP)
        new = [page for key, page in pages.items() if key not in self._shown]
        users = self._users(pages.values() if told else new)
        found = []
        for key, page in pages.items():
            fresh = key not in self._shown
            shown = self._shown.setdefault(key, set())
            opened = self._opened.setdefault(key, now)
            user = users.get(page.email)
            if user is None:
                continue
            mine = [one for one in told if one.pour == user.user_id and _is_news(one, opened)]
            waiting = self._reminders.due_for(user) if fresh else []
            some = {(one.rappel_id, one.dit_le): one for one in (*waiting, *mine)}
            left = [one for mark, one in some.items() if mark not in shown]
            shown.update(some)
            if left:
                found.append((page, user, sorted(left, key=lambda one: one.quand)))
        return found

    def _users(self, pages: Iterable[OpenPage]) -> dict[str, User]:
        accounts = self._router.services.accounts
        emails = {page.email for page in pages}
        known = ((email, accounts.get(email)) for email in emails)
        return {email: user for email, user in known if user is not None and user.actif}

    async def _show(self, page: OpenPage, user: User, found: Sequence[Reminder]) -> None:
        try:
            answers = await asyncio.to_thread(self._router.told, user, page.conversation, found)
            await page.push(answers, _called(found))
        except Exception:
            logger.exception("a page could not be told of its reminders")


def _is_news(one: Reminder, opened: datetime) -> bool:
    """Of a page opened then: what nobody has seen, or was told since."""
    return one.vu_le is None or (one.dit_le is not None and one.dit_le > opened)


def _called(found: Sequence[Reminder]) -> str:
    """What a notification says."""
    first = found[0].texte[:_LONGEST]
    return first if len(found) == 1 else f"{first} (et {len(found) - 1} de plus)"
