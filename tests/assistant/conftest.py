"""A router on the real database, and a user to speak to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.language.intents.model import CORRECTED
from assistant.language.pipeline import Language
from assistant.replies import Answer
from assistant.router import Router
from core.accounts.models import Role, User
from core.database import Database
from core.services import Services, build

GIGI = User(user_id="gigi", email="gigi@exemple.fr", role=Role.MANAGER)
NICO = User(user_id="nico", email="nico@exemple.fr", role=Role.BENEVOLE)
Say = Callable[..., list[Answer]]


def conversation_of(user: User, name: str = "c") -> str:
    """A conversation has one owner: Gigi's has the name as it is."""
    return name if user == GIGI else f"{name}-{user.user_id}"


@pytest.fixture
def services(database: Database) -> Services:
    return build(database)


@pytest.fixture(scope="session")
def language(tmp_path_factory: pytest.TempPathFactory) -> Language:
    """What is shipped, loaded once."""
    return Language.load(tmp_path_factory.mktemp("nothing-learnt"))


@pytest.fixture
def router(services: Services, language: Language) -> Iterator[Router]:
    def load(folder: Path) -> Language:
        return Language.load(folder) if (folder / CORRECTED).exists() else language

    opened = Router(services, load)
    yield opened
    folder = services.database.settings.folder / "learnt" / "corrections.jsonl"
    folder.unlink(missing_ok=True)


@pytest.fixture
def say(router: Router) -> Say:
    """Say something as Gigi (or another) and get the answers."""

    def speak(text: str, user: User = GIGI, conversation: str = "c") -> list[Answer]:
        return router.turn(user, conversation_of(user, conversation), text)

    return speak
