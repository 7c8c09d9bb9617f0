"""Which page shows which reminder: its user's, each once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from assistant.replies import Answer, Text
from assistant.router import Router
from assistant.web import reminding
from assistant.web.reminding import Reminding
from core.accounts.models import OPERATOR, Role, User
from core.database import Database
from core.services import Services, build
from tests.hands import Hands


@dataclass
class Screen:
    """A page that writes down what it is told."""

    session_id: str
    email: str
    told: list[str] = field(default_factory=list)

    @property
    def conversation(self) -> str:
        return f"of-{self.session_id}"

    async def push(self, answers: Sequence[Answer], _told: str) -> None:
        self.told += [r.text for a in answers for r in a.replies if isinstance(r, Text)]


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def services(database: Database, clock: Hands) -> Services:
    return build(database, clock)


@pytest.fixture
def people(services: Services) -> list[User]:
    return [
        services.accounts.add(OPERATOR, email, Role.BENEVOLE, "le festival de juin")
        for email in ("gigi@exemple.fr", "nico@exemple.fr")
    ]


@pytest.fixture
def screens(monkeypatch: pytest.MonkeyPatch, people: list[User]) -> list[Screen]:
    """Those that are open."""
    opened: list[Screen] = [Screen(f"s{n}", people[n // 2].email) for n in range(4)]
    monkeypatch.setattr(reminding, "open_pages", lambda: iter(opened))
    return opened


def test_each_page_of_the_right_user_shows_it_once(
    router: Router, services: Services, clock: Hands, people: list[User], screens: list[Screen]
) -> None:
    pushing = Reminding(router)
    asyncio.run(pushing.look())
    services.reminders.add(people[0], "Appeler", clock.moment + timedelta(minutes=1))
    clock.moment += timedelta(minutes=1)
    services.reminders.telling.tell_due()
    for _ in range(2):
        clock.moment += timedelta(seconds=1)
        asyncio.run(pushing.look())
    assert [len(one.told) for one in screens] == [1, 1, 0, 0]
    assert not services.reminders.due_for(people[0])


def test_one_told_by_another_process_or_put_off_shows_too(
    router: Router, services: Services, clock: Hands, people: list[User], screens: list[Screen]
) -> None:
    here, there = Reminding(router), build(services.database, clock)
    asyncio.run(here.look())
    one = there.reminders.add(people[1], "Fermer", clock.moment + timedelta(minutes=1))
    clock.moment += timedelta(minutes=1)
    there.reminders.telling.tell_due()
    clock.moment += timedelta(seconds=2)
    asyncio.run(here.look())
    services.reminders.snooze(people[1], one.rappel_id)
    clock.moment += timedelta(hours=2)
    services.reminders.telling.tell_due()
    asyncio.run(here.look())
    assert [len(screen.told) for screen in screens] == [0, 0, 2, 2]


def test_who_was_away_is_told_at_the_next_visit_and_not_again(
    router: Router, services: Services, clock: Hands, people: list[User], screens: list[Screen]
) -> None:
    left = [screens.pop() for _ in range(4)]
    pushing = Reminding(router)
    services.reminders.add(people[0], "Appeler", clock.moment + timedelta(minutes=1))
    clock.moment += timedelta(days=1)
    services.reminders.telling.tell_due()
    asyncio.run(pushing.look())
    clock.moment += timedelta(hours=1)
    screens.append(left[-1])
    asyncio.run(pushing.look())
    screens.append(left[-2])
    asyncio.run(pushing.look())
    assert [len(one.told) for one in screens] == [1, 0]
