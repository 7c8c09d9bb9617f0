"""Every public function of every service, and the right that it asks for before anything else.

`rights.toml` is the list: a new function that is told who asks fails here until it stands there; a
function that is not told fails as soon as something outside of core calls it.
"""

import ast
import dataclasses
import inspect
import tomllib
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest

from core.accounts.models import OPERATOR, Permission, Role, User
from core.accounts.service import AccountService
from core.database import Database
from core.errors import Forbidden, NotFound
from core.jobs.models import JobKind, Place, Resumed
from core.jobs.service import JobService
from core.prospects.filters import Filter
from core.services import Services, build

LISTED = Path(__file__).with_name("rights.toml")
VOLUNTEER = {Permission.READ, Permission.WRITE, Permission.PREPARE_CAMPAIGN}
ADMINS = {
    Permission.MANAGE_USERS, Permission.MANAGE_SETTINGS, Permission.ERASE, Permission.BACKUP,
}  # fmt: skip
MAY = {
    Role.BENEVOLE: VOLUNTEER,
    Role.MANAGER: set(Permission) - ADMINS,
    Role.ADMIN: set(Permission),
}
"""The table of the contract."""
OWN, WITHOUT = "own", "without"
"""What is the user's own, by whose it is; and what knows no user, called by what has checked."""
ASSISTANT = Path(__file__).parents[2] / "assistant"
_GIVEN: dict[str, Any] = {
    "key": "type",
    "sides": [("a", Filter()), ("b", Filter())],
    "draft": SimpleNamespace(personne=None, filtre=Filter()),
}


class Asked(Exception):
    """The first right that was asked for, and that the role has."""


class Watched(User):
    """Somebody with whom nothing goes on once a right was asked for."""

    def require(self, permission: Permission) -> None:
        super().require(permission)
        raise Asked(permission)


def somebody(role: Role) -> Watched:
    return Watched(user_id="w", email="w@exemple.fr", role=role)


def functions(services: Services) -> dict[str, Callable[..., Any]]:
    """Each public function of what services are made of, by its name."""
    seen: set[int] = set()
    found: dict[str, Callable[..., Any]] = {}
    for field in dataclasses.fields(Services):
        found |= _within(getattr(services, field.name), seen)
    return found


def _within(part: object, seen: set[int]) -> dict[str, Callable[..., Any]]:
    kind = type(part)
    if not kind.__module__.startswith("core.") or kind is Database or id(part) in seen:
        return {}
    seen.add(id(part))
    found: dict[str, Callable[..., Any]] = {}
    for name in (name for name in dir(part) if not name.startswith("_")):
        value = getattr(part, name)
        if name in dir(kind) and inspect.isroutine(getattr(kind, name)):
            found[f"{kind.__module__.removeprefix('core.')}.{kind.__name__}.{name}"] = value
        else:
            found |= _within(value, seen)
    return found


@cache
def listed() -> dict[str, str]:
    """What `rights.toml` says of each function."""
    told = tomllib.loads(LISTED.read_text("utf-8"))
    return {
        f"{kind}.{name}": right
        for right, kinds in told.items()
        for kind, names in kinds.items()
        for name in names.split()
    }


def right_of(function: Callable[..., Any], user: Watched) -> str:
    """The right that it asks for, `OWN`, or `WITHOUT` where it takes no user. Forbidden."""
    hints = typing.get_type_hints(function)
    parameters = inspect.signature(function).parameters.values()
    if User not in [hints.get(one.name) for one in parameters]:
        return WITHOUT
    given = {
        one.name: user if hints.get(one.name) is User else _any(one.name, hints.get(one.name))
        for one in parameters
        if one.default is one.empty or hints.get(one.name) is User
    }
    try:
        made = function(**given)
        if inspect.isgenerator(made):
            next(made, None)
    except Asked as asked:
        return str(asked.args[0].name)
    except Forbidden:
        raise
    except Exception:
        return OWN
    return OWN


def _any(name: str, kind: Any) -> Any:
    """Something of that type, or that looks like it."""
    if name in _GIVEN:
        return _GIVEN[name]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    known = {str: "x", int: 1, date: date(2027, 1, 1), datetime: datetime(2027, 1, 1, tzinfo=UTC)}
    if kind in known:
        return known[kind]
    try:
        return kind()
    except Exception:
        return MagicMock()


