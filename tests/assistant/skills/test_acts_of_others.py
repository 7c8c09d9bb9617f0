"""Every button of the page, pressed by each role with the ids of what is somebody else's.

A new act fails here until `acts_rights.toml` says what it asks for.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest

from assistant.acts.base import Act
from assistant.acts.of_campaigns import DoCampaign
from assistant.acts.of_talk import TakeReading
from assistant.acts.reader import KINDS, read
from assistant.language.pipeline import Language
from assistant.replies import Answer, Text
from assistant.router import Router
from core.accounts.models import OPERATOR, Permission, Role, User
from core.campaigns.drafts import Draft
from core.content.recipes import Recipe
from core.content.writer import Asked
from core.database import Database
from core.prospects.filters import Filter
from core.services import Services, build
from tests.factories import prospect

LISTED = Path(__file__).with_name("acts_rights.toml")
ADA = User(user_id="ada", email="ada@exemple.fr", role=Role.ADMIN)
LILA = User(user_id="lila", email="lila@exemple.fr", role=Role.MANAGER)
OTHERS = {
    Role.BENEVOLE: User(user_id="nico", email="nico@exemple.fr", role=Role.BENEVOLE),
    Role.MANAGER: User(user_id="omar", email="omar@exemple.fr", role=Role.MANAGER),
}
ONE, TWO = (f"{n * 8}-1111-4111-8111-111111111111" for n in "12")
_TALK = {"conversations", "selections", "pendings", "meta", "jobs", "draft_mails", "corrections"}
"""What a talk leaves: the answer's own memory, and long work asked for."""


@pytest.fixture
def services(database: Database) -> Services:
    return build(database)


@pytest.fixture
def world(services: Services, language: Language) -> dict[str, Any]:
    """What Lila has, by the names of the fields of acts."""
    router = Router(services, lambda folder: language)
    talk, today = router.conversations, router.today()
    services.prospects.insert([prospect(prospect_id=ONE), prospect(prospect_id=TWO, ville="Metz")])
    entry = services.records.comment(LILA, ONE, "Rappeler").entry_id
    account = services.accounts.add(OPERATOR, LILA.email, Role.MANAGER, "le festival de juin")
    campaign = services.campaigns.preparing.create(
        LILA, Draft("Salon", event=today + timedelta(days=200))
    )
    task = services.planning.tasks.add(LILA, "Appeler", today + timedelta(days=9)).task
    reminder = services.reminders.add(LILA, "Appeler", datetime(2099, 1, 1, 9, tzinfo=UTC))
    received = services.imports.receive(LILA, "a.csv", b"nom_structure;ville\nLe Roi;Lyon\n")
    metz, values = Filter(ville=("Metz",)), {"tags": ["x"]}
    mark = services.records.preview_bulk(LILA, metz, values).mark
    bulk = services.records.bulk(LILA, metz, values, mark)
    token, _ = services.accounts.api_tokens.create(account, "Site", ["lecture"])
    mail = services.content.writer.begin(LILA, Asked(recipe=Recipe()))
    return {
        "router": router, "selection": talk.select(LILA, "l", Filter()), "filter": None,
        "question": talk.question(LILA, "l", "which", {"text": "ouvre", "ids": [ONE, TWO]}),
        "merge": talk.ask(LILA, "l", "merge", {"kept": ONE, "gone": [TWO], "choices": {}}),
        "prospect": ONE, "record": ONE, "entry": entry, "account": account.user_id,
        "to": account.user_id, "campaign": campaign.campagne_id, "task": task.tache_id,
        "reminder": reminder.rappel_id, "suggestion": f"relance:{campaign.campagne_id}",
        "file": received, "lot": bulk.lot, "mail": mail.draft_id, "backup": "2026.mimicom",
        "token": token.token_id, "group": ONE, "template": "Invitation",
        "recipient": f"{campaign.campagne_id}:{ONE}",
    }  # fmt: skip


_PLAIN: dict[str, Any] = {
    "kind": "festival", "event": date(2030, 5, 1), "wall": "2099-01-01T09:00", "days": 1,
    "rank": 0, "number": 1, "column": 0, "after": 0, "skip": 0, "field": "ville", "kept": True,
    "search": {}, "title": "Autre", "columns": None, "limit": None, "value": None, "part": None,
    "sides": [{}, {"ville": ["Lyon"]}], "due": None, "panel": False, "say": "", "clusters": None,
    "response": "Positif", "day": "2026-11-01", "left_out": None, "by": None, "person": None,
    "objective": "invitation",
}  # fmt: skip


