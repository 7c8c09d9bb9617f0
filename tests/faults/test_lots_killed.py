"""Kill -9 in the middle of a change of a whole list: told, then finished or taken back."""

import functools
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.language.pipeline import Language
from assistant.replies import Answer, Choices, Text
from assistant.router import Router
from assistant.skills.records.interrupted import FINISH, TAKE_BACK
from core.accounts.models import Role, User
from core.prospects.filters import Filter
from core.services import Services, open_services
from core.settings import Settings
from tests.assistant.conftest import GIGI, NICO
from tests.commands import started
from tests.factories import prospect
from tests.faults.editor import EDIT

ROWS = 1_200
Seen = Callable[[Services], bool]
OTHER = User(user_id="ana", email="ana@exemple.fr", role=Role.BENEVOLE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("lots") / "data"
    services = opened(made)
    records = [prospect(prospect_id=f"p{n:04}", nom_structure=f"S {n:04}") for n in range(ROWS)]
    services.prospects.insert_imported(records, None)
    services.close()
    return made


def opened(folder: Path) -> Services:
    """A new start. The database's server stops with its last user, as when the host is killed."""
    return open_services(Settings(data=folder, mongodb_uri=None))


@contextmanager
def after_kill(folder: Path, before: Callable[[Services], str], seen: Seen) -> Iterator[Services]:
    """The services at the start after the kill of a process that changed the whole list.

    `before` makes the base ready and says what the process does; `seen` says that it is under way.
    """
    services = opened(folder)
    for name in ("journal", "lots", "lot_parts", "conversations"):
        services.database.mongo[name].delete_many({})
    services.database.mongo["prospects"].update_many({}, {"$set": {"tags": []}})
    process = started("tests.faults.editor", str(folder), before(services))
    deadline = time.monotonic() + 60
    try:
        while not seen(services):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.005)
    finally:
        process.kill()
        process.wait()
        services.close()
    services = opened(folder)
    yield services
    services.close()


@functools.cache
def language(folder: Path) -> Language:
    """Loaded once for all tests."""
    return Language.load(folder)


def router_of(services: Services) -> Router:
    return Router(services, language)


@contextmanager
def cut_edit(folder: Path) -> Iterator[tuple[Services, Router, int]]:
    """After an edit that was killed half-way: how many records it changed."""
    with after_kill(folder, lambda _: "edit", lambda now: tagged(now) > 300) as services:
        [lot] = services.database.mongo["lots"].find()
        written = tagged(services)
        assert 300 < written < ROWS
        assert services.journal.size_of_lot(lot["_id"]) == written
        yield services, router_of(services), written


def tagged(services: Services) -> int:
    return services.database.mongo["prospects"].count_documents({"tags": "salon 2026"})


def texts(answers: list[Answer]) -> str:
    said = " ".join(r.text for a in answers for r in a.replies if isinstance(r, Text))
    return said.replace("\\", "").replace("\u202f", "")


def buttons(answers: list[Answer]) -> list[str]:
    found = (r for a in answers for r in a.replies if isinstance(r, Choices))
    return [b.say for c in found for b in c.buttons]


def test_a_cut_edit_is_told_and_finished(folder: Path) -> None:
    with cut_edit(folder) as (services, router, written):
        told = router.turn(NICO, "n", "bonjour")
        assert f"{written} sur {ROWS} fiches modifiées" in texts(told)
        assert {FINISH, TAKE_BACK} <= set(buttons(told))
        assert f"sur {ROWS}" not in texts(router.turn(NICO, "n", "bonjour"))  # told once
        assert f"{written} sur {ROWS}" in texts([router.welcome(NICO, "another")])
        assert f"{ROWS} fiches modifiées" in texts(router.turn(NICO, "n", FINISH))
        assert tagged(services) == ROWS == services.database.mongo["journal"].count_documents({})
        assert not services.lots.cut(NICO)
        assert services.database.mongo["lot_parts"].count_documents({}) == 0
        router.turn(NICO, "n", "annule la dernière modification")
        router.turn(NICO, "n", "oui")
        assert tagged(services) == 0


def test_a_cut_edit_is_taken_back_by_the_usual_sentence(folder: Path) -> None:
    with cut_edit(folder) as (services, router, written):
        assert "interrompue" not in texts(router.turn(OTHER, "o", "bonjour"))
        assert "lancée par nico@exemple.fr" in texts(router.turn(GIGI, "g", "bonjour"))
        asked = texts(router.turn(NICO, "new", "annule la dernière modification"))
        assert f"{written} fiches modifiées sur {ROWS}" in asked
        assert "s'est interrompue" not in asked  # the question is about it already
        assert f"annulé pour {written} fiches" in texts(router.turn(NICO, "new", "oui"))
        assert tagged(services) == 0
        assert not services.lots.cut(NICO) + services.lots.cut(GIGI)
        assert "déjà" in texts(router.turn(GIGI, "g", FINISH))


def whole(services: Services) -> str:
    """The id of an edit of the whole list, done."""
    preview = services.records.preview_bulk(NICO, Filter(), EDIT)
    return services.records.bulk(NICO, Filter(), EDIT, preview.mark).lot


def test_a_cut_undo_is_told_and_settled(folder: Path) -> None:
    with after_kill(folder, whole, lambda now: tagged(now) < ROWS - 300) as services:
        router, left = router_of(services), tagged(services)
        assert 0 < left < ROWS - 300
        told = texts(router.turn(NICO, "n", "bonjour"))
        assert re.search(rf"annulation.* : {ROWS - left} sur {ROWS} remises comme avant", told)
        router.turn(NICO, "n", "annule l'annulation interrompue")
        router.turn(NICO, "n", "oui")
        assert tagged(services) == ROWS
        assert not services.lots.cut(NICO)