@pytest.fixture(scope="module")
def services(database_server: Database) -> Services:
    return build(database_server)


def test_every_function_has_its_right(services: Services) -> None:
    admin = somebody(Role.ADMIN)
    found = {}
    for name, function in functions(services).items():
        try:
            found[name] = right_of(function, admin)
        except Forbidden:  # somebody else's
            found[name] = OWN
    called = called_outside(services)
    wanted = {n: r for n, r in found.items() if r != WITHOUT or n in called}
    assert wanted == listed()


def called_outside(services: Services) -> set[str]:
    """The functions that the assistant's code calls by their whole path: services.….name(…)."""
    names = {id(getattr(f, "__func__", f)): n for n, f in functions(services).items()}
    found = set()
    for path in ASSISTANT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            parts = _dotted(node.func) if isinstance(node, ast.Call) else []
            if "services" in parts[:-1]:
                function: Any = services
                for part in parts[parts.index("services") + 1 :]:
                    function = getattr(function, part, None)
                found.add(names.get(id(getattr(function, "__func__", function)), ""))
    return found - {""}


def _dotted(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Attribute):
        return [*_dotted(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else [""]


@pytest.mark.parametrize("role", Role)
def test_a_role_does_what_the_contract_says(services: Services, role: Role) -> None:
    wrong = []
    for name, function in functions(services).items():
        right = listed().get(name, "")
        if right in (OWN, WITHOUT, ""):
            continue
        try:
            able = bool(right_of(function, somebody(role)))
        except Forbidden:
            able = False
        if able is not (Permission[right] in MAY[role]):
            wrong.append((name, right, able))
    assert wrong == []


# --- what is one's own ---------------------------------------------------------------------------

LILA = User(user_id="lila", email="lila@exemple.fr", role=Role.MANAGER)


@pytest.fixture
def world(database: Database) -> Services:
    return build(database)


@pytest.mark.parametrize("role", [Role.BENEVOLE, Role.MANAGER])
def test_nobody_touches_what_is_somebody_elses(world: Services, role: Role) -> None:
    accounts: AccountService = world.accounts
    lila = accounts.add(OPERATOR, LILA.email, Role.MANAGER, "le festival de juin")
    other = accounts.add(OPERATOR, "nico@exemple.fr", role, "le festival de mai")
    token, _ = accounts.api_tokens.create(lila, "Site", ["lecture"])
    reminder = world.reminders.add(lila, "Appeler", datetime(2099, 1, 1, 9, tzinfo=UTC))
    jobs = _jobs(world)
    job = jobs.start(lila, "wait", {})
    refused: Mapping[str, tuple[type[Exception], Callable[[], object]]] = {
        "token": (NotFound, lambda: accounts.api_tokens.revoke(other, token.token_id)),
        "step": (Forbidden, lambda: accounts.second_step.remove(other, lila)),
        "password": (Forbidden, lambda: accounts.set_password(other, lila.email, "x" * 20)),
        "nobody's password": (Forbidden, lambda: accounts.set_password(other, "z@z.fr", "x" * 20)),
        "job": (Forbidden, lambda: jobs.status(other, job.job_id)),
        "job stopped": (Forbidden, lambda: jobs.cancel(other, job.job_id)),
        "reminder": (NotFound, lambda: world.reminders.get(other, reminder.rappel_id)),
        "reminder ended": (NotFound, lambda: world.reminders.cancel(other, reminder.rappel_id)),
        "reminder done": (NotFound, lambda: world.reminders.done(other, reminder.rappel_id)),
    }
    for name, (kind, act) in refused.items():
        with pytest.raises(kind):
            raise AssertionError(f"{name}: {act()}")
    assert accounts.api_tokens.of(other) == []
    assert world.reminders.all(other) == []


def _jobs(world: Services) -> JobService:
    kind = JobKind(
        "wait", ("Travail",), lambda *_: {}, when_cut=Resumed("nothing"), place=Place.THREAD
    )
    return JobService(world.database, world.accounts, world.clock, [kind])