def _id_of(kind: type[Act]) -> str:
    """Which of the things an act's plain `id` names."""
    parents = {one.__name__ for one in kind.__mro__}
    found = {"OfTask": "task", "TaskForm": "task", "OfReminder": "reminder"}
    found |= {"OfSuggestion": "suggestion"}
    return next((what for name, what in found.items() if name in parents), "prospect")


def pressed(kind: type[Act], world: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """An act of that kind for each of the words that its first choice may be."""
    given: dict[str, Any] = {"do": kind.model_fields["do"].default}
    several: tuple[str, tuple[Any, ...]] = ("do", (given["do"],))
    for name, field in kind.model_fields.items():
        words = _words(field.annotation)
        if name != "do" and words and several[0] == "do":
            several = name, words
        elif name != "do":
            given[name] = words[0] if words else _value(kind, name, world)
    for word in several[1]:
        yield {k: v for k, v in (given | {several[0]: word}).items() if v is not None}


def _value(kind: type[Act], name: str, world: Mapping[str, Any]) -> Any:
    if name == "id":
        return world[_id_of(kind)]
    if name == "mail" and "OfStray" in {one.__name__ for one in kind.__mro__}:
        return "egare"
    if name == "filter" and kind.__name__ == "Retarget":
        return {}
    if name in world:
        return world[name]
    # What need not be said and is not known here is left out.
    return _PLAIN[name] if kind.model_fields[name].is_required() else _PLAIN.get(name)


def _words(annotation: Any) -> tuple[Any, ...]:
    """The words that a field may be."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple(one.value for one in annotation)
    return next(filter(None, map(_words, get_args(annotation))), ())


def told(answers: list[Answer]) -> str:
    return " ".join(r.text for a in answers for r in a.replies if isinstance(r, Text))


def base(database: Database) -> bytes:
    """What the base holds, but what a talk leaves; asked for at once, after each of hundreds."""
    digest = hashlib.sha256()
    names = sorted(set(database.mongo.list_collection_names()) - _TALK)
    in_order = {"$sort": {"_id": 1}}
    found = [
        {"$unionWith": {"coll": name, "pipeline": [in_order, {"$addFields": {"_of": name}}]}}
        for name in names
    ]
    nothing = {"$match": {"_id": {"$in": []}}}
    for batch in database.mongo["meta"].aggregate_raw_batches([nothing, *found]):
        digest.update(batch)
    return digest.digest()


@pytest.mark.parametrize("role", OTHERS)
def test_every_button_does_for_a_role_what_is_listed(
    world: dict[str, Any], database: Database, role: Role
) -> None:
    user, router = OTHERS[role], world["router"]
    found: dict[str, set[str]] = {}
    now = base(database)
    for kind in KINDS.values():
        for asked in pressed(kind, world):
            act = json.loads(json.dumps(asked, default=str))
            assert read(act) is not None, act
            [answer, *_] = router.act(user, f"c-{user.user_id}", act)
            before, now = now, base(database)
            said = told([answer])
            assert "mal passé" not in said, act
            name = f"campaign:{act['deed']}" if kind is DoCampaign else act["do"]
            name = f"{name}:{act['intent']}" if kind is TakeReading else name
            found.setdefault(name, set()).add(_outcome(answer, said, before != now))
    observed: dict[str, list[str]] = {}
    for name, outcomes in found.items():
        observed.setdefault(" or ".join(sorted(outcomes)), []).append(name)
    listed = tomllib.loads(LISTED.read_text("utf-8"))[role.value]
    assert {k: sorted(v) for k, v in observed.items()} == {k: v.split() for k, v in listed.items()}


def _outcome(answer: Answer, said: str, written: bool) -> str:
    """What came of it: `WITHOUT` a right, `refused` as not theirs or not there, `written` at once,
    or only answered."""
    if answer.refused:
        assert not written, said
        lacking = re.search(r"Vous ne pouvez pas (.+) avec votre rôle", said)
        return Permission(lacking[1]).name if lacking else "refused"
    return "written" if written else "answered"
